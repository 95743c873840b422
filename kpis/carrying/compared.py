"""A year's items beside those of the year before: what was asked, what came of it, what is asked now, what is odd."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Prefetch, QuerySet

from agencies.enums import Level
from agencies.models import Agency
from agencies.queries import in_tree_order
from dxtracker.lib.dates import month_end
from kpis.carrying.remarks import Clarity, LastYear, Planned, Remark, clarity, remarks_on
from kpis.carrying.rules import Terms, on_the_way
from kpis.enums import MET, Kind
from kpis.grammar import values as cells
from kpis.grammar.shapes import Cell
from kpis.grammar.units import is_percent
from kpis.measuring.rates import Counts, met_by
from kpis.models import Assignment, Goal, Period, Plan, Standing, Target
from kpis.queries import ruled
from kpis.standings import words as wording
from kpis.standings.facts import exact
from kpis.standings.judged import judged_of


@dataclass(frozen=True)
class Held:
    """What the year before says of an item: its last target in force, the last judged row, the way to a later goal."""

    item: Assignment
    target: Target | None
    standing: Standing | None = None
    met_first_month: bool = False
    met: int = 0
    agencies: int = 0

    @property
    def result(self) -> Fraction | None:
        """What the year came to, in the target's unit; None without a figure, or with one in another unit."""
        row = self.standing
        if row is None or row.value is None or wording.reported_unit(judged_of(row)):
            return None
        return Fraction(row.value)

    @property
    def terms(self) -> Terms | None:
        """Its last target as the rules read it."""
        if self.target is None:
            return None
        return terms_of(self.target, self.item, self.result)


@dataclass(frozen=True)
class CompareRow:
    """An item of the year: `held` is what the year before says, `way` what a later goal asks of this year."""

    item: Assignment
    target: Target | None
    held: Held | None
    way: Fraction | None
    way_year: int | None
    remarks: tuple[Remark, ...]
    clarity: Clarity

    @property
    def unit(self) -> str:
        return wording.unit_of(self.target or (self.held.target if self.held else None), self.item.indicator)

    @property
    def target_text(self) -> str:
        return wording.target_text(self.target) if self.target else ""

    @property
    def last_target_text(self) -> str:
        return wording.target_text(self.held.target) if self.held and self.held.target else ""

    @property
    def result_text(self) -> str:
        row = self.held.standing if self.held else None
        return wording.value_text(judged_of(row)) if row else ""

    @property
    def way_text(self) -> str:
        if self.way is None:
            return ""
        return wording.quantity(Decimal(self.way.numerator) / self.way.denominator, self.unit)


@dataclass(frozen=True)
class Before:
    """The year before, as far as it was judged."""

    plan: Plan | None
    first: Period | None = None
    last: Period | None = None
    held: Mapping[tuple[int, int], Held] = field(default_factory=dict)


def year_before(plan: Plan) -> Plan | None:
    """The latest year of the province before `plan`."""
    rows = Plan.objects.filter(province=plan.province_id, year__lt=plan.year)
    return rows.select_related("province").order_by("-year").first()


def before(source: Plan) -> Before:
    """What the year `source` came to, item by item, by (agency, indicator): five queries."""
    return _before(source, _items([source]), _months([source])[source.pk])


def _before(source: Plan, items: list[Assignment], months: list[Period]) -> Before:
    judged = [period for period in months if period.is_begun]
    first, last = (judged[0], judged[-1]) if judged else (None, None)
    rows = _standings({period.pk for period in (first, last) if period}, items)
    ends = {row.assignment_id: row for row in rows if last and row.period_id == last.pk}
    began = {row.assignment_id for row in rows if first and row.period_id == first.pk and row.state in MET}
    tally = _tally(last)
    held = {
        key: Held(row, _latest(row), ends.get(row.pk), row.pk in began, *tally.get(row.indicator_id, (0, 0)))
        for key, row in _one_of_each(items).items()
    }
    return Before(source, first, last, held)


