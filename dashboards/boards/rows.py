"""The rows behind a figure: the items of a period under the filters of the URL."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.databases.compiled import compiled
from agencies.enums import Level
from agencies.models import Agency
from agencies.pages.counted import Counted
from agencies.queries import official_name
from agencies.rights.access import visible_agencies, visible_paths, within
from dashboards.answers import answer_once_begun, read_only
from dashboards.parts.bottlenecks import NO_CAUSE
from dashboards.parts.causes import cause_json
from dashboards.parts.filters import LATE, ItemsForm, LongSelect, filter_words, lean
from dashboards.parts.items import ItemRow, cause_columns, foreign_units, item_rows, shown_columns
from dashboards.scope import Scope, scope_of
from dashboards.tables import Cell, Column, Export, Table, period_code, state_column, subtitle_of, words_of
from dxtracker.lib.crumbs import Crumb
from dxtracker.lib.numbers import number
from dxtracker.lib.text import fold
from kpis import queries
from kpis.bottlenecks import rules
from kpis.bottlenecks.queries import own_cause, spread_of, stopped_in, thresholds_of
from kpis.enums import BLOCKED, LATE_STATES, MET, Reporting, State
from kpis.measuring.promises import CAN_BE_LATE
from kpis.measuring.rates import LEFT_OUT
from kpis.models import Cause, Entry, Indicator, Standing
from kpis.reminders.silence import IS_TYPED, SENT
from kpis.standings.judged import Judged, judged_row
from kpis.standings.words import reported_unit

SORTS = {
    "": ("agency__sort_order", "agency__path", "assignment__sort_order", "pk"),
    "worst": (F("attainment").asc(nulls_first=True), "pk"),
    "best": (F("attainment").desc(nulls_last=True), "pk"),
    "deadline": (F("assignment__deadline").asc(nulls_last=True), "pk"),
    "indicator": ("indicator__pillar__sort_order", "indicator__code", "agency__sort_order", "agency__path", "pk"),
}
# What figures count: the two sides of x/y, what is left of it, what is measured, and what was reported.
PARTS = {
    "done": gettext_lazy("Done"),
    "applicable": gettext_lazy("Applicable"),
    "undone": gettext_lazy("Not done"),
    "measurable": gettext_lazy("Measurable"),
    "fresh": gettext_lazy("Reported this month"),
    "excused": gettext_lazy("Left out of the rates"),
}
# Of the month's own entries: what is due, what has figures, and how far it has come.
ENTRIES = {
    "due": gettext_lazy("Items due"),
    "entered": gettext_lazy("Entered"),
    "submitted": gettext_lazy("Awaiting review"),
    "returned": gettext_lazy("Returned"),
    "approved": gettext_lazy("Recorded"),
}
STOPPED = (
    r"^(?P<cause>[-\w]{1,40})~(?P<month>\d{1,2})(?P<bare>~none)?$"  # which cause, in which month, without a figure
)
PAGE, WHOLE = 40, 10_000  # lines on a page, and in a file
ITEMS = Counted("%(n)s item", "%(n)s items")


@dataclass(frozen=True)
class AgencyRows:
    """The rows of one agency that stand one after the other; without a name where rows are in another order."""

    name: str
    url: str
    rows: tuple[ItemRow, ...]


class Offered(NamedTuple):
    """An agency that may be chosen, as it was called in the month."""

    code: str
    level: str
    name_then: str


@dataclass(frozen=True)
class RowsBoard:
    title: str
    form: forms.Form
    rows: tuple[ItemRow, ...]
    standings: tuple[Judged, ...]
    page: Page
    total: int
    groups: tuple[AgencyRows, ...]
    crumbs: tuple[Crumb, ...]


class RowsForm(ItemsForm):
    """Filters of the list; an unknown value is an error at its field and filters nothing."""

    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=200)
    sort = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        widget=LongSelect,
        choices=[
            ("", gettext_lazy("By agency")),
            ("worst", gettext_lazy("Farthest from the target first")),
            ("best", gettext_lazy("Nearest to the target first")),
            ("deadline", gettext_lazy("By deadline")),
            ("indicator", gettext_lazy("By indicator")),
        ],
    )
    indicator = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    document = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    promise = forms.ChoiceField(required=False, choices=[("", ""), ("late", "late")], widget=forms.HiddenInput)
    cause = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    remover = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    figure = forms.ChoiceField(required=False, choices=[("", ""), ("none", "none")], widget=forms.HiddenInput)
    missed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    entry = forms.ChoiceField(required=False, choices=[("", ""), *ENTRIES.items()], widget=forms.HiddenInput)
    many = forms.BooleanField(required=False, widget=forms.HiddenInput)
    part = forms.ChoiceField(required=False, choices=[("", ""), *PARTS.items()], widget=forms.HiddenInput)
    stopped = forms.RegexField(STOPPED, required=False, max_length=60, widget=forms.HiddenInput)
    field_order = ("q", "agency", "state", "pillar", "group", "sort")

    def offer(self, agencies: Iterable[Offered]) -> None:
        """Let one of `agencies` be chosen; a division among them stands below its agency."""
        named = [(row.code, ("– " if row.level == Level.DIVISION else "") + row.name_then) for row in agencies]
        self.fields["agency"].widget.choices = [("", _("All agencies")), *named]


def build(scope: Scope, agencies: QuerySet[Agency], asked: dict) -> RowsBoard:
    """The items of `agencies` in the period that fit the filters `asked`, a hundred a page.

    A file (csv, xlsx) holds all of them, at most ten thousand: `total` tells how many there are.
    Without a filter on one agency, only agencies' own items are listed, as boards count them.
    """
    form = RowsForm(asked, province=scope.province)
    form.is_valid()
    wanted = form.cleaned_data
    offered = [] if scope.is_file and not wanted.get("agency") else _offered(scope)
    form.offer(offered)
    page = _page(scope, agencies, wanted, asked.get("page"))
    standings = tuple(page.object_list)
    rows = item_rows(standings, scope)
    return RowsBoard(
        title=_title(wanted, scope, offered),
        form=form,
        rows=rows,
        standings=standings,
        page=page,
        total=page.paginator.count,
        groups=_groups(rows, wanted),
        crumbs=(Crumb(_("Items")),),
    )


def _page(scope: Scope, agencies: QuerySet[Agency], wanted: dict, asked: str | None) -> Page:
    """The judged rows of a page: first which they are, by the filters, then all that is said of them.

    A file, which holds thousands, asks at once.
    """
    if scope.is_file:
        page = Paginator(filtered(scope, agencies, wanted), WHOLE).get_page(1)
        page.object_list = list(map(judged_row, page.object_list))
        return page
    found = _fitting(Standing.objects.filter(period=scope.period, agency__in=agencies), scope, agencies, wanted)
    page, period = Paginator(found.values_list("pk", flat=True), PAGE).get_page(asked), scope.period
    keys = list(page.object_list)
    judged = _of_keys(period.pk, period.closed_at, keys, period.data_to) if keys else ()
    by_key = {row[-1]: judged_row(row[:-1]) for row in judged}
    page.object_list = [by_key[key] for key in keys]
    return page


@compiled
def _of_keys(period: int, closed_at: datetime | None, keys: list[int], day: date) -> QuerySet:
    rows = queries.judged(period, closed_at).filter(pk__in=keys).order_by()
    return queries.plain_with_agency(rows, day, "pk")


def _offered(scope: Scope) -> list[Offered]:
    """The agencies that may be chosen."""
    day = scope.period.data_to
    found = _alive(visible_paths(scope.reader), scope.province.pk, day)
    return [Offered._make(row) for row in found]


@compiled
def _alive(paths: list[str], province: int, day: date) -> QuerySet:
    rows = within(paths).filter(province=province).alive_on(day).annotate(name_then=official_name(day))
    return rows.order_by("path").values_list("code", "level", "name_then")


def _groups(rows: Sequence[ItemRow], wanted: dict) -> tuple[AgencyRows, ...]:
    """By agency while they stand in its order and are of several; else all in one."""
    if wanted.get("sort") or wanted.get("agency"):
        return (AgencyRows("", "", tuple(rows)),)
    by_agency = groupby(rows, key=lambda row: (row.agency, row.agency_url))
    return tuple(AgencyRows(name, url, tuple(found)) for (name, url), found in by_agency)


def filtered(scope: Scope, agencies: QuerySet[Agency], wanted: dict) -> QuerySet:
    """The judged rows of `agencies` in the period that fit `wanted` (cleaned fields of RowsForm), in their order.

    As kpis.standings.judged.judged_row takes them.

    Without a filter on one agency, only agencies' own items, as boards count them.
    """
    period = scope.period
    rows = queries.judged(period.pk, period.closed_at).filter(agency__in=agencies)
    return queries.plain_with_agency(_fitting(rows, scope, agencies, wanted), period.data_to)


def _fitting(rows: QuerySet, scope: Scope, agencies: QuerySet[Agency], wanted: dict) -> QuerySet:
    """Those of `rows` that fit, in their order."""
    plain = {
        "agency": "agency__code",
        "indicator": "indicator__code",
        "document": "target__document",
    }
    for name, field in plain.items():
        if wanted.get(name):
            rows = rows.filter(**{field: wanted[name]})
    if state := wanted.get("state"):
        rows = rows.filter(state__in=LATE_STATES if state == LATE else (state,))
    if wanted.get("pillar"):
        rows = rows.filter(indicator__pillar=wanted["pillar"])
    if wanted.get("group"):
        rows = rows.filter(agency__peer_group=wanted["group"])
    if wanted.get("promise"):
        rows = rows.annotate(promised=queries.last_promise(scope.period.closed_at))
        can_be_late = CAN_BE_LATE[scope.plan.counts_no_activity]
        rows = rows.filter(promised__lte=scope.period.last_day_over, state__in=can_be_late)
    if wanted.get("cause"):
        named = None if wanted["cause"] == NO_CAUSE else wanted["cause"]
        rows = rows.annotate(own_cause=own_cause("code")).filter(own_cause=named)
    if wanted.get("remover"):
        rows = rows.annotate(own_cause_key=own_cause()).filter(
            own_cause_key__in=_removed_by(wanted["remover"], scope).values("pk")
        )
    if wanted.get("cause") or wanted.get("missed") or wanted.get("remover"):
        rows = rows.filter(state__in=BLOCKED)
    if wanted.get("figure"):
        rows = rows.filter(value=None)
    if wanted.get("part"):
        rows = rows.filter(_part(wanted["part"], scope))
    if wanted.get("entry"):
        rows = rows.filter(_entered(wanted["entry"], scope))
    if wanted.get("many"):
        rows = rows.filter(indicator__in=_missed_by_many(scope, agencies))
    if found := re.match(STOPPED, wanted.get("stopped") or ""):
        then = stopped_in(scope.plan, int(found["month"]), found["cause"], without_figure=bool(found["bare"]))
        rows = rows.filter(assignment__in=then.values("assignment"))
    if not wanted.get("agency"):
        rows = rows.filter(agency__level="agency")
    for word in fold(wanted.get("q", "")).split():
        rows = rows.filter(Q(indicator__search_text__contains=word) | Q(agency__search_text__contains=word))
    return rows.order_by(*SORTS[wanted.get("sort", "")])


def _removed_by(code: str, scope: Scope) -> QuerySet:
    """The causes that the agency of this code is able to remove, or nobody that is named."""
    whose = Q(remover=None) if code == NO_CAUSE else Q(remover__code=code)
    return Cause.objects.filter(whose, province=scope.province)


def _missed_by_many(scope: Scope, agencies: QuerySet[Agency]) -> frozenset[int]:
    """The indicators that many of `agencies` miss; one query."""
    return rules.wide(spread_of(scope.period, agencies).pairs, thresholds_of(scope.plan))


def _part(name: str, scope: Scope) -> Q:
    """The rows that a side of x/y counts, by the plan's own rule."""
    applicable, not_measurable = ~Q(state__in=LEFT_OUT[scope.plan.counts_no_activity]), Q(state=State.NOT_MEASURABLE)
    return {
        "done": Q(state__in=MET),
        "applicable": applicable,
        "undone": applicable & ~Q(state__in=MET),
        "measurable": applicable & ~not_measurable,
        "fresh": Q(reporting=Reporting.FRESH),
        "excused": ~applicable | not_measurable,
    }[name]


