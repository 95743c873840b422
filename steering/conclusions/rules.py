"""The one table of what is done to a conclusion, and when its agency is reminded. Pure: no Django, no clock."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from steering.enums import Course

BEFORE, AFTER, EVERY = 3, 1, 7  # days: before the day set, after it, and then again and again


@dataclass(frozen=True)
class Move:
    """From `source` to `target`; `needs_reason` where a word is wanted."""

    source: Course
    target: Course
    needs_reason: bool = False


MOVES = {
    "report": Move(Course.OPEN, Course.REPORTED),
    "accept": Move(Course.REPORTED, Course.ACCEPTED),
    "return": Move(Course.REPORTED, Course.OPEN, needs_reason=True),
}


class Tally(NamedTuple):
    """How many of the conclusions that are due by a day, or done before theirs, are done."""

    done: int
    due: int


def can_move(name: str, course: str) -> bool:
    """Whether move `name` starts where a conclusion stands.

    >>> can_move("report", "open"), can_move("accept", "open")
    (True, False)
    """
    return MOVES[name].source == course


def reminded_on(due_on: date, day: date) -> date | None:
    """The latest day by `day` on which a reminder is due: three days before, on the day, the day after, weekly then.

    None before the first.

    >>> due = date(2022, 11, 10)
    >>> [(reminded_on(due, due + timedelta(days=n)) - due).days for n in (-3, 0, 3, 9)]
    [-3, 0, 1, 8]
    >>> reminded_on(due, date(2022, 11, 6)) is None
    True
    """
    late = (day - due_on).days
    if late < -BEFORE:
        return None
    if late < 0:
        return due_on - timedelta(days=BEFORE)
    if late < AFTER:
        return due_on
    return due_on + timedelta(days=AFTER + (late - AFTER) // EVERY * EVERY)
