"""Figures workbooks for tests: items of each kind, the template of agency A and July, its filling in and handing in.

A test module takes what it needs: `made, handed_in = cast.made, cast.handed_in`.
"""

import io

import pytest
from openpyxl import load_workbook

from kpis.models import Entry
from workbooks.kinds.figures.template import PLACE, template
from workbooks.models import ImportRun
from workbooks.opening import reading
from workbooks.opening.book import book_of
from workbooks.runs import actions as runs

FIRST = 7  # the row of the first item: four titles, a blank row, the headings


@pytest.fixture(autouse=True)
def opened_here(monkeypatch, settings, tmp_path):
    """Workbooks of our own making are opened in this process: the other one is tested where it is built."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(runs, "open_book", lambda data, name: book_of(reading.answer_to(data), name))


@pytest.fixture
def items(item):
    """number (row 7), ratio (8), task (9), latest (10) of agency A."""
    return {
        name: item(kind=name, sort_order=order) for order, name in enumerate(("number", "ratio", "task", "latest"), 1)
    }


@pytest.fixture
def july(period):
    return period(7)


@pytest.fixture
def made(items, agency_a, july):
    """made(): the template of agency A and July as it stands now."""
    return lambda language="vi": template(agency_a, july, language)


def filled(data: bytes, **cells) -> bytes:
    """filled(data, value_7=12): what a person types, "role_row"."""
    book = load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    for name, value in cells.items():
        role, _, row = name.rpartition("_")
        sheet.cell(int(row), PLACE[role]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def handed_in(province, agency_a, july, clerk_a):
    """handed_in(data): the run of these figures, read."""

    def hand_in(data: bytes, **use) -> ImportRun:
        use = {"agency": agency_a, "period": july} | use
        run = runs.store(data, "so-lieu.xlsx", kind="figures", province=province, by=clerk_a, **use)
        runs.read(run)
        return run

    return hand_in


def statuses(run: ImportRun) -> list[str]:
    return [line["status"] for line in run.understood["lines"]]


def refusals(run: ImportRun) -> list[tuple[str, str]]:
    return [(p["cell"], p["code"]) for line in run.understood["lines"] for p in line["problems"]]


def july_of(assignment) -> Entry:
    return Entry.objects.get(assignment=assignment, period__month=7)


@pytest.fixture
def stale(made, items, draft, handed_in):
    """Downloaded with 5, changed to 6 by somebody, filled in with 7."""
    draft(items["number"], 7, value=5)
    data = filled(made(), value_7=7)
    draft(items["number"], 7, value=6)
    return handed_in(data)