def _entered(name: str, scope: Scope) -> Q:
    """The rows that the page of who has reported counts: due, entered, or so far on their way."""
    own = Entry.objects.filter(assignment=OuterRef("assignment"), period=scope.period)
    sent = Q(Exists(own.filter(status__in=SENT)))
    asked = ~queries.asks_nothing(queries.day_of(scope.period))
    if name == "due":
        return asked | sent
    if name == "entered":
        return sent | (Q(Exists(own.filter(IS_TYPED))) & asked)
    return Q(Exists(own.filter(status=name)))


def _title(wanted: dict, scope: Scope, agencies: Iterable[Offered]) -> str:
    """What the list shows, in words: the state and, where it is one, the indicator, pillar or group."""
    parts = []
    if state := wanted.get("state"):
        parts.append(_("Behind or overdue") if state == LATE else str(State(state).label))
    if wanted.get("promise"):
        parts.append(_("Promised for a day that has passed"))
    if wanted.get("cause") == NO_CAUSE:
        parts.append(_("No cause is named yet."))
    elif wanted.get("cause"):
        cause = Cause.objects.filter(province=scope.province, code=wanted["cause"]).first()
        parts.append(cause.name if cause else wanted["cause"])
    if wanted.get("remover") == NO_CAUSE:
        parts.append(_("Nobody is named yet"))
    elif wanted.get("remover"):
        who = _removed_by(wanted["remover"], scope).values_list("remover__name", flat=True).first()
        parts.append(_("to be removed by %(who)s") % {"who": who or wanted["remover"]})
    if wanted.get("missed"):
        parts.append(_("Missed"))
    if wanted.get("many"):
        parts.append(_("Missed by many"))
    if wanted.get("entry"):
        parts.append(str(ENTRIES[wanted["entry"]]))
    if wanted.get("part"):
        parts.append(str(PARTS[wanted["part"]]))
    if wanted.get("indicator"):
        indicator = Indicator.objects.filter(province=scope.province, code=wanted["indicator"]).first()
        parts.append(indicator.name if indicator else wanted["indicator"])
    parts += [str(wanted[name]) for name in ("pillar", "group") if wanted.get(name)]
    if wanted.get("agency"):
        parts.append(next((row.name_then for row in agencies if row.code == wanted["agency"]), wanted["agency"]))
    return " · ".join(parts) or _("All items of the month")


