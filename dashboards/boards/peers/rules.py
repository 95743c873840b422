"""How an item stands among the same items of a peer group. Pure: no Django."""

from collections.abc import Hashable, Sequence
from fractions import Fraction
from statistics import median
from typing import NamedTuple

from kpis.enums import State

FEWEST = 3  # agencies of whose figures a median says something; of fewer it would tell one agency's own
ABOVE, AT, BELOW, NO_FIGURE = "above", "at", "below", "no_figure"
PLACES = (NO_FIGURE, BELOW, AT, ABOVE)  # what wants a look first


class Beside(NamedTuple):
    """The median and the best attainment of a group (1 is the target), both None of too few; where the own one stands.

    `place` is empty where there is nothing to stand beside.
    """

    median: Fraction | None
    best: Fraction | None
    place: str

    @property
    def order(self) -> int:
        """What wants a look first comes first, what cannot be compared last."""
        return PLACES.index(self.place) if self.place in PLACES else len(PLACES) + bool(self.place)


def beside(own: Fraction | None, group: Sequence[tuple[Hashable, Fraction]], *, is_asked: bool = True) -> Beside:
    """The attainment `own` beside those of its group, its own among them; who has no figure is in no median.

    `group` holds (agency, attainment) of the items that apply: a merged agency may have several of an indicator
    (docs/adr/0021). `is_asked`: whether it applies itself.

    >>> beside(Fraction(1, 2), [("a", Fraction(1, 2)), ("b", Fraction(1)), ("c", Fraction(3))])
    Beside(median=Fraction(1, 1), best=Fraction(3, 1), place='below')
    """
    enough = len({agency for agency, _share in group}) >= FEWEST
    shares = [share for _agency, share in group] if enough else []
    middle = Fraction(median(shares)) if enough else None
    return Beside(middle, max(shares, default=None), _place(own, middle) if is_asked else State.NOT_APPLICABLE)


def _place(own: Fraction | None, middle: Fraction | None) -> str:
    if middle is None:
        return ""
    if own is None:
        return NO_FIGURE
    if own == middle:
        return AT
    return ABOVE if own > middle else BELOW
