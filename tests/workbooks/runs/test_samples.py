"""The six sample workbooks are understood exactly as their JSON says."""

import json

import pytest
from openpyxl.utils import get_column_letter

from tests.workbooks.conftest import FIXTURES
from workbooks.opening.book import open_book
from workbooks.reading import rows
from workbooks.reading.tables import layouts

NAMES = ["list", "list_nfd", "list_tcvn3", "list_errors", "matrix", "sheets"]


def understood(name, directory):
    """(reading, rows) of a sample."""
    book = open_book((FIXTURES / "workbooks" / f"{name}.xlsx").read_bytes(), f"{name}.xlsx")
    reading = layouts.read(book, directory, 2022)
    return reading, rows.understand(reading, directory, 2022)


def number(value):
    return None if value is None else format(value.normalize(), "f")


def as_json(row, wanted):
    """A row in the shape of the samples' JSON, with the keys that the wanted one has."""
    found = {
        "row": row.row,
        "indicator": row.indicator,
        "unit": row.unit,
        "leads": list(row.leads),
        "coordinators": list(row.coordinators or ()),
        "unresolved_coordinators": list(row.unresolved_coordinators),
        "deadline": row.deadline and row.deadline.isoformat(),
        "recurring": row.is_recurring,
        "section": row.section or None,
        "sheet": row.sheet,
        "target_raw": row.goal.raw,
        "op": row.goal.operator,
        "low": number(row.goal.low),
        "high": number(row.goal.high),
    }
    said = {"recurring": False, "unresolved_coordinators": []} | wanted
    return {key: found[key] for key in said}, said


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_understood_exactly(directory, name):
    wanted = json.loads((FIXTURES / "workbooks" / f"{name}.json").read_text(encoding="utf-8"))
    reading, found = understood(name, directory)
    good = [row for row in found if not row.problems]
    pairs = [as_json(row, want) for row, want in zip(good, wanted["rows"], strict=True)]
    assert [got for got, _ in pairs] == [want for _, want in pairs]
    refused = [(p.row, get_column_letter(p.column)) for row in found for p in row.problems]
    assert refused == [(entry["row"], entry["column"]) for entry in wanted["refused"]]
    assert (str(reading.layout), reading.problems) == (wanted["layout"], ())


def test_three_ways_of_writing_letters_are_one_list(directory):
    one, two, three = (understood(name, directory)[1] for name in ("list", "list_nfd", "list_tcvn3"))
    assert [row.indicator for row in one] == [row.indicator for row in two] == [row.indicator for row in three]
    assert [row.leads for row in one] == [row.leads for row in two] == [row.leads for row in three]


@pytest.mark.parametrize(
    ("name", "totals"),
    [("list", [(22, 10, 10)]), ("matrix", [(8, 11, 11), (9, 9, 9), (10, 2, 2)]), ("sheets", [(10, 2, 2), (10, 2, 2)])],
)
def test_the_samples_own_totals_agree(directory, name, totals):
    reading, _ = understood(name, directory)
    assert [(t.row, t.stated, t.found) for table in reading.tables for t in table.totals] == totals


def test_what_the_samples_hold_beside_is_said(directory):
    assert understood("sheets", directory)[0].skipped_sheets == ("DM đơn vị", "Sheet1")
    notices = [(n.row, n.column, n.problem.code) for n in understood("list", directory)[0].tables[0].notices]
    assert notices == [(6, 5, "goal_column")]
    warnings = [(w.row, w.column, w.problem.code) for row in understood("list", directory)[1] for w in row.warnings]
    assert warnings == [(17, 7, "unknown_coordinator")]
