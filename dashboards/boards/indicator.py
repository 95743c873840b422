"""One indicator at the agencies to which it is given, best first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from agencies.databases.compiled import compiled, of_month
from agencies.enums import Level
from agencies.pages.counted import Counted
from agencies.rights.access import visible_paths, within
from dashboards.answers import answer, read_only
from dashboards.parts.bottlenecks import BottleneckRow, bottleneck_rows
from dashboards.parts.causes import ConfirmedCause
from dashboards.parts.counts import Part, figures, parts_of
from dashboards.parts.items import ItemRow, item_json, item_rows, items_table
from dashboards.scope import Scope, scope_that_knows
from dashboards.tables import Export, period_code, subtitle_of
from dxtracker.lib.crumbs import Crumb
from kpis import queries
from kpis.bottlenecks.queries import pairs_of
from kpis.enums import Kind, State
from kpis.measuring.rates import Counts, met_by
from kpis.models import Assignment, Indicator, Period
from kpis.standings import words as wording
from kpis.standings.facts import put_together
from kpis.standings.judged import Judged, judged_row

FEWEST_DOTS = 3
PLACES = {str(state): place for place, state in enumerate(State)}
SPREAD = Counted("%(n)s agency from %(low)s to %(high)s", "%(n)s agencies from %(low)s to %(high)s")


@dataclass(frozen=True)
class Strip:
    """The values of an indicator, each with its state, against the target that all share."""

    dots: tuple[tuple[float, str], ...]
    target: float | None
    target_text: str
    words: str


@dataclass(frozen=True)
class Alike:
    """Items without a value of which the same is said, and of how many `agencies` they are."""

    state: str
    reason: str
    why: str
    cause: ConfirmedCause | None
    rows: tuple[ItemRow, ...]
    agencies: int


@dataclass(frozen=True)
class IndicatorBoard:
    indicator: Indicator
    code: str
    name: str
    definition: str
    unit: str
    pillar: str
    numerator_label: str
    denominator_label: str
    counts: Counts
    met: tuple[int, int] | None
    parts: tuple[Part, ...]
    combined_text: str
    shared_target: str
    strip: Strip | None
    rows: tuple[ItemRow, ...]
    alike: tuple[Alike, ...]
    names: dict[str, str]
    standings: tuple[Judged, ...]
    bottleneck: BottleneckRow | None
    crumbs: tuple[Crumb, ...]


def build(scope: Scope, indicator: Indicator) -> IndicatorBoard:
    """One indicator at the agencies to which it is given, of those that the reader sees, best first.

    `met`: (met, applicable) agencies, where one has several of these items and counts once. Three queries at most.

    Those without a value of whom the same is said stand together after the others.

    The value over agencies follows the indicator's own rule; a ratio is always the ratio of the sums.
    """
    period = scope.period
    paths = visible_paths(scope.reader)
    rows = judged_of(period, indicator.pk, paths)
    standings = _one_level(map(judged_row, rows))
    standings = tuple(sorted(standings, key=_best_first))
    lines = item_rows(standings, scope)
    alike = _alike(standings, lines)
    together = {line.id for group in alike for line in group.rows}
    counts = Counts.of((row.state for row in standings), scope.plan.counts_no_activity)
    pairs = pairs_of({indicator.pk: counts}, [(row.agency_id, indicator.pk, row.state, 1) for row in standings])
    blocked = bottleneck_rows(scope, {indicator.pk: indicator}, pairs, counts, paths)
    return IndicatorBoard(
        indicator=indicator,
        code=indicator.code,
        name=indicator.name,
        definition=indicator.definition,
        unit=indicator.unit,
        pillar=str(indicator.pillar),
        numerator_label=indicator.numerator_label,
        denominator_label=indicator.denominator_label,
        counts=counts,
        met=_met(standings, scope.plan.counts_no_activity),
        parts=parts_of(counts, scope, indicator=indicator.code),
        combined_text=_combined(indicator, standings),
        shared_target=lines[0].target_text if len({line.target_text for line in lines}) == 1 else "",
        strip=_strip(indicator, standings),
        rows=tuple(line for line in lines if line.id not in together),
        alike=alike,
        names={row.agency_code: row.agency_name for row in standings},
        standings=standings,
        bottleneck=blocked[0] if blocked else None,
        crumbs=(Crumb(_("Indicators"), scope.url("indicators")), Crumb(indicator.name)),
    )


def judged_of(period: Period, indicator: int, paths: list[str]) -> list:
    """An indicator's items within `paths` (agencies/rights/access.py), for kpis.standings.judged.judged_row."""
    return _judged(period.pk, period.closed_at, indicator, paths, period.data_to)


