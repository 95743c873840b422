"""Addresses of what goes out on paper and comes in from Excel."""

from django.urls import URLPattern, path

from commitments.views import importing, papers

urlpatterns: list[URLPattern] = [
    path("commitments/<int:pk>/paper.docx", papers.paper, name="paper"),
    path("commitments/events/<int:event>/import/", importing.items_import, name="items-import"),
]
