"""Addresses of what goes out on paper and comes in from Excel."""

from django.urls import URLPattern, path

from commitments.views import papers

urlpatterns: list[URLPattern] = [
    path("commitments/<int:pk>/paper.docx", papers.paper, name="paper"),
]
