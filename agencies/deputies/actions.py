"""A deputy named and called back: each with its event. The head's own role goes on beside it."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now, today
from agencies.deputies.queries import candidates, heads_at
from agencies.enums import Role
from agencies.models import Agency, Membership, User

LONGEST = timedelta(days=183)  # longer than that somebody else is the head


@transaction.atomic
def name_deputy(
    deputy: User, *, agency: Agency, since: date, until: date, decision_number: str, by: User | None, reason: str = ""
) -> Membership:
    """Let `deputy` sign for the head of `agency` on these days. Raises PermissionDenied where `by` is not the head.

    Raises ValidationError for days that are over, in the wrong order or too many, a missing paper, and for who holds
    no role at the agency or stands in on one of these days already.
    """
    _refuse_others(by, agency)
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if until < max(since, today()) or until - since > LONGEST:
        raise ValidationError({"until": _("The last day is today or later, not before the first, within half a year.")})
    if not decision_number.strip():
        raise ValidationError({"decision_number": _("Write the number of the paper that gives the right to sign.")})
    if not candidates(agency).filter(pk=deputy.pk).exists():
        raise ValidationError({"deputy": _("A deputy holds a role at the agency and is not its head.")})
    role = {"user": deputy, "agency": agency, "role": Role.AGENCY_HEAD}
    if Membership.objects.filter(**role, since__lte=until).exclude(until__lt=since).exists():
        raise ValidationError({"since": _("This person stands in on one of these days already.")})
    paper = decision_number.strip()
    row = Membership.objects.create(
        **role, post=_post(deputy, agency), since=since, until=until, is_acting=True, decision_number=paper
    )
    new = {"user": deputy.username, "agency": agency.code, "role": row.role, "since": since, "until": until}
    record(row, "deputy-named", by=by, at=now(), agency=agency, new=new | {"decision_number": paper}, reason=reason)
    return row


@transaction.atomic
def call_back(role: Membership, *, by: User | None) -> Membership:
    """End a deputy's days with today, or with their first day where that lies ahead. Raises as name_deputy does."""
    row = Membership.objects.select_for_update(no_key=True, of=["self"]).select_related("agency").get(pk=role.pk)
    _refuse_others(by, row.place)
    day = max(today(), row.since or today())
    if not row.is_acting or row.until is None or row.until <= day:
        raise ValidationError(_("This ends by itself."))
    old, row.until = {"until": row.until}, day
    row.save(update_fields=["until"])
    record(row, "deputy-called-back", by=by, at=now(), agency=row.agency, old=old, new={"until": day})
    return row


def _refuse_others(by: User | None, agency: Agency) -> None:
    if by is not None and not heads_at(by).filter(pk=agency.pk).exists():
        raise PermissionDenied(_("Only the head names who signs for the head."))


def _post(deputy: User, agency: Agency) -> str:
    own = Membership.objects.in_force_on(today()).filter(user=deputy, agency__path__startswith=agency.path)
    return own.exclude(post="").order_by("agency__path", "pk").values_list("post", flat=True).first() or ""
