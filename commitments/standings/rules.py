"""When a committed item is fulfilled, and the state in which it is shown. Pure.

A linked item is fulfilled when every assigned item it is linked to is met in the month; an item of its own
way when the other party confirmed it. States are those of standings. Source: docs/commitments.md.
"""

from collections.abc import Sequence
from datetime import date

from commitments.enums import Way
from kpis.enums import MET, State

# From the best to the worst: an item that stands for several assigned items is as good as the worst of them.
ORDER = (
    State.EXCEEDED,
    State.DONE,
    State.DONE_LATE,
    State.NOT_APPLICABLE,
    State.NO_ACTIVITY,
    State.ON_TRACK,
    State.NOT_MEASURABLE,
    State.NO_DATA,
    State.BEHIND,
    State.OVERDUE,
)


def linked_state(states: Sequence[str]) -> State:
    """The state of an item that stands for assigned items with these `states`; none judged yet is no data.

    >>> linked_state(["done", "behind"]).value, linked_state(["exceeded", "done"]).value, linked_state([]).value
    ('behind', 'done', 'no_data')
    """
    if not states:
        return State.NO_DATA
    return max((State(state) for state in states), key=ORDER.index)


def own_state(fulfilled_on: date | None, deadline: date | None, until: date) -> State:
    """The state, on the last day `until` of a month, of an item that stands for nothing that is measured.

    `fulfilled_on` is None while nothing is confirmed. The day of the deadline is still in time.

    >>> own_state(date(2022, 7, 1), date(2022, 6, 30), date(2022, 10, 14)).value
    'done_late'
    """
    if fulfilled_on is not None and fulfilled_on <= until:
        return State.DONE_LATE if deadline and fulfilled_on > deadline else State.DONE
    return State.OVERDUE if deadline and deadline < until else State.ON_TRACK


def is_fulfilled(state: str) -> bool:
    """Whether an item in this state counts as fulfilled: met, early or late."""
    return state in MET


def item_state(way: str, states: Sequence[str], fulfilled_on: date | None, deadline: date | None, until: date) -> State:
    """The state of an item on the last day `until` of a month.

    `states` are those of the assigned items it stands for, in that month; `fulfilled_on` is of what the other party
    confirmed. Each is read by the items of its way alone.

    >>> item_state("assigned", ["done"], None, None, date(2022, 10, 14)).value
    'done'
    """
    return linked_state(states) if way == Way.ASSIGNED else own_state(fulfilled_on, deadline, until)


def is_promised(begins: date, ends: date | None, until: date) -> bool:
    """Whether an item counts in the month whose last day is `until`.

    It `begins` with the signing, or with the amendment that added it, and `ends` with the one that withdrew it.

    >>> is_promised(date(2022, 2, 1), date(2022, 8, 1), date(2022, 7, 14))
    True
    """
    return begins <= until and (ends is None or ends > until)
