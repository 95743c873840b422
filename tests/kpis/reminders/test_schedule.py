"""Who is written to on which day, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.measuring.calendar import is_working_day, working_days_late
from kpis.reminders.schedule import OFFSETS, Letter, Recipients, before_working_days, day_of, kind_on, letters

DUE = date(2022, 11, 17)  # a Thursday
PEOPLE = Recipients(typists={1: [11, 12], 2: [11]}, heads={1: [21], 2: [22], 3: [23]}, officers=[31, 32])


@pytest.mark.parametrize(
    ("kind", "day"),
    [
        ("before", date(2022, 11, 14)),
        ("due", date(2022, 11, 17)),
        ("late", date(2022, 11, 18)),
        ("standing_body", date(2022, 11, 22)),  # over a weekend
    ],
)
def test_letters_are_written_on_working_days_around_the_due_day(kind, day):
    assert day_of(kind, DUE) == day


def test_own_days_off_and_swapped_days_move_the_letters():
    friday, saturday = date(2022, 11, 18), date(2022, 11, 19)
    assert day_of("late", DUE, off=[friday]) == date(2022, 11, 21)
    assert day_of("late", DUE, off=[friday], worked=[saturday]) == saturday
    assert day_of("before", DUE, off=[date(2022, 11, 15)]) == date(2022, 11, 11)


def test_public_holidays_are_no_working_days():
    assert day_of("before", date(2022, 5, 4)) == date(2022, 4, 27)  # 30/4 and 1/5 with their days in lieu


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2022, 11, 13), ""),
        (date(2022, 11, 14), "before"),
        (date(2022, 11, 16), "before"),  # no run on the 14th: made up for
        (date(2022, 11, 17), "due"),
        (date(2022, 11, 18), "late"),
        (date(2022, 11, 21), "late"),
        (date(2022, 11, 22), "standing_body"),
        (date(2022, 11, 29), "standing_body"),
        (date(2022, 11, 30), ""),  # nobody is written to about months long past
    ],
)
def test_the_latest_kind_whose_day_has_come_is_written(day, kind):
    assert kind_on(day, DUE)[0] == kind


def test_due_today_is_said_on_no_other_day():
    friday = date(2022, 11, 18)
    assert [kind_on(friday + timedelta(days=n), friday)[0] for n in range(4)] == ["due", "", "", "late"]


def test_before_the_due_day_only_who_types_is_written_to():
    assert letters("before", DUE, [1], PEOPLE) == [Letter(11, "before", DUE, (1,)), Letter(12, "before", DUE, (1,))]


def test_the_head_is_written_to_where_nobody_types():
    assert [letter.person for letter in letters("due", DUE, [3], PEOPLE)] == [23]


def test_a_day_late_the_head_is_written_to_as_well():
    assert [letter.person for letter in letters("late", DUE, [1], PEOPLE)] == [11, 12, 21]


def test_one_person_gets_one_letter_about_all_their_agencies():
    found = letters("before", DUE, [1, 2], PEOPLE)
    assert found == [Letter(11, "before", DUE, (1, 2)), Letter(12, "before", DUE, (1,))]


def test_the_standing_body_gets_one_list_each_and_none_when_all_have_reported():
    assert letters("standing_body", DUE, [2, 3], PEOPLE) == [
        Letter(31, "standing_body", DUE, (2, 3)),
        Letter(32, "standing_body", DUE, (2, 3)),
    ]
    assert letters("standing_body", DUE, [], PEOPLE) == []


days = st.dates(date(2021, 1, 1), date(2026, 12, 31))


@settings(max_examples=60, deadline=None)
@given(days, st.integers(0, 6), st.frozensets(st.integers(-10, 10), max_size=4))
def test_counting_back_and_counting_forth_agree(due, n, moved):
    off = {due + timedelta(days=m) for m in moved if m}
    day = before_working_days(due, n, off)
    assert n == 0 or is_working_day(day, off)
    if is_working_day(due, off):
        assert working_days_late(day, due, off) == n


@settings(max_examples=60, deadline=None)
@given(days, st.integers(-20, 20))
def test_kinds_follow_each_other_and_never_come_early(due, n):
    day = due + timedelta(days=n)
    kind, on = kind_on(day, due)
    assert kind in {"", *OFFSETS}
    assert on <= day
    assert not kind or day_of(kind, due) == on
