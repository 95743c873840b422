"""From a workbook to its tables: one list, a matrix of indicators and agencies, or a sheet for each agency. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dxtracker.lib.text import clean
from kpis.grammar.shapes import Cell, CellKind, Problem
from workbooks.reading.agencies.names import Directory, find
from workbooks.reading.memory import without_collection
from workbooks.reading.shapes import Book, CannotRead, Column, Layout, Located, Place, Reading, Table
from workbooks.reading.tables.blocks import Block, find_block
from workbooks.reading.tables.given import Asked
from workbooks.reading.tables.grid import Grid, text_of
from workbooks.reading.tables.headings import looks_like_target
from workbooks.reading.tables.table import Found, table_at

NONE: Mapping[str, Mapping[int, Column]] = MappingProxyType({})
NOTHING: Mapping[str, Column] = MappingProxyType({})
COUNTED = re.compile(r"^\s*\d{1,3}\s*[.)_-]*\s*")
EDITED = re.compile(r"\s*(?:\([^)]*\)|[-_ ](?:sửa|mới|cuối|final|v\d+|copy))\s*$", re.IGNORECASE)
LABELLED = re.compile(r"^\s*(?:tên )?(?:cơ quan|đơn vị)(?: được giao| nhận| thực hiện)?\s*:\s*", re.IGNORECASE)
SEARCHED_FOR_TABLES = 60
TABLES_AT_MOST = 200  # of one sheet


NOWHERE = Place(0, 0, Cell(""))


@dataclass
class Named:
    """Whom a sheet names: by its own name, and in the lines above its headings."""

    by_name: str = ""
    by_title: str = ""
    title: Place = NOWHERE


@without_collection()
def read(
    book: Book,
    directory: Directory,
    year: int,
    *,
    mapping: Mapping[str, Mapping[int, Column]] = NONE,
    remembered: Mapping[str, Column] = NOTHING,
) -> Reading:
    """All tables of `book`. `year` is the plan's; `mapping`: sheet → column → role as a person corrected it;
    `remembered`: `same_name_key` of a heading → role. A table whose headings nobody knows is offered, to be explained.
    Raises CannotRead("nothing_understood") where no sheet has anything like a table.
    """
    asked = Asked(directory, year, mapping, remembered)
    starts: list[tuple[Grid, Block, Named]] = []
    skipped: list[str] = []
    problems: list[Located] = []
    tables: list[Table] = []
    for sheet in book.sheets:
        grid = Grid(sheet)
        block = None if sheet.is_hidden else find_block(grid, 1, asked) or _mapped(grid, asked)
        if block is None:
            skipped.append(sheet.name)
            if not sheet.is_hidden and _looks_like_table(grid):
                tables.append(unknown_table(grid) or _bare_table(grid))
        else:
            starts.append((grid, block, _named(grid, block, directory)))
    if not starts and not tables:
        grids = [
            grid for sheet in book.sheets if not sheet.is_hidden and not _lies_on_its_side(grid := Grid(sheet), asked)
        ]
        tables = [table for grid in grids if (table := unknown_table(grid))]
    if not starts and not tables:
        return Reading(Layout.LIST, (), tuple(skipped), _on_hidden_sheets(book, asked))
    problems += [Located(table.sheet, table.heading_rows[0], 0, Problem("no_headings")) for table in tables]
    layouts: set[Layout] = set()
    for grid, block, named in starts:
        owner, conflict = _owner(named, [other for _, _, other in starts], directory)
        for found in _tables(grid, block, asked, owner):
            tables.append(found.table)
            problems += found.problems
            by_sheet = owner is not None and not found.is_matrix and Column.LEAD not in found.table.columns.values()
            layouts.add(Layout.MATRIX if found.is_matrix else Layout.SHEETS if by_sheet else Layout.LIST)
            if by_sheet and conflict:
                problems.append(Located(grid.sheet.name, named.title.row, named.title.column, conflict))
    layout = next((layout for layout in (Layout.SHEETS, Layout.MATRIX) if layout in layouts), Layout.LIST)
    return Reading(layout, tuple(tables), tuple(skipped), tuple(problems))


def _on_hidden_sheets(book: Book, asked: Asked) -> tuple[Located, ...]:
    """That the only tables stand on hidden sheets. Raises CannotRead where there are none either."""
    hidden = [sheet.name for sheet in book.sheets if sheet.is_hidden and find_block(Grid(sheet), 1, asked)]
    if not hidden:
        raise CannotRead("nothing_understood")
    return tuple(Located(name, 0, 0, Problem("only_on_hidden_sheet", {"sheet": name})) for name in hidden)


def unknown_table(grid: Grid) -> Table | None:
    """A table whose headings nobody knows, none of its columns read: a row of texts with two filled rows below it."""
    for place, number in enumerate(grid.numbers[:SEARCHED_FOR_TABLES]):
        row, under = grid.row(number), [grid.row(below) for below in grid.numbers[place + 1 : place + 4]]
        if len(row) < 2 or not all(cell.kind is CellKind.TEXT for cell in row.values()):
            continue
        filled = [below for below in under if len(set(below) & set(row)) >= 2]
        if len(filled) >= 2:
            headings = {column: text_of(cell) for column, cell in row.items()}
            return Table(grid.sheet.name, (number, number), headings, dict.fromkeys(headings, Column.IGNORED), ())
    return None


def _lies_on_its_side(grid: Grid, asked: Asked) -> bool:
    """Whether headings stand one below the other, as on the example of our own workbooks."""
    first = [next(iter(grid.row(number).values())) for number in grid.numbers[:SEARCHED_FOR_TABLES]]
    return sum(asked.role(text_of(cell)) is not None for cell in first if cell.kind is CellKind.TEXT) >= 3


def _bare_table(grid: Grid) -> Table:
    """A table without any row of headings, known by its letters alone."""
    first = grid.numbers[0]
    columns = sorted({column for number in grid.numbers[:SEARCHED_FOR_TABLES] for column in grid.row(number)})
    headings = dict.fromkeys(columns, "")
    return Table(grid.sheet.name, (first - 1, first - 1), headings, dict.fromkeys(columns, Column.IGNORED), ())


def _tables(grid: Grid, block: Block | None, asked: Asked, owner: Place | None) -> list[Found]:
    found: list[Found] = []
    while block is not None and len(found) < TABLES_AT_MOST:
        found.append(table_at(grid, block, asked, owner))
        next_at = found[-1].next_at
        block = find_block(grid, next_at, asked) if next_at else None
    return found


def _mapped(grid: Grid, asked: Asked) -> Block | None:
    """A sheet whose headings nobody understands, but a person explained its columns.

    It begins where something like a target stands in the column of targets, or else at its first such row.
    """
    columns = {int(column): role for column, role in asked.mapping.get(grid.sheet.name, {}).items()}
    numbers = [number for number in grid.numbers if len(set(grid.row(number)) & set(columns)) >= 2]
    if not numbers:
        return None
    aims = [column for column, role in columns.items() if role in {Column.TARGET, Column.AGENCY}]
    likely = (n for n in numbers if any((cell := grid.cell(n, c)) and looks_like_target(cell) for c in aims))
    offered = unknown_table(grid)
    begins = offered.heading_rows[0] + 1 if offered else next(likely, numbers[0])
    heading = grid.row(begins - 1)
    parts: dict[int, tuple[str, ...]] = {column: (text_of(cell),) for column, cell in heading.items()}
    return Block(begins - 1, begins - 1, begins, parts, dict.fromkeys(parts, begins - 1))


def _named(grid: Grid, block: Block, directory: Directory) -> Named:
    found = Named(by_name=_one(EDITED.sub("", COUNTED.sub("", grid.sheet.name)), directory))
    found.by_name = found.by_name or _one(COUNTED.sub("", grid.sheet.name), directory)
    for number in grid.numbers:
        if number >= block.top:
            break
        for column, cell in grid.row(number).items():
            text = text_of(cell)
            if cell.kind is CellKind.TEXT and len(text) <= 200 and (code := _one(LABELLED.sub("", text), directory)):
                found.by_title, found.title = code, Place(number, column, cell)
    return found


def _one(text: str, directory: Directory) -> str:
    """The code of the only agency that `text` names and that is given targets, or ""."""
    named = find(clean(text), directory)
    if len(named.codes) != 1 or named.unknown:
        return ""
    code = named.codes[0]
    return code if code in directory.peers or not directory.peers else ""


def _owner(named: Named, all_named: list[Named], directory: Directory) -> tuple[Place | None, Problem | None]:
    """Whose sheet it is; the sheet's name decides where all sheets carry one issuer's title."""
    code = named.by_name or named.by_title
    if not code:
        return None, None
    conflict = None
    if named.by_title and named.by_name and named.by_title != named.by_name:
        carrying = sum(other.by_title == named.by_title for other in all_named)
        if carrying < 2 or any(
            other.by_name == other.by_title for other in all_named if other.by_title != named.by_title
        ):
            names = tuple(directory.official.get(c, c) for c in (named.by_name, named.by_title))
            conflict = Problem("two_agencies_named", {"name": names[0], "title": names[1]}, names)
    place = named.title if named.by_title == code else NOWHERE
    return Place(place.row, place.column, Cell(directory.official.get(code, code))), conflict


def _looks_like_table(grid: Grid) -> bool:
    """Three rows or more with a longer text and something like a target after it: no list of words, no notes."""
    found = 0
    for number in grid.numbers[:100]:
        row = list(grid.row(number).values())
        names = [place for place, cell in enumerate(row) if cell.kind is CellKind.TEXT and len(str(cell.value)) >= 20]
        found += bool(names) and any(looks_like_target(cell) for cell in row[names[0] + 1 :])
    return found >= 3
