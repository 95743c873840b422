from datetime import date

import pytest

from dxtracker.lib.dates import month_end


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2022, 2, 28), (2024, 2, 29), (2100, 2, 28), (2022, 4, 30), (2022, 12, 31)]
)
def test_last_day_of_a_month(year, month, day):
    assert month_end(year, month) == date(year, month, day)
