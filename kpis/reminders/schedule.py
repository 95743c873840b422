"""Who is written to about a month on which day. Pure: no Django, no clock.

Three working days before the due day and on it whoever types for a silent agency, the day after its head too, three
working days after the standing body: one letter with the list. Nobody gets two letters of a kind about one month.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kpis.enums import NoticeKind
from kpis.measuring.calendar import after_working_days, is_working_day

OFFSETS: dict[str, int] = {
    NoticeKind.BEFORE: -3,
    NoticeKind.DUE: 0,
    NoticeKind.LATE: 1,
    NoticeKind.STANDING_BODY: 3,
}
CATCH_UP_DAYS = 7  # a letter that no run made in time is made late, but no old ones when the system is first set up


@dataclass(frozen=True)
class Recipients:
    """People by key: who types and who heads, by the key of their agency; the standing body's officers."""

    typists: Mapping[int, Collection[int]]
    heads: Mapping[int, Collection[int]]
    officers: Collection[int]


@dataclass(frozen=True)
class Letter:
    """One letter: to whom, why, on which day, about which agencies (keys, in official order)."""

    person: int
    kind: str
    on: date
    agencies: tuple[int, ...]


def before_working_days(start: date, days: int, off: Collection[date] = (), worked: Collection[date] = ()) -> date:
    """The day that is `days` working days before `start`; `start` itself is not counted."""
    day = start
    while days > 0:
        day -= timedelta(days=1)
        days -= is_working_day(day, off, worked)
    return day


def day_of(kind: str, due_on: date, off: Collection[date] = (), worked: Collection[date] = ()) -> date:
    """The day on which letters of `kind` about a month due on `due_on` are written."""
    offset = OFFSETS[kind]
    return (before_working_days if offset < 0 else after_working_days)(due_on, abs(offset), off, worked)


def kind_on(day: date, due_on: date, off: Collection[date] = (), worked: Collection[date] = ()) -> tuple[str, date]:
    """The latest kind whose day has come by `day`, and that day; ("", day) before the first and long after it.

    "Due today" is said on no later day: the letter of the next working day says since when.
    """
    for kind in reversed(OFFSETS):
        on = day_of(kind, due_on, off, worked)
        if on <= day:
            late = 0 if kind == NoticeKind.DUE else CATCH_UP_DAYS
            return (kind, on) if day <= on + timedelta(days=late) else ("", day)
    return "", day


def letters(kind: str, on: date, silent: Sequence[int], people: Recipients) -> list[Letter]:
    """One letter for each person concerned, with all the `silent` agencies (keys) that are theirs.

    An agency for which nobody types has its head written to from the first day on.
    """
    if kind == NoticeKind.STANDING_BODY:
        return [Letter(person, kind, on, tuple(silent)) for person in people.officers if silent]
    concerned: dict[int, list[int]] = {}
    for agency in silent:
        for person in _written_to(kind, people.typists.get(agency, ()), people.heads.get(agency, ())):
            concerned.setdefault(person, []).append(agency)
    return [Letter(person, kind, on, tuple(agencies)) for person, agencies in concerned.items()]


def _written_to(kind: str, typists: Collection[int], heads: Collection[int]) -> Iterable[int]:
    if kind == NoticeKind.LATE:
        return dict.fromkeys((*typists, *heads))
    return dict.fromkeys(typists or heads)
