"""Letters with invitations leave by the worker, one after the other.

Each person is a piece: a link and its letter, or neither. What was done is written down piece by piece, so that the
attempt after one that died goes on where it stopped; at worst one person gets a second letter, whose link is the one
that opens.
"""

import smtplib
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django_tasks import task

from agencies.enums import LinkKind
from agencies.inviting.actions import invite_many
from agencies.links.actions import withdraw_links
from agencies.links.letters import address_at, letter, send
from agencies.models import OneTimeLink, User, Work
from agencies.work.actions import ask, note
from agencies.work.carrying import carry_out, tell
from agencies.work.errors import Stopped

SUBJECT = "letters"


def start(chosen: Mapping[int, int], *, site: str, by: User) -> bool:
    """Have letters sent to `chosen` (key of a person → key of the last link); False while others of `by` leave."""
    said = {"site": site, "chosen": list(chosen.items()), "made": {}, "sent": [], "failed": [], "passed": []}
    return ask(letters_step, subject=SUBJECT, key=by.pk, step="send", by=by, said=said)


@task()
def letters_step(key: int, attempt: str) -> None:
    """The letters that a Work names."""
    carry_out(key, attempt, _step)


def _step(work: Work) -> None:
    connection = get_connection()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        raise Stopped(_("The mail server cannot be reached. Those who were not written to are not invited.")) from error
    try:
        for number, (person, last) in enumerate(work.said["chosen"], 1):
            tell("send", number, len(work.said["chosen"]))
            if not any(person in work.said[name] for name in ("sent", "failed", "passed")):
                note(work, **_write_to(work, person, last, connection))
    finally:
        connection.close()


def _write_to(work: Work, key: int, last: int, connection: Any) -> dict[str, list[int]]:
    """Invite a person and send the letter; what became of it, as it is noted."""
    made = _link_for(work, key, last)
    if made is None:
        return {"passed": [*work.said["passed"], key]}
    person, token = made
    message = letter(person, LinkKind.INVITATION, address_at(work.said["site"], token))
    message.connection = connection
    if send(message):
        return {"sent": [*work.said["sent"], key]}
    connection.close()  # the next one opens it anew
    withdraw_links(person, by=work.by)
    return {"failed": [*work.said["failed"], key]}


def _link_for(work: Work, key: int, last: int) -> tuple[User, str] | None:
    """The person and the token of a new link; None for who was invited otherwise or came in meanwhile."""
    known = work.said["made"].get(str(key), last)
    try:
        with transaction.atomic():
            for person, token in invite_many({key: known}, by=work.by):
                newest = OneTimeLink.objects.filter(user=key).aggregate(newest=Max("pk"))["newest"]
                note(work, made=work.said["made"] | {str(key): newest})
                return person, token
    except PermissionDenied:
        pass
    return None
