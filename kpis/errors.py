"""What the actions of this app refuse. A CannotChange is worded for people; a WrongMove is a mistake of the caller."""

from collections.abc import Sequence
from typing import Any


class WrongMove(Exception):
    """The move does not start from the status the entry is in, or lacks what it needs."""


class CannotChange(Exception):
    """The object is in a state in which this may not be done."""


class Stale(CannotChange):
    """Somebody else saved the entry since it was read; `entry` is what stands now."""

    def __init__(self, message: str, entry: Any):
        super().__init__(message)
        self.entry = entry


class Overtaken(CannotChange):
    """Figures changed, or were decided, since the reviewer read them; `entries` are those as they stand now."""

    def __init__(self, message: str, entries: Sequence[Any]):
        super().__init__(message)
        self.entries = entries


class NotReady(CannotChange):
    """Something is missing before the month may be sent; `gaps` is all of it."""

    def __init__(self, message: str, gaps: Sequence[Any]):
        super().__init__(message)
        self.gaps = gaps


class PartsDisagree(CannotChange):
    """The parts do not come to the whole; it can be given all the same, knowingly."""