def items_table(board: RowsBoard) -> Table:
    """The items that fit the filter, as the page has them and with their figures."""
    standings = {row.assignment_id: row for row in board.standings}

    def judged(of: Callable[[Judged], Cell]) -> Callable[[ItemRow], Cell]:
        return lambda row: of(standings[row.id])

    columns = (
        Column("id", _("Number"), "number"),
        Column("agency", _("Agency"), width=24),
        Column("indicator", _("Item"), width=38, of="name"),
        Column("target", _("Target"), width=18, of="target_text"),
        Column("value", _("Result"), of="value_text"),
        state_column("state", _("State"), 16),
        Column("why", _("Reason"), width=40),
        Column("unit", _("Unit"), width=11, of=judged(attrgetter("unit"))),
        Column("figure", _("Result"), "number", of=judged(attrgetter("value"))),
        Column("reported_unit", _("Unit as reported"), of=judged(reported_unit)),
        Column("attainment", _("Against the target"), "percent"),
        Column("deadline", _("Deadline"), "date"),
        Column("promise_on", _("Promised"), "date"),
        Column("reporting", _("Basis"), "state", words_of(Reporting.choices), 16),
        *cause_columns(attrgetter("cause")),
    )
    shown = shown_columns("agency", "indicator", "unit", "target", "figure", *foreign_units(board.standings))
    return Table(_("Items"), board.title, columns, board.rows, shown, frozen=2)


