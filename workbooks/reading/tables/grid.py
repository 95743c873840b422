"""A sheet as a grid: its filled rows in order, what a merged cell covers, cells as text. Pure."""

from bisect import bisect_left, bisect_right
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from dxtracker.lib.text import clean
from kpis.grammar.shapes import Cell, CellKind, Value
from workbooks.reading.shapes import Sheet

COVERED_AT_MOST = 200_000  # cells that merges may fill in


def written(value: Value) -> str:
    """A cell's value as a reader would write it."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value.is_finite() else str(value)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)


def text_of(cell: Cell | None) -> str:
    """A cell's text on one line; "" for none."""
    if cell is None:
        return ""
    return _clean(cell.value) if isinstance(cell.value, str) else clean(written(cell.value))


_clean = lru_cache(maxsize=1 << 16)(clean)


class Grid:
    """A sheet with an order: `numbers` are its filled rows."""

    def __init__(self, sheet: Sheet):
        self.sheet = sheet
        self.numbers = sorted(number for number, cells in sheet.rows.items() if any(map(_is_filled, cells.values())))

    def row(self, number: int) -> dict[int, Cell]:
        """The filled cells of a row, left to right."""
        cells = self.sheet.rows.get(number, {})
        return {column: cells[column] for column in sorted(cells) if _is_filled(cells[column])}

    def cell(self, row: int, column: int) -> Cell | None:
        cell = self.sheet.rows.get(row, {}).get(column)
        return cell if cell is not None and _is_filled(cell) else None

    @cached_property
    def standing(self) -> dict[tuple[int, int], int]:
        """(row, column) inside a merge over several rows → the row where its value stands."""
        found: dict[tuple[int, int], int] = {}
        for row, column, last, _ in self.sheet.merges:
            if last > row and self.cell(row, column):
                inside = self.numbers[bisect_right(self.numbers, row) : bisect_right(self.numbers, last)]
                if len(found) + len(inside) > COVERED_AT_MOST:
                    break
                found.update({(number, column): row for number in inside})
        return found

    @cached_property
    def wide(self) -> dict[tuple[int, int], int]:
        """(row, column) of a merge's first cell → its last column."""
        return {(row, column): last for row, column, _, last in self.sheet.merges if last > column}

    def covers(self, top: int, bottom: int) -> dict[tuple[int, int], tuple[int, int]]:
        """(row, column) in these few rows → the first cell of the merge that covers it, itself excepted."""
        found: dict[tuple[int, int], tuple[int, int]] = {}
        for row, column, last_row, last_column in self.sheet.merges:
            for r in range(max(row, top), min(last_row, bottom) + 1):
                for c in range(column, min(last_column, column + 500) + 1):
                    if (r, c) != (row, column):
                        found[r, c] = (row, column)
        return found

    def from_row(self, number: int) -> list[int]:
        """The filled rows from `number` on."""
        return self.numbers[bisect_left(self.numbers, number) :]


def _is_filled(cell: Cell) -> bool:
    return cell.kind is not CellKind.TEXT or (
        isinstance(cell.value, str) and not cell.value.isspace() and cell.value != ""
    )
