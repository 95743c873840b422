"""Sums that read alike before and after a decision; upper floors say of what (items, weights)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal

from agencies.models import Agency, Reorganisation


@dataclass(frozen=True)
class Sum:
    """Items of an agency or of all: how many, how many are done of those that apply, their weight."""

    name: str
    items: int
    done: int
    applicable: int
    weight: Decimal


@dataclass(frozen=True)
class Comparison:
    """A year: its first month after the decision counted by who led before and by who leads after, item by item.

    `months`: of all these agencies together, month by month, so that the line runs on across the change; `withdrawn`:
    items that the decision ended, counted before and not after.
    """

    title: str
    month: str
    before: list[Sum]
    after: list[Sum]
    total_before: Sum
    total_after: Sum
    withdrawn: Sum
    months: list[tuple[Sum, bool]]

    @property
    def agrees(self) -> bool:
        """Whether what is there after, with what the decision ended, is what was there before."""
        left, there = self.total_before, self.total_after
        kept = (left.items - self.withdrawn.items, left.weight - self.withdrawn.weight, left.done, left.applicable)
        return kept == (there.items, there.weight, there.done, there.applicable)


Source = Callable[[Reorganisation, Collection[Agency]], list[Comparison]]
SOURCES: list[Source] = []


def sum_by(source: Source) -> None:
    """Let an upper floor compare; once, from the `ready` of an app."""
    SOURCES.append(source)


def compared(act: Reorganisation, agencies: Collection[Agency]) -> list[Comparison]:
    return [found for source in SOURCES for found in source(act, agencies)]
