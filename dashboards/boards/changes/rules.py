"""What changed between two readings of a month, from their rows alone. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from kpis.enums import LATE_STATES, MET, State
from kpis.measuring.promises import is_late
from kpis.measuring.rates import share_of

DONE, FELL, TURNED_LATE, PROMISE, TARGET, GIVEN, GONE = KINDS = (
    "done", "fell", "late", "promise", "target", "given", "gone",
)  # fmt: skip

# Code of the agency, code of the indicator, and which of the items that the agency has of it (docs/adr/0021).
Key = tuple[str, str, int]


class Item(NamedTuple):
    """A judged item at one of the two months; `target` is what tells two targets apart, None without one.

    `figure` is what it stands at, which no rule here looks at.
    """

    item: int
    state: str
    figure: Any
    target: object
    promise_on: date | None
    reason: str = ""


class Change(NamedTuple):
    """One thing that happened to an item; an item may change in several ways. None where it was not, or is no more."""

    kind: str
    agency: str
    indicator: str
    before: Item | None
    now: Item | None

    @property
    def item(self) -> int:
        """The key of the item, as it is now where it is there."""
        return next(one.item for one in (self.now, self.before) if one)


class Place(NamedTuple):
    """An agency's rank in its group and its counts at one month."""

    rank: int | None
    done: int
    applicable: int

    @property
    def rate(self) -> Fraction | None:
        return share_of(self.done, self.applicable)


@dataclass(frozen=True)
class Move:
    """An agency at both months; `up` is by how many places it rose, negative where it fell, None without both ranks."""

    agency: str
    before: Place
    now: Place

    @property
    def up(self) -> int | None:
        if self.before.rank is None or self.now.rank is None:
            return None
        return self.before.rank - self.now.rank


def changes(
    before: Mapping[Key, Item],
    now: Mapping[Key, Item],
    was: date,
    until: date,
    counts_no_activity: bool,
) -> list[Change]:
    """What happened to the items between both months, kind by kind; what does not apply is not there.

    A promise is broken between them where it is late on `until` by the later month's rules and was not on `was`.
    """
    found = []
    for key in before.keys() | now.keys():
        kinds, item = _kinds(before.get(key), now.get(key)), now.get(key)
        if item and _is_broken(item, was, until, counts_no_activity):
            kinds.append(PROMISE)
        found += [Change(kind, *key[:2], before.get(key), item) for kind in kinds]
    return sorted(found, key=lambda row: (KINDS.index(row.kind), row.agency, row.indicator, row.item))


def _kinds(before: Item | None, now: Item | None) -> list[str]:
    was_there, is_there = (item is not None and item.state != State.NOT_APPLICABLE for item in (before, now))
    if before is None or now is None or not (was_there and is_there):
        return [GIVEN] if is_there and not was_there else [GONE] if was_there else []
    kinds = []
    if now.state in MET and before.state not in MET:
        kinds.append(DONE)
    elif before.state in MET and now.state not in MET:
        kinds.append(FELL)
    elif now.state in LATE_STATES and before.state not in LATE_STATES:
        kinds.append(TURNED_LATE)
    if before.target is not None and now.target is not None and before.target != now.target:
        kinds.append(TARGET)
    return kinds


def _is_broken(item: Item, was: date, until: date, counts_no_activity: bool) -> bool:
    day = item.promise_on
    return is_late(item.state, day, until, counts_no_activity) and not is_late(item.state, day, was, counts_no_activity)


def moves(before: Mapping[str, Place], now: Mapping[str, Place]) -> list[Move]:
    """The agencies of both months, those that rose most first, those that fell most last."""
    found = [Move(code, before[code], now[code]) for code in now if code in before]
    return sorted(found, key=lambda row: -(row.up or 0))
