"""Who comes in: the token of a request, what it is good for, how often it may ask."""

from datetime import timedelta
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import Throttled
from ninja.security import HttpBearer

from agencies.clock import now
from agencies.pages.pace import seconds_to_wait
from machines.enums import Reach
from machines.models import Token
from machines.tokens.queries import find_token

MOST_A_MINUTE = 300
NOTED_EVERY = timedelta(hours=1)


class ByToken(HttpBearer):
    """`Authorization: Bearer dx_…`; the request is its holder's from then on. A session opens nothing here.

    Raises Throttled where the token has asked too often in this minute.
    """

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = find_token(token)
        if found is None:
            return None
        if seconds := seconds_to_wait(f"token-{found.pk}", MOST_A_MINUTE):
            raise Throttled(seconds)
        request.user = found.user
        request._cached_user = found.user  # type: ignore[attr-defined]  # the log's lines name who asked
        if found.used_at is None or now() - found.used_at > NOTED_EVERY:
            Token.objects.filter(pk=found.pk).update(used_at=now())
        return found


def token_of(request: HttpRequest) -> Token:
    """The token by which the request came in."""
    return cast(Token, cast(Any, request).auth)


def require_writing(request: HttpRequest) -> None:
    """Raise PermissionDenied for a token that only reads."""
    if token_of(request).reach != Reach.WRITE:
        raise PermissionDenied(_("This token only reads."))
