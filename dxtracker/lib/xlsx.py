"""Workbooks for officials: a title block, frozen headings with a filter, real numbers and dates, A4 landscape. Pure.

    write([SheetSpec("Chỉ tiêu", columns=[Column("Tên"), Column("Tỷ lệ", "percent")], rows=[["Sở A", Fraction(1, 3)]])])

gives the bytes of an .xlsx file; the same sheets give the same bytes.

Text is stored as text whatever it looks like: no cell ever holds a formula. Kinds of columns:
    text     wrapped                      number   1.234 or 62,5 (an int, float, Decimal or Fraction)
    percent  1 is all; 0,0%              date     dd/mm/yyyy          moment   hh:mm dd/mm/yyyy (local, without zone)
A cell whose value does not fit its column's kind (a word among numbers) keeps its own type.

Places: rows of `rows` and columns count from 1; row 0 is the row of headings, column 0 the whole row.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import chain, repeat, zip_longest
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook.child import INVALID_TITLE_REGEX
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.protection import SheetProtection
from openpyxl.writer.excel import ExcelWriter

from dxtracker.lib.numbers import Exact, rounded
from dxtracker.lib.text import printable

Kind = Literal["text", "number", "percent", "date", "moment"]
Value = str | int | float | Decimal | Fraction | date | bool | None
Place = tuple[int, int]

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
FILLS = {"error": "FFF4C7C3", "warning": "FFFFE8A3", "changed": "FFD6E8FA", "input": "FFFFFBE6", "quiet": "FFF0F3F6"}
# A state's colour and that of the sign upon it: the same as on screen (static/css/tokens.css).
FILLS |= {
    "state-exceeded": "FF0A4F49", "state-done": "FF12867A", "state-done_late": "FF12867A", "state-on_track": "FF8EA3B8",
    "state-behind": "FFD6922B", "state-overdue": "FFB3261E", "state-not_measurable": "FF7454AD",
    "state-no_data": "FFDDE3E9", "state-no_activity": "FFF0F3F6", "state-not_applicable": "FFF0F3F6",
}  # fmt: skip
ON_DARK = {f"state-{name}" for name in ("exceeded", "done", "done_late", "overdue", "not_measurable")}
WHITE = "FFFFFFFF"
DATE_FORMATS = {"date": "dd/mm/yyyy", "moment": "hh:mm dd/mm/yyyy"}
HEAD_FILL, EDGE = "FFE3EAF1", "FFC9D3DD"
FONT, SIZE, TITLE_SIZE = "Arial", 10, 14
WIDEST, NARROWEST = 48.0, 7.0
WIDTHS = {"number": 12.0, "percent": 11.0, "date": 12.0, "moment": 18.0}
MOST_PLACES, PLACES_OF_SMALL, MOST_PERCENT_PLACES = 2, 6, 10
SMALL = 0.01
CHOICES_SHEET = "Choices"
LONGEST_NAME = 31
A4 = 9
NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)
NO_PROGRAM = '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'


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
    fills       {(row, column): "error" | "warning" | "changed" | "input" | "quiet" | "state-…"}; (row, 0): all of it
    hidden      numbers of hidden columns
    protect     locks every cell but those of the `unlocked` columns (no password; sorting and filtering stay)
    lists       {column: choices}: what may be chosen in the column's cells; other entries are refused
    blank_rows  so many empty rows below, ready to be filled in (formats, locks and choices as in the rows)
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


def write(sheets: Sequence[SheetSpec], *, title: str = "", made_at: datetime | None = None) -> bytes:
    """The workbook as bytes. `title` and `made_at` go into its properties, nothing else does.

    Without `made_at` the properties tell 1980, as an archive without times does. Raises ValueError for no sheets.
    """
    if not sheets:
        raise ValueError("a workbook has at least one sheet")
    book = Workbook(write_only=True)
    book._fonts = IndexedList([_font()])
    book._named_styles["Normal"].font = _font()
    made = (made_at or NO_TIME).replace(tzinfo=None, microsecond=0)
    properties = book.properties
    properties.title, properties.creator = printable(title) or None, None
    properties.created = properties.modified = made
    names, choices, styles = _names(sheets), _Choices(), _Styles(book)
    for spec, name in zip(sheets, names, strict=True):
        _write_sheet(book.create_sheet(name), spec, styles, choices)
    choices.write(book, styles)
    book.active = next((number for number, spec in enumerate(sheets) if not spec.is_hidden), 0)
    out = io.BytesIO()
    ExcelWriter(book, _Archive(out, "w", ZIP_DEFLATED)).save()
    return out.getvalue()


def percent_cell(share: Exact) -> tuple[float, str]:
    """What a cell holds of a share, and the format that shows it: with one decimal, or as many as keep it honest.

    What falls short of all never shows as 100%, what exceeds it never as exactly 100, more than nothing never as 0.

    >>> percent_cell(Fraction(26, 29))[1], percent_cell(Fraction(599_999, 600_000)), percent_cell(1)
    ('0.0%', (0.9999983333333333, '0.0000%'), (1.0, '0.0%'))
    """
    exact = Fraction(share)
    for places in range(1, MOST_PERCENT_PLACES + 1):
        shown = Fraction(rounded(exact * 10 ** (places + 2)), 10 ** (places + 2))
        if shown == exact or shown not in (0, 1):
            return float(exact), "0." + "0" * places + "%"
    step = Fraction(1, 10 ** (MOST_PERCENT_PLACES + 2))
    return float(shown + (step if exact > shown else -step)), "0." + "0" * MOST_PERCENT_PLACES + "%"


def number_format(value: int | float | Decimal | Fraction) -> str:
    """Thousands marks and as many decimals as the number has: at most two, so that pages and workbooks read alike.

    Below a hundredth six may show, so that something never reads as nothing.

    >>> number_format(1234), number_format(Decimal("62.50")), number_format(Fraction(1, 3)), number_format(0.0004)
    ('#,##0', '#,##0.0', '#,##0.00', '#,##0.0000')
    """
    most = MOST_PLACES if abs(float(value)) >= SMALL else PLACES_OF_SMALL
    if isinstance(value, Fraction):
        places = 0 if value.denominator == 1 else most
    else:
        exponent = Decimal(str(value)).normalize().as_tuple().exponent
        places = min(max(0, -exponent), most) if isinstance(exponent, int) else 0
    return "#,##0" + ("." + "0" * places if places else "")


def is_like_formula(text: str) -> bool:
    """Whether a spreadsheet would run the text, were it typed into a cell.

    >>> is_like_formula("=1+1"), is_like_formula("-5"), is_like_formula("Sở")
    (True, True, False)
    """
    return printable(text).startswith(FORMULA_STARTS)


def _font(**more: Any) -> Any:
    return Font(**{"name": FONT, "size": SIZE} | more)


class _Archive(ZipFile):
    """A zip whose entries bear no time of writing and whose properties name no program."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        entry = ZipInfo(str(zinfo_or_arcname), NO_TIME.timetuple()[:6])
        entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o600 << 16
        super().writestr(entry, NO_PROGRAM if entry.filename == "docProps/app.xml" else data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        self.writestr(arcname, Path(filename).read_bytes())


class _Styles:
    """Styles by what they are for, each built once in a workbook: thousands of cells share a dozen."""

    def __init__(self, book: Any) -> None:
        self.model_sheet = SimpleNamespace(parent=book)
        self.known: dict[tuple[Any, ...], Any] = {}

    def cell(self, format: str, fill: str = "", is_open: bool = False, is_quoted: bool = False) -> Any:
        key = format, fill, is_open, is_quoted
        if key not in self.known:
            side = Side(style="thin", color=EDGE)
            is_text = format in ("General", "@")
            model = WriteOnlyCell(self.model_sheet)
            model.font, model.number_format = _font(color=WHITE if fill in ON_DARK else None), format
            model.border = Border(left=side, right=side, top=side, bottom=side)
            model.alignment = Alignment(horizontal="left" if is_text else "right", vertical="top", wrap_text=is_text)
            model.protection = Protection(locked=not is_open)
            model.quotePrefix = is_quoted
            if fill:
                model.fill = PatternFill("solid", fgColor=FILLS[fill])
            self.known[key] = model._style
        return self.known[key]

    def title(self, text: str, is_first: bool) -> Any:
        font = _font(bold=is_first, size=TITLE_SIZE if is_first else SIZE)
        return self._named("title", is_first, font=font, quotePrefix=is_like_formula(text))

    def head(self, text: str, fill: str) -> Any:
        side = Side(style="thin", color=EDGE)
        return self._named(
            "head", fill, font=_font(bold=True), border=Border(left=side, right=side, top=side, bottom=side),
            fill=PatternFill("solid", fgColor=FILLS.get(fill, HEAD_FILL)),
            alignment=Alignment(horizontal="center", vertical="center", wrap_text=True),
            quotePrefix=is_like_formula(text),
        )  # fmt: skip

    def _named(self, *names: Any, **parts: Any) -> Any:
        key = *names, parts["quotePrefix"]
        if key not in self.known:
            model = WriteOnlyCell(self.model_sheet)
            for name, part in parts.items():
                setattr(model, name, part)
            self.known[key] = model._style
        return self.known[key]


class _Choices:
    """The lists of all sheets on one hidden sheet: a list written into the rule itself ends at 255 letters."""

    def __init__(self) -> None:
        self.columns: list[tuple[str, ...]] = []

    def place(self, choices: Sequence[str]) -> str:
        """Where the list stands, as a rule refers to it."""
        column = tuple(choices)
        if column not in self.columns:
            self.columns.append(column)
        letter = get_column_letter(self.columns.index(column) + 1)
        return f"{quote_sheetname(CHOICES_SHEET)}!${letter}$1:${letter}${max(1, len(column))}"

    def write(self, book: Any, styles: _Styles) -> None:
        if not self.columns:
            return
        sheet = book.create_sheet(CHOICES_SHEET)
        sheet.sheet_state = "veryHidden"
        for row in zip_longest(*self.columns):
            sheet.append([_cell(sheet, text, styles.cell("@", is_quoted=is_like_formula(text or ""))) for text in row])


def _names(sheets: Sequence[SheetSpec]) -> list[str]:
    """Names that Excel takes: 31 letters, without []:*?/\\, no two alike."""
    taken: list[str] = []
    for spec in sheets:
        plain = INVALID_TITLE_REGEX.sub(" ", printable(spec.name)).strip(" '")[:LONGEST_NAME] or "1"
        name, number = plain, 1
        while name.casefold() in {other.casefold() for other in (*taken, CHOICES_SHEET)}:
            number += 1
            name = f"{plain[: LONGEST_NAME - len(str(number)) - 1]} {number}"
        taken.append(name)
    return taken


def _write_sheet(sheet: Any, spec: SheetSpec, styles: _Styles, choices: _Choices) -> None:
    _set_up(sheet, spec)
    for number, choice in spec.lists.items():
        rule = DataValidation(type="list", formula1=choices.place(choice), allow_blank=True, showErrorMessage=True)
        letter = get_column_letter(number)
        rule.add(f"{letter}{spec.header_row + 1}:{letter}{max(spec.last_row, spec.header_row + 1)}")
        sheet.data_validations.append(rule)
    for number, line in enumerate(spec.titles):
        sheet.append([_cell(sheet, line, styles.title(line, number == 0))])
    if spec.titles:
        sheet.append([])
    heads = [c.heading for c in spec.columns]
    sheet.append([_noted(sheet, spec, 0, n, _cell(sheet, text, styles.head(text, spec.fills.get((0, n), ""))))
                  for n, text in enumerate(heads, 1)])  # fmt: skip
    unlocked, blank = frozenset(spec.unlocked), (None,) * len(spec.columns)
    for number, row in enumerate(chain(spec.rows, repeat(blank, spec.blank_rows)), 1):
        whole_row = spec.fills.get((number, 0), "")
        cells = []
        for column, value in enumerate(row, 1):
            fill = spec.fills.get((number, column), whole_row)
            kind = spec.columns[column - 1].kind
            cells.append(
                _noted(sheet, spec, number, column, _written(sheet, styles, value, kind, fill, column in unlocked))
            )
        sheet.append(cells)


def _set_up(sheet: Any, spec: SheetSpec) -> None:
    """All that stands before the rows: widths, panes, filter, print, protection."""
    head, last = spec.header_row, get_column_letter(max(1, len(spec.columns)))
    hidden = frozenset(spec.hidden)
    for number, column in enumerate(spec.columns, 1):
        texts = [row[number - 1] for row in spec.rows] if column.kind == "text" and not column.width else []
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = column.width or _width(column, texts)
        dimension.hidden = number in hidden
    sheet.freeze_panes = f"{get_column_letter(spec.frozen + 1)}{head + 1}"
    sheet.auto_filter.ref = f"A{head}:{last}{max(head, spec.last_row)}"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.print_title_rows = f"{head}:{head}"
    sheet.oddFooter.center.text = "&P/&N"
    sheet.sheet_state = "hidden" if spec.is_hidden else "visible"
    if spec.protect:
        sheet.protection = SheetProtection(
            sheet=True, sort=False, autoFilter=False, formatColumns=False, formatRows=False
        )


def _width(column: Column, texts: Iterable[Value]) -> float:
    """Wide enough for the longest word of the heading and its arrow, and for the longest text up to the limit."""
    longest = max((len(word) for word in column.heading.split()), default=0) + 3
    if column.kind != "text":
        return max(WIDTHS[column.kind], longest)
    lines = max((len(line) for text in texts if text is not None for line in str(text).split("\n")), default=0)
    return min(WIDEST, max(NARROWEST, longest, lines * 1.05 + 2))


def _written(sheet: Any, styles: _Styles, value: Value, kind: Kind, fill: str, is_open: bool) -> Any:
    """A cell of the table: its value as what it is, in the format of the column's kind."""
    if isinstance(value, str):
        is_quoted = is_like_formula(value)
        return _cell(sheet, value, styles.cell("@" if is_open else "General", fill, is_open, is_quoted))
    shown: Any = value
    format = "@" if kind == "text" and is_open else "General"
    if value is None or isinstance(value, bool):
        format = DATE_FORMATS.get(kind, format)
    elif isinstance(value, date):
        shown = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        format = DATE_FORMATS["moment" if kind == "moment" else "date"]
    elif kind == "percent":
        shown, format = percent_cell(Fraction(value))
    else:
        format = number_format(value)
        shown = float(value) if isinstance(value, Fraction) else value
    return _cell(sheet, shown, styles.cell(format, fill, is_open))


def _cell(sheet: Any, value: Any, style: Any) -> Any:
    """Text is said to be text, so that "=1+1" and "#REF!" are words."""
    cell = WriteOnlyCell(sheet)
    cell._style = style
    is_text = isinstance(value, str)
    cell.value = (printable(value) or None) if is_text else value
    if is_text and cell.value is not None:
        cell.data_type = "s"
    return cell


def _noted(sheet: Any, spec: SheetSpec, row: int, column: int, cell: Any) -> Any:
    note = spec.notes.get((row, column))
    if note:
        text = printable(note)
        cell.comment = Comment(text, "", height=30 + 18 * (1 + len(text) // 34 + text.count("\n")), width=260)
    return cell
