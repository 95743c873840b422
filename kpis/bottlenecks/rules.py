"""How bottlenecks are found in a month: from the items that are missed and the causes that agencies name. Pure.

Nothing is typed in. An indicator is a bottleneck where `Thresholds` says so; a cause is named by those of its missed
items whose own cause it is: the confirmed one, else the one that is claimed and waits, else that of the latest
recorded entry. So an item names one cause at most, and removing a cause lifts only items that miss by it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple


@dataclass(frozen=True)
class Thresholds:
    """The plan's: how many agencies, and which share (0…1) of those to which the indicator applies, miss it."""

    least: int = 3
    share: Fraction = Fraction(1, 2)

    def holds(self, missed: int, applicable: int) -> bool:
        """Whether `missed` of `applicable` agencies make the indicator a bottleneck; both limits are included."""
        return missed >= self.least and missed >= self.share * applicable


class Missed(NamedTuple):
    """One item that is missed: behind, overdue, without data or not measurable.

    `cause` is the key of its own cause, None where none is named; `is_unmeasurable`: by that cause, as is confirmed.
    """

    item: int
    agency: str
    has_figure: bool
    is_unmeasurable: bool
    cause: int | None


def agencies_of(items: Iterable[Missed]) -> tuple[str, ...]:
    """The codes of their agencies in their order, each once: to a merged one other items have passed (adr/0021).

    >>> agencies_of([Missed(1, "so-a", True, False, None), Missed(2, "so-a", True, False, None)])
    ('so-a',)
    """
    return tuple(dict.fromkeys(item.agency for item in items))


@dataclass(frozen=True)
class CauseNamed:
    """A cause of one indicator: the items that name it, and those of them that its removal would do.

    A cause that keeps items from being measured does not stop those that are measured: these name it, and are not
    lifted.
    """

    cause: int
    items: tuple[Missed, ...]

    @property
    def keeps_from_measuring(self) -> bool:
        return any(item.is_unmeasurable for item in self.items)

    @property
    def lifted(self) -> tuple[Missed, ...]:
        """The items that are missed by this cause, and done once it is gone."""
        if self.keeps_from_measuring:
            return tuple(item for item in self.items if not item.has_figure)
        return self.items

    @property
    def agencies(self) -> tuple[str, ...]:
        """The codes of the agencies that name it, in their order; each once, however many of its items name it."""
        return agencies_of(self.items)


@dataclass(frozen=True)
class Found:
    """An indicator (by key) that `missed` of `applicable` agencies miss; `causes` with the one named most first."""

    indicator: int
    missed: int
    applicable: int
    causes: tuple[CauseNamed, ...]
    unexplained: tuple[Missed, ...]

    @property
    def share(self) -> Fraction:
        return Fraction(self.missed, self.applicable) if self.applicable else Fraction(0)


def wide(spread: Mapping[int, tuple[int, int]], thresholds: Thresholds) -> frozenset[int]:
    """The indicators missed by many: `spread` holds (missed, applicable) by indicator."""
    return frozenset(key for key, pair in spread.items() if thresholds.holds(*pair))


def find(
    spread: Mapping[int, tuple[int, int]], missed: Mapping[int, Sequence[Missed]], thresholds: Thresholds
) -> tuple[Found, ...]:
    """The bottlenecks of a month, the one missed by most agencies first.

    `missed` holds the items of at least those indicators that `wide` names, in the order of agencies.
    """
    found = [_found(key, *spread[key], missed.get(key, ())) for key in wide(spread, thresholds)]
    return tuple(sorted(found, key=lambda row: (-row.missed, row.indicator)))


def _found(indicator: int, missed: int, applicable: int, items: Iterable[Missed]) -> Found:
    named: dict[int, list[Missed]] = defaultdict(list)
    unexplained = []
    for item in items:
        if item.cause is None:
            unexplained.append(item)
        else:
            named[item.cause].append(item)
    causes = sorted(
        (CauseNamed(key, tuple(rows)) for key, rows in named.items()), key=lambda c: (-len(c.agencies), c.cause)
    )
    return Found(indicator, missed, applicable, tuple(causes), tuple(unexplained))


def wide_since(months: Mapping[int, tuple[int, int]], month: int, thresholds: Thresholds) -> int:
    """The first of the months up to `month`, without a gap, in which an indicator was missed so widely.

    `months` holds (missed, applicable) by number of the month; `month` itself is one in which it is.
    """
    while thresholds.holds(*months.get(month - 1, (0, 0))):
        month -= 1
    return month