@of_month
def _judged(period: int, closed_at: datetime | None, indicator: int, paths: list[str], day: date) -> QuerySet:
    rows = queries.judged(period, closed_at).filter(indicator=indicator, agency__in=within(paths))
    return queries.plain_with_agency(rows.order_by("agency__sort_order", "agency__path"), day)


def _one_level(rows: Iterable[Judged]) -> tuple[Judged, ...]:
    """Agencies' own items; divisions' only for who sees no agency, so that nothing is counted twice."""
    found = list(rows)
    return tuple(row for row in found if row.agency_level == Level.AGENCY) or tuple(found)


def _met(standings: Sequence[Judged], counts_no_activity: bool) -> tuple[int, int] | None:
    """(met, applicable) agencies, where that is not what the items themselves count (docs/adr/0021)."""
    states: dict[int, list[str]] = defaultdict(list)
    for row in standings:
        states[row.agency_id].append(row.state)
    if len(states) == len(standings):
        return None
    return met_by(Counts.of(found, counts_no_activity) for found in states.values())


def _best_first(row: Judged) -> tuple[bool, Decimal, int]:
    return row.attainment is None, -(row.attainment or Decimal(0)), PLACES[row.state]


def _alike(standings: Sequence[Judged], lines: Sequence[ItemRow]) -> tuple[Alike, ...]:
    """Those of whom the same is said, where there are several: of one alone its own row says it."""
    found = defaultdict(list)
    agencies = defaultdict(set)
    for row, line in zip(standings, lines, strict=True):
        if line.value_text in ("", wording.quantity(None)) and not line.is_met:
            said = (line.state, line.reason, line.why, line.cause)
            found[said].append(line)
            agencies[said].add(row.agency_id)
    return tuple(Alike(*said, tuple(rows), len(agencies[said])) for said, rows in found.items() if len(rows) > 1)


def _strip(indicator: Indicator, standings: Sequence[Judged]) -> Strip | None:
    """The strip of the values; none with fewer than three, or where targets differ in unit or value."""
    known = [row for row in standings if row.value is not None]
    goals = {(row.unit, row.low) for row in known}
    if indicator.kind == Kind.DELIVERABLE or len(known) < FEWEST_DOTS or len(goals) != 1:
        return None
    ((unit, low),) = goals
    values = [row.value for row in known if row.value is not None]
    words = SPREAD.of(
        len({row.agency_id for row in known}),
        low=wording.quantity(min(values), unit), high=wording.quantity(max(values), unit),
    )  # fmt: skip
    return Strip(
        dots=tuple((float(row.value), row.state) for row in known if row.value is not None),
        target=None if low is None else float(low),
        target_text=wording.target_text(known[0].target),
        words=words,
    )


def _combined(indicator: Indicator, standings: Sequence[Judged]) -> str:
    """The value over the agencies shown; empty for deliverables and where targets speak of different units."""
    units = {row.unit for row in standings}
    if indicator.kind == "deliverable" or len(units) != 1:
        return ""
    reading = put_together(standings, indicator)
    if reading.value is None:
        return ""
    value = wording.quantity(_decimal(reading.value), units.pop())
    if reading.denominator is None:
        return value
    return (
        f"{value} ({wording.quantity(_decimal(reading.numerator))} / {wording.quantity(_decimal(reading.denominator))})"
    )


def _decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)


def payload(scope: Scope, board: IndicatorBoard) -> dict:
    """One indicator across agencies."""
    return {
        "code": board.code,
        "indicator": board.name,
        "plan": scope.plan.year,
        "period": period_code(scope.period),
        **figures(board.counts),
        "states": dict(board.counts.states),
        "items": [{"agency": row.agency_code} | item_json(row) for row in board.standings],
    }


def export(scope: Scope, board: IndicatorBoard) -> Export:
    """One indicator at the agencies, best first."""
    table = items_table(board.name, board.standings, board.names)
    subtitle = subtitle_of(scope, scope.province.name, board.counts)
    return Export(f"{board.code}-{period_code(scope.period)}", subtitle, (table,))


@read_only
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    scope, found = scope_that_knows(request, lambda scope: _found(scope, code))
    return answer(request, scope, "indicator", build(scope, found), payload, export)


def _found(scope: Scope, code: str) -> Indicator:
    found = next(iter(_given(code, scope.province.pk, scope.plan.pk, visible_paths(scope.reader))), None)
    if found is None:
        raise Http404
    return found


@compiled
def _given(code: str, province: int, plan: int, paths: list[str]) -> QuerySet[Indicator]:
    """The indicator of that code, where it is given to one of the agencies of `paths`."""
    given = Assignment.objects.filter(plan=plan, agency__in=within(paths), indicator=OuterRef("pk"))
    rows = Indicator.objects.filter(Exists(given), province=province, code=code)
    return rows.select_related("pillar")


urlpatterns = [path("boards/indicator/<str:code>/", indicator, name="indicator")]
