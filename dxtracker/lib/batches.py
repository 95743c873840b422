"""Many values, some at a time."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

Value = TypeVar("Value")
MOST = 1000  # values that a statement names without trouble on either database


def batched(values: Iterable[Value], most: int = MOST) -> Iterator[list[Value]]:
    """`values` in their order, at most so many at a time.

    >>> list(batched(range(5), 2)), list(batched([]))
    ([[0, 1], [2, 3], [4]], [])
    """
    held = list(values)
    for start in range(0, len(held), most):
        yield held[start : start + most]
