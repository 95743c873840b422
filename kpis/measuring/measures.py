"""What is judged: the shapes of a target, a figure, a month, and the value of an item at a period.

Pure: no Django, no clock, no rounding. Values are Fractions in the unit of the target (a ratio of 5/8 with unit "%" is
62.5). Missing, zero, no activity, not measurable and not applicable are five different things.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache

from kpis.grammar.units import is_percent


@cache
def scale_of(unit: str) -> int:
    """What a ratio is multiplied by to stand in `unit`, written as targets are read (docs/import-grammar.md).

    >>> [scale_of(unit) for unit in ("%", "Tỷ lệ (%)", "phần trăm", "‰", "lượt/hồ sơ", "")]
    [100, 100, 100, 1000, 1, 1]
    """
    if is_percent(unit):
        return 100
    return 1000 if "‰" in unit else 1


@dataclass(frozen=True)
class Measure:
    """How an indicator combines: `kind` number | ratio | deliverable; `over_time` and `unit` as in kpis/enums.

    `asks_level`: its target is the level at all times, and not the end of a way.
    """

    kind: str
    over_time: str = "cumulative"
    unit: str = ""
    asks_level: bool = False

    @property
    def scale(self) -> int:
        """What a ratio is multiplied by to stand in the unit of its target."""
        return scale_of(self.unit)


@dataclass(frozen=True)
class Goal:
    """A target in force: `low` for every operator but done, `high` for between alone.

    `milestones`: month number -> share of the target wanted, of this item alone; empty where it keeps the year's pace.
    """

    operator: str
    low: Fraction | None = None
    high: Fraction | None = None
    baseline: Fraction | None = None
    key: int | None = None
    milestones: Mapping[int, Fraction] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Figure:
    """An approved entry; whether it reports anything depends on the measure (`reports`)."""

    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    issued_on: date | None = None
    is_no_activity: bool = False
    key: int | None = None

    def reports(self, measure: "Measure") -> bool:
        """Whether it says anything about `measure`: a ratio wants both parts, a number its value, a task any word."""
        if self.is_no_activity or measure.kind == "deliverable":
            return True
        if measure.kind == "ratio":
            return self.numerator is not None and self.denominator is not None
        return self.value is not None

    @property
    def shows_no_activity(self) -> bool:
        return self.is_no_activity or self.denominator == 0


@dataclass(frozen=True)
class Rules:
    """A plan's thresholds (shares) and the pace: month number -> share wanted; empty means the straight line."""

    tolerance: Fraction = Fraction(0)
    exceed_threshold: Fraction = Fraction(0)
    counts_no_activity: bool = False
    milestones: Mapping[int, Fraction] = field(default_factory=dict)
    months: int = 12


@dataclass(frozen=True)
class Month:
    """A period that may be judged (open or closed): its number in the year, its days, the goal in force in it.

    `rules` are those in force in it, None where the year's first ones still are.
    `seen_on` is the day up to which it is known while it runs; None where its last day has come.
    """

    number: int
    data_from: date
    data_to: date
    goal: Goal | None = None
    figure: Figure | None = None
    key: int | None = None
    rules: Rules | None = None
    seen_on: date | None = None


@dataclass(frozen=True)
class Claim:
    """A confirmed cause: outcome not_measurable | not_applicable | missed, in force on the days given."""

    outcome: str
    holds_from: date
    holds_until: date | None = None
    cause: int | None = None

    def holds_in(self, month: Month) -> bool:
        """Whether it is in force on the last day of the month."""
        return self.holds_from <= month.data_to and (self.holds_until is None or self.holds_until >= month.data_to)


@dataclass(frozen=True)
class Item:
    """What judging one assignment needs beside its months. `given_from` is the month of its first target, if any.

    `withdrawn_from` is the month from which it is asked no more.
    `applicable_until` is the last day of its agency: months that begin after it ask nothing.
    """

    measure: Measure
    deadline: date | None = None
    applicable_from: date | None = None
    claims: Sequence[Claim] = ()
    given_from: int | None = None
    withdrawn_from: int | None = None
    applicable_until: date | None = None


