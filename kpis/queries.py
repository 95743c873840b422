"""Named reads of plans, standings and roll-ups. Each is one query, evaluated before any template."""

from collections.abc import Iterable
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, TextField, Value
from django.db.models.functions import Cast, Coalesce, JSONObject, NullIf
from django.utils import timezone
from django.utils.translation import get_language

from agencies.clock import today
from agencies.databases.beforehand import answered
from agencies.databases.compiled import compiled, maker, of_month
from agencies.databases.reading import connection
from agencies.enums import Level
from agencies.models import Agency
from agencies.queries import official_name
from agencies.versions.queries import version_of
from kpis.enums import BEYOND, EXCUSED, MET, ClaimState, Kind
from kpis.measuring.calendar import OwnDays, data_days
from kpis.measuring.rates import STATES, Counts
from kpis.measuring.scoring import MULTIPLE_FROM
from kpis.models import CauseClaim, DayOff, Indicator, Milestone, Period, Plan, PlanRules, Promise, RollUp, Standing
from kpis.models.plan import Rules
from kpis.standings.judged import AGENCY, COLUMNS, TITLE, Judged, judged_row

MOST_BEYOND = 8  # of the items far beyond their targets, which lists of a few name
JUDGED = ("assignment", "indicator", "target", "cause", "entry", "entry_period")  # for who reads standings as models


# What boards read of periods and plans; anything else is fetched when it is asked for.
# Each in its model's order.
PERIOD_COLUMNS = [
    *("id", "plan_id", "month", "data_from", "data_to", "due_on", "rules_id", "state", "closed_at", "checksum"),
]
RULE_COLUMNS = [field.name for field in Rules._meta.get_fields()]
PLAN_COLUMNS = ["id", *RULE_COLUMNS, "province_id", "year", "name", "calendar"]
LATER_COLUMNS = ["id", *RULE_COLUMNS, "milestones"]


def periods_of(province: Agency, with_shares: bool = False, for_boards: bool = False) -> list[Period]:
    """All periods of a province, newest year first, months in order.

    The periods of a year share one plan object; where its rules have changed, those of the same rules do.
    `with_shares`: plans come with their milestones, for who judges by them; `for_boards`: months say whether any item
    stands in them, and come with the version of the province (not both at once).
    """
    rows = _with_shares if with_shares else _with_version if for_boards else _periods
    plans: dict[int, Plan] = {}
    ruled_by: dict[int, tuple[PlanRules, Plan]] = {}
    found, at, after = [], len(PERIOD_COLUMNS), len(PERIOD_COLUMNS) + len(PLAN_COLUMNS)
    make: Any = maker(Period, None, PERIOD_COLUMNS)
    for row in rows(province.pk):
        period = make(row[:at])
        if period.plan_id not in plans:
            plans[period.plan_id] = Plan.from_db(None, PLAN_COLUMNS, row[at:after])
        plan, cache = plans[period.plan_id], period._state.fields_cache
        if for_boards:
            period.has_items, period.version = row[-2:]
        if with_shares:
            share = row[-1]
            plan.shares = {**(plan.shares or {}), **({} if share is None else {period.month: share})}
        if period.rules_id:
            if period.rules_id not in ruled_by:
                rules = PlanRules.from_db(None, LATER_COLUMNS, row[after : after + len(LATER_COLUMNS)])
                ruled_by[period.rules_id] = rules, _under(plan, rules)
            cache["rules"], plan = ruled_by[period.rules_id]
        cache["plan"] = plan
        found.append(period)
    return found


def told_of(periods: Iterable[Period]) -> tuple[Any, ...]:
    """All that `periods_of` read of months, their plan and their rules, `with_shares`: equal where it read the same."""
    found: list[Any] = []
    for period in periods:
        plan = period.plan.as_begun or period.plan
        shares = tuple(sorted((plan.shares or {}).items()))
        found += [_values(period, PERIOD_COLUMNS), _values(plan, PLAN_COLUMNS), shares]
        found += [_values(period.rules, LATER_COLUMNS)] if period.rules else []
    return tuple(found)


def _values(row: Any, columns: list[str]) -> tuple[Any, ...]:
    return tuple(map(row.__dict__.__getitem__, columns))


