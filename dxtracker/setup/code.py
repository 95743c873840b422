"""The one-time code of an empty system: printed once, kept as a hash, guessed at as seldom as a password."""

import re
import secrets

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from agencies.enums import Level
from agencies.models import Agency
from agencies.people.attempts import forget_failures, note_failure, refuse_guessing, refuse_old_passwords
from dxtracker.models import SetupCode

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that looks like another
GROUPS, IN_A_GROUP = 4, 4
IN_SESSION = "setup"
GUESSED_AT = "set-up code"  # no user name: it has spaces


def is_empty() -> bool:
    """Whether this system has no province yet; one query."""
    return not Agency.objects.filter(level=Level.PROVINCE).exists()


def made() -> str:
    """A new code, 80 bits, as it is printed: "K7QD-…"."""
    return "-".join("".join(secrets.choice(LETTERS) for _n in range(IN_A_GROUP)) for _g in range(GROUPS))


def digest_of(code: str) -> str:
    """What is kept of a code: a keyed hash of its letters, whatever stands between them."""
    letters = re.sub(r"[\s-]", "", code).upper()
    return salted_hmac("dxtracker.setup", letters, algorithm="sha256").hexdigest()


def waiting() -> SetupCode | None:
    """The row of the code that may still be used."""
    return SetupCode.objects.filter(used_at=None).first()


def check(typed: str, address: str) -> None:
    """Raise ValidationError for what is not the code, TooManyAttempts before it is looked at where guessing waits."""
    refuse_guessing(GUESSED_AT, address, typed)
    refuse_old_passwords(GUESSED_AT, address)
    row = waiting()
    if not constant_time_compare(digest_of(typed), row.digest if row else ""):
        note_failure(GUESSED_AT, address, typed)
        raise ValidationError(_("This is not the set-up code. It stands where the system was started."))
    forget_failures(GUESSED_AT, address)


def remember(request: HttpRequest) -> None:
    """This session has given the code; under a new key, so that an earlier copy of the cookie is worth nothing."""
    request.session.cycle_key()
    row = waiting()
    request.session[IN_SESSION] = row.digest if row else ""


def known_or_none(request: HttpRequest) -> SetupCode | None:
    """The row of the code that this session has given; None where it has given none. Http404 once there is a province.

    A code that was made since has to be given too.
    """
    if not is_empty():
        raise Http404
    row, given = waiting(), request.session.get(IN_SESSION, "")
    return row if row and given and constant_time_compare(given, row.digest) else None