def payload(scope: Scope, board: RowsBoard) -> dict:
    """The page of items that fit the filter, for machines."""
    items = items_table(board).records("id", "agency", "indicator", "target", "value", "state", "why")
    for item, row in zip(items, board.rows, strict=True):
        item["cause"] = cause_json(row.cause)
    return {"period": period_code(scope.period), "total": board.total, "page": board.page.number, "items": items}


def export(scope: Scope, board: RowsBoard) -> Export:
    """The items behind a figure, all that fit the filter; where they are too many, the file's name says how many."""
    held, total = len(board.rows), number(board.total, scope.language)
    name, size = f"nhiem-vu-{period_code(scope.period)}", ITEMS.of(board.total)
    if held < board.total:
        name += f"-{held}-dau-trong-{board.total}"
        size = _("The first %(n)s of %(total)s items; narrow the filter for the rest") % {
            "n": number(held, scope.language), "total": total,
        }  # fmt: skip
    subtitle = subtitle_of(scope, scope.province.name, None, filter_words(board.form), size)
    return Export(name, subtitle, (items_table(board),))


@read_only
@lean
def rows(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    board = build(scope, visible_agencies(scope.reader), request.GET)
    return answer_once_begun(request, scope, "rows", board, payload, export)


urlpatterns = [path("boards/rows/", rows, name="rows")]
