"""No dirty sheet gives an agency another target than its row says: its headings are understood, or asked about."""

from random import Random

from tests.workbooks.dirty import sheets
from tests.workbooks.dirty.test_dirty_cells import HOW_MANY
from workbooks.reading import rows
from workbooks.reading.shapes import Book
from workbooks.reading.tables import layouts


def test_the_rows_of_a_dirty_sheet_mean_what_they_say_or_are_asked_about(directory):
    random = Random("sheets")
    official = {code: name for code, name in directory.official.items() if code in directory.peers}
    for _ in range(HOW_MANY // 5):
        dirty = sheets.made(random, official)
        reading = layouts.read(Book((dirty.sheet,)), directory, sheets.YEAR)
        found = rows.understand(reading, directory, sheets.YEAR)
        assert reading.problems or len(found) == len(dirty.means), "no row is lost without a word"
        for row in found:
            meaning = row.goal and (row.goal.operator, row.goal.low, row.goal.high)
            assert row.problems or dirty.means[row.indicator] == (meaning, *row.leads), (row, dirty.sheet.rows)
