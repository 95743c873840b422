"""Tokens and the systems that hold them; the trail says that one was made, never what it reads."""

import secrets
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now
from agencies.enums import Level, Role
from agencies.models import Agency, User
from agencies.people.actions import add_person, grant_role
from agencies.people.rules import proposed_username
from agencies.rights.access import can
from agencies.rights.roles import Permission
from machines.enums import Reach
from machines.models import Token
from machines.tokens.queries import digest_of, home_of, valid

BEGINS = "dx_"
MOST_OF_ONE = 20
LONGEST_DAYS = 366
ROLES = {
    Level.PROVINCE: Role.COMMITTEE,
    Level.AGENCY: Role.AGENCY_CLERK,
    Level.COMMUNE: Role.AGENCY_CLERK,
    Level.DIVISION: Role.DIVISION_CLERK,
}


@transaction.atomic
def make_token(user: User, *, name: str, reach: str, days: int, by: User) -> tuple[str, Token]:
    """(what the token reads, its row): shown now and never again. A person's is made by that person alone.

    Who makes one for a system administers the system's province. Raises PermissionDenied, and ValidationError where
    the account is off, too many are valid already or it would hold for longer than a year.
    """
    _refuse_stranger(user, by)
    if not 1 <= days <= LONGEST_DAYS:
        raise ValidationError(_("A token holds for a year at most."))
    if not User.objects.select_for_update(no_key=True).get(pk=user.pk).is_active:
        raise ValidationError(_("This account is switched off: a token of it would open nothing."))
    if valid().filter(user=user).count() >= MOST_OF_ONE:
        raise ValidationError(_("Too many tokens are valid. Revoke those that are not used any more."))
    text, at = BEGINS + secrets.token_urlsafe(32), now()
    said = {"name": name, "reach": Reach(reach).value, "expires_at": at + timedelta(days=days)}
    token = Token.objects.create(user=user, digest=digest_of(text), made_at=at, made_by=by, **said)
    record(token, "token-made", by=by, at=at, agency=_place_of(user), new=said | {"user": user.username})
    return text, token


@transaction.atomic
def revoke_token(token: Token, *, by: User) -> Token:
    """The token opens nothing any more; twice does nothing more. PermissionDenied for who does not hold it.

    Who administers the one province in which its person or system holds a role revokes it too.
    """
    home = home_of(token.user)
    if token.user_id != by.pk and not (home and can(by, Permission.ADMINISTER, home)):
        raise PermissionDenied
    held = Token.objects.select_for_update(no_key=True).get(pk=token.pk)
    if held.revoked_at is None:
        held.revoked_at, held.revoked_by = now(), by
        held.save(update_fields=["revoked_at", "revoked_by"])
        old = {"name": held.name, "user": token.user.username}
        place = _place_of(token.user) or (home if token.user_id != by.pk else None)
        record(held, "token-revoked", by=by, at=held.revoked_at, agency=place, old=old)
    return held


@transaction.atomic
def add_system(agency: Agency, *, name: str, by: User) -> User:
    """A named system that reads the province (at a province), or reads and writes as an agency: nobody logs in as it.

    Raises PermissionDenied for who does not administer the province, ValidationError.
    """
    if not can(by, Permission.ADMINISTER, agency.province or agency):
        raise PermissionDenied
    taken = set(User.objects.values_list("username", flat=True))
    username = proposed_username(f"he thong {name}", taken)
    made = add_person(username=username, full_name=name, email="", is_system=True, by=by)
    grant_role(user=made, agency=agency, role=ROLES[Level(agency.level)], by=by)
    return made


@transaction.atomic
def switch_system(system: User, *, is_on: bool, by: User) -> bool:
    """Switch a system off, so that none of its tokens opens anything, or on again; whether that changed anything.

    Raises PermissionDenied for who does not administer the system's province.
    """
    _refuse_stranger(system, by)
    held = User.objects.select_for_update(no_key=True).get(pk=system.pk)
    if held.is_active == is_on:
        return False
    held.is_active = is_on
    held.save(update_fields=["is_active"])
    done, old, new = f"system-switched-{'on' if is_on else 'off'}", {"is_active": not is_on}, {"is_active": is_on}
    record(held, done, by=by, at=now(), agency=_place_of(system), old=old, new=new)
    return True


def _place_of(user: User) -> Agency | None:
    """Where the trail tells of it: of a system its agency, of a person nowhere but at the person."""
    held = user.memberships.select_related("agency").order_by("pk").first() if user.is_system else None
    return held.agency if held else None


def _refuse_stranger(user: User, by: User) -> None:
    if user.pk == by.pk and not user.is_system:
        return
    place = _place_of(user)
    if not user.is_system or place is None or not can(by, Permission.ADMINISTER, place.province or place):
        raise PermissionDenied
