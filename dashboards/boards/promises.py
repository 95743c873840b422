"""The ledger of promises: what was promised for each item, moved how often, kept or broken, as the month shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from agencies.queries import official_name
from agencies.rights.access import visible_agencies
from dashboards.answers import answer_once_begun, read_only
from dashboards.parts.crumbs import list_crumb
from dashboards.parts.filters import MonthForm, filter_words, lean
from dashboards.scope import Scope, scope_that_knows
from dashboards.tables import Column, Export, Table, below, period_code, state_column, subtitle_of
from dxtracker.lib.crumbs import Crumb
from kpis.enums import PromiseState
from kpis.measuring.promises import is_late, met_since, state_of, times_postponed
from kpis.models import Promise, Standing
from kpis.standings.leads import leading_in

WORDS = dict(PromiseState.choices) | {PromiseState.OPEN.value: gettext_lazy("Not yet due")}

ORDER = (PromiseState.BROKEN, PromiseState.MOVED, PromiseState.OPEN, PromiseState.KEPT)


@dataclass(frozen=True)
class GivenPromise:
    """One promise as it was given."""

    made_at: datetime
    made_by: str
    due_on: date
    text: str
    reason: str
    state: str
    state_words: str

    @property
    def made_on(self) -> date:
        return timezone.localtime(self.made_at).date()


@dataclass(frozen=True)
class PromiseRow:
    """An item and its promise: the first day, the last, moved so often; the state is the last word's.

    An open promise that was moved reads as moved. `item_state` is the item's own at the month shown.
    """

    agency: str
    agency_name: str
    agency_url: str
    indicator: str
    url: str
    first_due: date
    due: date
    moved: int
    state: str
    state_words: str
    item_state: str
    item_reason: str
    is_overdue: bool
    days_over: int
    text: str
    reason: str
    words: tuple[GivenPromise, ...]


@dataclass(frozen=True)
class PromisesBoard:
    """`overdue` counts items that apply and are not done although their last day has passed, before any filter."""

    rows: tuple[PromiseRow, ...]
    total: int
    overdue: int
    agency: Agency | None
    form: forms.Form
    crumbs: tuple[Crumb, ...]


class PromisesForm(MonthForm):
    """Filter by what became of the promise; the agency comes with the link."""

    agency = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=gettext_lazy("Promise"),
        required=False,
        choices=[("", gettext_lazy("All")), *((state.value, WORDS[state]) for state in ORDER)],
    )


def build(scope: Scope, agencies: QuerySet[Agency], asked: dict, agency: Agency | None = None) -> PromisesBoard:
    """The promises of `agencies` (or of one `agency`), overdue first; two queries, one more where items passed on.

    A closed month shows the promises that were known when it was closed, and every month is judged on its last day (one
    that runs, on the last that has passed).
    Without an agency only agencies' own items are listed, as boards count them.
    """
    form = PromisesForm(asked)
    wanted = form.cleaned_data["state"] if form.is_valid() else ""
    promised = _promises(scope, agencies, agency)
    months, leaders = _months(scope, {row.assignment_id for row in promised}), _leaders(scope, promised)
    rows = [
        _row(scope, list(words), months.get(item, ()), leaders)
        for item, words in groupby(promised, key=lambda row: row.assignment_id)
    ]
    rows.sort(key=lambda row: (ORDER.index(PromiseState(row.state)) if not row.is_overdue else -1, row.due))
    shown = tuple(row for row in rows if not wanted or row.state == wanted)
    first = Crumb(agency.name, scope.url("agency", agency.code)) if agency else list_crumb(scope)
    return PromisesBoard(
        rows=shown,
        total=len(rows),
        overdue=sum(row.is_overdue for row in rows),
        agency=agency,
        form=form,
        crumbs=(first, Crumb(_("Promises"))),
    )


def _promises(scope: Scope, agencies: QuerySet[Agency], agency: Agency | None) -> list[Promise]:
    """Of items that they lead in the month, in one that is still to come of those that they lead now."""
    rows = Promise.objects.filter(assignment__plan=scope.plan).annotate(led_by=leading_in(scope.period))
    rows = rows.filter(led_by__in=agencies.filter(pk=agency.pk) if agency else agencies.reporting_level())
    if scope.period.closed_at:
        rows = rows.filter(made_at__lte=scope.period.closed_at)
    rows = rows.select_related("assignment__agency", "assignment__indicator", "made_by")
    return list(
        rows.annotate(name_then=official_name(scope.period.data_to, "assignment__agency")).order_by(
            "assignment__agency__sort_order", "assignment__agency__path", "assignment__sort_order", "assignment", "pk"
        )
    )


def _leaders(scope: Scope, promised: Iterable[Promise]) -> dict[int, Agency]:
    """Those who led an item in the month that has passed on since, by key, as they were called then."""
    keys = {row.led_by for row in promised if row.led_by != row.assignment.agency_id}  # type: ignore[attr-defined]
    named: Any = Agency.objects.annotate(name_then=official_name(scope.period.data_to))
    return named.in_bulk(keys) if keys else {}


def _months(scope: Scope, items: Iterable[int]) -> dict[int, list[tuple[date, str, str]]]:
    """(last day, state, reason) of every judged month of each item up to the one shown, in order."""
    rows = Standing.objects.filter(
        assignment__in=items, period__plan=scope.plan, period__month__lte=scope.period.month
    ).order_by("period__month")
    found: dict[int, list[tuple[date, str, str]]] = {}
    for item, day, state, reason in rows.values_list("assignment", "period__data_to", "state", "reason"):
        found.setdefault(item, []).append((day, state, reason))
    return found


def _row(
    scope: Scope, promises: Sequence[Promise], months: Sequence[tuple[date, str, str]], leaders: Mapping[int, Agency]
) -> PromiseRow:
    met_on = met_since([(day, state) for day, state, _reason in months])
    item_state, item_reason = months[-1][1:] if months else ("", "")
    last, item = promises[-1], promises[-1].assignment
    after = [*(p.due_on for p in promises[1:]), None]
    words = tuple(_word(scope, p, replaced_by, met_on) for p, replaced_by in zip(promises, after, strict=True))
    state, moved = words[-1].state, times_postponed(p.due_on for p in promises)
    if state == PromiseState.OPEN and moved:
        state = PromiseState.MOVED
    over = is_late(item_state, last.due_on, scope.period.last_day_over, scope.plan.counts_no_activity)
    leader = leaders.get(last.led_by)  # type: ignore[attr-defined]
    code, name = (leader.code, leader.name_then) if leader else (item.agency.code, last.name_then)  # type: ignore[attr-defined]
    return PromiseRow(
        agency=code,
        agency_name=name,
        agency_url=scope.url("agency", code),
        indicator=item.indicator.name,
        url=scope.url("item", item.pk),
        first_due=promises[0].due_on,
        due=last.due_on,
        moved=moved,
        state=str(state),
        state_words=str(WORDS[state]),
        item_state=item_state,
        item_reason=item_reason,
        is_overdue=over,
        days_over=(scope.period.seen_on - last.due_on).days if over else 0,
        text=last.text,
        reason=last.reason,
        words=words,
    )


def _word(scope: Scope, row: Promise, replaced_by: date | None, met_on: date | None) -> GivenPromise:
    state = state_of(row.due_on, replaced_by, met_on, scope.period.data_to, scope.period.last_day_over)
    made_by = row.made_by.full_name if row.made_by else ""
    return GivenPromise(row.made_at, made_by, row.due_on, row.text, row.reason, state, str(WORDS[state]))


def promises_table(board: PromisesBoard) -> Table:
    """What was promised for items and what became of it."""
    columns = (
        Column("agency", _("Agency"), "state", {row.agency: row.agency_name for row in board.rows}, 30),
        Column("indicator", _("Item"), width=44),
        Column("first_due", _("First promised"), "date"),
        Column("due", _("Promised"), "date"),
        Column("moved", _("Times moved"), "number"),
        Column("state", _("Promise"), "state", {row.state: row.state_words for row in board.rows}, 14),
        state_column("item_state", _("State"), 16, reason="item_reason"),
        Column("text", _("As written"), width=26),
        Column("reason", _("Reason"), width=36),
    )
    return Table(_("Promises"), _("Promises"), columns, board.rows, frozen=2)


def words_table(board: PromisesBoard) -> Table:
    """Every promise as it was given."""
    columns = (
        Column("agency", _("Agency"), width=30, of="above.agency_name"),
        Column("indicator", _("Item"), width=44, of="above.indicator"),
        Column("made_on", _("Given on"), "date", of="row.made_on"),
        Column("made_by", _("By"), width=24, of="row.made_by"),
        Column("due", _("Promised"), "date", of="row.due_on"),
        Column("state", _("Promise"), width=14, of="row.state_words"),
        Column("text", _("As written"), width=26, of="row.text"),
        Column("reason", _("Reason"), width=36, of="row.reason"),
    )
    rows = below(board.rows, "words")
    return Table(_("Every word given"), _("Every word given"), columns, rows, frozen=2)


def payload(scope: Scope, board: PromisesBoard) -> dict:
    """What was promised and what became of it; `state` is open, kept, moved or broken."""
    keys = ("agency", "indicator", "first_due", "due", "moved", "state")
    return {"period": period_code(scope.period), "promises": promises_table(board).records(*keys)}


def export(scope: Scope, board: PromisesBoard) -> Export:
    """The promises; a second sheet holds every word that was given."""
    whose = board.agency.name if board.agency else scope.province.name
    subtitle = subtitle_of(scope, whose, None, filter_words(board.form))
    return Export(f"hen-hoan-thanh-{period_code(scope.period)}", subtitle, (promises_table(board), words_table(board)))


@read_only
@lean
def promises(request: HttpRequest) -> HttpResponse:
    code = request.GET.get("agency", "")
    scope, found = scope_that_knows(request, lambda scope: scope.agency_or_404(code) if code else None)
    board = build(scope, visible_agencies(scope.reader), request.GET, found)
    return answer_once_begun(request, scope, "promises", board, payload, export)


urlpatterns = [path("boards/promises/", promises, name="promises")]
