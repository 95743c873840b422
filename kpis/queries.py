"""Named reads of plans, standings and roll-ups. Each is one query, evaluated before any template."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from agencies.models import Agency
from kpis.enums import MET, State
from kpis.models import (
    Bottleneck,
    Entry,
    Indicator,
    Period,
    Plan,
    Promise,
    RollUp,
    Standing,
)
from kpis.rates import STATES, Counts

NOT_DONE = [state for state in State if state not in MET]
MISSED = [State.BEHIND, State.OVERDUE, State.NO_DATA, State.NOT_MEASURABLE]
JUDGED = ("assignment", "indicator", "target", "cause", "entry", "entry_period")


def periods_of(province: Agency) -> list[Period]:
    """All periods of a province with their plans, newest year first, months in order."""
    return list(Period.objects.filter(plan__province=province).select_related("plan").order_by("-plan__year", "month"))


class AgencyMonth(NamedTuple):
    """One agency's roll-up in a period as tables show it; `done_before` is the month before's, None without one.

    `counts` are of the states in the order of kpis.rates.STATES.
    """

    code: str
    name: str
    group: str | None
    group_name: str | None
    group_order: int | None
    due: int
    fresh: int
    done_before: int | None
    is_reported: bool
    counts: tuple[int, ...]


# The province's page asks these every time, for hundreds of agencies: written out, they cost half of what composing
# them anew for each request does. Each is one statement that both databases read alike.
AGENCY_MONTHS = f"""
    SELECT a.code,
           COALESCE((SELECT n.name FROM agencies_agencyname n WHERE n.agency_id = a.id
                      AND (n.valid_from IS NULL OR n.valid_from <= %s) AND (n.valid_to IS NULL OR n.valid_to >= %s)
                      ORDER BY n.valid_from LIMIT 1), a.name),
           g.code, g.name, g.sort_order, r.due, r.fresh, b.done_all,
           EXISTS (SELECT 1 FROM kpis_report p WHERE p.agency_id = a.id AND p.period_id = r.period_id),
           {", ".join(f"r.{state}" for state in STATES)}
      FROM kpis_rollup r
      JOIN agencies_agency a ON a.id = r.agency_id
      LEFT JOIN agencies_peergroup g ON g.id = a.peer_group_id
      LEFT JOIN kpis_rollup b ON b.agency_id = r.agency_id AND b.period_id = %s
     WHERE r.period_id = %s AND a.province_id = %s AND a.level = 'agency'
     ORDER BY a.sort_order, a.path
"""  # noqa: S608  -- the names of states are ours
YEAR_OF_PLAN = """
    SELECT p.month, SUM(r.done_all), SUM(r.applicable)
      FROM kpis_period p
      JOIN kpis_rollup r ON r.period_id = p.id
      JOIN agencies_agency a ON a.id = r.agency_id
     WHERE p.plan_id = %s AND a.province_id = %s AND a.level = 'agency'
     GROUP BY p.month ORDER BY p.month
"""
# The index alone answers.
STATES_BY_INDICATOR = """
    SELECT s.indicator_id, s.state, COUNT(*)
      FROM kpis_standing s
      JOIN agencies_agency a ON a.id = s.agency_id
     WHERE s.period_id = %s AND a.province_id = %s AND a.level = 'agency'
     GROUP BY s.indicator_id, s.state
"""
# From the period's own standings: the promises of other years and provinces are many and are not read.
BROKEN_PROMISES = """
    SELECT a.short_name, COUNT(*)
      FROM kpis_standing s
      JOIN agencies_agency a ON a.id = s.agency_id
     WHERE s.period_id = %s AND a.province_id = %s AND a.level = 'agency'
       AND s.state NOT IN ('exceeded', 'done', 'done_late')
       AND EXISTS (SELECT 1 FROM kpis_promise p WHERE p.assignment_id = s.assignment_id AND p.due_on <= %s
                      AND NOT EXISTS (SELECT 1 FROM kpis_promise l
                                       WHERE l.assignment_id = p.assignment_id AND l.id > p.id))
     GROUP BY a.short_name, a.sort_order ORDER BY 2 DESC, a.sort_order
