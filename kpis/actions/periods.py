"""Periods: planned for a year, opened, closed with a checksum, reopened as an act of the standing body."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now
from agencies.models import User
from kpis import standings
from kpis.calendar import after_working_days, data_days
from kpis.enums import EntryStatus, PeriodState
from kpis.models import Assignment, DayOff, Entry, Period, Plan, Reopening


class CannotChange(Exception):
    """The object is in a state in which this may not be done; the message is for people."""


@transaction.atomic
def plan_periods(plan: Plan, *, by: User | None) -> list[Period]:
    """Write the twelve planned periods of a plan by its calendar, due days by its working days."""
    days = DayOff.objects.filter(province=plan.province)
    off = {day.on for day in days if not day.is_worked}
    worked = {day.on for day in days if day.is_worked}
    rows = []
    for month in range(1, 13):
        first, last = data_days(plan.calendar, plan.year, month)
        due = after_working_days(last, plan.due_working_days, off, worked)
        rows.append(Period(plan=plan, month=month, data_from=first, data_to=last, due_on=due))
    periods = Period.objects.bulk_create(rows)
    record(plan, "periods-planned", by=by, at=now(), agency=plan.province, new={"periods": len(periods)})
    return periods


@transaction.atomic
def open_period(period: Period, *, by: User | None) -> Period:
    """Open a planned period and judge every item in it. Months open in order. Raises CannotChange."""
    period = Period.objects.select_for_update(no_key=True).select_related("plan__province").get(pk=period.pk)
    if period.state != PeriodState.PLANNED:
        raise CannotChange(_("Only a month that is not yet open can be opened."))
    if period.plan.periods.filter(month__lt=period.month, state=PeriodState.PLANNED).exists():
        raise CannotChange(_("Open the months before this one first."))
    period.state, period.opened_at = PeriodState.OPEN, now()
    period.save(update_fields=["state", "opened_at"])
    standings.rebuild(period.plan)
    record(period, "period-opened", by=by, at=period.opened_at, agency=period.plan.province)
    return period


@transaction.atomic
def close_period(period: Period, *, by: User | None) -> Period:
    """Freeze an open period: its standings, and their checksum. Raises CannotChange while entries await review."""
    period = Period.objects.select_for_update(no_key=True).select_related("plan__province").get(pk=period.pk)
    if period.state != PeriodState.OPEN:
        raise CannotChange(_("Only an open month can be closed."))
    if period.plan.periods.filter(month__lt=period.month).exclude(state=PeriodState.CLOSED).exists():
        raise CannotChange(_("Close the months before this one first."))
    standings.lock_plan(period.plan)
    if Entry.objects.filter(period=period, status=EntryStatus.SUBMITTED).exists():
        raise CannotChange(_("Some figures still await review."))
    standings.rebuild(period.plan)
    at = now()
    period.state, period.closed_at, period.closed_by = PeriodState.CLOSED, at, by
    period.checksum = standings.checksum(period)
    period.save(update_fields=["state", "closed_at", "closed_by", "checksum"])
    period.reopenings.filter(closed_at=None).update(closed_at=at)
    new = {"checksum": period.checksum}
    record(period, "period-closed", by=by, at=at, agency=period.plan.province, new=new)
    return period


@transaction.atomic
def reopen_period(period: Period, *, by: User, reason: str, until: datetime) -> Reopening:
    """Open a closed period again until a moment, for a reason. Raises CannotChange."""
    period = Period.objects.select_for_update(no_key=True).select_related("plan__province").get(pk=period.pk)
    if period.state != PeriodState.CLOSED:
        raise CannotChange(_("Only a closed month can be reopened."))
    if not reason.strip():
        raise CannotChange(_("Say why the month is reopened."))
    at = now()
    if until <= at:
        raise CannotChange(_("The month must be reopened until a moment that is still ahead."))
    act = Reopening.objects.create(
        period=period, at=at, by=by, reason=reason, until=until, checksum_before=period.checksum
    )
    period.state, period.checksum, period.closed_at, period.closed_by = PeriodState.OPEN, "", None, None
    period.save(update_fields=["state", "checksum", "closed_at", "closed_by"])
    standings.refresh(Assignment.objects.filter(plan=period.plan).values_list("pk", flat=True))
    old = {"checksum": act.checksum_before}
    record(period, "period-reopened", by=by, at=at, agency=period.plan.province, old=old, reason=reason)
    return act
