"""Tokens and the systems that hold them; the trail says that one was made, never what it reads."""

import secrets
from collections.abc import Collection
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now, today
from agencies.enums import Level
from agencies.models import Agency, User
from agencies.people.actions import add_person, edit_role, grant_role
from agencies.people.rules import proposed_username
from agencies.rights.access import can, can_somewhere
from agencies.rights.roles import OF_SYSTEMS, Permission
from machines.enums import Reach
from machines.models import Token
from machines.tokens.queries import digest_of, home_of, roles_of, systems_of, valid

BEGINS = "dx_"
MOST_OF_ONE = 20
LONGEST_DAYS = 366


@transaction.atomic
def make_token(user: User, *, name: str, reach: str, days: int, by: User) -> tuple[str, Token]:
    """(what the token reads, its row): shown now and never again. A person's is made by that person alone.

    Who makes one for a system administers the system's province. Raises PermissionDenied, and ValidationError where
    the account is off, too many are valid already, it would hold for longer than a year, or would write for a system
    that acts for no agency.
    """
    home = _home_of_system(user, by) if user.is_system or user.pk != by.pk else None
    if not 1 <= days <= LONGEST_DAYS:
        raise ValidationError(_("A token holds for a year at most."))
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not held.is_active:
        raise ValidationError(_("This account is switched off: a token of it would open nothing."))
    if held.is_system and reach == Reach.WRITE and not can_somewhere(held, Permission.ENTER):
        why = _("Figures are written for an agency. For the whole province a system reads.")
        raise ValidationError({"reach": why})
    if valid().filter(user=user).count() >= MOST_OF_ONE:
        raise ValidationError(_("Too many tokens are valid. Revoke those that are not used any more."))
    text, at = BEGINS + secrets.token_urlsafe(32), now()
    said = {"name": name, "reach": Reach(reach).value, "expires_at": at + timedelta(days=days)}
    token = Token.objects.create(user=user, digest=digest_of(text), made_at=at, made_by=by, **said)
    record(token, "token-made", by=by, at=at, agency=_told_at(user, home), new=said | {"user": user.username})
    return text, token


@transaction.atomic
def revoke_token(token: Token, *, by: User) -> Token:
    """The token opens nothing any more; twice does nothing more. PermissionDenied for who does not hold it.

    Who administers the one province in which its person or system holds a role revokes it too.
    """
    home = _home(token.user, by) if token.user_id != by.pk else None
    held = Token.objects.select_for_update(no_key=True).get(pk=token.pk)
    if held.revoked_at is None:
        held.revoked_at, held.revoked_by = now(), by
        held.save(update_fields=["revoked_at", "revoked_by"])
        old = {"name": held.name, "user": token.user.username}
        record(held, "token-revoked", by=by, at=held.revoked_at, agency=_told_at(token.user, home), old=old)
    return held


@transaction.atomic
def add_system(*agencies: Agency, name: str, by: User) -> User:
    """A named system that acts for these agencies: it reads the province, or reads and writes as the others.

    Nobody logs in as it. Raises PermissionDenied for who does not administer the province, ValidationError as
    set_agencies does, and for a name that a system of the province has: a button was pressed twice.
    """
    homes = {agency.province or agency for agency in agencies}
    if not all(can(by, Permission.ADMINISTER, home) for home in homes):
        raise PermissionDenied
    for home in homes:
        Agency.objects.select_for_update(no_key=True).get(pk=home.pk)  # two who add the same: one finds it there
        if systems_of(home).filter(full_name=name).exists():
            raise ValidationError({"name": _("There is a system of this name already; make a further token for it.")})
    taken = set(User.objects.values_list("username", flat=True))
    username = proposed_username(f"he thong {name}", taken)
    made = add_person(username=username, full_name=name, email="", is_system=True, by=by)
    _act_for(made, agencies, by)
    return made


@transaction.atomic
def set_agencies(system: User, agencies: Collection[Agency], *, by: User) -> int:
    """Let a system act for exactly these agencies of its province, at once; returns how many came or went.

    The role at one that goes stays on record, its last day is yesterday. Raises PermissionDenied for who does not
    administer the province, ValidationError for none, one that has ended, a division beside its own agency, and where
    a token that writes would be left without an agency.
    """
    _home_of_system(system, by)
    User.objects.select_for_update(no_key=True).get(pk=system.pk)
    return _act_for(system, agencies, by)


@transaction.atomic
def switch_system(system: User, *, is_on: bool, by: User) -> bool:
    """Switch a system off, so that none of its tokens opens anything, or on again; whether that changed anything.

    Raises PermissionDenied for who does not administer the system's province.
    """
    home = _home_of_system(system, by)
    held = User.objects.select_for_update(no_key=True).get(pk=system.pk)
    if held.is_active == is_on:
        return False
    held.is_active = is_on
    held.save(update_fields=["is_active"])
    done, old, new = f"system-switched-{'on' if is_on else 'off'}", {"is_active": not is_on}, {"is_active": is_on}
    record(held, done, by=by, at=now(), agency=_told_at(system, home), old=old, new=new)
    return True


def _act_for(system: User, agencies: Collection[Agency], by: User) -> int:
    held = roles_of([system])
    known, wanted = {role.agency_id for role in held}, {agency.pk for agency in agencies}
    going = [role for role in held if role.agency_id not in wanted]
    coming = [agency for agency in agencies if agency.pk not in known]
    _refuse(system, agencies, coming)
    day, last = today(), today() - timedelta(days=1)
    for role in going:
        edit_role(role, until=last, since=min(role.since, last) if role.since else None, by=by)
    for agency in coming:
        grant_role(user=system, agency=agency, role=OF_SYSTEMS[agency.level], since=day, by=by)
    return len(going) + len(coming)


def _refuse(system: User, agencies: Collection[Agency], coming: Collection[Agency]) -> None:
    below = [agency for agency in agencies if agency.level != Level.PROVINCE]
    said = []
    if not agencies:
        said = [_("Choose at least one agency.")]
    elif not below and system.tokens.filter(reach=Reach.WRITE, revoked_at=None, expires_at__gt=now()).exists():
        said = [_("A token of this system writes and is valid: keep an agency, or revoke the token first.")]
    for agency in coming:
        if agency.active_to and agency.has_ended_by(today()):
            about = {"agency": agency.name, "day": f"{agency.active_to:%d/%m/%Y}"}
            said.append(_("%(agency)s ended on %(day)s: nobody takes up a role there.") % about)
    for agency in below:
        for one in below:
            if one != agency and one.is_within(agency):
                about = {"division": one.name, "agency": agency.name}
                said.append(_("%(division)s is part of %(agency)s, which is chosen already.") % about)
    if said:
        raise ValidationError({"agencies": said})


def _home(holder: User, by: User) -> Agency:
    """The one province of a person or a system; PermissionDenied for who does not administer it."""
    home = home_of(holder, by)
    if home is None or not can(by, Permission.ADMINISTER, home):
        raise PermissionDenied
    return home


def _home_of_system(system: User, by: User) -> Agency:
    if not system.is_system:
        raise PermissionDenied
    return _home(system, by)


def _told_at(holder: User, home: Agency | None) -> Agency | None:
    """Where the trail tells of it: of a system at its one agency, of several in the province; of a person as given."""
    held = roles_of([holder]) if holder.is_system else []
    return held[0].agency if len(held) == 1 else home