@dataclass(frozen=True)
class Reading:
    """The value of an item at a period and what it rests on. `source` is the month of the entry, None without one."""

    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    issued_on: date | None = None
    is_no_activity: bool = False
    source: Month | None = None


@dataclass(frozen=True)
class Judgement:
    """The judged result of one item at one period; becomes one row of Standing."""

    month: Month
    state: str
    reason: str
    reading: Reading
    attainment: Fraction | None = None
    expected: Fraction | None = None
    change: Fraction | None = None
    cause: int | None = None

    @property
    def reporting(self) -> str:
        """fresh: an entry of the period itself; carried: an earlier one; none."""
        if self.reading.source is None:
            return "none"
        return "fresh" if self.reading.source.number == self.month.number else "carried"


def value_of(figure: Figure, measure: Measure) -> Fraction | None:
    """The value one entry states, in the target's unit; None where it states none (also a ratio over nothing).

    Raises ValueError for a ratio whose parts are not 0 ≤ numerator ≤ denominator.
    """
    if measure.kind != "ratio":
        return figure.value
    if figure.numerator is None or figure.denominator is None:
        return None
    if not 0 <= figure.numerator <= figure.denominator:
        raise ValueError("a ratio wants 0 ≤ numerator ≤ denominator")
    if figure.denominator == 0:
        return None
    return figure.numerator * measure.scale / figure.denominator


NEVER = Reading()


def read(months: Sequence[Month], measure: Measure) -> Reading:
    """The value at the last of `months` (in order, from the plan's first): its own or the last approved one."""
    reported = [(m, m.figure) for m in months if m.figure is not None and m.figure.reports(measure)]
    if not reported:
        return NEVER
    last, figures = reported[-1][0], [figure for _, figure in reported]
    if measure.kind == "deliverable":
        return Reading(issued_on=min((f.issued_on for f in figures if f.issued_on), default=None), source=last)
    if measure.over_time == "latest":
        figures = figures[-1:]
    active = [f for f in figures if not f.shows_no_activity]
    if not active:
        nothing = Fraction(0) if measure.kind == "ratio" else None
        return Reading(numerator=nothing, denominator=nothing, is_no_activity=True, source=last)
    if measure.kind == "ratio":
        return _read_ratio(active[-1:] if measure.over_time == "cumulative" else active, measure, last)
    values = [f.value for f in active if f.value is not None]
    return Reading(value=_combined(values, measure.over_time), source=last)


def _read_ratio(figures: Sequence[Figure], measure: Measure, last: Month) -> Reading:
    parts = [(f.numerator, f.denominator) for f in figures if f.numerator is not None and f.denominator]
    if measure.over_time == "max":
        numerator, denominator = max(parts, key=lambda part: part[0] / part[1])
    else:
        numerator, denominator = (
            sum((n for n, d in parts), Fraction(0)),
            sum((d for n, d in parts), Fraction(0)),
        )
    value = value_of(Figure(numerator=numerator, denominator=denominator), measure)
    return Reading(value=value, numerator=numerator, denominator=denominator, source=last)


def _combined(values: Sequence[Fraction], over_time: str) -> Fraction:
    if over_time == "sum":
        return sum(values, Fraction(0))
    if over_time == "average":
        return sum(values, Fraction(0)) / len(values)
    return max(values) if over_time == "max" else values[-1]


def over_agencies(readings: Iterable[Reading], measure: Measure, rule: str) -> Reading:
    """One value over agencies by `rule` sum | ratio | average | all (`all`: the lowest of them must do).

    A ratio is always Σ numerator / Σ denominator, whatever the rule says: a mean of percentages is no percentage.
    """
    known = [r for r in readings if r.value is not None]
    if not known:
        return Reading()
    if measure.kind == "ratio":
        numerator = sum((r.numerator or Fraction(0) for r in known), Fraction(0))
        denominator = sum((r.denominator or Fraction(0) for r in known), Fraction(0))
        value = value_of(Figure(numerator=numerator, denominator=denominator), measure)
        return Reading(value=value, numerator=numerator, denominator=denominator)
    values = [r.value for r in known if r.value is not None]
    if rule == "all":
        return Reading(value=min(values))
    return Reading(value=_combined(values, "average" if rule == "average" else "sum"))
