"""What has not moved since somebody saw it is not built again: they are told so, before anything is read for it."""

from collections.abc import Callable, Iterable
from functools import cache, wraps
from hashlib import sha256

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.utils.translation import get_language

from agencies.clock import today
from agencies.rights.access import above_provinces, grants_today
from kpis.models import Period

WRITTEN = (
    "agencies", "kpis", "commitments", "workbooks", "steering", "dashboards", "reports", "machines", "dxtracker",
    "templates", "static", "locale",
)  # fmt: skip
SUFFIXES = {".py", ".html", ".css", ".js", ".mo", ".typ"}
FILES = ("json", "csv", "xlsx", "pdf")
View = Callable[..., HttpResponse]


class Unchanged(Exception):
    """Who asks has what would be answered."""


def seen_again(view: View) -> View:
    """A board: 304 for who has it already, else its answer with the tag by which to ask again."""

    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.tag = ""  # type: ignore[attr-defined]
        try:
            response = view(request, *args, **kwargs)
        except Unchanged:
            response = HttpResponseNotModified()
        tag = request.tag  # type: ignore[attr-defined]
        if tag and response.status_code in (200, 304):
            response["ETag"] = tag
            response["Cache-Control"] = "private, no-cache"
        return response

    return answered


def compare(request: HttpRequest, period: Period, format: str, beside: Iterable[Period] = ()) -> None:
    """Raise Unchanged where the request brings the tag of what would be answered of a month in this format.

    `period` was read with the version of its province, before all else that the answer says. Of a closed month a file
    rests on what was kept and no longer on the version (tests/closed); so it does of the months `beside` which it may
    stand, read alike, as long as these are closed.
    """
    if period.is_closed and format in FILES:
        compare_by(request, period.pk, period.checksum, *map(_stands, beside))
    else:
        compare_by(request, period.pk, period.version)


def _stands(period: Period) -> tuple[object, ...]:
    return period.pk, period.checksum if period.is_closed else period.version


def compare_by(request: HttpRequest, *rests_on: object) -> None:
    """The same of an answer that rests on what was read before all else that it says, a version above all.

    Views that answer no such question (`seen_again`) are left alone.
    """
    if not hasattr(request, "tag") or len(get_messages(request)):
        return
    request.tag = tag = tag_of(request, rests_on)
    if tag in (f"W/{held.removeprefix('W/')}" for held in parse_etags(request.headers.get("If-None-Match", ""))):
        raise Unchanged


def tag_of(request: HttpRequest, rests_on: tuple[object, ...]) -> str:
    """By what it `rests_on`, the question and the day, who asks with which roles.

    The frame of a page is of today, with its session: the token of its forms, what waits to be sent again. And all of
    it on this very code.
    """
    user = request.user
    roles = [
        *((grant.role, grant.agency.pk) for grant in grants_today(user)),  # type: ignore[arg-type]
        *sorted(above_provinces(user)),  # type: ignore[arg-type]
    ]
    parts = (
        rests_on, request.get_full_path(), request.headers.get("HX-Request", ""), get_language(), user.pk, roles,
        request.session.session_key, sorted(request.session.items()), today(), settings.DX_TODAY, _release(),
    )  # fmt: skip
    return f'W/"{sha256(repr(parts).encode()).hexdigest()[:32]}"'


@cache
def _release() -> str:
    """Changes with the code, so that no page of an older one is kept."""
    found = sha256()
    for folder in WRITTEN:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in SUFFIXES:
                found.update(f"{path}:{path.stat().st_mtime_ns}\n".encode())
    return found.hexdigest()[:16]
