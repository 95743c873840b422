"""What became of a promise: one judgement for every page. Pure: no Django, no clock."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from kpis.enums import MET, UNMET
from kpis.measuring.rates import LEFT_OUT

# The states of an item that applies and is not done, by the plan's rule `counts_no_activity`: its promise may be late.
CAN_BE_LATE = {rule: UNMET.difference(left_out) for rule, left_out in LEFT_OUT.items()}


def is_late(state: str, due_on: date | None, over: date, counts_no_activity: bool) -> bool:
    """Whether the item applies and is not done although the last day promised has passed by `over`, a day gone by."""
    return due_on is not None and due_on <= over and state in CAN_BE_LATE[counts_no_activity]


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


def times_postponed(days: Iterable[date]) -> int:
    """How often a day promised was moved to a later one; `days` in the order in which they were promised.

    >>> times_postponed([date(2022, 12, 15), date(2022, 11, 30), date(2022, 12, 31)])
    1
    """
    return sum(later > day for day, later in pairwise(days))


def state_of(due_on: date, replaced_by: date | None, met_on: date | None, day: date, over: date | None = None) -> str:
    """open | kept | moved | sooner | broken, seen on `day`; `met_on` is what `met_since` says.

    A promise that was replaced by a later day is moved and by an earlier one sooner, whatever came after; the last one
    (replaced_by None) is kept when the item was met at the end of a period by its day, and has been met ever since.
    `over` is the last day that has passed, where the month still runs: nothing is broken before its day is over.
    """
    if replaced_by is not None:
        return "moved" if replaced_by > due_on else "sooner"
    over = over or day
    if met_on is not None and met_on <= day:
        return "kept" if min(met_on, over) <= due_on else "broken"
    return "broken" if due_on <= over else "open"
