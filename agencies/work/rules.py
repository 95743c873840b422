"""When a worker counts as dead, and in which turn work is done. Pure."""

from datetime import datetime, timedelta

BEAT = 5  # seconds between signs of life
SILENT = timedelta(seconds=30)
LONGEST = timedelta(minutes=15)  # that one transaction writes
ATTEMPTS = 3
LOWEST = -100


def is_there(seen_at: datetime | None, ended_at: datetime | None, moment: datetime) -> bool:
    """Whether a worker counts as alive at `moment`: it has not ended and was seen within 30 seconds.

    >>> at = datetime(2026, 11, 29, 8, 0)
    >>> is_there(at, None, at + timedelta(seconds=30)), is_there(at, None, at + timedelta(seconds=31))
    (True, False)
    >>> is_there(at, at, at), is_there(None, None, at)
    (False, False)
    """
    return seen_at is not None and ended_at is None and moment - seen_at <= SILENT


def may_write(seen_at: datetime | None, ended_at: datetime | None, moment: datetime) -> bool:
    """Whether a worker that is silent may be SQLite's one writer, who can tell nothing meanwhile.

    >>> at = datetime(2026, 11, 29, 8, 0)
    >>> may_write(at, None, at + timedelta(minutes=15)), may_write(at, None, at + timedelta(minutes=16))
    (True, False)
    >>> may_write(at, at, at), may_write(None, None, at)
    (False, False)
    """
    return seen_at is not None and ended_at is None and moment - seen_at <= LONGEST


def priority(unfinished: int) -> int:
    """The turn of somebody's next piece of work where `unfinished` of theirs are there: a dozen of one person's keeps
    nobody else waiting.

    >>> priority(0), priority(3), priority(1_000)
    (0, -3, -100)
    """
    return max(-unfinished, LOWEST)
