"""The indicators of the plan with their counts over the agencies; filters by words and pillar."""

from collections import defaultdict
from dataclasses import dataclass

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from agencies.access import visible_agencies
from agencies.models import Agency
from dashboards.answers import answer
from dashboards.parts.counts import count_columns, counted, figures
from dashboards.parts.filters import filter_words
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


class CatalogueForm(forms.Form):
    """Filters of the list; they live in the URL."""

    year = forms.IntegerField(required=False, widget=forms.HiddenInput)
    month = forms.IntegerField(required=False, widget=forms.HiddenInput)
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
            reverse("dashboards:indicator", args=[row.code]) + scope.query,
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
        Column("indicator", _("Indicator")),
        Column("pillar", _("Pillar")),
        Column("unit", _("Unit"), width=11),
        *count_columns()[:-1],
    )
    rows = tuple((r.code, r.name, r.pillar, r.unit, *counted(r.counts)[:-1]) for r in board.rows)
    subtitle = subtitle_of(scope, scope.province.name, None, filter_words(board.form))
    table = Table(_("Indicators"), _("Indicators across the agencies"), subtitle, columns, rows, frozen=2)
    return Export(f"indicators-{period_code(scope.period)}", (table,))


@require_safe
@login_required
def indicators(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    board = build(scope, visible_agencies(scope.reader), request.GET)
    return answer(request, scope, "indicators", board, payload, export)


urlpatterns = [path("boards/indicators/", indicators, name="indicators")]
