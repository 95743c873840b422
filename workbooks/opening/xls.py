"""Workbooks of Excel 97-2003, by xlrd."""

import xlrd
from xlrd.sheet import Sheet as XlsSheet

from workbooks.opening.gathering import Area, Gathered, Palette, PlainCell, PlainSheet, Run, Style, style_of
from workbooks.opening.limits import MAX_SHEETS, Refused


class _Silence:
    """Where xlrd writes its complaints."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Nothing is kept."""


def read_xls(data: bytes) -> tuple[str, list[PlainCell], list[PlainSheet]]:
    """The format "xls", the cells, the sheets. Formulas are their stored results: xlrd gives no others."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, on_demand=True, logfile=_Silence())
    except xlrd.XLRDError as error:
        protected = "encrypted" in str(error).lower() or "password" in str(error).lower()
        raise Refused("password_protected" if protected else "damaged_workbook") from error
    if book.nsheets > MAX_SHEETS:
        raise Refused("too_many_sheets", limit=MAX_SHEETS)
    palette = Palette(_styles(book), is_1904=book.datemode == 1)
    sheets = []
    for number in range(book.nsheets):
        sheets.append(_sheet(book, book.sheet_by_index(number), palette))
        book.unload_sheet(number)
    return "xls", palette.cells, sheets


def _styles(book: xlrd.Book) -> list[Style]:
    styles = []
    for form in book.xf_list:
        font = book.font_list[form.font_index]
        shown = book.format_map.get(form.format_key)
        styles.append(style_of(font.name, bool(font.struck_out), shown.format_str if shown else ""))
    return styles


def _sheet(book: xlrd.Book, sheet: XlsSheet, palette: Palette) -> PlainSheet:
    gathered = Gathered(sheet.name, palette)
    for row in range(sheet.nrows):
        kinds, contents = sheet.row_types(row), sheet.row_values(row)
        for column, kind in enumerate(kinds):
            if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            index = _index(book, sheet, palette, row, column, kind, contents[column])
            if index >= 0:
                gathered.put(row + 1, column + 1, index)
    merges: list[Area] = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    return gathered.finished(
        merges,
        [row + 1 for row, look in sheet.rowinfo_map.items() if look.hidden],
        [(column + 1, column + 1) for column, look in sheet.colinfo_map.items() if look.hidden],
        sheet.visibility != 0,
    )


def _index(
    book: xlrd.Book, sheet: XlsSheet, palette: Palette, row: int, column: int, kind: int, content: str | float
) -> int:
    style = str(sheet.cell_xf_index(row, column))
    if kind == xlrd.XL_CELL_TEXT:
        starts = sheet.rich_text_runlist_map.get((row, column))
        return palette.rich(style, _runs(book, str(content), starts) if starts else str(content))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return palette.of("b", style, str(int(content)))
    if kind == xlrd.XL_CELL_ERROR:
        return palette.of("e", style, xlrd.error_text_from_code.get(int(content), "#VALUE!"))
    return palette.of("n", style, repr(float(content)))


def _runs(book: xlrd.Book, text: str, starts: list[tuple[int, int]]) -> list[Run]:
    """Before the first start the cell's own font holds."""
    runs: list[Run] = [(text[: starts[0][0]], None, None, False)]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    for (start, font), end in zip(starts, ends, strict=True):
        look = book.font_list[font]
        runs.append((text[start:end], look.name, bool(look.struck_out), look.escapement == 1))
    return [run for run in runs if run[0]]
