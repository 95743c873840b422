"""The agencies that a person may see, by peer group, with their month; filters by words and freshness."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.databases.compiled import compiled
from agencies.rights.access import visible_paths, within
from dashboards.answers import answer_once_begun, read_only
from dashboards.parts.counts import count_columns
from dashboards.parts.filters import LongSelect, MonthForm, filter_words, lean
from dashboards.parts.trend import previous_label
from dashboards.scope import Scope, scope_of
from dashboards.tables import Column, Export, Table, exact, period_code, subtitle_of
from dxtracker.lib.crumbs import Crumb
from dxtracker.lib.text import fold
from kpis import queries
from kpis.measuring.rates import Counts, counted, middle_rate, ranks, share_of
from kpis.provinces.rules import is_reported
from kpis.queries import AgencyMonth

FRESHNESS = [
    ("", gettext_lazy("All")),
    ("approved", gettext_lazy("reported")),
    ("partial", gettext_lazy("in review")),
    ("silent", gettext_lazy("not reported")),
    ("reported", gettext_lazy("reported or in review")),
]


class AgenciesForm(MonthForm):
    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=200)
    freshness = forms.ChoiceField(label=gettext_lazy("Freshness"), required=False, choices=FRESHNESS, widget=LongSelect)


class AgencyRow(NamedTuple):
    rank: int | None
    code: str
    name: str
    url: str
    counts: Counts
    change: int | None
    late_promises: int
    short_name: str
    freshness: str
    freshness_words: str
    peer_group: str
    rate_before: Fraction | None = None
    is_asked: bool = True  # whether anything of the month is due of it
    key: int = 0


@dataclass(frozen=True)
class Group:
    code: str
    name: str
    rows: tuple[AgencyRow, ...]

    @cached_property
    def median(self) -> Fraction | None:
        """The middle of the rates of its agencies, between both middle ones where they are even in number."""
        return middle_rate(row.counts.official_rate for row in self.rows)


@dataclass(frozen=True)
class AgencyList:
    groups: tuple[Group, ...]
    previous_label: str
    form: forms.Form
    crumbs: tuple[Crumb, ...]

    @property
    def agencies(self) -> list[AgencyRow]:
        return [row for group in self.groups for row in group.rows]


def build(scope: Scope, asked: dict) -> AgencyList:
    """The agencies that the reader sees and that report to the province, ranked in whole peer groups. Two queries."""
    form = AgenciesForm(asked)
    wanted = form.cleaned_data if form.is_valid() else {}
    visible = set(_codes(visible_paths(scope.reader)))
    words = fold(wanted.get("q", "")).split()
    fresh = wanted.get("freshness", "")
    groups = []
    for group in agency_groups(scope):
        rows = tuple(
            row
            for row in group.rows
            if row.code in visible
            and (not fresh or row.freshness == fresh or (fresh == "reported" and row.freshness != "silent"))
            and all(word in fold(f"{row.name} {row.code}") for word in words)
        )
        if rows:
            groups.append(Group(group.code, group.name, rows))
    return AgencyList(tuple(groups), previous_label(scope), form, (Crumb(_("Agencies")),))


@compiled
def _codes(paths: list[str]) -> QuerySet:
    return within(paths).reporting_level().values_list("code", flat=True)


def agency_groups(scope: Scope) -> tuple[Group, ...]:
    """The agencies by peer group, ranked within it by the unrounded rate; ties share a rank. One query."""
    by_group: dict[tuple, list[AgencyMonth]] = defaultdict(list)
    for row in queries.agency_months(scope.period, scope.previous):
        by_group[row.group_order or 0, row.group or "", row.shown_group or _("Others")].append(row)
    words = {
        "approved": _("reported"),
        "partial": _("in review"),
        "silent": _("not reported"),
    }
    counts_no_activity = scope.plan.counts_no_activity
    page = scope.url("agency", "_")
    groups = []
    for (_order, code, name), members in sorted(by_group.items()):
        counts = [counted(row.counts, counts_no_activity) for row in members]
        placed = [
            _agency_row(row, count, rank, page.replace("/_/", f"/{row.code}/"), words)
            for row, count, rank in zip(members, counts, ranks([c.official_rate for c in counts]), strict=True)
        ]
        placed.sort(key=lambda r: (r.rank is None, r.rank or 0))
        groups.append(Group(code, name, tuple(placed)))
    return tuple(groups)


def _agency_row(row: AgencyMonth, counts: Counts, rank: int | None, url: str, words: Mapping[str, str]) -> AgencyRow:
    freshness = _freshness(row)
    return AgencyRow(
        rank=rank,
        code=row.code,
        name=row.name,
        url=url,
        counts=counts,
        change=None if row.done_before is None else counts.done - row.done_before,
        late_promises=row.late_promises,
        short_name=row.short_name,
        freshness=freshness,
        freshness_words=words[freshness],
        peer_group=row.group or "",
        is_asked=row.due > 0,
        key=row.key,
        rate_before=share_of(row.done_before or 0, row.applicable_before or 0),
    )


def _freshness(row: AgencyMonth) -> str:
    if row.fresh >= row.due or (row.is_reported and row.fresh):
        return "approved"
    return "partial" if is_reported(row.fresh, row.is_reported) else "silent"


def agencies_table(groups: Iterable[Group], previous: str) -> Table:
    """The agencies in the order of their groups, each with its counts, rates and rank."""
    groups = list(groups)
    rows = [row for group in groups for row in group.rows]
    columns = (
        Column("code", _("Code")),
        Column("name", _("Agency")),
        Column("peer_group", _("Peer group"), "state", {group.code: group.name for group in groups}),
        *count_columns(),
        Column("rank", _("Rank"), "number"),
        Column("change", _("Against %(month)s") % {"month": previous} if previous else _("Change"), "number"),
        Column("freshness", _("Freshness"), "state", {row.freshness: row.freshness_words for row in rows}),
    )
    shown = ("rank", "name", *[column.key for column in columns if column.key not in ("rank", "name")])
    return Table(_("Agencies"), _("Results of the agencies"), columns, rows, shown, frozen=2)


def payload(scope: Scope, board: AgencyList) -> dict:
    """The agencies that fit the list's filter, for machines."""
    table = agencies_table(board.groups, board.previous_label)
    medians = [{"peer_group": group.code, "median_rate": exact(group.median)} for group in board.groups]
    return {"period": period_code(scope.period), "agencies": table.records(), "groups": medians}


def export(scope: Scope, board: AgencyList) -> Export:
    """The agencies that fit the list's filter."""
    subtitle = subtitle_of(scope, scope.province.name, None, filter_words(board.form))
    table = agencies_table(board.groups, board.previous_label)
    return Export(f"co-quan-{period_code(scope.period)}", subtitle, (table,))


@read_only
@lean
def agencies(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    board = build(scope, request.GET)
    return answer_once_begun(request, scope, "agencies", board, payload, export)


urlpatterns = [path("boards/agencies/", agencies, name="agencies")]
