"""The matrix of a month: agencies by peer group, indicators by pillar, a cell for each item that is assigned."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies.access import visible_paths, within
from agencies.compiled import compiled
from agencies.enums import Level
from agencies.models import Agency
from agencies.queries import official_name
from dashboards.boards.matrix.form import MatrixForm
from dashboards.parts.counts import rows_url
from dashboards.parts.filters import LATE
from dashboards.scope import Scope
from dxtracker.lib.crumbs import Crumb
from kpis import queries
from kpis.bottlenecks import rules
from kpis.bottlenecks.queries import pairs_of, thresholds_of
from kpis.enums import State
from kpis.measuring.rates import Counts
from kpis.models import Standing
from kpis.queries import Measured, in_language
from kpis.standings.words import quantity

WORST, PROTOCOL, NAME = "", "protocol", "name"
STANDS = (
    State.OVERDUE, State.BEHIND, State.NO_DATA, State.NOT_MEASURABLE, State.ON_TRACK, State.DONE_LATE, State.DONE,
    State.EXCEEDED, State.NO_ACTIVITY, State.NOT_APPLICABLE,
)  # fmt: skip


class Cell(NamedTuple):
    """One assigned item: its key, state and figure; `attainment` None where there is nothing to compare.

    `more`: the agency's other items of the same indicator, where some have passed to it (docs/adr/0021).
    """

    item: int
    state: str
    value: Any
    attainment: Any
    more: tuple["Cell", ...] = ()

    @property
    def all(self) -> tuple["Cell", ...]:
        """Every item of the agency and the indicator, the one that stands worst first."""
        return (self, *self.more)


@dataclass(frozen=True)
class Head:
    """An agency or an indicator with x/y over what is shown, and the pages that list x and y."""

    code: str
    name: str
    short: str
    group: str
    url: str
    counts: Counts
    done_url: str
    applicable_url: str
    one_url: str
    is_wide: bool = False


@dataclass(frozen=True)
class Row:
    """An agency; `cells` stand under `MatrixBoard.columns`, None where nothing is assigned or the filter hides it."""

    head: Head
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Group:
    """Agencies of one peer group, or indicators of one pillar."""

    name: str
    rows: tuple[Any, ...]


@dataclass(frozen=True)
class Line:
    """One item where the matrix has a single agency or indicator: what the other side is called."""

    group: str
    name: str
    url: str
    cell: Cell

    @property
    def value_text(self) -> str:
        return quantity(self.cell.value)


@dataclass(frozen=True)
class MatrixBoard:
    """`lines` and `one` are there when one agency or one indicator is chosen; `wide` counts what is missed by many."""

    rows: tuple[Group, ...]
    columns: tuple[Group, ...]
    counts: Counts
    wide: int
    one: Head | None
    lines: tuple[Line, ...]
    done_url: str
    applicable_url: str
    form: MatrixForm
    crumbs: tuple[Crumb, ...]

    @property
    def agencies(self) -> list[Row]:
        return [row for group in self.rows for row in group.rows]

    @property
    def indicators(self) -> list[Head]:
        return [head for group in self.columns for head in group.rows]

    @property
    def states(self) -> list[State]:
        """The states that occur, for the key."""
        return [State(name) for name, n in self.counts.states.items() if n]

    @property
    def opens(self) -> frozenset[int]:
        """The places of the columns with which a pillar begins."""
        at, found = 0, set()
        for group in self.columns:
            found.add(at)
            at += len(group.rows)
        return frozenset(found)


def build(scope: Scope, asked: Mapping[str, Any]) -> MatrixBoard:
    """The items that the reader sees under the filters of the form; five queries, two of them for the choices.

    Agencies' own items; divisions' only for who sees no agency. x/y count what the filters on pillar, group and "by
    many" leave; a filter on the state hides cells and moves no count.
    """
    form = MatrixForm(asked, province=scope.province)
    wanted = form.cleaned_data if form.is_valid() else {}
    places, table = _given(scope)
    catalogue = queries.indicators_of({key for cells in table.values() for key in cells})
    form.offer(places.values(), catalogue.values())
    spread = _counts_by(table, scope.plan.counts_no_activity)
    given = ((a, i, one.state, 1) for a, cells in table.items() for i, cell in cells.items() for one in cell.all)
    wide = rules.wide(pairs_of(spread, given), thresholds_of(scope.plan))
    columns = [key for key, row in catalogue.items() if _fits(row, key, wanted, wide)]
    rows = [key for key, place in places.items() if _is_of(place, wanted)]
    drawn = Drawing(scope, places, catalogue, {key: table[key] for key in rows}, columns, wanted, wide)
    return drawn.board(form)


@compiled
def _cells(period: int, paths: list[str]) -> QuerySet:
    rows = Standing.objects.filter(period=period, agency__in=within(paths)).order_by()
    return rows.values_list("agency_id", "indicator_id", "assignment_id", "state", "value", "attainment")


@compiled
def _named(province: int, paths: list[str], day: date) -> QuerySet[Agency]:
    rows = within(paths).filter(province=province).select_related("peer_group")
    return rows.annotate(name_then=official_name(day)).order_by("sort_order", "path")


def _given(scope: Scope) -> tuple[dict[int, Agency], dict[int, dict[int, Cell]]]:
    """The agencies that have items, in protocol order, and of each its cells by indicator; two queries."""
    paths = visible_paths(scope.reader)
    given: dict[int, dict[int, list[Cell]]] = defaultdict(lambda: defaultdict(list))
    for agency, indicator, *cell in _cells(scope.period.pk, paths):
        given[agency][indicator].append(Cell(*cell))
    named = _named(scope.province.pk, paths, scope.period.data_to)
    known: dict[int, Agency] = {row.pk: row for row in named if row.pk in given}
    own = {key: row for key, row in known.items() if row.level == Level.AGENCY} or known
    return own, {key: {which: _one(cells) for which, cells in given[key].items()} for key in own}


def _one(cells: Sequence[Cell]) -> Cell:
    """The cell of an agency and an indicator: the item that stands worst, the others with it."""
    if len(cells) == 1:
        return cells[0]
    first, *rest = sorted((cell._replace(more=()) for cell in cells), key=lambda c: (STANDS.index(c.state), c.item))
    return first._replace(more=tuple(rest))


def _counts_by(table: Mapping[int, Mapping[int, Cell]], counts_no_activity: bool) -> dict[int, Counts]:
    """The counts of each indicator over all agencies of the table."""
    states: dict[int, list[str]] = defaultdict(list)
    for cells in table.values():
        for key, cell in cells.items():
            states[key] += [one.state for one in cell.all]
    return {key: Counts.of(found, counts_no_activity) for key, found in states.items()}


def _fits(row: Measured, key: int, wanted: Mapping[str, Any], wide: Collection[int]) -> bool:
    pillar, indicator = wanted.get("pillar"), wanted.get("indicator")
    if (pillar and row.pillar.code != pillar.code) or (indicator and row.code != indicator):
        return False
    return key in wide or not wanted.get("many")


def _is_of(place: Agency, wanted: Mapping[str, Any]) -> bool:
    group, agency = wanted.get("group"), wanted.get("agency")
    return (not group or place.peer_group_id == group.pk) and (not agency or place.code == agency)


@dataclass(frozen=True)
class Drawing:
    """What the matrix is drawn from: `table` holds the rows that fit, `columns` the indicators."""

    scope: Scope
    places: Mapping[int, Agency]
    catalogue: Mapping[int, Measured]
    table: Mapping[int, Mapping[int, Cell]]
    columns: Sequence[int]
    wanted: Mapping[str, Any]
    wide: Collection[int]

    def board(self, form: MatrixForm) -> MatrixBoard:
        chosen = set(self.columns)
        kept = {a: {i: cell for i, cell in cells.items() if i in chosen} for a, cells in self.table.items()}
        kept = {a: cells for a, cells in kept.items() if cells}
        across = {a: self._counts(cells.values()) for a, cells in kept.items()}
        down = _counts_by(kept, self.scope.plan.counts_no_activity)
        shown = {a: _in_state(cells, self.wanted.get("state", "")) for a, cells in kept.items()}
        shown = {a: cells for a, cells in shown.items() if cells}
        used = {i for cells in shown.values() for i in cells}
        columns = self._columns({i: counts for i, counts in down.items() if i in used})
        order = [head_key for _group, keys in columns for head_key in keys]
        heads = {i: self._indicator(i, down[i]) for i in order}
        rows = tuple(
            Group(name, tuple(self._row(a, across[a], [shown[a].get(i) for i in order]) for a in keys))
            for name, keys in self._rows({a: counts for a, counts in across.items() if a in shown})
        )
        board = MatrixBoard(
            rows=rows,
            columns=tuple(Group(name, tuple(heads[i] for i in keys)) for name, keys in columns),
            counts=sum(across.values(), self._counts(())),
            wide=len(self.wide & chosen) if isinstance(self.wide, frozenset) else 0,
            one=None,
            lines=(),
            done_url=rows_url(self.scope, **self._filters(), **self._chosen(), part="done"),
            applicable_url=rows_url(self.scope, **self._filters(), **self._chosen(), part="applicable"),
            form=form,
            crumbs=(Crumb(_("Matrix")),),
        )
        return self._of_one(board)

    def _counts(self, cells: Iterable[Cell]) -> Counts:
        return Counts.of((one.state for cell in cells for one in cell.all), self.scope.plan.counts_no_activity)

    def _order(self, keys: Iterable[int], counts: Mapping[int, Counts], names: Mapping[int, str]) -> list[int]:
        """By the sort that was asked for; in protocol order the keys stand as they came."""
        sort = self.wanted.get("sort", WORST)
        if sort == NAME:
            return sorted(keys, key=lambda key: names[key])
        return list(keys) if sort == PROTOCOL else sorted(keys, key=lambda key: _rate(counts[key]))

    def _rows(self, counts: Mapping[int, Counts]) -> list[tuple[str, list[int]]]:
        by_group: dict[tuple[int, str], list[int]] = defaultdict(list)
        for key, place in self.places.items():
            if key in counts:
                group = place.peer_group
                name = in_language(group.name, group.name_en) if group else _("Others")
                by_group[group.sort_order if group else 9999, name].append(key)
        names = {key: place.name_then for key, place in self.places.items()}  # type: ignore[attr-defined]
        return [(name, self._order(keys, counts, names)) for (_place, name), keys in sorted(by_group.items())]

    def _columns(self, counts: Mapping[int, Counts]) -> list[tuple[str, list[int]]]:
        by_pillar: dict[Any, list[int]] = defaultdict(list)
        for key in sorted(counts, key=lambda key: self.catalogue[key].code):
            by_pillar[self.catalogue[key].pillar].append(key)
        names = {key: row.name for key, row in self.catalogue.items()}
        return [(pillar.shown, self._order(keys, counts, names)) for pillar, keys in sorted(by_pillar.items())]

    def _filters(self) -> dict[str, str]:
        """What the rows behind a figure share with the filters here."""
        pillar, group = self.wanted.get("pillar"), self.wanted.get("group")
        return {
            "pillar": pillar.code if pillar else "",
            "group": group.code if group else "",
            "many": "1" if self.wanted.get("many") else "",
        }

    def _chosen(self) -> dict[str, str]:
        return {name: self.wanted.get(name) or "" for name in ("agency", "indicator")}

    def _head(self, code: str, name: str, short: str, group: str, url: str, counts: Counts, **own: str) -> Head:
        filters = self._filters() | own
        one = {name: value for name, value in own.items() if name in ("agency", "indicator")}
        return Head(
            code, name, short, group, url, counts,
            done_url=rows_url(self.scope, **filters, part="done"),
            applicable_url=rows_url(self.scope, **filters, part="applicable"),
            one_url=f"{self.scope.url('matrix')}&{urlencode(one)}",
        )  # fmt: skip

    def _row(self, key: int, counts: Counts, cells: Sequence[Cell | None]) -> Row:
        place: Any = self.places[key]
        name, group = place.name_then, place.peer_group
        said = in_language(group.name, group.name_en) if group else ""
        url = self.scope.url("agency", place.code)
        head = self._head(place.code, name, place.short_name or name, said, url, counts, agency=place.code)
        return Row(head, tuple(cells))

    def _indicator(self, key: int, counts: Counts) -> Head:
        row = self.catalogue[key]
        url = self.scope.url("indicator", row.code)
        head = self._head(row.code, row.name, row.name, row.pillar.shown, url, counts, indicator=row.code)
        return replace(head, is_wide=key in self.wide)

    def _of_one(self, board: MatrixBoard) -> MatrixBoard:
        """The same with its lines, where one agency or one indicator is chosen."""
        rows, heads = board.agencies, board.indicators
        if self.wanted.get("agency") and rows:
            pairs = zip(heads, rows[0].cells, strict=True)
            return replace(board, one=rows[0].head, lines=self._lines(pairs))
        if self.wanted.get("indicator") and heads:
            return replace(board, one=heads[0], lines=self._lines((row.head, row.cells[0]) for row in rows))
        return board

    def _lines(self, pairs: Iterable[tuple[Head, Cell | None]]) -> tuple[Line, ...]:
        return tuple(
            Line(head.group, head.name, self.scope.url("item", one.item), one)
            for head, cell in pairs
            if cell
            for one in cell.all
        )


def _in_state(cells: Mapping[int, Cell], state: str) -> dict[int, Cell]:
    if not state:
        return dict(cells)
    states = {State.BEHIND, State.OVERDUE} if state == LATE else {state}
    kept = {key: [one for one in cell.all if one.state in states] for key, cell in cells.items()}
    return {key: _one(found) for key, found in kept.items() if found}


def _rate(counts: Counts) -> tuple[bool, Fraction]:
    rate = counts.official_rate
    return rate is None, rate or Fraction(0)
