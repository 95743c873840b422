"""The pages of years: all of a province's, and one with its calendar, due days, thresholds and milestones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Min, Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.access import can, province_tail, provinces
from agencies.clock import today
from agencies.models import Agency, User
from agencies.roles import Permission
from dxtracker.lib.crumbs import Crumb
from kpis.enums import PeriodState
from kpis.models import DayOff, Period, Plan
from kpis.queries import plan_that_holds


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
class PlanPage:
    """One year; `holds_from` is the first month that its rules of today still judge, None once all are closed."""

    plan: Plan
    milestones: dict[int, Decimal]
    months: tuple[MonthLine, ...]
    days_off: tuple[DayOff, ...]
    holds_from: Period | None
    closed: int
    is_holding: bool
    can_administer: bool
    reads_all: bool
    tail: str
    crumbs: tuple[Crumb, ...]


def years_of(user: User, code: str = "") -> Years:
    """The years of a province where `user` holds a role; two queries. Raises Http404 to who holds none there."""
    found = [row for row in provinces(user) if not code or row.code == code]
    if not found:
        raise Http404
    province = found[0]
    plans = list(
        Plan.objects.filter(province=province).select_related("province", "document").order_by("-year").annotate(
            closed=Count("periods", filter=Q(periods__state=PeriodState.CLOSED)), last=Max("periods__month"),
            opened=Count("periods", filter=Q(periods__state=PeriodState.OPEN)), begins=Min("periods__data_from"),
        )
    )  # fmt: skip
    held = dict(Plan.objects.filter(province=province).values_list("pk").annotate(Count("assignments")))
    holding = plan_that_holds(plans)
    tail = province_tail(user, province).replace("&", "?", 1)
    rows = tuple(
        PlanRow(
            row, plan_url(row, tail), row == holding, held[row.pk], row.closed, row.opened, row.last or 0, row.begins
        )
        for row in plans
    )
    return Years(province, rows, can(user, Permission.ADMINISTER, province), reverse("kpis:plan-new") + tail)


def plan_url(plan: Plan, tail: str = "") -> str:
    """The page of a year."""
    return reverse("kpis:plan", args=[plan.pk]) + tail


def plan_or_404(user: User, pk: int, permission: Permission | None = None) -> Plan:
    """The plan of that key: 404 to who holds no role in its province, 403 to who has not that right over all of it."""
    plan = Plan.objects.select_related("province", "document").filter(pk=pk).first()
    if plan is None or plan.province not in provinces(user):
        raise Http404
    if permission and not can(user, permission, plan.province):
        raise PermissionDenied
    return plan


def page_of(user: User, plan: Plan) -> PlanPage:
    """The page of a year; four queries."""
    periods = list(plan.periods.order_by("month"))
    milestones = dict(plan.milestones.values_list("month", "share"))
    others = Plan.objects.filter(province=plan.province)
    year = (date(plan.year - 1, 12, 1), date(plan.year + 1, 1, 31))
    tail = province_tail(user, plan.province)
    return PlanPage(
        plan=plan,
        milestones=milestones,
        months=_lines(plan, periods, milestones),
        days_off=tuple(DayOff.objects.filter(province=plan.province, on__range=year)),
        holds_from=next((row for row in periods if row.state != PeriodState.CLOSED), None),
        closed=sum(row.state == PeriodState.CLOSED for row in periods),
        is_holding=plan_that_holds(others) == plan,
        can_administer=can(user, Permission.ADMINISTER, plan.province),
        reads_all=can(user, Permission.READ, plan.province),
        tail=tail,
        crumbs=(Crumb(_("Plans"), reverse("kpis:plans") + tail.replace("&", "?", 1)), Crumb(str(plan.year))),
    )


def _lines(plan: Plan, periods: Sequence[Period], milestones: dict[int, Decimal]) -> tuple[MonthLine, ...]:
    for period in periods:
        period.plan = plan
    return tuple(
        MonthLine(
            period, period.state == PeriodState.PLANNED and period.data_from > today(), milestones.get(period.month)
        )
        for period in periods
    )
