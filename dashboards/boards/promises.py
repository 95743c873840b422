"""The ledger of promises: what was promised for each item, moved how often, kept or broken, as the month shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from agencies.queries import official_name
from dashboards.boards.parts import Crumb, rows_url
from dashboards.scope import Scope
from kpis.enums import MET, PromiseState
from kpis.models import Promise, Standing
from kpis.promises import state_of

WORDS = dict(PromiseState.choices) | {PromiseState.OPEN.value: gettext_lazy("Not yet due")}
ORDER = (PromiseState.BROKEN, PromiseState.MOVED, PromiseState.OPEN, PromiseState.KEPT)


@dataclass(frozen=True)
class Word:
    """One promise as it was given."""

    made_at: datetime
    made_by: str
    due_on: date
    text: str
    reason: str
    state: str
    state_words: str


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
    is_overdue: bool
    days_over: int
    text: str
    reason: str
    words: tuple[Word, ...]


@dataclass(frozen=True)
class PromisesBoard:
    """`overdue` counts items not done although their last day has passed, before any filter on the state."""

    rows: tuple[PromiseRow, ...]
    total: int
    overdue: int
    agency: Agency | None
    form: forms.Form
    without_url: str
    crumbs: tuple[Crumb, ...]


class PromisesForm(forms.Form):
    """Filter by what became of the promise; the agency comes with the link."""

    year = forms.IntegerField(required=False, widget=forms.HiddenInput)
    month = forms.IntegerField(required=False, widget=forms.HiddenInput)
    agency = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=gettext_lazy("Promise"), required=False, choices=[("", gettext_lazy("All")), *WORDS.items()]
    )


def build(scope: Scope, agencies: QuerySet[Agency], asked: dict, agency: Agency | None = None) -> PromisesBoard:
    """The promises of `agencies` (or of one `agency`), overdue first; two queries.

    A closed month shows the promises that were known when it was closed, and every month is judged on its last day.
    Without an agency only agencies' own items are listed, as boards count them.
    """
    form = PromisesForm(asked)
    wanted = form.cleaned_data["state"] if form.is_valid() else ""
    promised = _promises(scope, agencies, agency)
    months = _months(scope, {row.assignment_id for row in promised})
    rows = [
        _row(scope, list(words), months.get(item, ()))
        for item, words in groupby(promised, key=lambda row: row.assignment_id)
    ]
    rows.sort(key=lambda row: (ORDER.index(PromiseState(row.state)) if not row.is_overdue else -1, row.due))
    shown = tuple(row for row in rows if not wanted or row.state == wanted)
    first = Crumb(_("Agencies"), reverse("dashboards:agencies") + scope.query)
    if agency:
        first = Crumb(agency.name, reverse("dashboards:agency", args=[agency.code]) + scope.query)
    return PromisesBoard(
        rows=shown,
        total=len(rows),
        overdue=sum(row.is_overdue for row in rows),
        agency=agency,
        form=form,
        without_url=rows_url(scope, agency=agency.code if agency else ""),
        crumbs=(first, Crumb(_("Promises"))),
    )


def _promises(scope: Scope, agencies: QuerySet[Agency], agency: Agency | None) -> list[Promise]:
    rows = Promise.objects.filter(assignment__plan=scope.plan, assignment__agency__in=agencies)
    rows = rows.filter(assignment__agency=agency) if agency else rows.filter(assignment__agency__level="agency")
    if scope.period.closed_at:
        rows = rows.filter(made_at__lte=scope.period.closed_at)
    rows = rows.select_related("assignment__agency", "assignment__indicator", "made_by")
    return list(
        rows.annotate(name_then=official_name(scope.period.data_to, "assignment__agency")).order_by(
            "assignment__agency__sort_order", "assignment__agency__path", "assignment__sort_order", "assignment", "pk"
        )
    )


def _months(scope: Scope, items: Iterable[int]) -> dict[int, list[tuple[date, str]]]:
    """(last day, state) of every judged month of each item up to the one shown, in order."""
    rows = Standing.objects.filter(
        assignment__in=items, period__plan=scope.plan, period__month__lte=scope.period.month
    ).order_by("period__month")
    found: dict[int, list[tuple[date, str]]] = {}
    for item, day, state in rows.values_list("assignment", "period__data_to", "state"):
        found.setdefault(item, []).append((day, state))
    return found


def met_since(months: Sequence[tuple[date, str]]) -> date | None:
    """The last day of the first month from which on the item has been met up to the last one; None where it is not."""
    since = None
    for day, state in reversed(months):
        if state not in MET:
            break
        since = day
    return since


def _row(scope: Scope, promises: Sequence[Promise], months: Sequence[tuple[date, str]]) -> PromiseRow:
    met_on, day = met_since(months), scope.period.data_to
    last, item = promises[-1], promises[-1].assignment
    words = tuple(_word(p, p is last, met_on, day) for p in promises)
    state = words[-1].state
    if state == PromiseState.OPEN and len(promises) > 1:
        state = PromiseState.MOVED
    over = met_on is None and last.due_on <= day
    return PromiseRow(
        agency=item.agency.code,
        agency_name=last.name_then,
        agency_url=reverse("dashboards:agency", args=[item.agency.code]) + scope.query,
        indicator=item.indicator.name,
        url=reverse("dashboards:item", args=[item.pk]) + scope.query,
        first_due=promises[0].due_on,
        due=last.due_on,
        moved=len(promises) - 1,
        state=str(state),
        state_words=str(WORDS[state]),
        item_state=months[-1][1] if months else "",
        is_overdue=over,
        days_over=(day - last.due_on).days if over else 0,
        text=last.text,
        reason=last.reason,
        words=words,
    )


def _word(row: Promise, is_last: bool, met_on: date | None, day: date) -> Word:
    state = state_of(row.due_on, is_last, met_on, day)
    made_by = row.made_by.full_name if row.made_by else ""
    return Word(row.made_at, made_by, row.due_on, row.text, row.reason, state, str(WORDS[state]))
