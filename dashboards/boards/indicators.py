"""The indicators of the plan with their counts over the agencies; filters by words and pillar."""

from collections import defaultdict
from dataclasses import dataclass

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import visible_agencies
from agencies.models import Agency
from dashboards.answers import answer, read_only
from dashboards.parts.counts import count_columns, figures
from dashboards.parts.filters import MonthForm, filter_words, lean
from dashboards.scope import Scope, scope_of
from dashboards.tables import Column, Export, Table, period_code, subtitle_of
from dxtracker.lib.crumbs import Crumb
from dxtracker.lib.text import fold
from kpis import queries
from kpis.measuring.rates import Counts
from kpis.models import Indicator, Pillar


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


class CatalogueForm(MonthForm):
    """Filters of the list; they live in the URL."""

    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=200)
    pillar = forms.ModelChoiceField(
        Pillar.objects.all(), label=gettext_lazy("Pillar"), required=False, to_field_name="code",
        empty_label=gettext_lazy("All pillars"),
    )  # fmt: skip


def build(scope: Scope, agencies: QuerySet[Agency], asked: dict) -> IndicatorList:
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
            scope.url("indicator", row.code),
        )
        for row in found
        if row.pk in states
    )
    return IndicatorList(rows, form, (Crumb(_("Indicators")),))


def payload(scope: Scope, board: IndicatorList) -> dict:
    """The indicators that fit the list's filter, for machines."""
    rows = [{"code": r.code, "indicator": r.name, "pillar": r.pillar, **figures(r.counts)} for r in board.rows]
    return {"period": period_code(scope.period), "indicators": rows}


def export(scope: Scope, board: IndicatorList) -> Export:
    """The indicators that fit the list's filter."""
    columns = (
        Column("code", _("Code")),
        Column("indicator", _("Indicator"), of="name"),
        Column("pillar", _("Pillar")),
        Column("unit", _("Unit"), width=11),
        *count_columns()[:-1],
    )
    table = Table(_("Indicators"), _("Indicators across the agencies"), columns, board.rows, frozen=2)
    subtitle = subtitle_of(scope, scope.province.name, None, filter_words(board.form))
    return Export(f"indicators-{period_code(scope.period)}", subtitle, (table,))


@read_only
def indicators(request: HttpRequest) -> HttpResponse:
    if url := lean(request):
        return redirect(url)
    scope = scope_of(request)
    board = build(scope, visible_agencies(scope.reader), request.GET)
    return answer(request, scope, "indicators", board, payload, export)


urlpatterns = [path("boards/indicators/", indicators, name="indicators")]
