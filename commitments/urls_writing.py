"""Addresses of the pages that write commitments."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
