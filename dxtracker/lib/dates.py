"""Dates as provinces use them. Pure."""

from calendar import monthrange
from datetime import date


def month_end(year: int, month: int) -> date:
    """The last day of a month.

    >>> month_end(2024, 2)
    datetime.date(2024, 2, 29)
    """
    return date(year, month, monthrange(year, month)[1])
