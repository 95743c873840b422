"""What keeps a cell from having a value, whatever kind of cell it is: an error, a formula, a strike. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from dxtracker.lib.text import clean
from kpis.grammar.deadlines import written
from kpis.grammar.shapes import LONGEST_CELL, Cell, CellKind, Problem
from kpis.grammar.text import quoted

Role = TypeVar("Role")


def fault_of(cell: Cell) -> Problem | None:
    """Too long a text, an error, a formula without a result, a struck text; of a struck part, the rest is proposed."""
    if cell.kind == CellKind.LONG:
        return Problem("too_long", {"limit": str(LONGEST_CELL)})
    if cell.kind == CellKind.ERROR:
        return Problem("spreadsheet_error", {"error": quoted(str(cell.value))})
    if cell.kind == CellKind.FORMULA:
        return Problem("formula_without_result")
    if cell.is_struck:
        return Problem("struck_cell", {"text": quoted(str(cell.value))})
    if cell.struck:
        value = cell.value
        live = written(value) if isinstance(value, date) else clean(str(value))
        return Problem("struck_part", {"struck": quoted(cell.struck), "text": quoted(live)}, (live,))
    return None


def marks_of(cells: Iterable[tuple[Role, Cell]]) -> Iterable[tuple[Role, Problem]]:
    """(role, remark) of each cell from which the sign of a footnote was taken off."""
    return [(role, Problem("mark_dropped", {"marks": cell.marks})) for role, cell in cells if cell.marks]
