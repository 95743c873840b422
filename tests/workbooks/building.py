"""Sheets made by hand for tests: rows as lists, from Excel row 1 on."""

from decimal import Decimal

from kpis.grammar.shapes import Cell, CellKind
from workbooks.reading import rows
from workbooks.reading.shapes import Book, Sheet
from workbooks.reading.tables import layouts


def cell(value) -> Cell:
    """A Cell of a plain value."""
    if isinstance(value, Cell):
        return value
    if isinstance(value, int | Decimal | float):
        return Cell(Decimal(str(value)), CellKind.NUMBER)
    return Cell(value)


def sheet(*lines, name="PL I", merges=(), **more) -> Sheet:
    """`lines`: lists of values (None is blank), the first is row 1; merges as (row, column, last row, last column)."""
    filled = {
        row: {column: cell(value) for column, value in enumerate(line, 1) if value is not None}
        for row, line in enumerate(lines, 1)
    }
    return Sheet(name, {row: cells for row, cells in filled.items() if cells}, tuple(merges), **more)


def read(directory, *sheets, year=2022, decisions=None, **said):
    """What is understood of a book of these sheets: (Reading, rows)."""
    reading = layouts.read(Book(sheets), directory, year, **said)
    return reading, rows.understand(reading, directory, year, decisions or {})


def told(found) -> list[tuple]:
    """Rows as (row, indicator, target as written, leads): what most tests look at."""
    return [
        (row.row, row.indicator, row.goal.raw if row.goal else None, " ".join(row.leads))
        for row in found
        if not row.problems
    ]


def warned(found) -> list[tuple]:
    return [(w.row, w.column, w.problem.code) for row in found for w in row.warnings]


def refused(found) -> list[tuple]:
    """Refusals as (row, column, code)."""
    return [(p.row, p.column, p.problem.code) for row in found for p in row.problems]


def codes(reading) -> list[tuple]:
    """The notices of a reading as (row, column, code)."""
    return [(n.row, n.column, n.problem.code) for table in reading.tables for n in table.notices]


HEAD = ["TT", "Nhiệm vụ, chỉ tiêu", "ĐVT", "Chỉ tiêu giao năm 2022", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn"]
ONE = [1, "Tỷ lệ hồ sơ trực tuyến", "%", "≥ 50", "Sở TT&TT", "Sở NV", "Tháng 12/2022"]
TWO = [2, "Số lượt tập huấn kỹ năng số", "Lượt", 245, "Sở NV; Sở TC", None, "Trong năm 2022"]
THREE = [3, "Ban hành Đề án đô thị thông minh", "Đề án", "Hoàn thành", "Sở Xây dựng", "Công an tỉnh", "Quý III/2022"]
BODY = [ONE, TWO, THREE]
TOLD = [
    ("Tỷ lệ hồ sơ trực tuyến", "≥ 50", "STTTT"),
    ("Số lượt tập huấn kỹ năng số", "245", "SNV STC"),
    ("Ban hành Đề án đô thị thông minh", "Hoàn thành", "SXD"),
]


def without_rows(found) -> list[tuple]:
    """As `told`, without the number of the row."""
    return [entry[1:] for entry in told(found)]
