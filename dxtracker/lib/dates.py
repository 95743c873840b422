"""Dates as provinces use them. Pure."""

import re
from calendar import monthrange
from contextlib import suppress
from datetime import date

EARLIEST, LATEST = 2000, 2100  # years
# What a form's field may hold, for browsers that check it before anything is sent.
PATTERN = (
    r"\s*(\d{4}-\d{1,2}-\d{1,2}|\d{8}"
    r"|(ngày )?\d{1,2}( ?[\/.\-] ?| tháng | )\d{1,2}(( ?[\/.\-] ?| năm | )\d{2}(\d{2})?)?)\s*"
)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_TOGETHER = re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})")
_MARK = r"(?: ?[/.\-–] ?| )"
_TYPED = re.compile(
    rf"(?:ngày )?(?P<day>\d{{1,2}})(?:{_MARK}| tháng )(?P<month>\d{{1,2}})"
    rf"(?:(?:{_MARK}| năm )(?P<year>\d{{4}}|\d{{2}}))?"
)


def month_end(year: int, month: int) -> date:
    """The last day of a month.

    >>> month_end(2024, 2)
    datetime.date(2024, 2, 29)
    """
    return date(year, month, monthrange(year, month)[1])


def day_of(text: str, today: date, *, is_ahead: bool = False) -> date | None:
    """The day that a text names; None where it names none between 2000 and 2100.

    Without a year it is this year's; with `is_ahead`, for what is yet to come, the next such day.

    >>> day_of("9/11", date(2022, 11, 10)), day_of("09.11.22", date(2022, 11, 10))
    (datetime.date(2022, 11, 9), datetime.date(2022, 11, 9))
    >>> day_of("15-1", date(2022, 11, 10), is_ahead=True), day_of("31/2/2022", date(2022, 11, 10))
    (datetime.date(2023, 1, 15), None)
    """
    bare = " ".join(text.casefold().split())
    found = next((match for shape in (_ISO, _TOGETHER, _TYPED) if (match := shape.fullmatch(bare))), None)
    if found is None:
        return None
    month, day = int(found["month"]), int(found["day"])
    if found["year"]:
        years = [int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)]
    else:
        years = [today.year + n for n in range(9)] if is_ahead else [today.year]  # 29/2 comes after eight years at last
    for year in years:
        with suppress(ValueError):
            on = date(year, month, day)
            if EARLIEST <= year <= LATEST and (found["year"] or not is_ahead or on >= today):
                return on
    return None
