"""Addresses of what goes out on paper and comes in from Excel."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
