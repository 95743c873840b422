"""Named reads of plans, standings and roll-ups. Each is one query, evaluated before any template."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.translation import get_language

from agencies.models import Agency
from agencies.reading import connection
from kpis.measuring.rates import STATES, Counts
from kpis.models import (
    Entry,
    Period,
    Plan,
    Promise,
    RollUp,
    Standing,
)

JUDGED = ("assignment", "indicator", "target", "cause", "entry", "entry_period")


# What boards read of periods and plans; anything else is fetched when it is asked for.
PERIOD_COLUMNS = ["id", "plan_id", "month", "data_from", "data_to", "due_on", "state", "closed_at", "checksum"]
RULE_COLUMNS = ["pace_tolerance", "exceed_threshold", "evidence_multiple"]
PLAN_COLUMNS = ["id", "province_id", "year", *RULE_COLUMNS, "counts_no_activity", "shows_score"]  # the model's order


def periods_of(province: Agency) -> list[Period]:
    """All periods of a province, newest year first, months in order; the periods of a year share one plan object."""
    rows = Period.objects.filter(plan__province=province).order_by("-plan__year", "month")
    plans: dict[int, Plan] = {}
    found = []
    for row in rows.values_list(*PERIOD_COLUMNS, *(f"plan__{name}" for name in PLAN_COLUMNS)):
        period = Period.from_db(None, PERIOD_COLUMNS, row[: len(PERIOD_COLUMNS)])
        if period.plan_id not in plans:
            plans[period.plan_id] = Plan.from_db(None, PLAN_COLUMNS, row[len(PERIOD_COLUMNS) :])
        period._state.fields_cache["plan"] = plans[period.plan_id]
        found.append(period)
    return found


class AgencyMonth(NamedTuple):
    """One agency's roll-up in a period as tables show it; `done_before` is the month before's, None without one.

    `counts` are of the states in the order of kpis.measuring.rates.STATES.
    """

    code: str
    name: str
    group: str | None
    group_name: str | None
    group_name_en: str | None
    group_order: int | None
    due: int
    fresh: int
    late_promises: int
    short_name: str
    done_before: int | None
    is_reported: bool
    counts: tuple[int, ...]

    @property
    def shown_group(self) -> str:
        """The peer group's name in the language of the page; empty without a group."""
        return in_language(self.group_name or "", self.group_name_en or "")


def in_language(name: str, name_en: str) -> str:
    """The English name on an English page where there is one, else the official name."""
    return name_en if name_en and get_language() == "en" else name


# The province's page asks these every time, for hundreds of agencies: written out, they cost half of what composing
# them anew for each request does. Each is one statement that both databases read alike.
AGENCY_MONTHS = f"""
    SELECT a.code,
           COALESCE((SELECT n.name FROM agencies_agencyname n WHERE n.agency_id = a.id
                      AND (n.valid_from IS NULL OR n.valid_from <= %s) AND (n.valid_to IS NULL OR n.valid_to >= %s)
                      ORDER BY n.valid_from LIMIT 1), a.name),
           g.code, g.name, g.name_en, g.sort_order, r.due, r.fresh, r.late_promises, a.short_name, b.done_all,
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


MEASURED = """
    SELECT i.id, i.code, i.name, p.sort_order, p.code, p.name, p.name_en
      FROM kpis_indicator i JOIN kpis_pillar p ON p.id = i.pillar_id
     WHERE i.id IN ({})
"""
UNRESOLVED = """
    SELECT b.indicator_id, c.name, o.name, r.name
      FROM kpis_bottleneck b
      JOIN kpis_cause c ON c.id = b.cause_id
      LEFT JOIN agencies_agency o ON o.id = b.owner_id
      LEFT JOIN agencies_agency r ON r.id = c.remover_id
     WHERE b.plan_id = %s AND (b.resolved_on IS NULL OR b.resolved_on > %s)
     ORDER BY b.confirmed_on, b.id
