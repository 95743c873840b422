"""Workbooks for officials: a title block, frozen headings with a filter, real numbers and dates, A4 landscape. Pure.

    write([SheetSpec("Chỉ tiêu", columns=[Column("Tên"), Column("Tỷ lệ", "percent")], rows=[["Sở A", Fraction(1, 3)]])])

gives the bytes of an .xlsx file; the same sheets give the same bytes.

Text is stored as text whatever it looks like: no cell ever holds a formula. Kinds of columns:
    text     wrapped                      number   1.234 or 62,5 (an int, float, Decimal or Fraction)
    percent  1 is all; 0,0 %              date     dd/mm/yyyy          moment   hh:mm dd/mm/yyyy (local, without zone)
A cell whose value does not fit its column's kind (a word among numbers) keeps its own type.

Places: rows of `rows` and columns count from 1; row 0 is the row of headings, column 0 the whole row.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.writer.excel import ExcelWriter

from dxtracker.lib.numbers import rounded

Kind = Literal["text", "number", "percent", "date", "moment"]
Value = str | int | float | Decimal | Fraction | date | bool | None
Place = tuple[int, int]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
FILLS = {"error": "FFF4C7C3", "warning": "FFFFE8A3", "changed": "FFD6E8FA", "input": "FFFFFBE6", "quiet": "FFF0F3F6"}
FORMATS: dict[str, str] = {"text": "@", "date": "dd/mm/yyyy", "moment": "hh:mm dd/mm/yyyy"}
FONT, SIZE = "Arial", 10
WIDEST, NARROWEST = 48.0, 7.0
MOST_PLACES, MOST_PERCENT_PLACES = 4, 10
CHOICES_SHEET = "Choices"
A4, FIXED_TIME = 9, (2000, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Column:
    """`width` in characters; 0 fits it to the contents, at most 48."""

    heading: str
    kind: Kind = "text"
    width: float = 0


@dataclass(frozen=True)
class SheetSpec:
    """One sheet.

    titles      lines above the table, the first in bold
    notes       {(row, column): text} as Excel's comments
    fills       {(row, column): "error" | "warning" | "changed" | "input" | "quiet"}; (row, 0) fills the whole row
    hidden      numbers of hidden columns
    protect     locks every cell but those of the `unlocked` columns (no password; sorting and filtering stay)
    lists       {column: choices}: what may be chosen in the column's cells; other entries are refused
    blank_rows  so many empty rows below, ready to be filled in (unlocked, with formats and choices)
    frozen      so many columns stay in sight
    is_hidden   the sheet as a whole
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    titles: Sequence[str] = ()
    notes: Mapping[Place, str] = field(default_factory=dict)
    fills: Mapping[Place, str] = field(default_factory=dict)
    hidden: Iterable[int] = ()
    protect: bool = False
    unlocked: Iterable[int] = ()
    lists: Mapping[int, Sequence[str]] = field(default_factory=dict)
    blank_rows: int = 0
    frozen: int = 0
    is_hidden: bool = False

    @property
    def header_row(self) -> int:
        """The row of the headings on the sheet; a blank row parts it from the titles."""
        return len(self.titles) + 2 if self.titles else 1

    @property
    def last_row(self) -> int:
        return self.header_row + len(self.rows) + self.blank_rows


def write(sheets: Sequence[SheetSpec], *, title: str = "", author: str = "", made_at: datetime | None = None) -> bytes:
    """The workbook as bytes. `title`, `author` and `made_at` go into its properties, nothing else does."""
    raise NotImplementedError
