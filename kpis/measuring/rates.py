"""Counts of states and what follows from them: two rates, means, ranks, the weighted score. Pure.

Exact fractions inside; the one rounding is at display (dxtracker/lib/numbers.py).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from operator import itemgetter

from kpis.enums import MET, State
from kpis.measuring.scoring import contribution

STATES = tuple(State.values)
WORST_FIRST = (
    State.OVERDUE, State.BEHIND, State.NO_DATA, State.NOT_MEASURABLE, State.ON_TRACK, State.DONE_LATE, State.DONE,
    State.EXCEEDED, State.NO_ACTIVITY, State.NOT_APPLICABLE,
)  # fmt: skip
# The states that are on neither side of x/y, by the plan's rule `counts_no_activity`.
LEFT_OUT = {False: (State.NOT_APPLICABLE, State.NO_ACTIVITY), True: (State.NOT_APPLICABLE,)}
MOST_SHARES = 4096  # of whole numbers that are kept: agencies of 30 items know less than 500
_done_of = itemgetter(*sorted(MET))


class Rates:
    """The two rates that follow from what is done, what applies and what cannot be measured."""

    states: Mapping[str, int]
    done: int
    applicable: int

    @property
    def not_measurable(self) -> int:
        return self.states[State.NOT_MEASURABLE]

    @property
    def official_rate(self) -> Fraction | None:
        """done / applicable; None where nothing applies."""
        return share_of(self.done, self.applicable)

    @property
    def measurable_rate(self) -> Fraction | None:
        """done / (applicable − not measurable): "trên số đánh giá được"."""
        measurable = self.applicable - self.not_measurable
        return share_of(self.done, measurable)


@lru_cache(MOST_SHARES)
def share_of(done: int, applicable: int) -> Fraction | None:
    """done / applicable; None where nothing applies.

    >>> share_of(20, 30), share_of(0, 0)
    (Fraction(2, 3), None)
    """
    return Fraction(done, applicable) if applicable else None


@dataclass(frozen=True)
class Counts(Rates):
    """How many items stand in each state, and the two rates that follow. `states` holds all ten keys.

    `total`, `done` and `applicable` are counted once: boards ask for them many times over.
    """

    states: Mapping[str, int]
    counts_no_activity: bool = False
    total: int = field(init=False, compare=False)
    done: int = field(init=False, compare=False)
    applicable: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        states, total = self.states, sum(self.states.values())
        left_out = sum([states[state] for state in LEFT_OUT[self.counts_no_activity]])
        vars(self).update(total=total, done=sum(_done_of(states)), applicable=total - left_out)

    def __hash__(self) -> int:
        return hash((*self.states.values(), self.counts_no_activity))

    @classmethod
    def of(cls, states: Iterable[str], counts_no_activity: bool = False) -> "Counts":
        """Count the states of items."""
        found = dict.fromkeys(STATES, 0)
        for state in states:
            found[state] += 1
        return cls(found, counts_no_activity)

    @classmethod
    def summed(cls, counts: Iterable["Counts"], counts_no_activity: bool = False) -> "Counts":
        """The sum of counts that stand under one plan, in one pass.

        >>> Counts.summed([Counts.of(["done"]), Counts.of(["done", "behind"])]).official_rate
        Fraction(2, 3)
        """
        rows = [[one.states[state] for state in STATES] for one in counts]
        sums = map(sum, zip(*rows, strict=True)) if rows else [0] * len(STATES)
        return cls(dict(zip(STATES, sums, strict=True)), counts_no_activity)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts({s: n + other.states[s] for s, n in self.states.items()}, self.counts_no_activity)

    def rate_with(self, more: int) -> Fraction | None:
        """The official rate if `more` of those that apply were done too: at most what removing a cause lifts to."""
        return share_of(self.done + more, self.applicable)


@lru_cache(MOST_SHARES)
def counted(numbers: tuple[int, ...], counts_no_activity: bool) -> Counts:
    """The counts of numbers in the order of STATES; of an agency whose month has not moved, the same again."""
    return Counts(dict(zip(STATES, numbers, strict=True)), counts_no_activity)


@dataclass(frozen=True)
class Together(Rates):
    """Counts that stand under different plans, summed: what applies is what each plan's own rule says.

    >>> rules = Counts({**dict.fromkeys(STATES, 0), "done": 1, "no_activity": 1}, counts_no_activity=True)
    >>> other = Counts({**dict.fromkeys(STATES, 0), "done": 1, "no_activity": 1})
    >>> Together.of([rules, other]).official_rate
    Fraction(2, 3)
    """

    states: Mapping[str, int]
    total: int
    done: int
    applicable: int

    @classmethod
    def of(cls, counts: Iterable[Counts]) -> "Together":
        """The sum of the counts of any plans."""
        found = list(counts)
        return cls(
            {state: sum(one.states[state] for one in found) for state in STATES},
            sum(one.total for one in found),
            sum(one.done for one in found),
            sum(one.applicable for one in found),
        )


def met_by(agencies: Iterable[Counts]) -> tuple[int, int]:
    """(met, applicable) agencies of one indicator, each once: it meets it when all its items that apply do.

    >>> both = Counts.of(["done", "exceeded"])
    >>> met_by([both, Counts.of(["done", "behind"]), Counts.of(["not_applicable"])])
    (1, 2)
    """
    asked = [one for one in agencies if one.applicable]
    return sum(one.done == one.applicable for one in asked), len(asked)


def state_of_all(states: Collection[str], counts_no_activity: bool = False) -> State:
    """The state of an agency by all its items of one indicator: of those that apply the one that holds it up most.

    Counted so, agencies are done and applicable as `met_by` says.

    >>> str(state_of_all(["done", "behind"])), str(state_of_all(["exceeded", "done_late", "not_applicable"]))
    ('behind', 'done_late')
    >>> str(state_of_all(["done", "no_activity"])), str(state_of_all(["done", "no_activity"], counts_no_activity=True))
    ('done', 'no_activity')
    """
    worst = next(state for state in WORST_FIRST if state in states)
    is_idle = counts_no_activity and State.NO_ACTIVITY in states
    return State.NO_ACTIVITY if is_idle and worst in MET else worst


def mean_rate(counts: Iterable[Counts]) -> Fraction | None:
    """The mean of agencies' official rates, those without one left out. Never to be read as the province's rate."""
    rates = [c.official_rate for c in counts if c.official_rate is not None]
    if not rates:
        return None
    tops: dict[int, int] = defaultdict(int)  # by denominator: hundreds of fractions share a few
    for rate in rates:
        tops[rate.denominator] += rate.numerator
    return sum((Fraction(top, bottom) for bottom, top in tops.items()), Fraction(0)) / len(rates)


def middle_rate(rates: Iterable[Fraction | None]) -> Fraction | None:
    """The middle of the rates, between both middle ones where they are even in number; None without any.

    >>> middle_rate([Fraction(1, 2), None, Fraction(1, 3), Fraction(1)]), middle_rate([Fraction(1), Fraction(1, 2)])
    (Fraction(1, 2), Fraction(3, 4))
    """
    known = [rate for rate in rates if rate is not None]
    if not known:
        return None
    common = lcm(*(rate.denominator for rate in known))  # whole numbers compare in a tenth of the time
    known.sort(key=lambda rate: rate.numerator * (common // rate.denominator))
    low, high = known[(len(known) - 1) // 2], known[len(known) // 2]
    return high if low is high else (low + high) / 2


def ranks(rates: Sequence[Fraction | None]) -> list[int | None]:
    """The rank of each rate, highest first, unrounded; ties share a rank (1, 2, 2, 4); no rate, no rank."""
    known = Counter((r.numerator, r.denominator) for r in rates if r is not None)  # few differ: few comparisons
    common = lcm(*(bottom for _top, bottom in known))
    place: dict[tuple[int, int], int] = {}
    above = 0
    for pair in sorted(known, key=lambda pair: pair[0] * (common // pair[1]), reverse=True):
        place[pair] = above + 1
        above += known[pair]
    return [None if r is None else place[r.numerator, r.denominator] for r in rates]


def score(
    rows: Iterable[tuple[Decimal | int | Fraction, str, Fraction | None]], counts_no_activity: bool = False
) -> Fraction | None:
    """Σ weight × contribution / Σ weight over (weight, state, attainment); a done state contributes 1.

    Items that do not apply are left out, and those without activity unless the plan counts them.
    """
    left_out = {State.NOT_APPLICABLE} if counts_no_activity else {State.NOT_APPLICABLE, State.NO_ACTIVITY}
    total, gained = Fraction(0), Fraction(0)
    for weight, state, share in rows:
        if state in left_out:
            continue
        total += Fraction(weight)
        gained += Fraction(weight) * (1 if state in MET else contribution(share))
    return gained / total if total else None
