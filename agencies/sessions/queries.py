"""The sessions of a person, as far as they say from where and when they began."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

from agencies.models import User
from agencies.sessions.store import live_of, prefix_of

BEGAN, ADDRESS, BROWSER = "began_at", "from_address", "browser"
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}
BROWSERS = {"Edg": "Edge", "coc_coc": "Cốc Cốc", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}


@dataclass(frozen=True)
class OpenSession:
    """`handle` names the session without leading to it; the moment is None where it was not kept."""

    handle: str
    began_at: datetime | None
    address: str
    browser: str
    key: str


def note_beginning(request: HttpRequest, user: User) -> None:
    """Keep in a session that begins from where it does, and with which browser; its key bears whose it is."""
    key = request.session.session_key
    if key and not key.startswith(prefix_of(user.pk)):
        request.session.cycle_key()
    request.session[ADDRESS] = request.META.get("REMOTE_ADDR", "")
    request.session[BROWSER] = request.META.get("HTTP_USER_AGENT", "")[:300]


def sessions_of(user: User) -> Iterator[OpenSession]:
    """The sessions in which `user` is logged in; one query, which reads nobody else's."""
    for row in live_of(user):
        said = row.get_decoded()
        if said.get("_auth_user_id") == str(user.pk):
            yield _opened(row.session_key, said)


def handle_of(key: str | None) -> str:
    """What pages call a session by: nobody comes back from it to the cookie."""
    return hashlib.sha256((key or "").encode()).hexdigest()[:32]


def device_in(browser: str) -> str:
    """A browser and its system in two words, of what it says of itself.

    >>> device_in("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0")
    'Edge · Windows'
    >>> device_in("curl/8.5")
    ''
    """
    found = [next((word for mark, word in known.items() if mark in browser), "") for known in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, found))


def _opened(key: str, said: dict[str, Any]) -> OpenSession:
    began = said.get(BEGAN)
    at = datetime.fromtimestamp(began, UTC) if began else None
    return OpenSession(handle_of(key), at, said.get(ADDRESS, ""), device_in(said.get(BROWSER, "")), key)
