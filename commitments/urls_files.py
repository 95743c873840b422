"""Addresses of signed files and of trusted certificates."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
