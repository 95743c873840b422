"""Which backups of a folder stay: the last of each of 7 days, of 4 weeks and of 12 months."""

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime

AGES: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
    (7, lambda moment: moment.date()),
    (4, lambda moment: moment.isocalendar()[:2]),
    (12, lambda moment: (moment.year, moment.month)),
)


def expired(moments: Iterable[datetime]) -> set[datetime]:
    """The moments of backups that may go; what stays is counted by days that have one, so that a pause deletes nothing.

    >>> days = [datetime(2026, 11, day) for day in range(1, 30)]
    >>> sorted(moment.day for moment in set(days) - expired(days))
    [8, 15, 22, 23, 24, 25, 26, 27, 28, 29]
    """
    newest_first = sorted(moments, reverse=True)
    stays: set[datetime] = set()
    for number, age in AGES:
        last_of: dict[Hashable, datetime] = {}
        for moment in newest_first:
            last_of.setdefault(age(moment), moment)
        stays.update(list(last_of.values())[:number])
    return set(newest_first) - stays
