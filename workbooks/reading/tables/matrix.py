"""Indicators down, agencies across: each filled cell gives one indicator to the agencies of its column. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from dxtracker.lib.text import fold
from kpis.grammar.shapes import Cell, CellKind, Problem
from workbooks.reading.agencies.names import Directory, find
from workbooks.reading.shapes import Column, Line, Located, Place, Total
from workbooks.reading.tables.body import Row
from workbooks.reading.tables.grid import Grid, text_of

NOT_ASSIGNED = frozenset({"", "-", "–", "—", "−", "--", "---", "/", "//", "\\", "khong", "khong giao", "...", "…"})
MARKS = frozenset({"x", "✓", "✔", "v", "√", "*"})


@dataclass(frozen=True)
class Owner:
    """The agencies of a column, and the heading that names them."""

    place: Place
    codes: tuple[str, ...]


def owners(
    grid: Grid,
    columns: Mapping[int, Column],
    parts: Mapping[int, tuple[str, ...]],
    leaves: Mapping[int, int],
    directory: Directory,
) -> tuple[dict[int, Owner], list[Located]]:
    """Who stands over each agency column; an unknown or ambiguous name is one problem at its heading."""
    found: dict[int, Owner] = {}
    problems: list[Located] = []
    for column, role in columns.items():
        if role is not Column.AGENCY or column not in parts:
            continue
        group = find(parts[column][0], directory) if len(parts[column]) > 1 else None
        named = find(parts[column][-1], directory, frozenset(group.codes) if group else frozenset())
        heading = Place(leaves[column], column, Cell(parts[column][-1]))
        for problem in named.unknown:
            problems.append(Located(grid.sheet.name, heading.row, column, problem))
        if not named.codes and not named.unknown:
            problem = Problem("unknown_agency", {"name": parts[column][-1][:60]})
            problems.append(Located(grid.sheet.name, heading.row, column, problem))
        if named.codes and not named.unknown:
            text = "\n".join(directory.official.get(code, code) for code in named.codes)
            found[column] = Owner(Place(heading.row, column, Cell(text)), named.codes)
    return found, problems


def is_assigned(cell: Cell) -> bool:
    """Does this cell give a target? A dash, a stroke, "Không" and a blank do not; 0 does."""
    return cell.kind is not CellKind.TEXT or fold(str(cell.value)) not in NOT_ASSIGNED


def lines_of(row: Row, owned: Mapping[int, Owner], columns: Mapping[Column, int], grid: Grid) -> list[Line]:
    """One line for each assigned cell of a row; `x` stands for the row's default target, if the sheet has one."""
    found: list[Line] = []
    default = row.filled.get(Column.TARGET)
    has_default = Column.TARGET in columns
    shared: dict[Column, Place] = dict(row.filled)
    shared.pop(Column.TARGET, None)
    name = row.own.get(Column.INDICATOR)
    for column, place in row.agencies.items():
        if column not in owned or not is_assigned(place.cell):
            continue
        places = dict(shared)
        target: Place | None = place
        if has_default and fold(text_of(place.cell)) in MARKS:
            target = default
        if target is not None:
            places[Column.TARGET] = target
        places[Column.LEAD] = owned[column].place
        where = {**columns, Column.TARGET: target.column if target else columns[Column.TARGET], Column.LEAD: column}
        is_struck = bool(name and name.cell.is_struck)
        hidden = row.number in grid.sheet.hidden_rows or column in grid.sheet.hidden_columns
        told = (hidden, is_struck, row.parent, row.of_year)
        found.append(Line(grid.sheet.name, row.number, places, where, row.section, *told))
    return found


def totals_of(rows: list[Row], columns: Mapping[int, Column], sheet: str) -> list[Total]:
    """The sheet's own sums beside ours: "Tổng số" at the end of a row, "Cộng" under a column.

    Under a column a sheet may count its filled cells or add up its numbers: what fits more columns is meant.
    """
    found: list[Total] = []
    lines = [row for row in rows if row.kind == "line"]
    for row in lines:
        count = sum(is_assigned(place.cell) for place in row.agencies.values())
        for column, place in row.sums.items():
            if (stated := _whole(place.cell)) is not None:
                found.append(Total(sheet, row.number, column, stated, count))
    for row in rows:
        if row.kind == "sum":
            above = [line for line in lines if line.number < row.number]
            found += _sums(row, above, sheet)
    return found


def _sums(row: Row, above: list[Row], sheet: str) -> list[Total]:
    stated = {c: n for c, place in row.agencies.items() if (n := _whole(place.cell)) is not None}
    counts: dict[int, int] = {}
    sums: dict[int, int | None] = {}
    for column in stated:
        cells = [line.agencies[column].cell for line in above if column in line.agencies]
        counts[column] = sum(map(is_assigned, cells))
        numbers = [_whole(cell) for cell in cells if is_assigned(cell)]
        sums[column] = sum(n for n in numbers if n is not None) if None not in numbers else None
    adds_up = sum(sums[c] == n for c, n in stated.items()) > sum(counts[c] == n for c, n in stated.items())
    found = [Total(sheet, row.number, c, n, (sums[c] if adds_up else counts[c]) or 0) for c, n in stated.items()]
    if not adds_up:
        given = sum(is_assigned(place.cell) for line in above for place in line.agencies.values())
        for column, place in row.sums.items():
            if (n := _whole(place.cell)) is not None:
                found.append(Total(sheet, row.number, column, n, given))
    return found


def _whole(cell: Cell) -> int | None:
    text = text_of(cell)
    return int(text) if text.isdecimal() and len(text) <= 9 else None