@compiled
def _periods(province: int) -> QuerySet:
    return _periods_with(province)


@compiled
def _with_shares(province: int) -> QuerySet:
    return _periods_with(province, share=milestone_share())


@compiled
def _with_version(province: int) -> QuerySet:
    judged = Exists(RollUp.objects.filter(period=OuterRef("pk")))
    return _periods_with(province, judged=judged, moved=version_of(province))


def _periods_with(province: int, **more: Any) -> QuerySet:
    rows = Period.objects.filter(plan__province=province).order_by("-plan__year", "month")
    names = [*(f"plan__{name}" for name in PLAN_COLUMNS), *(f"rules__{name}" for name in LATER_COLUMNS)]
    return rows.annotate(**more).values_list(*PERIOD_COLUMNS, *names, *more)


def milestone_share() -> Subquery:
    """For a query on Period: the share of the target that the plan's milestone wants by its end; None without one."""
    rows = Milestone.objects.filter(plan=OuterRef("plan"), month=OuterRef("month"))
    return Subquery(rows.order_by().values("share")[:1])


def _under(plan: Plan, rules: PlanRules) -> Plan:
    found = copy(plan)
    for name in RULE_COLUMNS:
        setattr(found, name, getattr(rules, name))
    found.as_begun = plan
    return found


def ruled(period: Period) -> Plan:
    """The plan of a month with the rules that hold in it; never to be saved. Read with its plan and rules."""
    return _under(period.plan, period.rules) if period.rules and period.plan.as_begun is None else period.plan


def plan_that_holds(plans: Iterable[Plan]) -> Plan | None:
    """Of a province's plans the one whose months hold today, which is every page's default.

    Before and between years that are planned: the latest that has begun, else the first that will.
    """
    by_start = sorted((data_days(plan.calendar, plan.year, 1)[0], plan.pk, plan) for plan in plans)
    begun = [plan for start, _key, plan in by_start if start <= today()]
    return begun[-1] if begun else next((plan for _start, _key, plan in by_start), None)


def day_of(period: Period) -> date:
    """The day on which a month is looked at: today, and of a closed one the day on which it was closed."""
    return timezone.localtime(period.closed_at).date() if period.closed_at else today()


def own_days(province: Agency | int) -> OwnDays:
    """The administrators' own days of a province; one query."""
    rows = list(DayOff.objects.filter(province=province).values_list("on", "is_worked"))
    return OwnDays(frozenset(on for on, worked in rows if not worked), frozenset(on for on, worked in rows if worked))


class AgencyMonth(NamedTuple):
    """One agency's roll-up in a period as tables show it; `key` is the agency's own.

    Nothing is `due` of an agency that has ended and not reported. `done_before` and `applicable_before` are the month
    before's, None without one; `counts` are of the states in the order of kpis.measuring.rates.STATES.
    """

    key: int
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
    applicable_before: int | None
    is_reported: bool
    counts: tuple[int, ...]

    @property
    def shown_group(self) -> str:
        """The peer group's name in the language of the page; empty without a group."""
        return in_language(self.group_name or "", self.group_name_en or "")


def in_language(name: str, name_en: str) -> str:
    """The English name on an English page where there is one, else the official name."""
    return name_en if name_en and get_language() == "en" else name


# Asked for every province's page, of up to 200 agencies. Written out it takes a sixth of the time of the same question
# composed by Django where months are read from SQLite, as all closed ones are (1.0 ms against 5.6, of 200 agencies),
# and as long on PostgreSQL (14.0 ms against 15.6), in turns. The page's other questions gained less than 1 ms each.
SIGNED = "EXISTS (SELECT 1 FROM kpis_report p WHERE p.agency_id = a.id AND p.period_id = r.period_id)"
AGENCY_MONTHS = f"""
    SELECT a.id, a.code,
           COALESCE((SELECT n.name FROM agencies_agencyname n WHERE n.agency_id = a.id
                      AND (n.valid_from IS NULL OR n.valid_from <= %s) AND (n.valid_to IS NULL OR n.valid_to >= %s)
                      ORDER BY n.valid_from LIMIT 1), a.name),
           g.code, g.name, g.name_en, g.sort_order,
           CASE WHEN a.active_to < %s AND NOT {SIGNED} THEN 0 ELSE r.due END, r.fresh, r.late_promises, a.short_name,
           b.done_all, b.applicable, {SIGNED},
           {", ".join(f"r.{state}" for state in STATES)}
      FROM kpis_rollup r
      JOIN agencies_agency a ON a.id = r.agency_id
      LEFT JOIN agencies_peergroup g ON g.id = a.peer_group_id
      LEFT JOIN kpis_rollup b ON b.agency_id = r.agency_id AND b.period_id = %s
     WHERE r.period_id = %s AND a.province_id = %s AND a.level = 'agency'
     ORDER BY a.sort_order, a.path
"""  # noqa: S608  -- the names of states are ours


