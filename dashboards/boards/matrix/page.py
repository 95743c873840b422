"""The matrix of a month: agencies by peer group, indicators by pillar, a cell for each item that is assigned."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from agencies.models import Agency
from dashboards.boards.matrix.cells import AGENCY, INDICATOR, STATE, Cell, Cells, counts_by, figures_of, given, table_of
from dashboards.boards.matrix.form import MatrixForm
from dashboards.parts.counts import rows_url
from dashboards.parts.filters import LATE
from dashboards.scope import Scope
from dxtracker.lib.crumbs import Crumb
from kpis import queries
from kpis.bottlenecks import rules
from kpis.bottlenecks.queries import pairs_of, thresholds_of
from kpis.enums import LATE_STATES, State
from kpis.measuring.rates import Counts
from kpis.queries import Measured, in_language

WORST, PROTOCOL, NAME = "", "protocol", "name"


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

    @property
    def choice(self) -> tuple[str, str, str]:
        """Its own matrix: the address, the name, x/y."""
        return self.one_url, self.name, f"{self.counts.done}/{self.counts.applicable}"


@dataclass(frozen=True)
class Row:
    """An agency; `cells` stand under `MatrixBoard.columns`, None where nothing is assigned or the filter hides it.

    `more`: by place of the cell the agency's other items of the same indicator, where some have passed to it
    (docs/adr/0021); the item that stands worst is the cell.
    """

    head: Head
    cells: tuple[tuple | None, ...]
    more: Mapping[int, Sequence[tuple]] = field(default_factory=dict)

    @property
    def states(self) -> list[str]:
        """By place; empty where nothing is assigned or shown."""
        return [cell[STATE] if cell else "" for cell in self.cells]

    def items(self, place: int) -> tuple[Cell, ...]:
        """Every item at a place, the worst first."""
        first = self.cells[place]
        return tuple(Cell(*one) for one in (first, *self.more.get(place, ()))) if first else ()


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
    value_text: str


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
    def choices(self) -> dict[str, tuple[tuple[str, str, str], ...]]:
        """What a phone shows one at a time."""
        agencies = tuple(row.head.choice for row in self.agencies)
        return {"agencies": agencies, "indicators": tuple(head.choice for head in self.indicators)}

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
    """The items that the reader sees under the filters of the form; five queries, two of them for the choices; one
    more where one agency or one indicator is chosen.

    Agencies' own items; divisions' only for who sees no agency. x/y count what the filters on pillar, group and "by
    many" leave; a filter on the state hides cells and moves no count.
    """
    form = MatrixForm(asked, province=scope.province)
    wanted = form.cleaned_data if form.is_valid() else {}
    places, rows = given(scope)
    given_rows = len(rows)
    policy = scope.plan.counts_no_activity
    down = counts_by(INDICATOR, rows, policy)
    catalogue = queries.indicators_of(down)
    form.offer(places.values(), catalogue.values())
    table, more = table_of(rows)
    twice = {indicator for _agency, indicator in more}
    several = ((row[AGENCY], row[INDICATOR], row[STATE], 1) for row in rows if row[INDICATOR] in twice) if twice else ()
    wide = rules.wide(pairs_of(down, several), thresholds_of(scope.plan))
    columns = {key for key, row in catalogue.items() if _fits(row, key, wanted, wide)}
    kept = {key for key, place in places.items() if _is_of(place, wanted)}
    if len(columns) < len(catalogue) or len(kept) < len(places):
        rows = [row for row in rows if row[AGENCY] in kept and row[INDICATOR] in columns]
        down = counts_by(INDICATOR, rows, policy)
    across = counts_by(AGENCY, rows, policy)
    if state := wanted.get("state"):
        states = LATE_STATES if state == LATE else {state}
        rows = [row for row in rows if row[STATE] in states]
    if len(rows) < given_rows:
        table, more = table_of(rows)
    drawn = Drawing(scope, places, catalogue, table, more, across, down, wanted, wide & columns)
    return drawn.board(form)


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
    """What the matrix is drawn from: `table` and `more` hold the cells that are shown, the counts what they are of."""

    scope: Scope
    places: Mapping[int, Agency]
    catalogue: Mapping[int, Measured]
    table: Mapping[int, Cells]
    more: Mapping[tuple[int, int], Sequence[tuple]]
    across: Mapping[int, Counts]
    down: Mapping[int, Counts]
    wanted: Mapping[str, Any]
    wide: Collection[int]

    def board(self, form: MatrixForm) -> MatrixBoard:
        columns = self._columns({i for cells in self.table.values() for i in cells})
        order = [key for _group, keys in columns for key in keys]
        heads = {i: self._indicator(i) for i in order}
        place = {i: n for n, i in enumerate(order)}
        more: dict[int, dict[int, Sequence[tuple]]] = defaultdict(dict)
        for (agency, indicator), found in self.more.items():
            more[agency][place[indicator]] = found
        rows = tuple(
            Group(name, tuple(self._row(a, tuple(map(self.table[a].get, order)), more.get(a, {})) for a in keys))
            for name, keys in self._rows()
        )
        board = MatrixBoard(
            rows=rows,
            columns=tuple(Group(name, tuple(heads[i] for i in keys)) for name, keys in columns),
            counts=sum(self.down.values(), Counts.of((), self.scope.plan.counts_no_activity)),
            wide=len(self.wide),
            one=None,
            lines=(),
            done_url=rows_url(self.scope, **self._filters(), **self._chosen(), part="done"),
            applicable_url=rows_url(self.scope, **self._filters(), **self._chosen(), part="applicable"),
            form=form,
            crumbs=(Crumb(_("Matrix")),),
        )
        return self._of_one(board)

    @cached_property
    def behind(self) -> str:
        """The rows under the filters here."""
        return rows_url(self.scope, **self._filters())

    @cached_property
    def whole(self) -> str:
        return self.scope.url("matrix")

    def _order(self, keys: Iterable[int], counts: Mapping[int, Counts], names: Mapping[int, str]) -> list[int]:
        """By the sort that was asked for; in protocol order the keys stand as they came."""
        sort = self.wanted.get("sort", WORST)
        if sort == NAME:
            return sorted(keys, key=lambda key: names[key])
        return list(keys) if sort == PROTOCOL else sorted(keys, key=lambda key: _rate(counts[key]))

    def _rows(self) -> list[tuple[str, list[int]]]:
        by_group: dict[tuple[int, str], list[int]] = defaultdict(list)
        for key, place in self.places.items():
            if key in self.table:
                group = place.peer_group
                name = in_language(group.name, group.name_en) if group else _("Others")
                by_group[group.sort_order if group else 9999, name].append(key)
        names = {key: place.name_then for key, place in self.places.items()}  # type: ignore[attr-defined]
        return [(name, self._order(keys, self.across, names)) for (_place, name), keys in sorted(by_group.items())]

    def _columns(self, used: Iterable[int]) -> list[tuple[str, list[int]]]:
        by_pillar: dict[Any, list[int]] = defaultdict(list)
        for key in sorted(used, key=lambda key: self.catalogue[key].code):
            by_pillar[self.catalogue[key].pillar].append(key)
        names = {key: row.name for key, row in self.catalogue.items()}
        return [(pillar.shown, self._order(keys, self.down, names)) for pillar, keys in sorted(by_pillar.items())]

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
        which = urlencode(own)
        behind = f"{self.behind}&{which}"
        return Head(
            code, name, short, group, url, counts,
            done_url=f"{behind}&part=done",
            applicable_url=f"{behind}&part=applicable",
            one_url=f"{self.whole}&{which}",
        )  # fmt: skip

    def _row(self, key: int, cells: tuple[tuple | None, ...], more: Mapping[int, Sequence[tuple]]) -> Row:
        place: Any = self.places[key]
        name, group = place.name_then, place.peer_group
        said = in_language(group.name, group.name_en) if group else ""
        url = self.scope.url("agency", place.code)
        head = self._head(place.code, name, place.short_name or name, said, url, self.across[key], agency=place.code)
        return Row(head, cells, more)

    def _indicator(self, key: int) -> Head:
        row = self.catalogue[key]
        url = self.scope.url("indicator", row.code)
        head = self._head(row.code, row.name, row.name, row.pillar.shown, url, self.down[key], indicator=row.code)
        return replace(head, is_wide=key in self.wide)

    def _of_one(self, board: MatrixBoard) -> MatrixBoard:
        """The same with its lines, where one agency or one indicator is chosen."""
        rows, heads = board.agencies, board.indicators
        if self.wanted.get("agency") and rows:
            return replace(
                board, one=rows[0].head, lines=self._lines((head, rows[0], at) for at, head in enumerate(heads))
            )
        if self.wanted.get("indicator") and heads:
            return replace(board, one=heads[0], lines=self._lines((row.head, row, 0) for row in rows))
        return board

    def _lines(self, places: Iterable[tuple[Head, Row, int]]) -> tuple[Line, ...]:
        found = [(head, one) for head, row, at in places for one in row.items(at)]
        figures = figures_of(self.scope, (one.item for _head, one in found))
        return tuple(
            Line(head.group, head.name, self.scope.url("item", one.item), one, figures[one.item]) for head, one in found
        )


def _rate(counts: Counts) -> tuple[bool, Fraction]:
    rate = counts.official_rate
    return rate is None, rate or Fraction(0)
