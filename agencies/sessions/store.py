"""Sessions lie in the database under keys that begin with whose they are: to find a person's, no others are read."""

from datetime import datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.http import base36_to_int, int_to_base36

from agencies.databases.compiled import compiled
from agencies.models import User


class SessionStore(DatabaseStore):
    """A session that begins while somebody is logged in in it bears their number; what is random of its key stays."""

    def _get_new_session_key(self) -> str:
        key: str = super()._get_new_session_key()  # type: ignore[misc]  # the stubs leave it out
        person = self.get(SESSION_KEY)
        return f"{prefix_of(int(person))}{key}" if person else key

    def _get_session_from_db(self) -> Session | None:
        """As Django's, which composes the question anew for every request."""
        for found in _unexpired(self.session_key, timezone.now()):
            return found
        self._session_key = None
        return None


@compiled
def _unexpired(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now).order_by()


def prefix_of(person: int) -> str:
    """How the keys of a person's sessions begin; no other key holds a hyphen.

    >>> prefix_of(7), prefix_of(2**31)
    ('7-', 'zik0zk-')
    """
    return f"{int_to_base36(person)}-"


def person_of(key: str) -> int | None:
    """Whose a session is or was, as its key says; nobody's where it began before a login.

    >>> person_of("7-x"), person_of("zik0zk-x"), person_of("x"), person_of("")
    (7, 2147483648, None, None)
    """
    person, hyphen, _ = key.partition("-")
    try:
        return base36_to_int(person) if hyphen else None
    except ValueError:
        return None


def live_of(user: User) -> QuerySet[Session]:
    """The sessions of a person that have not expired."""
    return Session.objects.filter(session_key__startswith=prefix_of(user.pk), expire_date__gt=timezone.now())
