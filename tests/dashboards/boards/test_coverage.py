"""Who signed for an agency's items is asked of each month by itself: who led them, what was asked, what was signed."""

from datetime import date

import pytest

from agencies.models import Agency
from commitments.amendments.actions import amend
from kpis.items.actions import hand_over, withdraw
from tests.commitments import conftest as signing

commit, event_a = signing.commit, signing.event_a
URL = "/boards/commitments/"
OWN_URL = "/boards/agency/so-a/commitments/"


@pytest.mark.parametrize(
    ("month", "items", "named"),
    [
        (1, 4, ["gone", "kept", "part", "passed"]),  # signed at the end of February
        (3, 4, ["gone"]),
        (5, 3, []),
        (7, 2, []),
        (8, 2, ["part"]),
        (9, 2, ["kept", "part"]),
        (12, 2, ["kept", "part"]),
    ],
)
def test_coverage_of_a_month_is_of_what_was_led_asked_and_promised_in_it(
    reader, commit, item, board_items, agency_b, division_1, months, officer, month, items, named
):
    kinds = {"kept": "latest", "gone": "average", "passed": "peak", "part": "monthly"}
    held = {name: item(kind=kind) for name, kind in kinds.items()}
    own = item(agency=division_1, kind="monthly", part_of=held["part"])
    paper = commit(division_1, items=[held["kept"], held["passed"], own])
    withdraw(held["gone"], in_force_from=months[4], by=officer, reason="Thôi giao")
    hand_over([held["passed"]], to=agency_b, since=months[6], by=officer, reason="Chuyển giao")
    withdraw(own, in_force_from=months[8], by=officer, reason="Thôi giao")
    amend(paper, "1", date(2022, 9, 10), withdraw=[paper.items.get(links__assignment=held["kept"]).pk], by=officer)
    found = reader.get(f"{OWN_URL}?year=2022&month={month}&format=json").json()["coverage"]
    expected = [held[name] for name in named] + [board_items[name] for name in ("number", "ratio", "task")]
    assert found["items"] == items + 3
    assert sorted(row["item"] for row in found["uncovered"]) == sorted(one.indicator.name for one in expected)
    whole = reader.get(f"{URL}?year=2022&month={month}&format=json").json()
    assert whole["totals"]["uncovered"] == len(expected)


def test_divisions_that_have_ended_are_asked_for_no_signature(reader, commit, board_items, agency_a, division_1):
    paper = commit(division_1, items=[board_items["number"]])
    Agency.objects.filter(parent=agency_a).update(active_to=date(2022, 5, 1))
    assert reader.get(f"{OWN_URL}?year=2022&month=3&format=json").json()["coverage"]["items"] == 3
    board = reader.get(f"{OWN_URL}?year=2022&month=9&format=json").json()
    assert (board["coverage"], [row["id"] for row in board["commitments"]]) == (None, [paper.pk])
    shown = reader.get(f"{OWN_URL}?year=2022&month=9").content.decode()
    assert ('id="coverage"' in shown, 'id="divisions"' in shown) == (False, True)


@pytest.mark.parametrize(("month", "is_asked"), [(3, False), (9, True)])
def test_an_agency_that_was_not_there_yet_is_not_asked(reader, board_items, agency_a, division_1, month, is_asked):
    Agency.objects.filter(pk=agency_a.pk).update(active_from=date(2022, 7, 1))
    board = reader.get(f"{OWN_URL}?year=2022&month={month}&format=json").json()
    assert (board["coverage"] is not None) is is_asked
    whole = reader.get(f"{URL}?year=2022&month={month}&format=json").json()
    assert bool(whole["totals"]["uncovered"]) is is_asked
