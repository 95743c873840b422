"""What became of a promise: one judgement for every page. Pure: no Django, no clock."""

from collections.abc import Sequence
from datetime import date

from kpis.enums import MET


def met_since(months: Sequence[tuple[date, str]]) -> date | None:
    """The last day of the first month from which on the item has been met up to the last one; None where it is not.

    `months` are (last day, state) of an item's judged months, in order.
    """
    since = None
    for day, state in reversed(months):
        if state not in MET:
            break
        since = day
    return since


def state_of(due_on: date, is_last: bool, met_on: date | None, day: date) -> str:
    """open | kept | moved | broken, seen on `day`; `met_on` is what `met_since` says.

    A promise that a later one replaced is moved, whatever came after; the last one is kept when the item was met by
    the period that holds its day, and has been met ever since.
    """
    if not is_last:
        return "moved"
    if met_on is not None and met_on <= day:
        return "kept" if met_on <= due_on else "broken"
    return "broken" if due_on <= day else "open"
