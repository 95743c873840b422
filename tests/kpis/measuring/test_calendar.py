from datetime import date
from itertools import pairwise

import pytest

from kpis.measuring.calendar import after_working_days, data_days, is_working_day, working_days_late


@pytest.mark.parametrize(
    ("calendar", "month", "first", "last"),
    [
        ("fifteenth", 10, date(2022, 9, 15), date(2022, 10, 14)),
        ("fifteenth", 1, date(2021, 12, 15), date(2022, 1, 14)),
        ("fifteenth", 12, date(2022, 11, 15), date(2022, 12, 14)),
        ("month", 2, date(2022, 2, 1), date(2022, 2, 28)),
        ("month", 12, date(2022, 12, 1), date(2022, 12, 31)),
    ],
)
def test_days_of_a_period(calendar, month, first, last):
    assert data_days(calendar, 2022, month) == (first, last)


def test_periods_of_the_15th_follow_each_other_without_a_gap():
    days = [data_days("fifteenth", 2022, month) for month in range(1, 13)]
    assert all((after[0] - before[1]).days == 1 for before, after in pairwise(days))


@pytest.mark.parametrize(
    ("start", "days", "wanted"),
    [
        (date(2022, 10, 14), 3, date(2022, 10, 19)),  # Friday: the week-end does not count
        (date(2022, 10, 14), 0, date(2022, 10, 14)),
        (date(2022, 1, 28), 1, date(2022, 2, 7)),  # Tết Nhâm Dần: 31/1 to 4/2/2022
        (date(2023, 1, 19), 1, date(2023, 1, 27)),  # Tết Quý Mão: 20/1 to 26/1/2023
        (date(2022, 8, 31), 1, date(2022, 9, 5)),  # 1 and 2 September, then a week-end
    ],
)
def test_due_after_working_days(start, days, wanted):
    assert after_working_days(start, days) == wanted


def test_an_administrators_own_days_come_before_the_calendar():
    saturday, friday = date(2022, 10, 15), date(2022, 10, 14)
    assert not is_working_day(saturday)
    assert is_working_day(saturday, worked=[saturday])
    assert not is_working_day(friday, off=[friday])
    assert is_working_day(date(2022, 2, 1), worked=[date(2022, 2, 1)])
    assert after_working_days(friday, 1, worked=[saturday]) == saturday


@pytest.mark.parametrize(
    ("done_on", "late"),
    [
        (date(2022, 10, 18), 0),
        (date(2022, 10, 19), 0),
        (date(2022, 10, 20), 1),
        (date(2022, 10, 22), 2),  # a Saturday adds nothing to Friday's
        (date(2022, 10, 24), 3),
    ],
)
def test_lateness_is_counted_in_working_days(done_on, late):
    assert working_days_late(date(2022, 10, 19), done_on) == late