def _one_of_each(items: Iterable[Assignment]) -> dict[tuple[int, int], Assignment]:
    """(agency, indicator) → its item; of several (docs/adr/0021) one that is still asked, first the agency's own."""
    found: dict[tuple[int, int], Assignment] = {}
    for row in items:
        key = row.agency_id, row.indicator_id
        if key not in found or _last(row) < _last(found[key]):
            found[key] = row
    return found


def _last(row: Assignment) -> tuple[bool, bool]:
    return row.withdrawn_from_id is not None, row.is_anothers


def _months(plans: Sequence[Plan]) -> dict[int, list[Period]]:
    """The months of each plan (key) in order."""
    found: dict[int, list[Period]] = {plan.pk: [] for plan in plans}
    for period in Period.objects.filter(plan__in=plans).select_related("plan", "rules").order_by("month"):
        found[period.plan_id].append(period)
    return found


def _items(plans: Sequence[Plan], agencies: QuerySet[Agency] | None = None) -> list[Assignment]:
    rows = Assignment.objects.filter(plan__in=plans)
    rows = rows.select_related("agency__parent", "indicator__pillar", "document", "accountable")
    if agencies is not None:
        rows = rows.filter(agency__in=agencies)
    targets = Target.objects.select_related("in_force_from").order_by("in_force_from__month")
    return list(rows.order_by(*in_tree_order(), "sort_order", "pk").prefetch_related(
        Prefetch("targets", targets)))  # fmt: skip


def _latest(item: Assignment) -> Target | None:
    return next(reversed(list(item.targets.all())), None)


def _standings(periods: Collection[int], items: Iterable[Assignment]) -> list[Standing]:
    """With all that their words read."""
    if not periods:
        return []
    known = {item.pk: item for item in items}
    rows = Standing.objects.filter(period__in=periods, assignment__in=list(known))
    found = list(rows.select_related("target", "indicator", "entry", "entry_period", "cause"))
    for row in found:
        row.assignment = known[row.assignment_id]
    return found


def _tally(period: Period | None) -> dict[int, tuple[int, int]]:
    """By indicator how many of the province's agencies ended the year with it met, and to how many it applied."""
    if period is None:
        return {}
    rows = Standing.objects.filter(period=period, agency__level=Level.AGENCY).order_by()
    states: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for indicator, agency, state in rows.values_list("indicator", "agency", "state"):
        states[indicator][agency].append(state)
    policy = ruled(period).counts_no_activity
    return {key: met_by(Counts.of(each, policy) for each in found.values()) for key, found in states.items()}


@dataclass(frozen=True)
class SideBySide:
    """A year's items beside those of `source`, the year before; `is_planned` until one of its months opens."""

    source: Plan | None
    is_planned: bool
    rows: tuple[CompareRow, ...]


def side_by_side(plan: Plan, agencies: QuerySet[Agency] | None = None) -> SideBySide:
    """The items of `plan` at `agencies` (all: None) beside the year before: seven queries, however many there are."""
    source = year_before(plan)
    plans = [plan, source] if source else [plan]
    items, months, goals = _items(plans, agencies), _months(plans), _goals(plan)
    earlier = Before(None)
    if source:
        earlier = _before(source, [item for item in items if item.plan_id == source.pk], months[source.pk])
    rows = []
    for item in (item for item in items if item.plan_id == plan.pk):
        held = earlier.held.get((item.agency_id, item.indicator_id))
        target = _latest(item)
        way, year = _way(item, plan, held, source, goals)
        rows.append(
            CompareRow(item, target, held, way, year, _remarks(item, target, held), _clarity(item, target, plan))
        )
    is_planned = not any(period.is_begun for period in months[plan.pk])
    return SideBySide(source, is_planned, tuple(rows))


