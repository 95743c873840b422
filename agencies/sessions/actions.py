"""Sessions are ended by who is logged in there; the trail says how many and from where."""

from django.contrib.sessions.models import Session
from django.db import transaction

from agencies.audit import record
from agencies.clock import now
from agencies.models import User
from agencies.sessions.queries import sessions_of


@transaction.atomic
def end_session(user: User, *, handle: str, by: User) -> bool:
    """End the session of that handle; whether there was such a one of this person's."""
    found = next((one for one in sessions_of(user) if one.handle == handle), None)
    if found is None:
        return False
    Session.objects.filter(session_key=found.key).delete()
    _told(user, [found.address], by)
    return True


@transaction.atomic
def end_others(user: User, *, but: str | None, by: User) -> int:
    """End every session of the person but the one with the key `but`; how many."""
    found = [one for one in sessions_of(user) if one.key != but]
    Session.objects.filter(session_key__in=[one.key for one in found]).delete()
    if found:
        _told(user, [one.address for one in found], by)
    return len(found)


def _told(user: User, addresses: list[str], by: User) -> None:
    record(user, "sessions-ended", by=by, at=now(), old={"sessions": len(addresses), "addresses": addresses})
