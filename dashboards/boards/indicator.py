"""One indicator across the agencies that a person may see, and the catalogue of a plan."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.enums import Level
from agencies.models import Agency
from agencies.queries import official_name
from dashboards.boards.bottlenecks import BottleneckLine, lines
from dashboards.boards.parts import Crumb, Line, Part, line_of, parts_of
from dashboards.scope import Scope
from dxtracker.lib.text import fold
from kpis import queries, wording
from kpis.facts import exact, measure_of
from kpis.measures import Reading, over_agencies
from kpis.models import Indicator, Pillar, Standing
from kpis.rates import Counts


@dataclass(frozen=True)
class IndicatorRow:
    code: str
    name: str
    pillar: str
    unit: str
    counts: Counts
    url: str


@dataclass(frozen=True)
class IndicatorList:
    rows: tuple[IndicatorRow, ...]
    form: forms.Form
    crumbs: tuple[Crumb, ...]


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
    rows: tuple[Line, ...]
    standings: tuple[Standing, ...]
    bottleneck: BottleneckLine | None
    crumbs: tuple[Crumb, ...]


class CatalogueForm(forms.Form):
    """Filters of the catalogue; they live in the URL."""

    year = forms.IntegerField(required=False, widget=forms.HiddenInput)
    month = forms.IntegerField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=200)
    pillar = forms.ModelChoiceField(
        Pillar.objects.all(), label=gettext_lazy("Pillar"), required=False, to_field_name="code",
        empty_label=gettext_lazy("All pillars"),
    )  # fmt: skip


def build(scope: Scope, indicator: Indicator, agencies: QuerySet[Agency]) -> IndicatorBoard:
    """One indicator at those of `agencies` to which it is given, best first; two queries beside those of the scope.

    The value over agencies follows the indicator's own rule; a ratio is always the ratio of the sums.
    """
    rows = queries.judged_rows(scope.period, indicator=indicator, agency__in=agencies)
    rows = rows.select_related(*queries.JUDGED, "indicator__pillar", "agency__peer_group")
    rows = rows.annotate(agency_name=official_name(scope.period.data_to, "agency"))
    standings = _one_level(rows.order_by("agency__sort_order", "agency__path"))
    counts = Counts.of((row.state for row in standings), scope.plan.counts_no_activity)
    spread = {indicator.pk: counts}
    blocked = lines(scope, {indicator.pk: indicator}, spread, counts)
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
        rows=tuple(line_of(row, scope, row.agency_name) for row in standings),
        standings=standings,
        bottleneck=blocked[0] if blocked else None,
        crumbs=(Crumb(_("Indicators"), reverse("dashboards:indicators") + scope.query), Crumb(indicator.name)),
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


def catalogue(scope: Scope, agencies: QuerySet[Agency], asked: dict) -> IndicatorList:
    """The plan's indicators with the counts over those of `agencies`; filters q (marks ignored) and pillar."""
    form = CatalogueForm(asked)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = Indicator.objects.filter(province=scope.province).select_related("pillar")
    if wanted.get("pillar"):
        found = found.filter(pillar=wanted["pillar"])
    for word in fold(wanted.get("q", "")).split():
        found = found.filter(search_text__contains=word)
    states: dict[int, list[str]] = defaultdict(list)
    for key, state, n in queries.states_by_indicator(scope.period, agencies):
        states[key] += [state] * n
    rows = tuple(
        IndicatorRow(
            row.code,
            row.name,
            str(row.pillar),
            row.unit,
            Counts.of(states[row.pk], scope.plan.counts_no_activity),
            reverse("dashboards:indicator", args=[row.code]) + scope.query,
        )
        for row in found
        if row.pk in states
    )
    return IndicatorList(rows, form, (Crumb(_("Indicators")),))
