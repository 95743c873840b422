"""Where a table's heading rows stand, and what stands over each column. Pure.

Headings may begin anywhere, take one to several rows, merged or not, and be followed by a row of column numbers.
"""

import re
from dataclasses import dataclass

from dxtracker.lib.text import fold
from kpis.grammar.shapes import Cell, CellKind
from workbooks.reading.shapes import Column
from workbooks.reading.tables.given import Asked
from workbooks.reading.tables.grid import Grid, text_of
from workbooks.reading.tables.headings import phrase

SEARCHED = 300  # filled rows without a heading before a sheet is given up
TALLEST = 6  # rows of headings
LONGEST = 160
NUMBERED = re.compile(r"\(?\s*(\d{1,3}|[a-z])\s*\)?(?:\s*=.*)?")
TELLING = frozenset(Column) - {Column.TOTAL, Column.OTHER_YEAR, Column.BASELINE, Column.IGNORED}


@dataclass(frozen=True)
class Block:
    """Heading rows `top` to `bottom`; the table begins at `begins`. `parts`: column → its headings, top first."""

    top: int
    bottom: int
    begins: int
    parts: dict[int, tuple[str, ...]]
    leaves: dict[int, int]  # column → the row where its lowest heading stands

    @property
    def headings(self) -> dict[int, str]:
        return {column: " / ".join(parts) for column, parts in self.parts.items()}


def find_block(grid: Grid, start: int, asked: Asked) -> Block | None:
    """The first heading rows from row `start` on, or None."""
    for number in grid.from_row(start)[:SEARCHED]:
        if is_anchor(grid.row(number), asked):
            return block_at(grid, number, asked)
    return None


def is_anchor(cells: dict[int, Cell], asked: Asked) -> bool:
    """Do these cells, by themselves, look like a row of headings?"""
    texts = [heading_text(cell) for cell in cells.values()]
    if not any(texts):
        return False
    roles = {found for text in texts if text and (found := asked.role(text)) in TELLING}
    if len(roles) >= 3 or (len(roles) == 2 and Column.INDICATOR in roles):
        return len(roles) * 3 >= sum(map(bool, texts)) or len(roles) >= 4 or names_agencies(texts, asked)
    return Column.INDICATOR in roles and names_agencies(texts, asked)


def names_agencies(texts: list[str], asked: Asked) -> bool:
    """Are two or more of these texts agencies, or groups of them?"""
    return sum(bool(text) and asked.is_agency(text) for text in texts) >= 2


def heading_text(cell: Cell) -> str:
    """The text of a cell that may be a heading, "" for any other."""
    if cell.kind is CellKind.NUMBER:
        text = text_of(cell)
        return text if re.fullmatch(r"20\d\d", text) else ""
    text = text_of(cell)
    return text if cell.kind is CellKind.TEXT and len(text) <= LONGEST else ""


def block_at(grid: Grid, anchor: int, asked: Asked) -> Block:
    """The heading rows around the one found."""
    covers = grid.covers(max(1, anchor - 3), anchor + TALLEST)
    top = anchor
    while top > max(1, anchor - 2) and _is_group_row(grid, top - 1, top, asked):
        top -= 1
    bottom = _bottom(grid, anchor, covers, asked)
    parts, leaves = _parts(grid, top, bottom, covers)
    begins = bottom + 1
    while (row := grid.row(begins)) and is_number_row(row):
        begins += 1
    return Block(top, bottom, begins, parts, leaves)


def _is_group_row(grid: Grid, number: int, below: int, asked: Asked) -> bool:
    """Is this row, above the headings, a row of groups ("Cơ quan thực hiện" over two columns)?"""
    row, under = grid.row(number), grid.row(below)
    if not row or not under or (len(row) == 1 and grid.wide.get((number, min(row)), min(row)) >= max(under)):
        return False
    if not set(row) <= set(range(min(under) - 1, max(under) + 1)):
        return False
    texts = {column: heading_text(cell) for column, cell in row.items()}
    if not all(texts.values()) or any(text.count(" ") > 8 for text in texts.values()):
        return False
    fits = [bool(asked.guess(text).columns) or asked.is_agency(text) for text in texts.values()]
    return all(fits) and (len(row) > 1 or min(row) > min(under))