"""


def _rows(statement: str, *params) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def agency_months(period: Period, before: Period | None) -> list[AgencyMonth]:
    """The roll-ups of a province's own agencies in a period (divisions left out), in official order, names as then."""
    day, earlier = period.data_to, before.pk if before else None
    rows = _rows(AGENCY_MONTHS, day, day, earlier, period.pk, period.plan.province_id)
    return [AgencyMonth._make((*row[:8], bool(row[8]), row[9:])) for row in rows]


def year_of(plan: Plan) -> list[dict]:
    """Done and applicable by month: [{month, done, applicable}], summed over the province's own agencies."""
    rows = _rows(YEAR_OF_PLAN, plan.pk, plan.province_id)
    return [{"month": month, "done": int(done), "applicable": int(applicable)} for month, done, applicable in rows]


def states_by_indicator(period: Period, agencies: QuerySet[Agency] | None = None) -> list[tuple[int, str, int]]:
    """(indicator, state, items) over the agencies' own items of a period, of all or of some `agencies`."""
    if agencies is None:
        return _rows(STATES_BY_INDICATOR, period.pk, period.plan.province_id)
    own = {"agency__level": "agency", "agency__province": period.plan.province_id}
    rows = Standing.objects.filter(period=period, agency__in=agencies, **own).order_by()
    return list(rows.values_list("indicator", "state").annotate(n=Count("*")))


def indicators_of(keys: Iterable[int]) -> dict[int, Indicator]:
    """The catalogue entries of these keys with their pillars, by key: what boards print of them."""
    shown = ("code", "name", "pillar__code", "pillar__name", "pillar__sort_order")
    rows = Indicator.objects.filter(pk__in=list(keys)).select_related("pillar").only(*shown)
    return {row.pk: row for row in rows.order_by()}


def bottlenecks_of(plan: Plan, day: date) -> dict[int, Bottleneck]:
    """The confirmed bottlenecks not resolved by `day`, by indicator."""
    rows = Bottleneck.objects.filter(Q(resolved_on=None) | Q(resolved_on__gt=day), plan=plan)
    return {
        row.indicator_id: row for row in rows.select_related("cause__remover", "owner").order_by("confirmed_on", "pk")
    }


class FarBeyond(NamedTuple):
    """An item far beyond its target; `unit` is the target's or else the indicator's, `reported_unit` the entry's."""

    item: int
    agency: str
    indicator: str
    unit: str
    attainment: Decimal
    value: Decimal | None
    target: Decimal | None
    reported_unit: str | None


def beyond_target(period: Period, multiple: int, most: int) -> list[FarBeyond]:
    """The agencies' own items that stand at `multiple` times their target or more, the farthest first."""
    own = {"agency__level": "agency", "agency__province": period.plan.province_id}
    rows = Standing.objects.filter(
        period=period, state__in=[State.EXCEEDED, State.DONE_LATE], attainment__gte=multiple, **own
    )
    shown = ("assignment", "agency__short_name", "agency__name", "indicator__name", "target__unit", "indicator__unit")
    figures = ("attainment", "value", "target__low", "entry__unit")
    return [
        FarBeyond(item, short_name or name, indicator, unit or own_unit, *rest)
        for item, short_name, name, indicator, unit, own_unit, *rest in rows.order_by("-attainment", "pk").values_list(
            *shown, *figures
        )[:most]
    ]


def broken_promises(period: Period) -> list[tuple]:
    """(agency, items) whose last promised day has passed by the period's end and which are not done in it."""
    return _rows(BROKEN_PROMISES, period.pk, period.plan.province_id, period.data_to)


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
