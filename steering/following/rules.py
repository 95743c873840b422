"""When the weekly letter is written, and what moved of what a person follows, counted. Pure: no Django, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

WEEK = timedelta(days=7)


class Thing(NamedTuple):
    """What is followed: kind item, agency or indicator, its key and its name."""

    kind: str
    key: int
    name: str


class Item(NamedTuple):
    """An item that belongs to something followed, as it stands in the latest month: `is_met`, `applies`.

    `is_of_division`: it is counted for its division and, beside items of agencies, for no indicator.
    """

    key: int
    agency: int
    indicator: int
    is_met: bool
    applies: bool
    is_of_division: bool = False


@dataclass(frozen=True)
class Week:
    """What happened since a week ago, by item: figures recorded, promises, questions, answers, conclusions.

    `decided`, by indicator: what the standing body said of its bottleneck.
    """

    happened: Mapping[str, Sequence[int]] = field(default_factory=dict)
    decided: Mapping[str, Sequence[int]] = field(default_factory=dict)


KINDS = ("recorded", "promised", "asked", "answered", "concluded")
DECIDED = ("confirmed", "changed", "resolved", "withdrawn")


@dataclass(frozen=True)
class Moved:
    """Of one thing followed: how often each kind happened or was decided; x of y items met in the latest month."""

    thing: Thing
    counts: Mapping[str, int]
    met: int
    applicable: int


def monday_of(day: date) -> date:
    """The first day of a week, under which its letter stands.

    >>> monday_of(date(2022, 11, 10)), monday_of(date(2022, 11, 7))
    (datetime.date(2022, 11, 7), datetime.date(2022, 11, 7))
    """
    return day - timedelta(days=day.weekday())


def moved(things: Iterable[Thing], items: Sequence[Item], week: Week) -> tuple[Moved, ...]:
    """What moved, thing by thing; what did not move is left out.

    >>> item = Item(5, 1, 2, True, True)
    >>> found = moved([Thing("agency", 1, "Sở A")], [item], Week({"recorded": [5, 5]}))
    >>> [(one.thing.kind, one.counts) for one in found]
    [('agency', {'recorded': 2})]
    >>> moved([Thing("item", 6, "x")], [item], Week({"recorded": [5]}))
    ()
    """
    found = []
    for thing in things:
        own = [item for item in items if _belongs(item, thing)]
        keys = {item.key for item in own}
        counts = {kind: sum(key in keys for key in week.happened.get(kind, ())) for kind in KINDS}
        if thing.kind == "indicator":
            counts |= {kind: list(week.decided.get(kind, ())).count(thing.key) for kind in DECIDED}
        counts = {kind: n for kind, n in counts.items() if n}
        if counts:
            counted = [item for item in _counted(own, thing) if item.applies]
            found.append(Moved(thing, counts, sum(item.is_met for item in counted), len(counted)))
    return tuple(found)


def _counted(own: Sequence[Item], thing: Thing) -> Sequence[Item]:
    """Of an indicator agencies' own items, divisions' only for who reads no agency: as its board counts them.

    >>> items = [Item(5, 1, 2, True, True), Item(6, 7, 2, True, True, True)]
    >>> [len(_counted(items, Thing(kind, 2, ""))) for kind in ("indicator", "agency")]
    [1, 2]
    """
    if thing.kind != "indicator":
        return own
    return [item for item in own if not item.is_of_division] or own


def _belongs(item: Item, thing: Thing) -> bool:
    return thing.key == {"item": item.key, "agency": item.agency, "indicator": item.indicator}[thing.kind]
