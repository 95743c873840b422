"""What cannot be answered is said to whom it concerns: a page to people, a problem without detail to programs."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

from agencies.sessions import kept
from machines.api.problems import is_of_program, problem_in_words

Page = Callable[..., HttpResponse]
SHOWING = (403, 404, 409)
OF_A_MONTH = ("dashboards", "reports")  # what these show may be unknown in the month that is asked for


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return _told(request, status, defaults.bad_request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _told(request, 403, defaults.permission_denied, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _told(request, 404, defaults.page_not_found, exception)


def collided(request: HttpRequest) -> HttpResponse:
    """Somebody else wrote the same at the same moment: nothing was written."""
    return _told(request, 409, lambda request: render(request, "409.html", status=409))


def server_error(request: HttpRequest) -> HttpResponse:
    return _told(request, 500, defaults.server_error)


def _told(request: HttpRequest, status: int, page: Page, *more: Any) -> HttpResponse:
    """What a person typed is shown once more where it is refused: a right may end while a form is filled in."""
    if is_of_program(request):
        return problem_in_words(request, status)
    typed = kept.posted(request) if status in SHOWING and request.method == "POST" else None
    said = {"typed": typed, "latest": _in_the_latest_month(request) if status == 404 else ""}
    return render(request, f"{status}.html", said, status=status) if any(said.values()) else page(request, *more)


def _in_the_latest_month(request: HttpRequest) -> str:
    """A page's address without the month that was asked for: it may not know the thing yet, or no more."""
    match, is_read = request.resolver_match, request.method == "GET"
    if match is None or match.namespace not in OF_A_MONTH or "month" not in request.GET or not is_read:
        return ""
    rest = request.GET.copy()
    for name in ("year", "month", "format"):
        rest.pop(name, None)
    return f"{request.path}?{rest.urlencode()}" if rest else request.path
