"""Guessing passwords, held up in every direction: many at one name, many from one address, one at many names.

Five wrong ones for one name from one address are axes' business (settings). Here is what that does not see. Who has
logged in before from where they sit now is let through the wide limits: others cannot shut them out by guessing.
"""

from datetime import timedelta

from axes.models import AccessLog
from django.utils.crypto import salted_hmac
from django.utils.timezone import now

from agencies.models import FailedLogin

WITHIN = timedelta(minutes=15)
SPRAYED_WITHIN = timedelta(hours=1)
KEPT = timedelta(days=1)
KNOWN_FOR = timedelta(days=30)
MOST_OF_A_NAME = 20
MOST_FROM_AN_ADDRESS = 60
MOST_NAMES_WITH_A_PASSWORD = 8
MOST_OLD_PASSWORDS = 5


class TooManyAttempts(Exception):
    """Nothing was looked at: too many wrong passwords came before."""


def refuse_guessing(name: str, address: str, password: str) -> None:
    """Raise TooManyAttempts where a limit is reached, before any password is hashed; four queries at most."""
    recent = FailedLogin.objects.filter(at__gt=now() - SPRAYED_WITHIN, tried=mark_of(password))
    if recent.values("name").distinct().count() >= MOST_NAMES_WITH_A_PASSWORD:
        raise TooManyAttempts
    recent = FailedLogin.objects.filter(at__gt=now() - WITHIN)
    of_name, from_address = recent.filter(name=name.casefold()), recent.filter(address=address)
    if of_name.count() < MOST_OF_A_NAME and from_address.count() < MOST_FROM_AN_ADDRESS:
        return
    if not AccessLog.objects.filter(username=name, ip_address=address, attempt_time__gt=now() - KNOWN_FOR).exists():
        raise TooManyAttempts


def refuse_old_passwords(name: str, address: str) -> None:
    """Raise TooManyAttempts where somebody at an open session has guessed at its password too often."""
    guessed = FailedLogin.objects.filter(at__gt=now() - WITHIN, name=name.casefold(), address=address)
    if guessed.count() >= MOST_OLD_PASSWORDS:
        raise TooManyAttempts


def note_failure(name: str, address: str, password: str) -> None:
    """Remember a wrong password; what is older than a day is forgotten."""
    FailedLogin.objects.filter(at__lt=now() - KEPT).delete()
    FailedLogin.objects.create(at=now(), name=name.casefold(), address=address, tried=mark_of(password))


def forget_failures(name: str, address: str) -> None:
    """Who came in after all has nothing to wait for at this address."""
    FailedLogin.objects.filter(name=name.casefold(), address=address).delete()


def mark_of(password: str) -> str:
    """24 bits of a keyed hash: the same for the same password, of no use to who would find the password."""
    return salted_hmac("agencies.tried", password, algorithm="sha256").hexdigest()[:6]
