"""Where a label of a chart stands: over no line and no other label, as far as there is room. Pure."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

Dot = tuple[float, float]
WIDTH = 0.56  # of a letter, as a share of its height: on the wide side
CLEAR = 2.0  # what stays free around a label


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


class Label(NamedTuple):
    """The foot of a text: `anchor` is start, middle or end; `size` the height of its letters."""

    x: float
    y: float
    anchor: str
    size: float


def box_of(label: Label, words: str) -> Box:
    """The room that the words take, about.

    >>> box_of(Label(100, 50, "end", 10), "214 tin")
    Box(left=60.8, top=42.0, right=100.0, bottom=52.0)
    """
    wide = round(len(words) * label.size * WIDTH, 1)
    left = label.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
    return Box(left, label.y - 0.8 * label.size, left + wide, label.y + 0.2 * label.size)


def around(dot: Dot, size: float) -> tuple[Label, ...]:
    """Where a point's label may stand, best first: above it, below it, then farther off."""
    x, y = dot
    near = [Label(x, y - 0.7 * size, anchor, size) for anchor in ("end", "middle", "start")]
    near += [Label(x, y + 1.4 * size, anchor, size) for anchor in ("start", "middle", "end")]
    far = [
        Label(x, y + away * size, anchor, size)
        for away in (2.2, -1.5, 3.0, -2.3, 3.8)
        for anchor in ("middle", "start", "end")
    ]
    return (*near, *far)


def placed(
    choices: Iterable[Label], words: str, room: Box, lines: Sequence[Sequence[Dot]] = (), taken: Sequence[Box] = ()
) -> Label:
    """The first of `choices` that keeps clear of `lines` and `taken` inside `room`, else that in the way of fewest."""

    def in_the_way(label: Label) -> int:
        box = box_of(label, words)
        crossed = sum(crosses(box, one, two) for line in lines for one, two in pairwise(line))
        covered = sum(meet(box, other) for other in taken)
        outside = box.left < room.left or box.right > room.right or box.top < room.top or box.bottom > room.bottom
        return crossed + 3 * covered + 9 * outside

    best, fewest = None, 0
    for label in choices:
        if not (found := in_the_way(label)):
            return label  # nothing is in the way of fewer than none
        if best is None or found < fewest:
            best, fewest = label, found
    if best is None:
        raise ValueError("A label has to stand somewhere.")
    return best


def led(dot: Dot, label: Label) -> tuple[Dot, Dot] | None:
    """The hair line from a point to its label, where that stands off; None where it stands beside it."""
    (x, y), off = dot, label.y - dot[1]
    if -1.2 * label.size < off < 1.8 * label.size:
        return None
    return ((x, y + 5), (x, label.y - 0.8 * label.size)) if off > 0 else ((x, y - 5), (x, label.y + 0.2 * label.size))


def meet(one: Box, two: Box) -> bool:
    """Whether two boxes share room."""
    return one.left < two.right and two.left < one.right and one.top < two.bottom and two.top < one.bottom


def crosses(box: Box, one: Dot, two: Dot) -> bool:
    """Whether the stretch between two points comes into the box: what is left of it after each side cuts its part."""
    begins, ends = 0.0, 1.0
    for axis, low, high in ((0, box.left, box.right), (1, box.top, box.bottom)):
        low, high, way = low - CLEAR, high + CLEAR, two[axis] - one[axis]
        if not way:
            if not low < one[axis] < high:
                return False
            continue
        first, last = sorted(((low - one[axis]) / way, (high - one[axis]) / way))
        begins, ends = max(begins, first), min(ends, last)
    return begins < ends