def agency_months(period: Period, before: Period | None) -> list[AgencyMonth]:
    """The roll-ups of a province's own agencies in a period (divisions left out), in official order, names as then."""
    day, earlier = period.data_to, before.pk if before else None
    values = (day, day, day_of(period), earlier, period.pk, period.plan.province_id)

    def ask() -> list:
        with connection().cursor() as cursor:
            cursor.execute(AGENCY_MONTHS, values)
            return cursor.fetchall()

    rows = answered(AGENCY_MONTHS, values, ask)
    return [AgencyMonth._make((*row[:13], bool(row[13]), tuple(row[14:]))) for row in rows]


def own_of(plan: Plan) -> dict[str, Any]:
    """For a query on rows of agencies: those of the province's own agencies, without divisions."""
    return _own(plan.province_id)


def _own(province: int) -> dict[str, Any]:
    return {"agency__in": Agency.objects.filter(province=province, level=Level.AGENCY)}


def year_of(plan: Plan) -> list[dict]:
    """Done and applicable by month: [{month, done, applicable}], summed over the province's own agencies."""
    sums = _year(plan.pk, plan.province_id)
    return [{"month": month, "done": done, "applicable": applicable} for month, done, applicable in sums]


@of_month
def _year(plan: int, province: int) -> QuerySet:
    rows = RollUp.objects.filter(period__plan=plan, **_own(province)).order_by("period__month")
    return rows.values_list("period__month").annotate(Sum("done_all"), Sum("applicable"))


def states_by_indicator(period: int, agencies: QuerySet[Agency]) -> QuerySet:
    """(indicator, state, items) of a period over the items of `agencies`; a question for who compiles it.

    They are looked up, not joined: then the index by indicator and state holds all that is read.
    """
    rows = Standing.objects.filter(period=period, agency__in=agencies).order_by()
    return rows.values_list("indicator", "state").annotate(n=Count("*"))


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


def indicators_of(keys: Iterable[int]) -> dict[int, Measured]:
    """The catalogue entries of these keys with their pillars, by key."""
    rows = _catalogue(list(keys))
    return {key: Measured(code, name, PillarName._make(rest)) for key, code, name, *rest in rows}


@compiled
def _catalogue(keys: list[int]) -> QuerySet:
    pillar = [f"pillar__{name}" for name in ("sort_order", "code", "name", "name_en")]
    return Indicator.objects.filter(pk__in=keys).order_by().values_list("pk", "code", "name", *pillar)


def is_finished_before() -> Q:
    """For a query on Standing: a task that was done in the month before; its later months ask nothing of it."""
    before = Standing.objects.filter(
        assignment=OuterRef("assignment"), period__plan=OuterRef("period__plan"),
        period__month=OuterRef("period__month") - 1, state__in=MET,
    )  # fmt: skip
    return Q(Exists(before), indicator__kind=Kind.DELIVERABLE)


def asks_nothing(day: date | None = None) -> Q:
    """For a query on Standing: nothing need be reported of the item in its month (Line.is_due says it of drafts).

    Nothing of an agency that has ended by `day` either, where a day is given.
    """
    nothing = Q(state__in=EXCUSED) | is_finished_before()
    return nothing | Q(agency__active_to__lt=day) if day else nothing


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


