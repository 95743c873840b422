"""A small province with a known board at 9/2022, and the URLs of every board."""

from datetime import date

import pytest


@pytest.fixture
def board_items(item, approved, agency_a, agency_b, division_1, indicators):
    """Agency A: a number done (exceeded), a ratio behind, a task without data; B: the same number done exactly.

    A's division holds an item of its own, done: it must count nowhere but on the division's board.
    """
    held = {
        "number": item(low=100),
        "ratio": item(kind="ratio", low=80),
        "task": item(kind="task"),
        "number_b": item(agency=agency_b, low=100),
        "division": item(agency=division_1, kind="latest", low=10, deadline=date(2022, 12, 31)),
    }
    approved(held["number"], 9, value=250)
    approved(held["ratio"], 9, numerator=1, denominator=10)
    approved(held["number_b"], 9, value=100)
    approved(held["division"], 9, value=12)
    return held


@pytest.fixture
def urls(board_items, indicators):
    """Every board, by name; each lies within agency A's reach."""
    return {
        "province": "/boards/province/",
        "agencies": "/boards/agencies/",
        "agency": "/boards/agency/so-a/",
        "division": "/boards/agency/a-1/",
        "item": f"/boards/item/{board_items['number'].pk}/",
        "indicators": "/boards/indicators/",
        "indicator": f"/boards/indicator/{indicators.number.code}/",
        "rows": "/boards/rows/",
        "search": "/search/?q=so",
    }
