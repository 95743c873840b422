"""What became of a promise. Pure: no Django, no clock."""

from datetime import date


def state_of(due_on: date, is_last: bool, met_on: date | None, day: date) -> str:
    """open | kept | moved | broken, seen on `day`; `met_on` is the end of the first period in which the item was met.

    A promise that a later one replaced is moved, whatever came after; the last one is kept when the item was met by
    the period that holds its day.
    """
    if not is_last:
        return "moved"
    if met_on is not None and met_on <= day:
        return "kept" if met_on <= due_on else "broken"
    return "broken" if due_on <= day else "open"
