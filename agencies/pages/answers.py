"""How a page with a form answers: what was posted, be it nothing, is judged; a refused form comes back with 422."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render


def posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, be it nothing at all; None where a page was asked for."""
    return request.POST if request.method == "POST" else None


def shown(request: HttpRequest, template: str, told: Mapping[str, Any]) -> HttpResponse:
    """The page as it was asked for; 422 where something was posted and did not lead on."""
    return render(request, template, dict(told), status=422 if request.method == "POST" else 200)
