"""Periods: planned for a year, opened, closed with a checksum, reopened as an act of the standing body."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.audit import record
from agencies.clock import now, today
from agencies.models import User
from kpis.enums import EntryStatus, PeriodState
from kpis.errors import CannotChange
from kpis.frozen import months
from kpis.measuring.calendar import data_days
from kpis.models import Entry, Period, Plan, Reopening
from kpis.queries import own_days
from kpis.standings import actions as standings

ONLY = {  # what becomes of a month that stands so
    PeriodState.PLANNED: gettext_lazy("Only a month that is not yet open can be opened."),
    PeriodState.OPEN: gettext_lazy("Only an open month can be closed."),
    PeriodState.CLOSED: gettext_lazy("Only a closed month can be reopened."),
}


@transaction.atomic
def plan_periods(plan: Plan, *, by: User | None) -> list[Period]:
    """Write the twelve planned periods of a plan by its calendar, due days by its working days."""
    days = own_days(plan.province)
    rows = []
    for month in range(1, 13):
        first, last = data_days(plan.calendar, plan.year, month)
        due = days.after(last, plan.due_working_days)
        rows.append(Period(plan=plan, month=month, data_from=first, data_to=last, due_on=due))
    periods = Period.objects.bulk_create(rows)
    record(plan, "periods-planned", by=by, at=now(), agency=plan.province, new={"periods": len(periods)})
    return periods


def _held(period: int) -> Period:
    """A month (key), locked before the agencies of its plan are; the plan is not, which others hold before months."""
    rows = Period.objects.select_for_update(of=["self"], no_key=True)
    return rows.select_related("plan__province").get(pk=period)


@transaction.atomic
def open_period(period: Period, *, by: User | None, early: bool = False) -> Period:
    """Open a planned period and judge every item in it. Months open in order.

    Raises CannotChange, also before its first day unless that is meant (`early`).
    """
    period = _held(period.pk)
    if period.is_begun:
        raise CannotChange(str(ONLY[PeriodState.PLANNED]))
    if period.plan.periods.filter(month__lt=period.month, state=PeriodState.PLANNED).exists():
        raise CannotChange(_("Open the months before this one first."))
    if period.data_from > today() and not early:
        raise CannotChange(_("The figures of this month begin on %(day)s.") % {"day": in_words(period.data_from)})
    period.state, period.opened_at = PeriodState.OPEN, now()
    period.save(update_fields=["state", "opened_at"])
    standings.rebuild(period.plan)
    record(period, "period-opened", by=by, at=period.opened_at, agency=period.plan.province)
    return period


def in_words(day: date) -> str:
    """A day as people of the page's language write it."""
    return date_format(day, "SHORT_DATE_FORMAT")


@transaction.atomic
def close_period(period: Period, *, by: User | None) -> Period:
    """Freeze an open period: all that its boards show, with a checksum over it.

    Raises CannotChange while entries await review, and until the last day of its figures is over.
    """
    period = _held(period.pk)
    if not period.is_open:
        raise CannotChange(str(ONLY[PeriodState.OPEN]))
    if period.plan.periods.filter(month__lt=period.month).exclude(state=PeriodState.CLOSED).exists():
        raise CannotChange(_("Close the months before this one first."))
    if not has_ended(period):
        raise CannotChange(_("The figures of this month run until %(day)s.") % {"day": in_words(period.data_to)})
    standings.lock_plan(period.plan)
    if Entry.objects.filter(period=period, status=EntryStatus.SUBMITTED).exists():
        raise CannotChange(_("Some figures still await review."))
    return _freeze(period, by=by)


def has_ended(period: Period) -> bool:
    """Whether the last day of a month's figures is over: before that nothing can be said of its end."""
    return period.data_to < today()


@transaction.atomic
def close_again(act: Reopening, *, by: User | None) -> Period:
    """Close a reopened period whose time has run out, whatever still awaits review: that stays and does not count.

    Other months may be reopened at the same time: each keeps its own end. Raises CannotChange before the end, and
    where the month was closed meanwhile.
    """
    period = _held(act.period_id)
    act.refresh_from_db()
    if act.closed_at is not None or not period.is_open or act.until > now():
        raise CannotChange(_("The time for which this month was reopened has not run out."))
    standings.lock_plan(period.plan)
    return _freeze(period, by=by, time_box={"until": act.until})


def _freeze(period: Period, *, by: User | None, time_box: dict | None = None) -> Period:
    """Close a locked period whose agencies are held; `time_box` is what the trail says of an end by itself."""
    standings.rebuild(period.plan)
    at = now()
    period.state, period.closed_at, period.closed_by = PeriodState.CLOSED, at, by
    period.checksum = months.freeze(period, at)
    period.save(update_fields=["state", "closed_at", "closed_by", "checksum"])
    period.reopenings.filter(closed_at=None).update(closed_at=at)
    new = {"checksum": period.checksum} | (time_box or {})
    record(period, "period-closed", by=by, at=at, agency=period.plan.province, new=new)
    return period


@transaction.atomic
def reopen_period(period: Period, *, by: User, reason: str, until: datetime) -> Reopening:
    """Open a closed period again until a moment, for a reason. Raises CannotChange."""
    period = _held(period.pk)
    if not period.is_closed:
        raise CannotChange(str(ONLY[PeriodState.CLOSED]))
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
    months.thaw(period, at)
    standings.rebuild(period.plan)
    old = {"checksum": act.checksum_before}
    record(period, "period-reopened", by=by, at=at, agency=period.plan.province, old=old, reason=reason)
    return act


def _count_days_that_passed(plan: Plan) -> None:
    """Deadlines and promised days of a month that runs pass one by one: what became late since is judged anew."""
    if plan.periods.filter(state=PeriodState.OPEN).exists():
        standings.rebuild(plan)


@dataclass
class Tended:
    """What was done to a plan's months without anybody asking."""

    opened: list[Period] = field(default_factory=list)
    closed: list[Period] = field(default_factory=list)


def tend(plan: Plan, *, by: User | None = None) -> Tended:
    """Open the planned months whose first day has come, close again the reopened ones whose time has run out.

    Each month in a transaction of its own; a second run finds nothing to do. A month that somebody else changes at
    the same moment is left to them, and the months after it to the next run.
    """
    done = Tended()
    with suppress(CannotChange):
        waiting = plan.periods.filter(state=PeriodState.PLANNED, data_from__lte=today())
        for period in waiting.order_by("month"):
            done.opened.append(open_period(period, by=by))
    with suppress(CannotChange):
        acts = Reopening.objects.filter(period__plan=plan, closed_at=None, until__lte=now())
        for act in acts.order_by("period__month"):
            done.closed.append(close_again(act, by=by))
    _count_days_that_passed(plan)
    return done
