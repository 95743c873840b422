"""What becomes of a target when an item is carried into the next year, and the way to a later goal. Pure.

Source of the rules: docs/scoring.md, "A new year".
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from kpis.enums import Operator, TargetRule

LIMITS = frozenset({Operator.LT, Operator.LE})
WHOLE_PERCENT = Fraction(100)
PLACES = 100  # a target that is no count has at most two decimals


@dataclass(frozen=True)
class Terms:
    """A target: `is_counted` where it comes in whole pieces, `is_share` where more than all (100 %) cannot be."""

    operator: str
    low: Fraction | None = None
    high: Fraction | None = None
    unit: str = ""
    is_counted: bool = False
    is_share: bool = False

    @property
    def is_limit(self) -> bool:
        """Whether less is better."""
        return self.operator in LIMITS


def carried(
    terms: Terms | None,
    rule: str,
    *,
    amount: Fraction = Fraction(0),
    result: Fraction | None = None,
    on_path: Fraction | None = None,
) -> Terms | None:
    """The target that `rule` makes of last year's; None for none, also where what the rule wants is not known.

    `amount` is per cent or a number in the target's unit; `result` what the year came to; `on_path` what the way to a
    later goal asks of the new year. To raise a limit is to lower it: more is asked. A task stays what it is.
    """
    if terms is None or rule == TargetRule.EMPTY:
        return None
    if rule == TargetRule.SAME or terms.operator == Operator.DONE:
        return terms
    if rule in (TargetRule.LAST_RESULT, TargetRule.PATH):
        value = result if rule == TargetRule.LAST_RESULT else on_path
        return None if value is None or value < 0 else _at(terms, value)
    sign = -1 if terms.is_limit else 1

    def raised(value: Fraction | None) -> Fraction | None:
        if value is None:
            return None
        more = value * amount / 100 if rule == TargetRule.RAISED_PERCENT else amount
        return _bounded(terms, value + sign * more)

    low, high = raised(terms.low), raised(terms.high)
    if high is not None and low is not None and high <= low:
        return replace(terms, operator=Operator.GE, low=low, high=None)
    return replace(terms, low=low, high=high)


def _at(terms: Terms, value: Fraction) -> Terms:
    """A target of one value: a range becomes its lower bound, a strict sign stays."""
    operator = Operator.GE if terms.operator == Operator.BETWEEN else terms.operator
    return replace(terms, operator=operator, low=_bounded(terms, value), high=None)


def _bounded(terms: Terms, value: Fraction) -> Fraction:
    """Whole pieces are rounded to the side that asks more, a share ends at 100 %, nothing falls below zero."""
    if terms.is_share:
        value = min(value, WHOLE_PERCENT)
    step = 1 if terms.is_counted else PLACES
    turned = floor if terms.is_limit else ceil
    return max(Fraction(turned(value * step), step), Fraction(0))


def on_the_way(
    result: Fraction, last_year: int, goal: Fraction, goal_year: int, year: int, *, is_counted: bool = False
) -> Fraction:
    """What a straight line from last year's result to a later goal asks of `year`; whole pieces are rounded up.

    From the goal's year on it is the goal itself.

    >>> on_the_way(Fraction(40), 2025, Fraction(100), 2030, 2026)
    Fraction(52, 1)
    >>> on_the_way(Fraction(7), 2025, Fraction(50), 2030, 2026)
    Fraction(78, 5)
    >>> on_the_way(Fraction(7), 2025, Fraction(50), 2030, 2026, is_counted=True)
    Fraction(16, 1)
    """
    if year >= goal_year:
        return goal
    value = result + (goal - result) * (year - last_year) / (goal_year - last_year)
    return Fraction(ceil(value)) if is_counted else value
