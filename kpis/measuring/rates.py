"""Counts of states and what follows from them: two rates, means, ranks, the weighted score. Pure.

Exact fractions inside; the one rounding is at display (dxtracker/lib/numbers.py).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from kpis.enums import MET, State
from kpis.measuring.scoring import contribution

STATES = tuple(State.values)
WORST_FIRST = (
    State.OVERDUE, State.BEHIND, State.NO_DATA, State.NOT_MEASURABLE, State.ON_TRACK, State.DONE_LATE, State.DONE,
    State.EXCEEDED, State.NO_ACTIVITY, State.NOT_APPLICABLE,
)  # fmt: skip


class Rates:
    """The two rates that follow from what is done, what applies and what cannot be measured."""

    states: Mapping[str, int]
    done: int
    applicable: int

    @property
    def not_measurable(self) -> int:
        return self.states[State.NOT_MEASURABLE]

    @cached_property
    def official_rate(self) -> Fraction | None:
        """done / applicable; None where nothing applies."""
        return Fraction(self.done, self.applicable) if self.applicable else None

    @property
    def measurable_rate(self) -> Fraction | None:
        """done / (applicable − not measurable): "trên số đánh giá được"."""
        measurable = self.applicable - self.not_measurable
        return Fraction(self.done, measurable) if measurable else None


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
        left_out = 0 if self.counts_no_activity else states[State.NO_ACTIVITY]
        object.__setattr__(self, "total", total)
        object.__setattr__(self, "done", sum([states[state] for state in MET]))
        object.__setattr__(self, "applicable", total - states[State.NOT_APPLICABLE] - left_out)

    @classmethod
    def of(cls, states: Iterable[str], counts_no_activity: bool = False) -> "Counts":
        """Count the states of items."""
        found = dict.fromkeys(STATES, 0)
        for state in states:
            found[state] += 1
        return cls(found, counts_no_activity)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts({s: n + other.states[s] for s, n in self.states.items()}, self.counts_no_activity)

    def rate_with(self, more: int) -> Fraction | None:
        """The official rate if `more` of those that apply were done too: at most what removing a cause lifts to."""
        return Fraction(self.done + more, self.applicable) if self.applicable else None


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


def ranks(rates: Sequence[Fraction | None]) -> list[int | None]:
    """The rank of each rate, highest first, unrounded; ties share a rank (1, 2, 2, 4); no rate, no rank."""
    known = Counter((r.numerator, r.denominator) for r in rates if r is not None)  # few differ: few comparisons
    place: dict[tuple[int, int], int] = {}
    above = 0
    for pair in sorted(known, key=lambda pair: Fraction(*pair), reverse=True):
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
