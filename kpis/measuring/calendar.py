"""The days of a reporting month: 15th to 14th or calendar month, due after so many working days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

from dxtracker.lib.dates import month_end
from kpis.enums import Calendar


def data_days(calendar: str, year: int, month: int) -> tuple[date, date]:
    """First and last day of the figures of a period; both included. Kỳ 10/2022 is 15/9–14/10/2022."""
    if calendar == Calendar.MONTH:
        return date(year, month, 1), month_end(year, month)
    before = date(year - 1, 12, 15) if month == 1 else date(year, month - 1, 15)
    return before, date(year, month, 14)


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """Vietnamese public holidays of a year."""
    return frozenset(holidays.country_holidays("VN", years=year))


def is_working_day(day: date, off: Collection[date] = (), worked: Collection[date] = ()) -> bool:
    """Monday to Friday and no holiday, unless the administrators' own days say otherwise."""
    if day in worked:
        return True
    return day.weekday() < 5 and day not in off and day not in public_holidays(day.year)


def after_working_days(start: date, days: int, off: Collection[date] = (), worked: Collection[date] = ()) -> date:
    """The day that is `days` working days after `start`; `start` itself is not counted."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day, off, worked)
    return day


def working_days_late(due_on: date, done_on: date, off: Collection[date] = (), worked: Collection[date] = ()) -> int:
    """Working days from the due day (not counted) to the day it was done (counted); 0 when in time."""
    late, day = 0, due_on
    while day < done_on:
        day += timedelta(days=1)
        late += is_working_day(day, off, worked)
    return late


@dataclass(frozen=True)
class OwnDays:
    """An administrators' own days: off, and worked although the calendar says off."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def after(self, start: date, days: int) -> date:
        """The day that is `days` working days after `start`; `start` itself is not counted."""
        return after_working_days(start, days, self.off, self.worked)

    def late(self, due_on: date, done_on: date) -> int:
        """Working days from the due day to the day it was done; 0 in time."""
        return working_days_late(due_on, done_on, self.off, self.worked)
