"""The rows behind a figure: the items of a period under the filters of the URL."""

from dataclasses import dataclass

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from agencies.access import visible_agencies
from agencies.models import Agency, PeerGroup
from agencies.queries import official_name
from dashboards.answers import answer
from dashboards.parts.filters import filter_words
from dashboards.parts.items import ItemRow, foreign_units, item_row, shown_columns
from dashboards.scope import Scope, scope_of
from dashboards.tables import Column, Export, Table, period_code, subtitle_of, words_of
from dxtracker.lib.crumbs import Crumb
from dxtracker.lib.numbers import number
from dxtracker.lib.text import fold
from kpis import queries
from kpis.enums import UNMET, Reporting, State
from kpis.models import Indicator, Pillar, Standing
from kpis.standings.words import reported_unit, unit_of

PAGE, WHOLE = 100, 10_000  # lines on a page, and in a file


@dataclass(frozen=True)
class RowsBoard:
    title: str
    form: forms.Form
    rows: tuple[ItemRow, ...]
    standings: tuple[Standing, ...]
    page: Page
    total: int
    crumbs: tuple[Crumb, ...]


class RowsForm(forms.Form):
    """Filters of the list; an unknown value is an error at its field and filters nothing."""

    year = forms.IntegerField(required=False, widget=forms.HiddenInput)
    month = forms.IntegerField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=200)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[("", gettext_lazy("All states")), *State.choices]
    )
    pillar = forms.ModelChoiceField(
        Pillar.objects.all(), label=gettext_lazy("Pillar"), required=False, to_field_name="code",
        empty_label=gettext_lazy("All pillars"),
    )  # fmt: skip
    group = forms.ModelChoiceField(
        PeerGroup.objects.all(), label=gettext_lazy("Peer group"), required=False, to_field_name="code",
        empty_label=gettext_lazy("All groups"),
    )  # fmt: skip
    agency = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    indicator = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    promise = forms.ChoiceField(required=False, choices=[("", ""), ("late", "late")], widget=forms.HiddenInput)


def build(scope: Scope, agencies: QuerySet[Agency], asked: dict) -> RowsBoard:
    """The items of `agencies` in the period that fit the filters `asked`, a hundred a page.

    A file (csv, xlsx) holds all of them, at most ten thousand: `total` tells how many there are.
    Without a filter on one agency, only agencies' own items are listed, as boards count them.
    """
    form = RowsForm(asked)
    form.is_valid()
    wanted = getattr(form, "cleaned_data", {})
    found = _filtered(scope, agencies, wanted)
    page = Paginator(found, WHOLE).get_page(1) if scope.is_file else Paginator(found, PAGE).get_page(asked.get("page"))
    standings = tuple(page.object_list)
    return RowsBoard(
        title=_title(wanted, scope, agencies),
        form=form,
        rows=tuple(item_row(row, scope, row.agency_name) for row in standings),
        standings=standings,
        page=page,
        total=page.paginator.count,
        crumbs=(Crumb(_("Items")),),
    )


def _filtered(scope: Scope, agencies: QuerySet[Agency], wanted: dict) -> QuerySet[Standing]:
    rows: QuerySet = queries.judged_rows(scope.period, agency__in=agencies).select_related(
        *queries.JUDGED, "indicator__pillar", "agency"
    )
    rows = rows.annotate(agency_name=official_name(scope.period.data_to, "agency"))
    plain = {"agency": "agency__code", "indicator": "indicator__code", "state": "state"}
    for name, field in plain.items():
        if wanted.get(name):
            rows = rows.filter(**{field: wanted[name]})
    if wanted.get("pillar"):
        rows = rows.filter(indicator__pillar=wanted["pillar"])
    if wanted.get("group"):
        rows = rows.filter(agency__peer_group=wanted["group"])
    if wanted.get("promise"):
        rows = rows.filter(promise_on__lte=scope.period.data_to, state__in=UNMET)
    if not wanted.get("agency"):
        rows = rows.filter(agency__level="agency")
    for word in fold(wanted.get("q", "")).split():
        rows = rows.filter(indicator__search_text__contains=word)
    return rows.order_by("agency__sort_order", "agency__path", "assignment__sort_order", "pk")


def _title(wanted: dict, scope: Scope, agencies: QuerySet[Agency]) -> str:
    """What the list shows, in words: the state and, where it is one, the indicator, pillar or group."""
    parts = []
    if wanted.get("state"):
        parts.append(str(State(wanted["state"]).label))
    if wanted.get("promise"):
        parts.append(_("Promised for a day that has passed"))
    if wanted.get("indicator"):
        indicator = Indicator.objects.filter(province=scope.province, code=wanted["indicator"]).first()
        parts.append(indicator.name if indicator else wanted["indicator"])
    parts += [str(wanted[name]) for name in ("pillar", "group") if wanted.get(name)]
    if wanted.get("agency"):
        agency = agencies.filter(province=scope.province, code=wanted["agency"]).first()
        parts.append(agency.name if agency else wanted["agency"])
    return " · ".join(parts) or _("All items of the month")


def payload(scope: Scope, board: RowsBoard) -> dict:
    """The page of items that fit the filter, for machines."""
    items = [
        {"id": r.id, "agency": r.agency, "indicator": r.name, "target": r.target_text, "value": r.value_text,
         "state": r.state, "why": r.why}
        for r in board.rows
    ]  # fmt: skip
    return {"period": period_code(scope.period), "total": board.total, "page": board.page.number, "items": items}


def export(scope: Scope, board: RowsBoard) -> Export:
    """The items behind a figure, all that fit the filter; where they are too many, the file's name says how many."""
    columns = (
        Column("id", _("Number"), "number"),
        Column("agency", _("Agency"), width=24),
        Column("indicator", _("Item"), width=38),
        Column("target", _("Target"), width=18),
        Column("value", _("Result")),
        Column("state", _("State"), "state", words_of(State.choices), 16),
        Column("why", _("Reason"), width=40),
        Column("unit", _("Unit"), width=11),
        Column("figure", _("Result"), "number"),
        Column("reported_unit", _("Unit as reported")),
        Column("attainment", _("Against the target"), "percent"),
        Column("deadline", _("Deadline"), "date"),
        Column("promise_on", _("Promised"), "date"),
        Column("reporting", _("Basis"), "state", words_of(Reporting.choices), 16),
    )
    table = tuple(
        (r.id, r.agency, r.name, r.target_text, r.value_text, r.state, r.why, unit_of(s.target, s.indicator), s.value,
         reported_unit(s) or None, r.attainment, r.deadline, r.promise_on, r.reporting)
        for r, s in zip(board.rows, board.standings, strict=True)
    )  # fmt: skip
    name, said = f"items-{period_code(scope.period)}", _("%(n)s items") % {"n": number(board.total, scope.language)}
    if len(table) < board.total:
        name += f"-first-{len(table)}-of-{board.total}"
        said = _("The first %(n)s of %(total)s items; narrow the filter for the rest") % {
            "n": number(len(table), scope.language), "total": number(board.total, scope.language),
        }  # fmt: skip
    subtitle = subtitle_of(scope, scope.province.name, None, filter_words(board.form), said)
    shown = shown_columns("agency", "indicator", "unit", "target", "figure", *foreign_units(r[9] for r in table))
    return Export(name, (Table(_("Items"), board.title, subtitle, columns, table, shown, frozen=2),))


@require_safe
@login_required
def rows(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    board = build(scope, visible_agencies(scope.reader), request.GET)
    return answer(request, scope, "rows", board, payload, export)


urlpatterns = [path("boards/rows/", rows, name="rows")]
