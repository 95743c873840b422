"""What changed between two months, as a page."""

from collections import Counter
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _

from agencies.models import Agency
from dashboards.boards.changes import rules, words
from dashboards.boards.changes.form import ChangesForm
from dashboards.boards.changes.rules import Change, Item, Key, Move, Place
from dashboards.boards.changes.words import KIND_WORDS, Sentence
from dashboards.scope import Scope
from dxtracker.lib.crumbs import Crumb
from kpis import queries
from kpis.frozen.months import reading_month
from kpis.measuring.rates import counted, ranks
from kpis.models import Period, Report, Standing, Target
from kpis.standings.judged import FIGURE, Figure
from kpis.standings.words import quantity, target_text, value_text

AT_A_GLANCE, FIRST = 5, 20


class Reading(NamedTuple):
    """One month: items by agency and indicator, agencies' places, names of both by code."""

    items: dict[Key, Item]
    places: dict[str, Place]
    agencies: dict[str, str]
    indicators: dict[str, str]


@dataclass(frozen=True)
class ChangeRow:
    """One change of an item in words; empty states and values where it was not, or is no more."""

    kind: str
    kind_words: str
    agency: str
    agency_name: str
    agency_url: str
    indicator: str
    indicator_name: str
    item: int
    url: str
    state_before: str
    reason_before: str
    state: str
    reason: str
    before: str
    now: str


@dataclass(frozen=True)
class KindRows:
    """The changes of one kind, the first and the rest; folded among several kinds where it is more than a glance."""

    words: str
    first: tuple[ChangeRow, ...]
    rest: tuple[ChangeRow, ...]
    is_open: bool

    @property
    def count(self) -> int:
        return len(self.first) + len(self.rest)


@dataclass(frozen=True)
class MoveRow:
    """An agency at both months."""

    code: str
    name: str
    url: str
    move: Move
    is_first_report: bool


@dataclass(frozen=True)
class ChangesBoard:
    """`earlier` None where there is nothing to compare with: in a plan's first month, and in one not yet open."""

    earlier: Period | None
    headline: str
    said: tuple[Sentence, ...]
    rows: tuple[ChangeRow, ...]
    moves: tuple[MoveRow, ...]
    form: ChangesForm | None
    crumbs: tuple[Crumb, ...]

    @property
    def kinds(self) -> tuple[KindRows, ...]:
        """The rows kind by kind, in their order."""
        found = [tuple(rows) for _, rows in groupby(self.rows, attrgetter("kind"))]
        return tuple(
            KindRows(rows[0].kind_words, rows[:FIRST], rows[FIRST:], len(found) == 1 or len(rows) <= AT_A_GLANCE)
            for rows in found
        )


def build(scope: Scope, earlier: Period | None, agencies: QuerySet[Agency], asked) -> ChangesBoard:
    """What changed at `agencies` since `earlier`, over agencies' own items; six queries, one more for targets.

    A month of the same plan is read as the later one knows it; one of another plan as it was kept by itself.
    """
    crumbs = (Crumb(_("Matrix"), scope.url("matrix")), Crumb(_("What changed")))
    if earlier is None or not scope.period.is_begun:
        return ChangesBoard(None, "", (), (), (), None, crumbs)
    seen = set(agencies.reporting_level().values_list("code", flat=True))
    across = earlier.plan_id != scope.period.plan_id
    now = _reading(scope.period, seen, by_terms=across)
    with reading_month(earlier) if across else nullcontext():
        before = _reading(earlier, seen, by_terms=across)
    until, policy = scope.period.last_day_over, scope.plan.counts_no_activity
    found = rules.changes(before.items, now.items, earlier.data_to, until, policy)
    moved = rules.moves(before.places, now.places)
    first = _first_reports(scope, earlier, seen & now.agencies.keys())
    form = ChangesForm(asked, scope, earlier)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    names = before.agencies | now.agencies
    return ChangesBoard(
        earlier=earlier,
        headline=_headline(scope, earlier, before, now),
        said=words.sentences(found, moved, first, names),
        rows=_rows(scope, [row for row in found if kind in ("", row.kind)], before, now),
        moves=tuple(
            MoveRow(row.agency, names[row.agency], scope.url("agency", row.agency), row, row.agency in first)
            for row in moved
        ),
        form=form,
        crumbs=crumbs,
    )


