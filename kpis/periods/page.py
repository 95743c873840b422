"""The page of a year's months: when each runs and is due, where it stands, what stands in the way of closing it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.clock import now, today
from agencies.models import Agency, User
from agencies.rights.access import NothingYet, can, province_or_404
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb
from kpis.enums import EntryStatus, PeriodState
from kpis.models import DayOff, Entry, Period, Plan, Reopening
from kpis.periods.actions import has_ended
from kpis.queries import plan_that_holds
from kpis.reminders.silence import AgencyReport, reports_of

NAMED = 5  # silent agencies named before "and so many more"


@dataclass(frozen=True)
class MonthRow:
    """One month; `awaiting` figures under review and `silent` of `reporting` agencies are known to who may close it."""

    period: Period
    reopenings: tuple[Reopening, ...]
    awaiting: int
    silent: tuple[AgencyReport, ...]
    reporting: int
    can_open: bool
    can_close: bool
    can_reopen: bool

    @property
    def named(self) -> str:
        """The first silent agencies by name."""
        return ", ".join(row.short_name or row.name for row in self.silent[:NAMED])

    @property
    def unnamed(self) -> int:
        return max(len(self.silent) - NAMED, 0)

    @property
    def is_early(self) -> bool:
        """Whether it would be opened before the first day of its figures."""
        return self.period.data_from > today()

    @property
    def has_ended(self) -> bool:
        return has_ended(self.period)

    @property
    def is_before_due(self) -> bool:
        """Whether agencies still have time to report."""
        return self.period.due_on >= today()

    @property
    def reopened(self) -> Reopening | None:
        """The act by which the month is open again just now."""
        return next((act for act in self.reopenings if act.closed_at is None), None)


@dataclass(frozen=True)
class Year:
    """A plan's year as the page shows it."""

    province: Agency
    plan: Plan
    plans: tuple[Plan, ...]
    months: tuple[MonthRow, ...]
    days_off: tuple[DayOff, ...]
    can_steer: bool
    can_administer: bool
    waiting: int  # months that would open or close by themselves now

    @property
    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb(_("Reporting months")),)

    @property
    def query(self) -> str:
        return f"?year={self.plan.year}"


def plan_or_404(user: User, year: str = "", code: str = "") -> tuple[Plan, tuple[Plan, ...]]:
    """The plan of that year, else the one that holds today, where `user` holds a role; and all plans there.

    Raises Http404 for a stranger, an unknown province and a year without a plan.
    """
    province = province_or_404(user, code)
    plans = tuple(Plan.objects.filter(province=province).select_related("province", "document").order_by("-year"))
    if not plans:
        raise NothingYet
    plan = next((p for p in plans if str(p.year) == year), None) if year else plan_that_holds(plans)
    if plan is None:
        raise Http404
    return plan, plans


def year_of(user: User, plan: Plan, plans: Sequence[Plan] = ()) -> Year:
    """The page of `plan` for `user`: what may be done is worked out only for who steers. Seven queries at most."""
    steers = can(user, Permission.STEER, plan.province)
    periods = list(plan.periods.select_related("closed_by").order_by("month"))
    acts: dict[int, list[Reopening]] = {}
    for act in Reopening.objects.filter(period__plan=plan).select_related("by").order_by("at"):
        acts.setdefault(act.period_id, []).append(act)
    year = (date(plan.year - 1, 12, 1), date(plan.year + 1, 1, 31))
    return Year(
        province=plan.province,
        plan=plan,
        plans=tuple(plans) or (plan,),
        months=_months(plan, periods, acts, steers),
        days_off=tuple(DayOff.objects.filter(province=plan.province, on__range=year)),
        can_steer=steers,
        can_administer=can(user, Permission.ADMINISTER, plan.province),
        waiting=_waiting(periods, acts) if steers else 0,
    )


def _months(plan: Plan, periods: list[Period], acts: dict[int, list[Reopening]], steers: bool) -> tuple[MonthRow, ...]:
    awaiting = _awaiting(plan) if steers else Counter()
    to_open = next((p.pk for p in periods if not p.is_begun), None)
    to_close = next((p.pk for p in periods if not p.is_closed), None)
    rows = []
    for period in periods:
        period.plan = plan
        closes = steers and period.is_open and period.pk == to_close
        reports = [row for row in reports_of(period) if row.is_asked] if closes else []
        rows.append(
            MonthRow(
                period=period,
                reopenings=tuple(acts.get(period.pk, ())),
                awaiting=awaiting[period.pk] if closes else 0,
                silent=tuple(row for row in reports if row.is_silent),
                reporting=len(reports),
                can_open=steers and period.pk == to_open,
                can_close=closes,
                can_reopen=steers and period.is_closed,
            )
        )
    return tuple(sorted(rows, key=_newest_first))


def _newest_first(row: MonthRow) -> tuple[bool, int]:
    """Months that have begun, the newest on top; then those to come, in their order."""
    ahead = not row.period.is_begun and row.is_early
    return ahead, row.period.month if ahead else -row.period.month


def _awaiting(plan: Plan) -> Counter[int]:
    rows = Entry.objects.filter(period__plan=plan, period__state=PeriodState.OPEN, status=EntryStatus.SUBMITTED)
    return Counter(dict(rows.order_by().values_list("period").annotate(n=Count("pk"))))


def _waiting(periods: list[Period], acts: dict[int, list[Reopening]]) -> int:
    begun = sum(not p.is_begun and p.data_from <= today() for p in periods)
    over = sum(act.closed_at is None and act.until <= now() for found in acts.values() for act in found)
    return begun + over


def months_url(plan: Plan) -> str:
    """The page of a plan's months."""
    return f"{reverse('kpis:months')}?year={plan.year}&province={plan.province.code}"
