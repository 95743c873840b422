"""What the block above a table says of it: the year it is for. Pure."""

import re

from kpis.grammar.shapes import Problem
from kpis.grammar.text import flat
from workbooks.reading.grid import text_of
from workbooks.reading.shapes import Book, Located, Table

YEAR = re.compile(r"\bnam\s+(20\d\d)\b")
OF_A_DATE = re.compile(
    r"thang\s*\d{0,2}\s*$"
)  # "ngày 28 tháng 12 năm 2021" is the decision's day, not the sheet's year


def wrong_year(book: Book, table: Table, year: int) -> Located | None:
    """A problem where the titles above `table` name years and the plan's is not among them."""
    sheet = next(sheet for sheet in book.sheets if sheet.name == table.sheet)
    found: dict[str, tuple[int, int]] = {}
    for row in sorted(number for number in sheet.rows if number < table.heading_rows[0]):
        for column, cell in sorted(sheet.rows[row].items()):
            text = flat(text_of(cell)).casefold()
            for match in YEAR.finditer(text):
                if not OF_A_DATE.search(text[: match.start()]):
                    found.setdefault(match[1], (row, column))
    if not found or str(year) in found:
        return None
    written, place = next(iter(found.items()))
    return Located(table.sheet, *place, Problem("other_year_named", {"written": written, "year": str(year)}))