def _reading(period: Period, seen: set[str], *, by_terms: bool = False) -> Reading:
    """A month of the agencies in `seen`; `by_terms` compares targets by what they ask, across plans. Two queries.

    Of several items of one indicator at an agency each is itself within a plan; across plans they go by their order.
    """
    rows = Standing.objects.filter(period=period, **queries.own_of(period.plan), agency__code__in=seen)
    rows = rows.annotate(promise_on=queries.last_promise(period.closed_at)).order_by("assignment_id")
    terms = ("target__operator", "target__low", "target__high")
    columns = ("agency__code", "indicator__code", "indicator__name", "assignment_id")
    judged = ("state", "reason", "target_id", "promise_on")
    items: dict[Key, Item] = {}
    held: Counter[tuple[str, str]] = Counter()
    indicators: dict[str, str] = {}
    for agency, code, name, item, state, reason, target, promise_on, *read in rows.values_list(
        *columns, *judged, *terms, *FIGURE
    ):
        asked, stood = read[: len(terms)], Figure._make(read[len(terms) :])
        known = tuple(asked) if by_terms and target else target
        held[agency, code] += 1
        which = held[agency, code] if by_terms else item
        items[agency, code, which] = Item(item, state, stood, known, promise_on, reason)
        indicators[code] = name
    months = queries.agency_months(period, None)
    return Reading(items, _places(period, months, seen), {row.code: row.name for row in months}, indicators)


def _places(period: Period, months: list[queries.AgencyMonth], seen: set[str]) -> dict[str, Place]:
    """Ranks are those of the whole group, whoever sees how much of it."""
    by_group: dict[str | None, list[queries.AgencyMonth]] = {}
    for row in months:
        by_group.setdefault(row.group, []).append(row)
    found = {}
    for members in by_group.values():
        counts = [counted(r.counts, period.plan.counts_no_activity) for r in members]
        for row, count, rank in zip(members, counts, ranks([c.official_rate for c in counts]), strict=True):
            if row.code in seen:
                found[row.code] = Place(rank, count.done, count.applicable)
    return found


def _first_reports(scope: Scope, earlier: Period, seen: set[str]) -> list[str]:
    """The agencies whose first report of the year came after the earlier month; none across years."""
    if earlier.plan_id != scope.period.plan_id:
        return []
    rows = Report.objects.filter(period__plan=scope.plan, agency__code__in=seen).values_list("agency__code")
    months = rows.annotate(first=Min("period__month")).order_by("agency__code")
    return [code for code, month in months if earlier.month < month <= scope.period.month]


def _headline(scope: Scope, earlier: Period, before: Reading, now: Reading) -> str:
    done, applicable = (sum(getattr(p, name) for p in now.places.values()) for name in ("done", "applicable"))
    done_before = sum(place.done for place in before.places.values())
    return words.headline(done, done_before, applicable, earlier.within, scope.period.label)


def _rows(scope: Scope, found: list[Change], before: Reading, now: Reading) -> tuple[ChangeRow, ...]:
    asked = {row.before.target for row in found if row.kind == rules.TARGET and row.before}
    asked |= {row.now.target for row in found if row.kind == rules.TARGET and row.now}
    targets = Target.objects.in_bulk([key for key in asked if isinstance(key, int)]) if asked else {}
    return tuple(_row(scope, row, before, now, targets) for row in found)


def _row(scope: Scope, row: Change, before: Reading, now: Reading, targets: Mapping[int, Target]) -> ChangeRow:
    names = before.indicators | now.indicators
    return ChangeRow(
        kind=row.kind,
        kind_words=str(KIND_WORDS[row.kind]),
        agency=row.agency,
        agency_name=(before.agencies | now.agencies)[row.agency],
        agency_url=scope.url("agency", row.agency),
        indicator=row.indicator,
        indicator_name=names[row.indicator],
        item=row.item,
        url=scope.url("item", row.item) if row.now else "",
        state_before=row.before.state if row.before else "",
        reason_before=row.before.reason if row.before else "",
        state=row.now.state if row.now else "",
        reason=row.now.reason if row.now else "",
        before=_said(row.kind, row.before, targets),
        now=_said(row.kind, row.now, targets),
    )


def _said(kind: str, item: Item | None, targets: Mapping[int, Target]) -> str:
    """What stood there: the target where that changed, the promised day, else the figure."""
    if item is None:
        return ""
    if kind == rules.PROMISE:
        return item.promise_on.strftime("%d/%m/%Y") if item.promise_on else ""
    if kind == rules.TARGET:
        return target_text(targets.get(item.target)) if isinstance(item.target, int) else _terms(item.target)
    said = value_text(item.figure)
    return "" if said == quantity(None) else said


def _terms(target: object) -> str:
    operator, low, high = target if isinstance(target, tuple) else ("", None, None)
    return " ".join(str(part) for part in (operator, quantity(low), quantity(high)) if part and part != "–")
