"""Who reads the country: the role given with its event. It ends as every role does (agencies.people.actions)."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now, today
from agencies.enums import Role
from agencies.models import Membership, User
from agencies.people.actions import OF_A_ROLE, refuse_unknown
from agencies.rights.access import can_appoint


@transaction.atomic
def give_country_role(user: User, *, by: User | None, reason: str = "", **fields) -> Membership:
    """Let `user` see the provinces beside each other. Further `fields` are those of a role (post, since, until …).

    `by` is a superuser, or nobody where the command line gives it; without `since` it holds from today on. Raises
    PermissionDenied for all others, ValidationError for a system, and for who holds the role already.
    """
    refuse_unknown(fields, OF_A_ROLE)
    if by is not None and not can_appoint(by, Role.COUNTRY, None):
        raise PermissionDenied(_("Nobody gives or ends a role above their own."))
    if user.is_system:
        raise ValidationError(_("A system holds no role above provinces."))
    given = fields | {"since": fields.get("since") or today()}
    role = Membership(user=user, role=Role.COUNTRY, **given)
    if country_role_of(user, given["since"]) is not None:
        raise ValidationError(_("%(name)s holds this role already.") % {"name": user.username})
    role.full_clean()
    role.save()
    new = {"user": user.username, "agency": None, "role": role.role} | given
    record(role, "role-granted", by=by, at=now(), new=new, reason=reason)
    return role


def country_role_of(user: User, day: date) -> Membership | None:
    """The role as `user` holds it on a day or later; None where it has ended or was never given."""
    held = Membership.objects.filter(user=user, role=Role.COUNTRY).exclude(until__lt=day)
    return held.order_by("since", "pk").first()
