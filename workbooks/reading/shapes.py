"""The shapes that pass between the rooms of the import: workbook → layouts → rows → run. Pure.

A workbook becomes a `Book` of `Cell`s; layouts find the tables in it and cut them into `Line`s; rows.py turns each
line into an `ItemRow` with values, warnings and refusals, each at its cell. Rows and columns count from 1 as in Excel.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from kpis.grammar.shapes import Cell, Goal, Problem


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows[row][column]` holds filled cells only; merges are (row, column, last row, last column)."""

    name: str
    rows: Mapping[int, Mapping[int, Cell]]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False


@dataclass(frozen=True)
class Book:
    """A workbook that was opened: its sheets in order, the format it came in ("xlsx", "xlsm", "xls", "csv")."""

    sheets: tuple[Sheet, ...]
    format: str = "xlsx"

    @property
    def letters(self) -> int:
        """How much text its cells hold."""
        cells = (cell for sheet in self.sheets for row in sheet.rows.values() for cell in row.values())
        return sum(len(cell.value) for cell in cells if isinstance(cell.value, str))


@dataclass(frozen=True)
class Located:
    """A problem at its cell. `row` 0: the sheet as a whole; `column` 0: the row as a whole."""

    sheet: str
    row: int
    column: int
    problem: Problem


class CannotRead(Exception):
    """The file as a whole cannot be read; `problem` says why, `place` the sheet and cell where there is one."""

    def __init__(self, code: str, place: str = "", **details: str):
        super().__init__(code)
        self.problem = Problem(code, details)
        self.place = place


class Column(StrEnum):
    """What a column of an assignment sheet holds."""

    NUMBER = "number"
    CODE = "code"  # the indicator's code in the catalogue: our own exports carry it
    INDICATOR = "indicator"
    UNIT = "unit"
    TARGET = "target"
    LEAD = "lead"
    COORDINATORS = "coordinators"
    DIVISION = "division"  # the division inside the lead agency
    DEADLINE = "deadline"
    PRODUCT = "product"
    NOTE = "note"
    SECTION = "section"
    BASELINE = "baseline"
    WEIGHT = "weight"
    AGENCY = "agency"  # matrix: one agency's targets
    TOTAL = "total"  # matrix: how many agencies have it
    OTHER_YEAR = "other_year"  # a target of another year: read, said, not imported
    IGNORED = "ignored"


def are_tasks(columns: Collection[Column]) -> bool:
    """Whether a table of these columns lists tasks to be completed: no targets and no units, but products or days."""
    measured = {Column.TARGET, Column.UNIT, Column.AGENCY} & set(columns)
    return not measured and bool({Column.PRODUCT, Column.DEADLINE} & set(columns))


class Layout(StrEnum):
    LIST = "list"
    MATRIX = "matrix"
    SHEETS = "sheets"


class Place(NamedTuple):
    """A cell that belongs to a line; for a merged cell `row` and `column` are where its value stands."""

    row: int
    column: int
    cell: Cell


class GoalText(NamedTuple):
    """What is to be reached by a later year, as written; never a target of the plan's own year."""

    year: int
    raw: str


class OfYear(NamedTuple):
    """Another year than the plan's that a section or a title names, and where it does."""

    year: int
    row: int
    column: int
    title: str


@dataclass(frozen=True)
class Line:
    """What one row (in a matrix: one cell) of a table assigns. Empty cells are absent from `places`.

    `parent`: the name of the numbered row that this one is a part of. `of_year`: where its section is for another
    year. `later`: cells of columns for later years.
    """

    sheet: str
    row: int
    places: Mapping[Column, Place]
    columns: Mapping[Column, int]  # where each role stands on the sheet: the address of an empty cell
    section: str = ""
    is_hidden: bool = False
    is_struck: bool = False
    parent: str = ""
    of_year: OfYear | None = None
    later: tuple[tuple[int, Place], ...] = ()


@dataclass(frozen=True)
class Total:
    """A sheet's own sum ("Tổng số: 29 chỉ tiêu") beside what was found."""

    sheet: str
    row: int
    column: int
    stated: int
    found: int


@dataclass(frozen=True)
class Table:
    """One table of a sheet: its heading rows, what each column was understood as, its lines."""

    sheet: str
    heading_rows: tuple[int, int]
    headings: Mapping[int, str]  # column → the heading as written (two rows joined by " / ")
    columns: Mapping[int, Column]
    lines: tuple[Line, ...]
    totals: tuple[Total, ...] = ()
    notices: tuple[Located, ...] = ()


@dataclass(frozen=True)
class Reading:
    """All that the layouts found: `problems` are refusals of a whole table or column (an unknown heading)."""

    layout: Layout
    tables: tuple[Table, ...]
    skipped_sheets: tuple[str, ...] = ()
    problems: tuple[Located, ...] = ()


@dataclass(frozen=True)
class Found:
    """The agencies in a text: codes in the order written, without repetition; pieces that nobody is called."""

    codes: tuple[str, ...] = ()
    unknown: tuple[Problem, ...] = ()  # code "unknown_agency", details {"name": …}, proposals: nearest official names


@dataclass(frozen=True)
class ItemRow:
    """One row of the sheet (in a matrix: one cell) as understood. Good where `problems` is empty.

    `goals`: what it says of later years. `is_goal`: it says nothing else, and gives no item of this plan.
    """

    sheet: str
    row: int
    indicator: str
    unit: str = ""
    goal: Goal | None = None
    leads: tuple[str, ...] = ()
    coordinators: tuple[str, ...] | None = None  # None: the sheet says nothing of them
    unresolved_coordinators: tuple[str, ...] = ()
    deadline: date | None = None
    is_recurring: bool = False
    section: str = ""
    product: str = ""
    code: str = ""
    weight: Decimal | None = None
    baseline: Decimal | None = None
    goals: tuple[GoalText, ...] = ()
    is_goal: bool = False
    parent: str = ""
    texts: Mapping[int, str] = field(default_factory=dict)  # column → the cell as written, for the preview
    columns: Mapping[Column, int] = field(default_factory=dict)  # as in Line: the address of an empty cell
    warnings: tuple[Located, ...] = ()
    problems: tuple[Located, ...] = ()