"""
BEYOND_TARGET = """
    SELECT s.assignment_id, COALESCE(NULLIF(a.short_name, ''), a.name), i.name,
           COALESCE(NULLIF(t.unit, ''), i.unit), s.attainment, s.value, t.low, e.unit
      FROM kpis_standing s
      JOIN agencies_agency a ON a.id = s.agency_id
      JOIN kpis_indicator i ON i.id = s.indicator_id
      LEFT JOIN kpis_target t ON t.id = s.target_id
      LEFT JOIN kpis_entry e ON e.id = s.entry_id
     WHERE s.period_id = %s AND s.attainment >= %s AND s.state IN ('exceeded', 'done_late')
       AND a.province_id = %s AND a.level = 'agency'
     ORDER BY s.attainment DESC, s.id LIMIT %s
"""


def _rows(statement: str, *params) -> list[tuple]:
    with connection().cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def agency_months(period: Period, before: Period | None) -> list[AgencyMonth]:
    """The roll-ups of a province's own agencies in a period (divisions left out), in official order, names as then."""
    day, earlier = period.data_to, before.pk if before else None
    rows = _rows(AGENCY_MONTHS, day, day, earlier, period.pk, period.plan.province_id)
    return [AgencyMonth._make((*row[:11], bool(row[11]), row[12:])) for row in rows]


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


class Measured(NamedTuple):
    """What boards print of a catalogue entry."""

    code: str
    name: str
    pillar: "PillarName"


class PillarName(NamedTuple):
    """Pillars sort as the plan orders them."""

    order: int
    code: str
    name: str
    name_en: str

    @property
    def shown(self) -> str:
        """The name in the language of the page, where it has one."""
        return in_language(self.name, self.name_en)


class Blocked(NamedTuple):
    """A confirmed bottleneck: its cause and who can remove it (its owner, else the cause's remover)."""

    cause: str
    owner: str | None
    remover: str | None


def indicators_of(keys: Iterable[int]) -> dict[int, Measured]:
    """The catalogue entries of these keys with their pillars, by key."""
    wanted = list(keys)
    if not wanted:
        return {}
    rows = _rows(MEASURED.format(", ".join(["%s"] * len(wanted))), *wanted)
    return {row[0]: Measured(row[1], row[2], PillarName._make(row[3:])) for row in rows}


def bottlenecks_of(plan: Plan, day: date) -> dict[int, Blocked]:
    """The confirmed bottlenecks not resolved by `day`, by indicator."""
    return {key: Blocked(*names) for key, *names in _rows(UNRESOLVED, plan.pk, day)}


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
    rows = _rows(BEYOND_TARGET, period.pk, multiple, period.plan.province_id, most)
    return [FarBeyond._make((*row[:4], *map(_decimal, row[4:7]), row[7])) for row in rows]


def _decimal(value) -> Decimal | None:
    """A figure of a written-out question: SQLite answers with numbers of its own."""
    return None if value is None else Decimal(str(value)).normalize()


def last_promise(period: Period | None = None) -> Subquery:
    """For a query on Standing: the day last promised for its item, as a closed `period` knew it when it was closed."""
    rows = Promise.objects.filter(assignment=OuterRef("assignment")).order_by("-pk")
    if period and period.closed_at:
        rows = rows.filter(made_at__lte=period.closed_at)
    return Subquery(rows.values("due_on")[:1])


def judged_rows(period: Period, **where) -> QuerySet[Standing]:
    """The standings of a period with everything that their words need, in the order of pillar, section, item."""
    rows = Standing.objects.filter(period=period, **where).select_related(*JUDGED, "indicator__pillar")
    return rows.annotate(promise_on=last_promise(period)).order_by(
        "indicator__pillar__sort_order", "assignment__sort_order", "pk"
    )


def entries_of_year(assignment: int) -> QuerySet[Entry]:
    """An item's entries in the order of months."""
    return Entry.objects.filter(assignment=assignment).select_related("period").order_by("period__month")


def counts_of(row: RollUp, plan: Plan) -> Counts:
    """A roll-up as the counts it holds."""
    return Counts({state: getattr(row, state) for state in STATES}, plan.counts_no_activity)
