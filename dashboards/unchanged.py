"""A closed month does not move: whoever has its board already is told so, before anything is read for it."""

from functools import cache
from hashlib import sha256

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags, quote_etag

from agencies.access import grants_today
from dashboards.scope import Scope
from kpis.enums import PeriodState

WRITTEN = ("dashboards", "kpis", "commitments", "agencies", "machines", "dxtracker", "templates", "static", "locale")
SUFFIXES = {".py", ".html", ".css", ".js", ".mo", ".typ"}


def unchanged(request: HttpRequest, scope: Scope) -> HttpResponse | None:
    """304 for who asks with the tag of what would be answered; None for all others, and for months not closed."""
    tag = tag_of(request, scope)
    if tag is None or tag not in parse_etags(request.headers.get("If-None-Match", "")):
        return None
    return _marked(HttpResponseNotModified(), tag)


def tagged(request: HttpRequest, scope: Scope, response: HttpResponse) -> HttpResponse:
    """The response with its tag, where it is of a closed month: browsers keep it and ask whether it still holds."""
    tag = tag_of(request, scope)
    return _marked(response, tag) if tag else response


def tag_of(request: HttpRequest, scope: Scope) -> str | None:
    """What the answer rests on: the month, the question, its language, who asks with which roles, this very code.

    The frame around a board is of today: how months stand, the demonstration's day, the session with its token. None
    for a month that is not closed, and while a message waits to be shown.
    """
    if scope.period.state != PeriodState.CLOSED or len(get_messages(request)):
        return None
    roles = [(grant.role, grant.agency.pk) for grant in grants_today(scope.reader)]
    parts = (
        scope.period.checksum, request.get_full_path(), scope.language, scope.reader.pk, roles,
        sorted(scope.states.items()), request.session.session_key, settings.DX_TODAY, _release(),
    )  # fmt: skip
    return quote_etag(sha256(repr(parts).encode()).hexdigest()[:32])


def _marked(response: HttpResponse, tag: str) -> HttpResponse:
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


@cache
def _release() -> str:
    """Changes with the code, so that no page of an older one is kept."""
    found = sha256()
    for folder in WRITTEN:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in SUFFIXES:
                found.update(f"{path}:{path.stat().st_mtime_ns}\n".encode())
    return found.hexdigest()[:16]
