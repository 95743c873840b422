"""A province's year: begun with its rules and its months; its rules and due days changed while months lie ahead."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now, today
from agencies.models import Agency, User
from agencies.reference import actions as reference
from kpis.catalogue import actions as catalogue
from kpis.enums import PeriodState
from kpis.errors import CannotChange
from kpis.grammar.milestones import checked, stored
from kpis.measuring.calendar import data_days
from kpis.models import Assignment, Period, Plan, PlanRules
from kpis.periods.actions import close_period, open_period, plan_periods
from kpis.plans.queries import DATED, InForce, months_not_closed, rules_by_month, rules_in
from kpis.queries import own_days
from kpis.standings import actions as standings

# What a year's rules may be given as; what is left out is as the model has it.
RULES = {"document", "calendar", "due_working_days", *DATED}


@transaction.atomic
def start_plan(
    province: Agency,
    *,
    year: int,
    by: User | None,
    name: str = "",
    reason: str = "",
    first_month: int = 1,
    **rules: Any,
) -> Plan:
    """Begin `year` in `province`: its plan and its twelve months, planned by the plan's calendar and due days.

    The one way in which a plan is made: by set-up, by the command `start_province`, by the pages of years. `rules` are
    those of RULES, thresholds as shares; an empty `name` is the usual one. Nothing is carried over from another
    year: items are given afterwards. Leaves two events, of the plan and of its months.

    Raises ValidationError, by field, for a year that is there already and for rules that the model does not allow.
    """
    if unknown := rules.keys() - RULES:
        raise ValueError(f"no rule of a plan: {', '.join(sorted(unknown))}")
    province = Agency.objects.select_for_update(no_key=True).get(pk=province.pk)
    if Plan.objects.filter(province=province, year=year).exists():
        raise ValidationError({"year": _("The year %(year)s has its plan already.") % {"year": year}})
    given: dict[str, Any] = {"province": province, "year": year, "name": name or usual_name(province, year)} | rules
    plan = reference.keep(Plan(), by=by, reason=reason, **given)
    plan_periods(plan, by=by)
    try:
        for period in plan.periods.filter(month__lt=first_month).order_by("month"):
            close_period(open_period(period, by=by), by=by)
    except CannotChange as error:
        raise ValidationError({"first_month": str(error)}) from error
    return plan


def usual_name(province: Agency, year: int) -> str:
    """How a province calls its plan of a year: "Kế hoạch chuyển đổi số tỉnh Phú Thọ năm 2026"."""
    return f"Kế hoạch chuyển đổi số {province.name[:1].lower()}{province.name[1:]} năm {year}"[:200]


@transaction.atomic
def change_rules(
    plan: Plan,
    *,
    by: User | None,
    reason: str = "",
    since: Period | None = None,
    milestones: Mapping[int, Decimal] | None = None,
    **fields: Any,
) -> Plan:
    """Change the rules of a year from the month `since` on, and judge its open months by them at once.

    Months before keep theirs, open and closed. Without `since` it is the first month that is not closed nor before a
    closed one. Where others follow in a later month, the rules hold until then.
    `fields`: those of RULES and the name, shares as shares; `milestones`: all of them (month → share). Name, legal
    basis, calendar and days until due are of the whole year: other days, or another calendar, plan anew the months
    whose figures have not begun. Raises ValidationError, by field, also for a calendar once a month of it has begun;
    CannotChange for a month that is closed.
    """
    if unknown := fields.keys() - RULES - {"name"}:
        raise ValueError(f"no rule of a plan: {', '.join(sorted(unknown))}")
    plan = Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    list(plan.periods.select_for_update(no_key=True).order_by("month"))  # none is opened or closed around it
    ahead = months_ahead(plan)
    if fields.get("calendar", plan.calendar) != plan.calendar and len(ahead) < plan.periods.count():
        raise ValidationError({"calendar": _("A month of this year has begun: its calendar stays.")})
    before = (plan.calendar, plan.due_working_days)
    dated = {name: value for name, value in fields.items() if name in DATED}
    whole = {name: value for name, value in fields.items() if name not in DATED}
    month = _month_of(plan, since) if dated or milestones is not None else 1
    if month == 1:
        kept = catalogue.keep(plan, by=by, reason=reason, **whole, **dated)
        if milestones is not None:
            catalogue.set_milestones(kept, milestones, by=by, reason=reason)
    else:
        kept = catalogue.keep(plan, by=by, reason=reason, **whole)
        _rule_from(kept, month, dated, milestones, by=by, reason=reason)
    if (kept.calendar, kept.due_working_days) != before:
        _plan_anew(kept, ahead, by=by, reason=reason)
    return kept


def _month_of(plan: Plan, since: Period | None) -> int:
    """The month from which a change holds."""
    if not plan.periods.exists():
        return 1
    free = months_not_closed(plan)
    if since is not None and since not in free:
        raise CannotChange(_("That month or a later one is closed; choose a later month."))
    if not free:
        raise CannotChange(_("All months of this year are closed: their rules stay."))
    return (since or free[0]).month


def _rule_from(
    plan: Plan,
    month: int,
    dated: Mapping[str, Any],
    milestones: Mapping[int, Decimal] | None,
    *,
    by: User | None,
    reason: str,
) -> None:
    """Write the row that holds from `month` on; one that says nothing new any more goes."""
    rows = rules_by_month(plan)
    stood = rules_in(rows, month)
    shares = stood.milestones if milestones is None else checked(milestones)
    said = InForce(month, {**stood.fields, **dated}, shares, stood.later if stood.month == month else None)
    names = said.differs_from(stood)
    if not names:
        return
    row = said.later or PlanRules(plan=plan, month=month)
    told = {**said.fields, "milestones": stored(shares), "reason": reason}
    for name, value in told.items():
        setattr(row, name, value)
    row.set_at, row.set_by = now(), by
    row.full_clean(exclude=["plan", "set_by"])
    is_new_word = bool(said.differs_from(rules_in([one for one in rows if one.month < month], month)))
    if is_new_word:
        row.save()
    _hold(plan, [one.later for one in rows if one.later and one.month != month] + [row] * is_new_word)
    if not is_new_word and row.pk:
        row.delete()
    old, new = (
        {name: stored(one.milestones) if name == "milestones" else one.fields[name] for name in names}
        for one in (stood, said)
    )
    new["in_force_from"] = month
    record(plan, "rules-set", by=by, at=row.set_at, agency=plan.province_id, old=old, new=new, reason=reason)
    standings.refresh(Assignment.objects.filter(plan=plan).values_list("pk", flat=True))


def _hold(plan: Plan, rows: Sequence[PlanRules]) -> None:
    """Let the months that are not closed know which rules are theirs."""
    for period in plan.periods.exclude(state=PeriodState.CLOSED):
        held = max((row for row in rows if row.month <= period.month), key=lambda row: row.month, default=None)
        if period.rules_id != (held.pk if held else None):
            period.rules = held
            period.save(update_fields=["rules"])


def months_ahead(plan: Plan) -> list[Period]:
    """The months of a year whose figures have not begun, in order: what is asked of them may still change."""
    ahead = plan.periods.filter(state=PeriodState.PLANNED, data_from__gt=today())
    return list(ahead.select_for_update(no_key=True).order_by("month"))


def _plan_anew(plan: Plan, months: list[Period], *, by: User | None, reason: str) -> None:
    days, at = own_days(plan.province_id), now()
    for period in months:
        first, last = data_days(plan.calendar, plan.year, period.month)
        _move(period, by, at, reason, data_from=first, data_to=last, due_on=days.after(last, plan.due_working_days))


@transaction.atomic
def move_due_day(period: Period, *, due_on: date, by: User | None, reason: str = "") -> Period:
    """Let the reports of a month be due on another day. Raises CannotChange once the month has begun, and for a day
    on which its figures still run.
    """
    period = Period.objects.select_for_update(no_key=True, of=["self"]).select_related("plan").get(pk=period.pk)
    if period.is_begun or period.data_from <= today():
        raise CannotChange(_("This month has begun: its due day stays."))
    if due_on <= period.data_to:
        raise CannotChange(_("A report is due after the last day of its figures."))
    _move(period, by, now(), reason, due_on=due_on)
    return period


def _move(period: Period, by: User | None, at: Any, reason: str, **days: date) -> None:
    old = {name: getattr(period, name) for name, day in days.items() if getattr(period, name) != day}
    if not old:
        return
    for name, day in days.items():
        setattr(period, name, day)
    period.save(update_fields=[*days])
    new = {name: days[name] for name in old}
    record(period, "period-due-moved", by=by, at=at, agency=period.plan.province_id, old=old, new=new, reason=reason)
