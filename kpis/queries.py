"""Named reads of plans, standings and roll-ups. Each is one query, evaluated before any template."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value

from agencies.models import Agency
from kpis.enums import MET, State
from kpis.models import (
    Bottleneck,
    Entry,
    Indicator,
    Period,
    Plan,
    Promise,
    Report,
    RollUp,
    Standing,
)
from kpis.rates import STATES, Counts

NOT_DONE = [state for state in State if state not in MET]
MISSED = [State.BEHIND, State.OVERDUE, State.NO_DATA, State.NOT_MEASURABLE]
JUDGED = ("assignment", "indicator", "target", "cause", "entry_period")


def periods_of(province: Agency) -> list[Period]:
    """All periods of a province with their plans, newest year first, months in order."""
    return list(Period.objects.filter(plan__province=province).select_related("plan").order_by("-plan__year", "month"))


def rollups_of_agencies(province: Agency, periods: Iterable[Period]) -> QuerySet[RollUp]:
    """The roll-ups of a province's own agencies (divisions left out) in `periods`, in official order."""
    return RollUp.objects.filter(period__in=list(periods), agency__province=province, agency__level="agency").order_by(
        "agency__sort_order", "agency__path"
    )


def year_of(plan: Plan, **agencies) -> list[dict]:
    """Done and applicable by month: [{month, done, applicable}], summed over the agencies that the filter names."""
    rows = RollUp.objects.filter(period__plan=plan, **agencies).values(month=F("period__month"))
    sums = rows.annotate(done=Sum("done_all"), applicable=Sum("applicable")).order_by("month")
    return [dict(row) for row in sums]


def states_by_indicator(period: Period, agencies: QuerySet[Agency] | None = None) -> list[tuple[int, str, int]]:
    """(indicator, state, items) over the agencies' own items of a period, of all or of some `agencies`."""
    rows = Standing.objects.filter(period=period, agency__level="agency").order_by()
    if agencies is not None:
        rows = rows.filter(agency__in=agencies)
    return list(rows.values_list("indicator", "state").annotate(n=Count("pk")))


def indicators_of(plan: Plan) -> dict[int, Indicator]:
    """The catalogue entries that a plan's items use, with their pillars, by key."""
    rows = Indicator.objects.filter(Exists(plan.assignments.filter(indicator=OuterRef("pk"))))
    return {row.pk: row for row in rows.select_related("pillar")}


def bottlenecks_of(plan: Plan, day: date) -> dict[int, Bottleneck]:
    """The confirmed bottlenecks not resolved by `day`, by indicator."""
    rows = Bottleneck.objects.filter(Q(resolved_on=None) | Q(resolved_on__gt=day), plan=plan)
    return {row.indicator_id: row for row in rows.select_related("cause__remover", "owner")}


def beyond_target(period: Period, multiple: int, most: int) -> QuerySet[Standing]:
    """The agencies' own items that stand at `multiple` times their target or more, the farthest first."""
    rows = Standing.objects.filter(
        period=period, state__in=[State.EXCEEDED, State.DONE_LATE], attainment__gte=multiple, agency__level="agency"
    )
    return rows.select_related(*JUDGED, "agency", "entry").order_by("-attainment", "pk")[:most]


def broken_promises(period: Period) -> list[tuple[str, int]]:
    """(agency, items) whose last promised day has passed by the period's end and which are not done in it."""
    later = Promise.objects.filter(assignment=OuterRef("assignment"), pk__gt=OuterRef("pk"))
    open_items = Standing.objects.filter(assignment=OuterRef("assignment"), period=period, state__in=NOT_DONE)
    rows = Promise.objects.filter(
        ~Exists(later), Exists(open_items), assignment__plan=period.plan_id, due_on__lte=period.data_to,
        assignment__agency__level="agency",
    )  # fmt: skip
    named = rows.values_list("assignment__agency__short_name").annotate(n=Count("pk"))
    return list(named.order_by("-n", "assignment__agency__sort_order"))


def reported(period: Period) -> Exists:
    """For a query on RollUp: whether the agency sent its report of the period."""
    return Exists(Report.objects.filter(agency=OuterRef("agency"), period=period))


def done_in(period: Period | None) -> Subquery | Value:
    """For a query on RollUp: the same agency's done count in another period; None without one."""
    if period is None:
        return Value(None, output_field=IntegerField())
    return Subquery(RollUp.objects.filter(agency=OuterRef("agency"), period=period).values("done_all")[:1])


def last_promise() -> Subquery:
    """For a query on Standing: the day last promised for its item."""
    rows = Promise.objects.filter(assignment=OuterRef("assignment")).order_by("-pk")
    return Subquery(rows.values("due_on")[:1])


def judged_rows(period: Period, **where) -> QuerySet[Standing]:
    """The standings of a period with everything that their words need, in the order of pillar, section, item."""
    rows = Standing.objects.filter(period=period, **where).select_related(*JUDGED, "indicator__pillar")
    return rows.annotate(promise_on=last_promise()).order_by(
        "indicator__pillar__sort_order", "assignment__sort_order", "pk"
    )


def entries_of_year(assignment: int) -> QuerySet[Entry]:
    """An item's entries in the order of months."""
    return Entry.objects.filter(assignment=assignment).select_related("period").order_by("period__month")


def counts_of(row: RollUp, plan: Plan) -> Counts:
    """A roll-up as the counts it holds."""
    return Counts({state: getattr(row, state) for state in STATES}, plan.counts_no_activity)