def beyond_target(period: Period) -> list[FarBeyond]:
    """The agencies' own items that stand at a multiple of their target, the farthest first: MOST_BEYOND of them."""
    return [FarBeyond._make(row) for row in _far_beyond(period.pk, period.plan.province_id)]


@of_month
def _far_beyond(period: int, province: int) -> QuerySet:
    rows = Standing.objects.filter(period=period, state__in=sorted(BEYOND), **_own(province))
    rows = rows.filter(attainment__gte=MULTIPLE_FROM)
    nothing = Value("")
    agency = Coalesce(NullIf("agency__short_name", nothing), "agency__name")
    unit = Coalesce(NullIf("target__unit", nothing), "indicator__unit")
    figures = ("attainment", "value", "target__low", "entry__unit")
    columns = ("assignment_id", agency, "indicator__name", unit, *figures)
    return rows.order_by("-attainment", "pk").values_list(*columns)[:MOST_BEYOND]


def last_promise(closed_at: datetime | None = None) -> Subquery:
    """For a query on Standing: the day last promised for its item, as a month knew it that was `closed_at` a moment."""
    rows = Promise.objects.filter(assignment=OuterRef("assignment")).order_by("-pk")
    if closed_at:
        rows = rows.filter(made_at__lte=closed_at)
    return Subquery(rows.values("due_on")[:1])


def confirmed_claim() -> Subquery:
    """For a query on Standing: the confirmed claim behind its cause, None where none holds on its month's last day.

    {outcome, kind, since, until, by, decided_at, reason, remover}, days as ISO text: one question for all rows.
    """
    day = OuterRef("period__data_to")
    rows = CauseClaim.objects.filter(Q(holds_until=None) | Q(holds_until__gte=day), holds_from__lte=day)
    rows = rows.filter(assignment=OuterRef("assignment"), cause=OuterRef("cause"), state=ClaimState.CONFIRMED)
    parts = {
        "outcome": "outcome", "kind": "cause__kind", "since": "holds_from", "until": "holds_until",
        "by": "decided_by__full_name", "decided_at": "decided_at", "reason": "decision_reason",
        "remover": "cause__remover__name",
    }  # fmt: skip
    return Subquery(rows.order_by("-holds_from", "-pk").values(found=JSONObject(**parts))[:1])


def judged_rows(period: Period, **where: Any) -> list[Judged]:
    """The items of a period with everything that their words need, in the order of pillar, section, item."""
    return [judged_row(row) for row in plain(judged(period.pk, period.closed_at).filter(**where))]


def judged_of_agency(period: Period, agency: int) -> list[Judged]:
    """The same of the items of an agency (key)."""
    return [judged_row(row) for row in _judged_of_agency(period.pk, period.closed_at, agency)]


@compiled
def _judged_of_agency(period: int, closed_at: datetime | None, agency: int) -> QuerySet:
    return plain(judged(period, closed_at).filter(agency=agency))


def judged(period: int, closed_at: datetime | None) -> QuerySet[Standing]:
    """The standings that `judged_rows` reads, for who asks by more or compiles it: `plain` them."""
    return with_said(Standing.objects.filter(period=period), closed_at).order_by(
        "indicator__pillar__sort_order", "assignment__sort_order", "pk"
    )


def with_said(rows: QuerySet[Standing], closed_at: datetime | None = None) -> QuerySet[Standing]:
    """Standings with the title of their item, and with the promise and the claim that stand beside them."""
    claim = Cast(confirmed_claim(), TextField())
    return rows.annotate(promise_on=last_promise(closed_at), claim=claim, title=TITLE)


def plain(rows: QuerySet[Standing], *more: str) -> QuerySet:
    """The rows of `judged` as kpis.standings.judged.judged_row takes them, with `more` columns behind."""
    return rows.values_list(*COLUMNS, *more)


def plain_with_agency(rows: QuerySet[Standing], day: date, *more: str) -> QuerySet:
    """The same, each with its agency as it was called on `day`."""
    return plain(rows.annotate(agency_name=official_name(day, "agency")), *AGENCY, *more)


def counts_of(row: RollUp, plan: Plan) -> Counts:
    """A roll-up as the counts it holds."""
    return Counts({state: getattr(row, state) for state in STATES}, plan.counts_no_activity)
