"""Signing events: added and changed; once somebody promised there, to whom and in which year stays."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now, today
from agencies.enums import Level
from agencies.models import Agency, User
from commitments.enums import CommitmentState, Precision
from commitments.models import Amendment, SigningEvent
from commitments.standings import writer as standings
from kpis.errors import CannotChange
from kpis.models import Plan

FIELDS = ("name", "plan_id", "agency_id", "signed_on", "precision", "signed_text")


@transaction.atomic
def add_event(
    *, plan: Plan, agency: Agency, name: str, signed_on: date, precision: str, by: User | None, signed_text: str = ""
) -> SigningEvent:
    """A conference at which heads promise to the province or to their agency. Raises CannotChange."""
    _check(plan, agency)
    event = SigningEvent.objects.create(
        plan=plan, agency=agency, name=name, signed_on=signed_on, precision=Precision(precision),
        signed_text=signed_text,
    )  # fmt: skip
    record(event, "signing-event-added", by=by, at=now(), agency=agency, new=_values(event))
    return event


@transaction.atomic
def change_event(
    event: SigningEvent,
    *,
    plan: Plan,
    agency: Agency,
    name: str,
    signed_on: date,
    precision: str,
    by: User | None,
    signed_text: str = "",
) -> SigningEvent:
    """Put an event right; what did not change leaves no trace.

    Raises CannotChange for another agency or year once there are commitments, and for a day that no longer agrees
    with what was signed or amended.
    """
    standings.lock(event, event.commitments.values_list("agency", flat=True))
    event = SigningEvent.objects.select_for_update(of=["self"], no_key=True).get(pk=event.pk)
    old = _values(event)
    if event.commitments.exists() and (plan.pk, agency.pk) != (event.plan_id, event.agency_id):
        raise CannotChange(_("There are commitments of this event: the other party and the year stay."))
    _check(plan, agency)
    event.plan, event.agency, event.name = plan, agency, name
    event.signed_on, event.precision, event.signed_text = signed_on, Precision(precision), signed_text
    _check_day(event)
    new = _values(event)
    changed = [field for field in FIELDS if old[field] != new[field]]
    if changed:
        event.save(update_fields=changed)
        was, is_now = ({field: values[field] for field in changed} for values in (old, new))
        record(event, "signing-event-changed", by=by, at=now(), agency=agency, old=was, new=is_now)
        standings.refresh(event.commitments.values_list("pk", flat=True))
    return event


def _values(event: SigningEvent) -> dict:
    return {field: getattr(event, field) for field in FIELDS}


def _check(plan: Plan, agency: Agency) -> None:
    if agency.level not in (Level.PROVINCE, Level.AGENCY) or agency.root_id != plan.province_id:
        raise CannotChange(_("A commitment is made to a province or to an agency, in a year of its own."))


def _check_day(event: SigningEvent) -> None:
    signed = event.commitments.filter(state=CommitmentState.SIGNED)
    if event.first_day > today() and signed.exists():
        raise CannotChange(_("There are signed commitments of this event: it cannot lie ahead."))
    if Amendment.objects.filter(commitment__event=event, dated_on__lt=event.first_day).exists():
        raise CannotChange(_("An amendment is dated before that day. Choose an earlier one."))
