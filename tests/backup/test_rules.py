"""Which backups stay when old ones go."""

from datetime import datetime, timedelta

import pytest

from dxtracker.backup.rules import expired

END = datetime(2026, 11, 29, 2, 0)


def kept(moments):
    return sorted(set(moments) - expired(moments), reverse=True)


def test_a_night_each_for_two_years_leaves_seven_days_four_weeks_and_twelve_months():
    left = kept([END - timedelta(days=days) for days in range(730)])
    assert left[:7] == [END - timedelta(days=days) for days in range(7)]
    assert [(day.month, day.day) for day in left[7:10]] == [(11, 22), (11, 15), (11, 8)]
    assert len({(day.year, day.month) for day in left}) == 12
    assert left[-1] == datetime(2025, 12, 31, 2, 0)


@pytest.mark.parametrize("number", [0, 1, 7])
def test_few_backups_stay_all(number):
    moments = [END - timedelta(days=30 * n) for n in range(number)]
    assert expired(moments) == set()


def test_of_one_day_the_last_stays():
    noon = END + timedelta(hours=10)
    assert expired([END, noon]) == {END}


def test_a_pause_deletes_nothing_by_itself():
    assert expired([END, *(END - timedelta(days=400 + days) for days in range(6))]) == set()