def _goals(plan: Plan) -> dict[tuple[int, int], tuple[int, str]]:
    """(agency, indicator) → the first later year with a goal, and the goal as written."""
    rows = Goal.objects.filter(indicator__province=plan.province_id, year__gte=plan.year).order_by("-year")
    return {(agency, kind): (year, raw) for agency, kind, year, raw in rows.values_list(
        "agency", "indicator", "year", "raw")}  # fmt: skip


def _way(
    item: Assignment, plan: Plan, held: Held | None, source: Plan | None, goals: Mapping[tuple[int, int], tuple]
) -> tuple[Fraction | None, int | None]:
    """What the line from last year's result to the next goal asks of this year, and the goal's year.

    The goal of the agency; that of the whole province stands for it where the figure is a share.
    """
    found = goals.get((item.agency_id, item.indicator_id))
    if found is None and item.indicator.kind == Kind.RATIO:
        found = goals.get((plan.province_id, item.indicator_id))
    if found is None or held is None or held.result is None or source is None or held.terms is None:
        return None, None
    year, raw = found
    goal = cells.target(Cell(raw), held.terms.unit, year)
    low = getattr(goal, "low", None)
    if low is None:
        return None, None
    counted = held.terms.is_counted
    return on_the_way(held.result, source.year, Fraction(low), year, plan.year, is_counted=counted), year


def terms_of(target: Target, item: Assignment, result: Fraction | None = None) -> Terms:
    """A stored target as the rules read it; it is counted where its figures are whole and no shares."""
    kind, unit = item.indicator.kind, wording.unit_of(target, item.indicator)
    low, high = exact(target.low), exact(target.high)
    is_share = kind == Kind.RATIO or is_percent(unit)
    whole = all(value is None or value.denominator == 1 for value in (low, high, result))
    return Terms(target.operator, low, high, unit, not is_share and whole, kind == Kind.RATIO and is_percent(unit))


def _remarks(item: Assignment, target: Target | None, held: Held | None) -> tuple[Remark, ...]:
    if held is None or item.indicator.kind == Kind.DELIVERABLE:
        return ()
    row = held.standing
    last = LastYear(
        met_first_month=held.met_first_month,
        attainment=exact(row.attainment) if row else None,
        result=exact(row.value) if row else None,
        target=exact(row.target.low) if row and row.target else None,
        unit=wording.unit_of(row.target, item.indicator) if row else "",
        reported_unit=wording.reported_unit(judged_of(row)) if row else "",
        met=held.met,
        agencies=held.agencies,
    )
    terms = terms_of(target, item) if target else None
    return remarks_on(last, Planned(terms.low, terms.unit, terms.is_limit) if terms else None)


def _clarity(item: Assignment, target: Target | None, plan: Plan) -> Clarity:
    documents = (item.document_id, target.document_id if target else None, plan.document_id)
    return clarity(
        person=item.accountable_id is not None,
        task=item.indicator.name,
        deadline=item.deadline is not None or item.is_recurring,
        lead=item.agency_id is not None,
        product=item.product,
        target=target is not None,
        unit=wording.unit_of(target, item.indicator),
        is_task=item.indicator.kind == Kind.DELIVERABLE,
        document=any(documents),
    )


def next_years(day: date | None, years: int) -> date | None:
    """The same day so many years later; the last of a month stays the last.

    >>> next_years(date(2022, 12, 31), 1), next_years(date(2023, 2, 28), 1), next_years(None, 1)
    (datetime.date(2023, 12, 31), datetime.date(2024, 2, 29), None)
    """
    if day is None:
        return None
    last = month_end(day.year + years, day.month)
    return last if day == month_end(day.year, day.month) else day.replace(year=day.year + years)


def by_agency(rows: Iterable[CompareRow]) -> dict[Agency, list[CompareRow]]:
    """Rows by the agency that leads them, in their order."""
    found: dict[Any, list[CompareRow]] = defaultdict(list)
    for row in rows:
        found[row.item.agency].append(row)
    return dict(found)
