"""Links are made, used once, and withdrawn by the next one; the trail says so, never what they are."""

import secrets
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now
from agencies.enums import LinkKind
from agencies.links.queries import digest_of, open_links
from agencies.models import OneTimeLink, User
from agencies.people.second_factor import end_sessions
from agencies.rights.access import can_manage

VALID_FOR = {LinkKind.INVITATION: timedelta(days=14), LinkKind.PASSWORD: timedelta(hours=1)}
MOST_OF_A_PERSON, OF_A_PERSON_WITHIN = 3, timedelta(hours=1)
MOST_FROM_AN_ADDRESS, FROM_AN_ADDRESS_WITHIN = 10, timedelta(minutes=15)


@transaction.atomic
def invite(person: User, *, by: User | None) -> str:
    """The token of a new link for `person`, valid for two weeks; earlier ones open no more.

    Whoever has a password already chooses another with it. Raises PermissionDenied as edit_person does, and
    ValidationError where the account is switched off.
    """
    if by is not None and not can_manage(by, person):
        raise PermissionDenied(_("Nobody changes the account of somebody whose roles they could not give."))
    if not User.objects.filter(pk=person.pk, is_active=True).exists():
        raise ValidationError(_("This account is switched off. Switch it on before you invite."))
    token, link = _made(person, LinkKind.INVITATION, by=by)
    record(person, "person-invited", by=by, at=link.made_at, new={"expires_at": link.expires_at})
    return token


@transaction.atomic
def ask_for_password(person: User, *, by: User | None, address: str) -> str:
    """The token of a link for who forgot the password, or "" where too many were asked for.

    `address` is from where. Nobody who asks is known yet, so `by` is nobody. Who was never let in gets none.
    """
    asked = OneTimeLink.objects.filter(kind=LinkKind.PASSWORD)
    of_person = asked.filter(user=person, made_at__gt=now() - OF_A_PERSON_WITHIN)
    from_address = asked.filter(asked_from=address, made_at__gt=now() - FROM_AN_ADDRESS_WITHIN)
    if not (person.is_active and person.email and person.has_usable_password()):
        return ""
    if of_person.count() >= MOST_OF_A_PERSON or from_address.count() >= MOST_FROM_AN_ADDRESS:
        return ""
    token, link = _made(person, LinkKind.PASSWORD, by=by, asked_from=address)
    record(person, "password-forgotten", by=by, at=link.made_at, new={"expires_at": link.expires_at})
    return token


@transaction.atomic
def use_link(link: OneTimeLink, password: str) -> User:
    """Set the password that the holder of the link chose; ends the person's sessions. Raises ValidationError: used."""
    held = open_links().select_for_update(of=["self"], no_key=True).filter(pk=link.pk).first()
    if held is None:
        raise ValidationError(_("This link opens no more."))
    person, at = held.user, now()
    OneTimeLink.objects.filter(user=person, used_at=None, withdrawn_at=None).exclude(pk=held.pk).update(withdrawn_at=at)
    held.used_at = at
    held.save(update_fields=["used_at"])
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    end_sessions(person)
    record(person, "password-changed", by=person, at=at, new={"by_link": held.kind})
    return person


@transaction.atomic
def withdraw_links(person: User, *, by: User | None, reason: str = "") -> int:
    """Close every link of a person; returns how many were open."""
    gone = open_links().filter(user=person).update(withdrawn_at=now())
    if gone:
        record(person, "links-withdrawn", by=by, at=now(), old={"links": gone}, reason=reason)
    return gone


def _made(person: User, kind: LinkKind, *, by: User | None, asked_from: str | None = None) -> tuple[str, OneTimeLink]:
    at, token = now(), secrets.token_urlsafe(32)
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    earlier = OneTimeLink.objects.filter(user=person, used_at=None, withdrawn_at=None)
    if kind == LinkKind.PASSWORD:  # nobody closes an invitation by saying that they forgot
        earlier = earlier.filter(kind=kind)
    earlier.update(withdrawn_at=at)
    link = OneTimeLink.objects.create(
        user=person, kind=kind, digest=digest_of(token), made_at=at, made_by=by, expires_at=at + VALID_FOR[kind],
        asked_from=asked_from,
    )  # fmt: skip
    return token, link
