"""Marks put into a workbook that somebody handed in: an error column, comments, colours. Pure.

Runs as a process of its own with limits, as the reading does: the file is a stranger's, and it is opened by a library
that holds all of it in memory.

A mark is {sheet, first, last (heading rows), until (last row of the table, 0: the sheet's end), gap (columns), heading,
texts {row: text}, comments [[row, column, text]], mends [[row, column, text, comment with %(old)s]]}.
"""

import io
import json
import sys
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from dxtracker.lib.xlsx import FILLS, FONT, SIZE, is_like_formula
from kpis.grammar.text import decode
from workbooks.opening.gathering import Area, area_of
from workbooks.opening.markup import Attributes, Visitor, known, visit

VBA = "xl/vbaProject.bin"
MEMORY = 512 * 2**20
SECONDS = 15
WIDEST_MERGES = 200_000  # cells under merged areas: the library makes an object of each
WIDTH = 46
LONGEST = 4_000
OLD_LENGTH = 200
AUTHOR = "dxtracker"  # whose comments are taken away when the workbook comes back a second time
OURS = (FILLS["error"], FILLS["changed"])
Mark = dict[str, Any]


def marked(data: bytes, marks: list[Mark]) -> bytes:
    """The workbook in `data` (.xlsx, .xlsm) with `marks`; whatever else is in it stays, macros included."""
    with ZipFile(io.BytesIO(data)) as archive:
        is_macro = VBA in archive.namelist()
        if sum(covered(archive, name) for name in archive.namelist() if name.endswith(".xml")) > WIDEST_MERGES:
            raise MemoryError
    book = load_workbook(io.BytesIO(data), rich_text=True, keep_vba=is_macro)
    return saved(book, marks)


class Merges(Visitor):
    """How many cells the merged areas of a part cover, each area counted once."""

    tags = known("mergeCell")

    def __init__(self) -> None:
        super().__init__()
        self.areas: set[Area] = set()

    def opened(self, tag: str, attributes: Attributes) -> None:
        area = area_of(attributes.get("ref", ""))
        if area is not None:
            self.areas.add(area)

    @property
    def cells(self) -> int:
        return sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in self.areas)


def covered(archive: ZipFile, name: str) -> int:
    """How many cells the merged areas of a part cover. Raises opening.limits.Refused for what is no sound XML."""
    merges = Merges()
    with archive.open(name) as part:
        visit(part, merges)
    return merges.cells


def saved(book: Workbook, marks: list[Mark]) -> bytes:
    """`book` with `marks`, as bytes."""
    for mark in marks:
        if mark["sheet"] in book.sheetnames:
            _mark(book[mark["sheet"]], mark)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _mark(sheet: Any, mark: Mark) -> None:
    old, following = _error_column(sheet, mark)
    if old:
        _clear(sheet, old, mark)
    if not (mark["texts"] or mark["comments"] or mark["mends"]):
        return
    column = old or following
    for row, place, text, comment in mark["mends"]:
        _mend(_top_left(sheet, row, place), text, comment)
    for row, place, text in mark["comments"]:
        cell = _top_left(sheet, row, place)
        cell.fill = PatternFill("solid", fgColor=FILLS["error"])
        _comment(cell, text)
    _say(sheet, mark["first"], column, mark["heading"], is_heading=True)
    for row, text in mark["texts"].items():
        _say(sheet, int(row), column, text)
    sheet.column_dimensions[get_column_letter(column)].width = WIDTH


def _error_column(sheet: Any, mark: Mark) -> tuple[int, int]:
    """Where an earlier error column stands (0: nowhere), and the column after the last one that the table uses."""
    first, last, until = mark["first"], mark["last"], mark["until"] or sheet.max_row
    used = 0
    for (row, column), cell in sheet._cells.items():
        if first <= row <= until and cell.value is not None:
            if row <= last and cell.value == mark["heading"]:
                return int(column), 0
            used = max(used, column)
    for area in sheet.merged_cells.ranges:
        if area.min_row <= until and area.max_row >= first:
            used = max(used, area.max_col)
    return 0, used + 1 + int(mark["gap"])


def _clear(sheet: Any, column: int, mark: Mark) -> None:
    """Take away what an earlier error column said, with the comments and colours that went with it."""
    until = mark["until"] or sheet.max_row
    for (row, place), cell in sheet._cells.items():
        if not mark["last"] < row <= until or isinstance(cell, MergedCell):
            continue
        if place == column:
            cell.value = None
        if cell.comment and cell.comment.author == AUTHOR:
            cell.comment = None
            if cell.fill.fgColor.rgb in OURS:
                cell.fill = PatternFill()


def _top_left(sheet: Any, row: int, column: int) -> Any:
    """The cell that may be written to: of a merged area, the one that holds its value."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        area = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
        return sheet.cell(area.min_row, area.min_col)
    return cell


def _say(sheet: Any, row: int, column: int, text: str, is_heading: bool = False) -> None:
    cell = _top_left(sheet, row, column)
    _set_text(cell, text)
    cell.font = Font(name=FONT, size=SIZE, bold=is_heading, color="FF9B1C1C")
    cell.alignment = Alignment(wrap_text=True, vertical="center" if is_heading else "top")
    if is_heading:
        cell.fill = PatternFill("solid", fgColor=FILLS["error"])


def _mend(cell: Any, text: str, comment: str) -> None:
    """The text that a person put there; a font of old code would show it as something else."""
    old = "" if cell.value is None else decode(str(cell.value), cell.font.name or "")[0][:OLD_LENGTH]
    if decode("ö", cell.font.name or "")[1]:
        cell.font = Font(name=FONT, size=cell.font.size or SIZE, bold=cell.font.bold, italic=cell.font.italic)
    cell.number_format = "@"
    cell.fill = PatternFill("solid", fgColor=FILLS["changed"])
    _set_text(cell, text)
    _comment(cell, comment % {"old": old})


def _set_text(cell: Any, text: str) -> None:
    """Text is said to be text, so that "=1+1" is no formula."""
    plain = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST]
    cell.value = plain
    cell.data_type = "s"
    if is_like_formula(plain):
        cell.quotePrefix = True


def _comment(cell: Any, text: str) -> None:
    """A comment, below what somebody else remarked there."""
    said = cell.comment.text if cell.comment else ""
    plain = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST]
    whole = said if plain in said else f"{said}\n{plain}" if said else plain
    height = 30 + 18 * (1 + len(whole) // 34 + whole.count("\n"))
    cell.comment = Comment(whole, cell.comment.author if said else AUTHOR, height=min(height, 400), width=260)


def confine(seconds: int, memory: int) -> None:
    """Limits on this process; Windows knows no such limits."""
    try:
        import resource
    except ImportError:
        return
    for limit, amount in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (amount, amount))


def main() -> None:
    """Arguments: seconds of processor time, bytes of memory. Standard input: the marks as one line of JSON, then the
    workbook. Standard output: the marked workbook.
    """
    confine(int(sys.argv[1]), int(sys.argv[2]))
    marks = json.loads(sys.stdin.buffer.readline())
    sys.stdout.buffer.write(marked(sys.stdin.buffer.read(), marks))
