"""Whether an agency's items are signed for inside it: by somebody, by one, with shares that add up. Pure.

Only signed commitments of an agency's divisions count, and only items that were not withdrawn.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from commitments.enums import Gap


@dataclass(frozen=True)
class Whole:
    """An agency's own item: its live target, and the items of its divisions that are parts of it (keys).

    `adds_up` tells whether shares can be summed: a number that is summed over agencies.
    """

    assignment: int
    low: Decimal | None
    adds_up: bool
    parts: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Share:
    """A signed commitment's link to the whole (or, where `assignment` is one of its parts, to that part)."""

    commitment: int
    assignment: int
    is_part: bool
    low: Decimal | None


@dataclass(frozen=True)
class Covered:
    """What was found for a whole: the gap, if there is one, who signed (keys of commitments), shares against whole."""

    assignment: int
    gap: Gap | None
    commitments: tuple[int, ...]
    shares: Decimal | None = None
    whole: Decimal | None = None


def cover(whole: Whole, shares: Iterable[Share]) -> Covered:
    """How `whole` is signed for by `shares` (those of other items are ignored).

    Nobody: UNCOVERED. The same thing by two, or all of it by one and a share of it by another: TWICE. Shares alone
    whose targets do not sum to the whole's: PARTS.

    >>> cover(Whole(1, Decimal(100), True), [Share(7, 1, True, Decimal(60)), Share(8, 1, True, Decimal(30))]).gap.value
    'parts'
    >>> cover(Whole(1, Decimal(100), True), [Share(7, 1, False, Decimal(100))]).gap is None
    True
    """
    own = [share for share in shares if share.assignment == whole.assignment or share.assignment in whole.parts]
    signed = tuple(sorted({share.commitment for share in own}))
    if not own:
        return Covered(whole.assignment, Gap.UNCOVERED, ())
    entire = {share.commitment for share in own if share.assignment == whole.assignment and not share.is_part}
    portions = [share for share in own if share.is_part or share.assignment != whole.assignment]
    if len(entire) > 1 or (entire and {share.commitment for share in portions} - entire) or _is_doubled(portions):
        return Covered(whole.assignment, Gap.TWICE, signed)
    if entire or not whole.adds_up or whole.low is None:
        return Covered(whole.assignment, None, signed)
    total = sum((share.low for share in portions if share.low is not None), Decimal(0))
    gap = None if total == whole.low else Gap.PARTS
    return Covered(whole.assignment, gap, signed, total, whole.low)


def _is_doubled(portions: list[Share]) -> bool:
    """Whether two commitments promise the same division's item, all of it."""
    holders = {(share.assignment, share.commitment) for share in portions if not share.is_part}
    return any(count > 1 for count in Counter(assignment for assignment, _ in holders).values())
