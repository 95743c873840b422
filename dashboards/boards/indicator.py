"""One indicator at the agencies to which it is given, best first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _

from agencies.access import visible_agencies
from agencies.enums import Level
from agencies.models import Agency
from agencies.queries import official_name
from dashboards.answers import answer, read_only
from dashboards.parts.bottlenecks import BottleneckRow, bottleneck_rows
from dashboards.parts.counts import Part, figures, parts_of
from dashboards.parts.items import ItemRow, item_json, item_row, items_table
from dashboards.scope import Scope, scope_of
from dashboards.tables import Export, period_code, subtitle_of
from dxtracker.lib.crumbs import Crumb
from kpis import queries
from kpis.measuring.measures import Reading, over_agencies
from kpis.measuring.rates import Counts
from kpis.models import Assignment, Indicator, Standing
from kpis.standings import words as wording
from kpis.standings.facts import exact, measure_of


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
    parts: tuple[Part, ...]
    combined_text: str
    rows: tuple[ItemRow, ...]
    standings: tuple[Standing, ...]
    bottleneck: BottleneckRow | None
    crumbs: tuple[Crumb, ...]


def build(scope: Scope, indicator: Indicator, agencies: QuerySet[Agency]) -> IndicatorBoard:
    """One indicator at those of `agencies` to which it is given, best first; three queries at most.

    The value over agencies follows the indicator's own rule; a ratio is always the ratio of the sums.
    """
    rows = queries.judged_rows(scope.period, indicator=indicator, agency__in=agencies)
    rows = rows.select_related(*queries.JUDGED, "indicator__pillar", "agency__peer_group")
    rows = rows.annotate(agency_name=official_name(scope.period.data_to, "agency"))
    standings = _one_level(rows.order_by("agency__sort_order", "agency__path"))
    counts = Counts.of((row.state for row in standings), scope.plan.counts_no_activity)
    spread = {indicator.pk: counts}
    blocked = bottleneck_rows(scope, {indicator.pk: indicator}, spread, counts, agencies)
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
        parts=parts_of(counts, scope, indicator=indicator.code),
        combined_text=_combined(indicator, standings),
        rows=tuple(item_row(row, scope, row.agency_name) for row in standings),
        standings=standings,
        bottleneck=blocked[0] if blocked else None,
        crumbs=(Crumb(_("Indicators"), scope.url("indicators")), Crumb(indicator.name)),
    )


def _one_level(rows: Iterable[Standing]) -> tuple[Standing, ...]:
    """Agencies' own items; divisions' only for who sees no agency, so that nothing is counted twice."""
    found = list(rows)
    return tuple(row for row in found if row.agency.level == Level.AGENCY) or tuple(found)


def _combined(indicator: Indicator, standings: Sequence[Standing]) -> str:
    """The value over the agencies shown; empty for deliverables and where targets speak of different units."""
    units = {wording.unit_of(row.target, indicator) for row in standings}
    if indicator.kind == "deliverable" or len(units) != 1:
        return ""
    readings = [Reading(exact(s.value), exact(s.numerator), exact(s.denominator)) for s in standings]
    reading = over_agencies(readings, measure_of(indicator), indicator.over_agencies)
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
        "items": [{"agency": row.agency.code} | item_json(row) for row in board.standings],
    }


def export(scope: Scope, board: IndicatorBoard) -> Export:
    """One indicator at the agencies, best first."""
    names = {row.agency.code: line.agency for row, line in zip(board.standings, board.rows, strict=True)}
    table = items_table(board.name, board.standings, names)
    subtitle = subtitle_of(scope, scope.province.name, board.counts)
    return Export(f"{board.code}-{period_code(scope.period)}", subtitle, (table,))


@read_only
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    scope = scope_of(request)
    seen = visible_agencies(scope.reader)
    given = Assignment.objects.filter(plan=scope.plan, agency__in=seen).values("indicator")
    catalogue = Indicator.objects.filter(province=scope.province, pk__in=given).select_related("pillar")
    board = build(scope, get_object_or_404(catalogue, code=code), seen)
    return answer(request, scope, "indicator", board, payload, export)


urlpatterns = [path("boards/indicator/<str:code>/", indicator, name="indicator")]
