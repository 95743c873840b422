"""What the block above a table says of it: the year it is for. Pure."""

from kpis.grammar.years import year_named
from workbooks.reading.shapes import OfYear
from workbooks.reading.tables.grid import Grid, text_of

QUOTED = 60


def year_of_titles(grid: Grid, top: int, year: int) -> OfYear | None:
    """The first other year that the titles above row `top` name; None where they name none, or the plan's too."""
    found: OfYear | None = None
    for row in grid.numbers:
        if row >= top:
            break
        for column, cell in grid.row(row).items():
            text = text_of(cell)
            named = year_named(text, year)
            if named == year:
                return None
            if named and found is None:
                found = OfYear(named, row, column, text[:QUOTED])
    return found
