"""The rows behind a figure: the items of a period under the filters of the URL."""

from dataclasses import dataclass

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency, PeerGroup
from agencies.queries import official_name
from dashboards.boards.parts import Crumb, Line, line_of
from dashboards.scope import Scope
from dxtracker.lib.text import fold
from kpis import queries
from kpis.enums import State
from kpis.models import Indicator, Pillar, Standing

PAGE, WHOLE = 100, 10_000  # lines on a page, and in a file


@dataclass(frozen=True)
class RowsBoard:
    title: str
    form: forms.Form
    rows: tuple[Line, ...]
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
        rows=tuple(line_of(row, scope, row.agency_name) for row in standings),
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
        rows = rows.filter(promise_on__lte=scope.period.data_to, state__in=queries.NOT_DONE)
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
