"""People and their roles: each change atomic, refused to who stands below it, with an event that says old and new."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now, today
from agencies.enums import Role
from agencies.models import Agency, Membership, User
from agencies.reference.actions import keep
from agencies.rights.access import can_appoint, can_manage
from agencies.rights.roles import OF_SYSTEMS, roles_at

FLAGS = {"is_staff", "is_superuser"}  # a superuser's to give
OF_A_PERSON = {"username", "full_name", "email", "language", "is_active", "must_change_password", "is_system"} | FLAGS
OF_A_ROLE = {"post", "since", "until", "is_acting", "decision_number"}


@transaction.atomic
def add_person(*, username: str, full_name: str, email: str, by: User | None, reason: str = "", **fields) -> User:
    """A new account without a password: nobody enters before `set_password`. Raises ValidationError."""
    given = {"username": username, "full_name": full_name, "email": email} | fields
    refuse_unknown(given, OF_A_PERSON)
    _refuse_flags(given, by)
    person = User()
    person.set_unusable_password()
    return keep(person, by=by, reason=reason, action="person-added", **given)


@transaction.atomic
def edit_person(person: User, *, by: User | None, reason: str = "", **fields) -> User:
    """Change what is said of a person, or switch the account off and on (`is_active`); roles and past stay.

    Raises PermissionDenied where `by` could not give every role that the person holds, ValidationError.
    """
    refuse_unknown(fields, OF_A_PERSON)
    _refuse_flags({name for name in fields if getattr(person, name) != fields[name]}, by)
    _refuse_stranger(person, by)
    if person.is_active and fields.get("is_active") is False:
        if by == person:
            raise ValidationError(_("Nobody switches off their own account."))
        _refuse_last(person.memberships.in_force_on(today()).select_related("agency"))
    return keep(person, by=by, reason=reason, action="person-changed", **fields)


@transaction.atomic
def set_password(person: User, password: str, *, by: User | None, reason: str = "") -> User:
    """Give a person a password to enter with once: another must be chosen then. Ends the person's sessions.

    The trail says that it was set, never what it is. Raises PermissionDenied as edit_person does, ValidationError for
    a system, as which nobody logs in.
    """
    _refuse_stranger(person, by)
    if person.is_system:
        raise ValidationError(_("Nobody logs in as a system: it has no password."))
    old = {"must_change_password": person.must_change_password, "has_password": person.has_usable_password()}
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    new = {"must_change_password": True, "has_password": True}
    record(person, "password-set", by=by, at=now(), old=old, new=new, reason=reason)
    return person


@transaction.atomic
def change_password(user: User, password: str) -> User:
    """Set a person's own new password; the trail says that it changed, never what it is."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    record(user, "password-changed", by=user, at=now())
    return user


def choose_language(user: User, language: str) -> User:
    """Keep a person's choice of language ("vi" or "en")."""
    user.language = language
    user.save(update_fields=["language"])
    return user


@transaction.atomic
def grant_role(*, user: User, agency: Agency, role: str, by: User | None, reason: str = "", **fields) -> Membership:
    """Give `user` a role at `agency`. Further `fields` are those of Membership (post, since, until, acting …).

    Raises PermissionDenied where the role is above those of `by`, ValidationError where the agency's level has none
    such, or a system none but another or is another province's.
    """
    refuse_unknown(fields, OF_A_ROLE)
    _refuse_above(by, role, agency)
    if role not in roles_at(agency.level):
        raise ValidationError(_("An agency of this level has no such role."))
    if user.is_system:
        _refuse_of_system(user, agency, role)
    membership = Membership.objects.create(user=user, agency=agency, role=role, **fields)
    new = {"user": user.username, "agency": agency.code, "role": role} | fields
    record(membership, "role-granted", by=by, at=now(), agency=agency, new=new, reason=reason)
    return membership


@transaction.atomic
def edit_role(membership: Membership, *, by: User | None, reason: str = "", **fields) -> Membership:
    """Change the post, the days or the decision of a role. Whose it is, which and where stays: end it, give another.

    Raises PermissionDenied where the role is above those of `by`, ValidationError.
    """
    refuse_unknown(fields, OF_A_ROLE)
    _refuse_above(by, membership.role, membership.agency)
    if fields.get("until") is not None and membership.until != fields["until"]:
        _refuse_last([membership], until=fields["until"])
    return keep(membership, by=by, reason=reason, action="role-changed", **fields)


def end_role(membership: Membership, *, until: date, by: User | None, reason: str = "") -> Membership:
    """Let a role end with the day `until`, its last one; it is never deleted. Raises as edit_role does."""
    return edit_role(membership, by=by, reason=reason, until=until)


def refuse_unknown(fields, known: set[str]) -> None:
    """Raise ValueError for a field that an action does not change."""
    if unknown := set(fields) - known:
        raise ValueError(f"not changed here: {', '.join(sorted(unknown))}")


def _refuse_flags(fields, by: User | None) -> None:
    if FLAGS & set(fields) and by is not None and not by.is_superuser:
        raise PermissionDenied(_("Only a superuser opens the administration to somebody."))


def _refuse_above(by: User | None, role: str, agency: Agency | None) -> None:
    if by is not None and not can_appoint(by, role, agency):
        raise PermissionDenied(_("Nobody gives or ends a role above their own."))


def _refuse_of_system(system: User, agency: Agency, role: str) -> None:
    """A system reads and types, in one province; also one where its roles have ended."""
    if role != OF_SYSTEMS[agency.level]:
        label = OF_SYSTEMS[agency.level].label
        raise ValidationError(
            _("A system is at %(agency)s as “%(role)s” alone.") % {"agency": agency.name, "role": label}
        )
    home = agency.root_id
    if system.memberships.exclude(Q(agency=home) | Q(agency__province=home)).exists():
        raise ValidationError(_("A system acts in one province."))


def _refuse_last(roles: Iterable[Membership], until: date | None = None) -> None:
    """A province is never left without an administrator: another one holds the role beyond `until` (today)."""
    for role in roles:
        if role.role == Role.ADMINISTRATOR:
            Agency.objects.select_for_update(no_key=True).get(pk=role.place.pk)  # two who go at once: one by one
            others = Membership.objects.filter(agency=role.agency, role=role.role, user__is_active=True)
            staying = others.exclude(user=role.user_id).in_force_on(until or today())
            if not staying.filter(Q(until=None) | Q(until__gt=until or today())).exists():
                raise ValidationError(_("The province would be left without an administrator. Appoint another first."))


def _refuse_stranger(person: User, by: User | None) -> None:
    if by is not None and not can_manage(by, person):
        raise PermissionDenied(_("Nobody changes the account of somebody whose roles they could not give."))
