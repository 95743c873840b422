"""When a promise is late: the item applies, is not done, and its last promised day has passed."""

from datetime import date, timedelta

import pytest

from kpis.enums import MET, State
from kpis.measuring.promises import CAN_BE_LATE, is_late

DAY = date(2022, 9, 14)


@pytest.mark.parametrize(
    ("state", "late", "late_if_counted"),
    [
        ("behind", True, True),
        ("not_measurable", True, True),
        ("no_data", True, True),
        ("no_activity", False, True),
        ("not_applicable", False, False),
        ("done_late", False, False),
        ("", False, False),
    ],
)
def test_the_promise_of_what_applies_and_is_not_done_is_late_once_its_day_has_passed(state, late, late_if_counted):
    assert (is_late(state, DAY, DAY, False), is_late(state, DAY, DAY, True)) == (late, late_if_counted)
    assert not any(is_late(state, day, DAY, True) for day in (None, DAY + timedelta(days=1)))


def test_nothing_that_is_done_can_be_late():
    assert [rule & MET for rule in CAN_BE_LATE.values()] == [frozenset(), frozenset()]
    assert CAN_BE_LATE[True] - CAN_BE_LATE[False] == {State.NO_ACTIVITY}
