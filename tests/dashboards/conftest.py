"""A small province with a known board at 9/2022, and the URLs of every board.

The cast and its board are written once for a module (SHARED); each test gets copies of its own and rolls back.
"""

from copy import deepcopy
from datetime import date

import pytest
from django.db import transaction

from tests.sharing import made, of_the_cast

PLACES = ("province", "peer_group", "agency_a", "agency_b", "division_1", "division_2")
PEOPLE = ("administrator", "officer", "committee", "head_a", "clerk_a", "head_division", "head_b", "stranger")
SHARED = (*PLACES, *PEOPLE, "plan", "months", "indicators", "board_items")


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        known = {"db": None}
        yield {name: made(name, known, function_of) for name in SHARED}
        transaction.set_rollback(True)


def function_of(name):
    """The function of a fixture of the cast, or of the board's own items."""
    return _board_items if name == "board_items" else of_the_cast(name)


@pytest.fixture
def own(shared, db):
    """The shared rows as objects that a test may change."""
    return deepcopy(shared)


@pytest.fixture
def reader(client, committee):
    client.force_login(committee)
    return client


def _copy(name):
    return pytest.fixture(name=name)(lambda own: own[name])


(
    province, peer_group, agency_a, agency_b, division_1, division_2,
    administrator, officer, committee, head_a, clerk_a, head_division, head_b, stranger,
    plan, months, indicators, board_items,
) = map(_copy, SHARED)  # fmt: skip


def _board_items(item, approved, agency_a, agency_b, division_1, indicators):
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
        "peers": "/boards/agency/so-a/peers/",
        "year": "/boards/agency/so-a/year/",
        "item": f"/boards/item/{board_items['number'].pk}/",
        "indicators": "/boards/indicators/",
        "indicator": f"/boards/indicator/{indicators.number.code}/",
        "rows": "/boards/rows/",
        "freshness": "/boards/freshness/",
        "promises": "/boards/promises/",
        "excluded": "/boards/excluded/",
        "bottlenecks": "/boards/bottlenecks/",
        "matrix": "/boards/matrix/",
        "matrix-cell": f"/boards/matrix/{board_items['number'].pk}/",
        "changes": "/boards/changes/",
        "commitments": "/boards/commitments/",
        "agency-commitments": "/boards/agency/so-a/commitments/",
        "search": "/search/?q=so",
    }
