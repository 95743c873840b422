"""The pages of years: all of a province's, and one with its calendar, due days, thresholds and milestones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Min, Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.clock import today
from agencies.models import Agency, User
from agencies.rights.access import can, province_or_404, provinces
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb
from kpis.enums import PeriodState
from kpis.models import DayOff, Period, Plan, PlanRules
from kpis.plans.queries import InForce, rules_by_month, rules_in
from kpis.plans.words import rule_name, rule_value
from kpis.queries import plan_that_holds

LAST = 12


@dataclass(frozen=True)
class PlanRow:
    """A year in the list: what it holds, and how far it has come."""

    plan: Plan
    url: str
    is_holding: bool
    items: int
    closed: int
    open: int
    months: int
    begins_on: date | None


@dataclass(frozen=True)
class Years:
    """All years of a province, the newest first."""

    province: Agency
    rows: tuple[PlanRow, ...]
    can_administer: bool
    new_url: str

    @property
    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb(_("Plans")),)


@dataclass(frozen=True)
class MonthLine:
    """A month with its days; `may_move` while its figures have not begun."""

    period: Period
    may_move: bool
    milestone: Decimal | None


@dataclass(frozen=True)
class RulesLine:
    """What holds from a month on: of the first all rules, of later ones what became another, old and new."""

    label: str
    changes: tuple[tuple[str, str, str], ...]
    later: PlanRules | None


@dataclass(frozen=True)
class PlanPage:
    """One year; `rules` are those of `holds_from`, the first month not closed, or of the last one once all are."""

    plan: Plan
    rules: tuple[tuple[str, str], ...]
    history: tuple[RulesLine, ...]
    months: tuple[MonthLine, ...]
    days_off: tuple[DayOff, ...]
    holds_from: Period | None
    closed: int
    is_holding: bool
    can_administer: bool
    reads_all: bool
    crumbs: tuple[Crumb, ...]


def years_of(user: User, code: str = "") -> Years:
    """The years of a province where `user` holds a role; two queries. Raises Http404 to who holds none there."""
    province = province_or_404(user, code)
    plans = list(
        Plan.objects.filter(province=province).select_related("province", "document").order_by("-year").annotate(
            closed=Count("periods", filter=Q(periods__state=PeriodState.CLOSED)), last=Max("periods__month"),
            opened=Count("periods", filter=Q(periods__state=PeriodState.OPEN)), begins=Min("periods__data_from"),
        )
    )  # fmt: skip
    held = dict(Plan.objects.filter(province=province).values_list("pk").annotate(Count("assignments")))
    holding = plan_that_holds(plans)
    rows = tuple(
        PlanRow(row, plan_url(row), row == holding, held[row.pk], row.closed, row.opened, row.last or 0, row.begins)
        for row in plans
    )
    return Years(province, rows, can(user, Permission.ADMINISTER, province), reverse("kpis:plan-new"))


def plan_url(plan: Plan) -> str:
    """The page of a year."""
    return reverse("kpis:plan", args=[plan.pk])


def plan_or_404(user: User, pk: int, permission: Permission | None = None) -> Plan:
    """The plan of that key: 404 to who holds no role in its province, 403 to who has not that right over all of it."""
    plan = Plan.objects.select_related("province", "document").filter(pk=pk).first()
    if plan is None or plan.province not in provinces(user):
        raise Http404
    if permission and not can(user, permission, plan.province):
        raise PermissionDenied
    return plan


def page_of(user: User, plan: Plan) -> PlanPage:
    """The page of a year; five queries."""
    periods = list(plan.periods.order_by("month"))
    rows = rules_by_month(plan)
    others = Plan.objects.filter(province=plan.province)
    year = (date(plan.year - 1, 12, 1), date(plan.year + 1, 1, 31))
    holds_from = next((row for row in periods if not row.is_closed), None)
    held = rules_in(rows, holds_from.month if holds_from else LAST)
    return PlanPage(
        plan=plan,
        rules=tuple((rule_name(name), rule_value(name, value)) for name, value in _all_of(held)),
        history=_history(rows, periods),
        months=_lines(plan, periods, rows),
        days_off=tuple(DayOff.objects.filter(province=plan.province, on__range=year)),
        holds_from=holds_from,
        closed=sum(row.is_closed for row in periods),
        is_holding=plan_that_holds(others) == plan,
        can_administer=can(user, Permission.ADMINISTER, plan.province),
        reads_all=can(user, Permission.READ, plan.province),
        crumbs=(Crumb(_("Plans"), reverse("kpis:plans")), Crumb(str(plan.year))),
    )


def _all_of(row: InForce) -> list[tuple[str, Any]]:
    return [*row.fields.items(), ("milestones", row.milestones)]


def _history(rows: Sequence[InForce], periods: Sequence[Period]) -> tuple[RulesLine, ...]:
    """The changes of the rules in the order of months; empty where they have never changed."""
    labels = {period.month: period.within for period in periods}
    found = []
    for before, row in pairwise(rows):
        old, new = dict(_all_of(before)), dict(_all_of(row))
        changes = (
            (rule_name(name), rule_value(name, old[name]), rule_value(name, new[name]))
            for name in row.differs_from(before)
        )
        found.append(RulesLine(labels.get(row.month, str(row.month)), tuple(changes), row.later))
    return tuple(found)


def _lines(plan: Plan, periods: Sequence[Period], rows: Sequence[InForce]) -> tuple[MonthLine, ...]:
    for period in periods:
        period.plan = plan
    return tuple(
        MonthLine(
            period,
            not period.is_begun and period.data_from > today(),
            rules_in(rows, period.month).milestones.get(period.month),
        )
        for period in periods
    )
