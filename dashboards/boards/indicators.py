"""The indicators of the plan with their counts over the agencies; filters by words and pillar."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.databases.compiled import compiled
from agencies.enums import Level
from agencies.rights.access import visible_paths, within
from dashboards.answers import answer_once_begun, read_only
from dashboards.parts.counts import count_columns, figures
from dashboards.parts.filters import LongSelect, MonthForm, filter_words, lean
from dashboards.scope import Scope, scope_of
from dashboards.tables import Column, Export, Table, period_code, subtitle_of
from dxtracker.lib.crumbs import Crumb
from dxtracker.lib.text import fold
from kpis import queries
from kpis.measuring.rates import STATES, Counts
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
        empty_label=gettext_lazy("All pillars"), widget=LongSelect,
    )  # fmt: skip


def build(scope: Scope, asked: dict) -> IndicatorList:
    """The plan's indicators, counted over the agencies that the reader sees; filters q (marks ignored) and pillar."""
    form = CatalogueForm(asked)
    wanted = form.cleaned_data if form.is_valid() else {}
    states: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(STATES, 0))
    for key, state, n in _states(scope.period.pk, scope.period.plan.province_id, visible_paths(scope.reader)):
        states[key][state] = n
    rows = tuple(
        IndicatorRow(
            row.code,
            row.name,
            str(row.pillar),
            row.unit,
            Counts(states[row.pk], scope.plan.counts_no_activity),
            scope.url("indicator", row.code),
        )
        for row in _catalogue(scope.province.pk, wanted)
        if row.pk in states
    )
    return IndicatorList(rows, form, (Crumb(_("Indicators")),))


@compiled
def _states(period: int, province: int, paths: list[str]) -> QuerySet:
    return queries.states_by_indicator(period, within(paths).filter(province=province, level=Level.AGENCY))


def _catalogue(province: int, wanted: dict) -> Iterable[Indicator]:
    words = fold(wanted.get("q", "")).split()
    if not words and not wanted.get("pillar"):
        return _all(province)
    found = Indicator.objects.filter(province=province).select_related("pillar")
    if wanted.get("pillar"):
        found = found.filter(pillar=wanted["pillar"])
    for word in words:
        found = found.filter(search_text__contains=word)
    return found


@compiled
def _all(province: int) -> QuerySet[Indicator]:
    return Indicator.objects.filter(province=province).select_related("pillar")


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
    return Export(f"danh-muc-chi-tieu-{period_code(scope.period)}", subtitle, (table,))


@read_only
@lean
def indicators(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    board = build(scope, request.GET)
    return answer_once_begun(request, scope, "indicators", board, payload, export)


urlpatterns = [path("boards/indicators/", indicators, name="indicators")]