def _bottom(grid: Grid, anchor: int, covers: dict[tuple[int, int], tuple[int, int]], asked: Asked) -> int:
    first = grid.row(anchor)
    bottom = anchor
    for start, column, last, _ in grid.sheet.merges:
        if start == anchor and column in first:
            bottom = max(bottom, min(last, anchor + TALLEST - 1))
    named = {c for c, cell in first.items() if asked.role(heading_text(cell)) in {Column.NUMBER, Column.INDICATOR}}
    while bottom < anchor + TALLEST - 1:
        row = grid.row(bottom + 1)
        if not row or named & set(row) or is_number_row(row):
            break
        parts, _ = _parts(grid, anchor, bottom + 1, covers)
        if not all(_continues(cell, parts[column], asked) for column, cell in row.items()):
            break
        bottom += 1
    return bottom


def _continues(cell: Cell, parts: tuple[str, ...], asked: Asked) -> bool:
    """May this cell be a lower heading under `parts[:-1]`?"""
    text = heading_text(cell)
    if not text or (cell.kind is CellKind.TEXT and re.match(r"[<>≤≥%\d]", text)):
        return bool(text) and bool(re.fullmatch(r"20\d\d", text))
    if asked.guess(text).columns or (asked.guess(*parts).sure >= 2 and len(text) <= 40 and len(parts) > 1):
        return True
    return asked.is_agency(text) or (len(parts) > 1 and asked.is_agency(parts[0]))


def _parts(
    grid: Grid, top: int, bottom: int, covers: dict[tuple[int, int], tuple[int, int]]
) -> tuple[dict[int, tuple[str, ...]], dict[int, int]]:
    """Column → its headings from top to bottom, a merged one over all its columns, an unmerged group to its right."""
    rows = {number: grid.row(number) for number in range(top, bottom + 1)}
    columns = sorted({column for row in rows.values() for column in row})
    parts: dict[int, tuple[str, ...]] = {}
    leaves: dict[int, int] = {}
    for column in columns:
        found: list[str] = []
        for number in range(top, bottom + 1):
            place = (number, column) if column in rows[number] else covers.get((number, column))
            if place is None and any(column in rows[below] for below in range(number + 1, bottom + 1)):
                place = _group_to_the_left(grid, number, column, bottom)
            text = heading_of(grid, place) if place else ""
            if found and NUMBERED.fullmatch(fold(text)):
                continue  # a column's number below its heading
            if text and (not found or found[-1] != text):
                found.append(text)
                leaves[column] = place[0] if place else number
        if found:
            parts[column] = tuple(found)
    return parts, leaves


def _group_to_the_left(grid: Grid, number: int, column: int, bottom: int) -> tuple[int, int] | None:
    """An unmerged group heading stands over its first column; the next columns have only lower headings."""
    row = grid.row(number)
    left = max((c for c in row if c < column), default=0)
    if not left or (number, left) in grid.wide:
        return None
    below = [grid.row(lower) for lower in range(number + 1, bottom + 1)]
    between = all(any(c in lower for lower in below) for c in range(left, column))
    return (number, left) if between else None


def heading_of(grid: Grid, place: tuple[int, int]) -> str:
    """The text of a cell of the headings."""
    cell = grid.cell(*place)
    return text_of(cell) if cell else ""


def is_number_row(cells: dict[int, Cell]) -> bool:
    """A row of column numbers: (1) (2) (3), 1 2 3, A B 1 2, (5)=(3)+(4).

    Letters come before numbers, numbers ascend, and there are at least three.
    """
    found = [NUMBERED.fullmatch(fold(text_of(cell))) for cell in cells.values()]
    if len(found) < 3 or not all(found):
        return False
    marks = [match.group(1) for match in found if match]
    numbers = [int(mark) for mark in marks if mark.isdigit()]
    letters = [mark for mark in marks if not mark.isdigit()]
    in_order = letters == sorted(set(letters)) and numbers == sorted(set(numbers))
    return in_order and len(numbers) >= 2 and numbers[0] <= 3 and marks[: len(letters)] == letters


def same_headings(cells: dict[int, Cell], block: Block) -> bool:
    """Is this row the headings again, after a page break?"""
    said = {phrase(part) for parts in block.parts.values() for part in parts}
    texts = [phrase(text_of(cell)) for cell in cells.values()]
    return len(texts) >= 2 and sum(text in said and text != "" for text in texts) * 5 >= len(texts) * 4
