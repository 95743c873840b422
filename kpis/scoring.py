"""The rules of measurement. Pure: no Django, no clock, no rounding.

Every rule stands in docs/scoring.md with its worked examples; tests/kpis/test_scoring.py runs them. Values are
Fractions inside, in the unit of the target (a ratio of 5/8 with unit "%" is 62.5). Missing, zero, no activity, not
measurable and not applicable are five different things.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

Number = Decimal | int | Fraction

UNIT_SCALE = {"%": 100, "‰": 1000}
STATES = (
    "exceeded",
    "done",
    "done_late",
    "on_track",
    "behind",
    "overdue",
    "no_data",
    "not_measurable",
    "no_activity",
    "not_applicable",
)
MET = frozenset({"exceeded", "done", "done_late"})
LOWER_IS_BETTER = frozenset({"<", "<="})
MULTIPLE_FROM = 2


@dataclass(frozen=True)
class Measure:
    """How an indicator combines: `kind` number | ratio | deliverable; `over_time` and `unit` as in kpis/enums."""

    kind: str
    over_time: str = "cumulative"
    unit: str = ""

    @property
    def scale(self) -> int:
        """What a ratio is multiplied by to stand in the unit of its target."""
        return UNIT_SCALE.get(self.unit, 1)


@dataclass(frozen=True)
class Goal:
    """A target in force: `low` for every operator but done, `high` for between alone."""

    operator: str
    low: Fraction | None = None
    high: Fraction | None = None
    baseline: Fraction | None = None
    key: int | None = None


@dataclass(frozen=True)
class Figure:
    """An approved entry. All of its parts None and not `is_no_activity`: a row that reports nothing."""

    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    issued_on: date | None = None
    is_no_activity: bool = False
    key: int | None = None

    @property
    def is_empty(self) -> bool:
        return not self.is_no_activity and self.value is self.numerator is self.denominator is self.issued_on is None

    @property
    def shows_no_activity(self) -> bool:
        return self.is_no_activity or self.denominator == 0


@dataclass(frozen=True)
class Month:
    """A period that may be judged (open or closed): its number in the year, its days, the goal in force in it."""

    number: int
    data_from: date
    data_to: date
    goal: Goal | None = None
    figure: Figure | None = None
    key: int | None = None


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
class Rules:
    """A plan's thresholds (shares) and the pace: month number -> share wanted; empty means the straight line."""

    tolerance: Fraction = Fraction(0)
    exceed_threshold: Fraction = Fraction(0)
    counts_no_activity: bool = False
    milestones: Mapping[int, Fraction] = field(default_factory=dict)
    months: int = 12


@dataclass(frozen=True)
class Item:
    """What judging one assignment needs beside its months."""

    measure: Measure
    deadline: date | None = None
    applicable_from: date | None = None
    claims: Sequence[Claim] = ()


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


# --- value at a period -------------------------------------------------------------------------------------------


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


def read(months: Sequence[Month], measure: Measure) -> Reading:
    """The value at the last of `months` (in order, from the plan's first): its own or the last approved one."""
    reported = [m for m in months if m.figure is not None and not m.figure.is_empty]
    if not reported:
        return Reading()
    last = reported[-1]
    if measure.kind == "deliverable":
        issued = [m for m in reported if m.figure and m.figure.issued_on]
        return Reading(issued_on=issued[-1].figure.issued_on if issued and issued[-1].figure else None, source=last)
    figures = [m.figure for m in reported if m.figure is not None]
    if measure.over_time in ("cumulative", "latest"):
        figures = figures[-1:]
    active = [f for f in figures if not f.shows_no_activity]
    if not active:
        nothing = Fraction(0) if measure.kind == "ratio" else None
        return Reading(numerator=nothing, denominator=nothing, is_no_activity=True, source=last)
    if measure.kind == "ratio":
        return _read_ratio(active, measure, last)
    values = [f.value for f in active if f.value is not None]
    return Reading(value=_combined(values, measure.over_time), source=last)


def _read_ratio(figures: Sequence[Figure], measure: Measure, last: Month) -> Reading:
    parts = [(f.numerator, f.denominator) for f in figures if f.numerator is not None and f.denominator]
    if not parts:
        return Reading(source=last)
    if measure.over_time == "max":
        numerator, denominator = max(parts, key=lambda part: part[0] / part[1])
    else:
        numerator, denominator = (
            sum((n for n, d in parts), Fraction(0)),
            sum((d for n, d in parts), Fraction(0)),
        )
    value = value_of(Figure(numerator=numerator, denominator=denominator), measure)
    return Reading(value=value, numerator=numerator, denominator=denominator, source=last)


def _combined(values: Sequence[Fraction], over_time: str) -> Fraction | None:
    if not values:
        return None
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


# --- met, attainment, exceeded -----------------------------------------------------------------------------------


def is_met(goal: Goal, value: Fraction | None, issued_on: date | None = None) -> bool:
    """Whether the goal is met. Strict means strict; `between` from `low` on; `done` by a document's date."""
    if goal.operator == "done":
        return issued_on is not None
    if value is None or goal.low is None:
        return False
    return {
        ">": value > goal.low,
        ">=": value >= goal.low,
        "<": value < goal.low,
        "<=": value <= goal.low,
        "=": value == goal.low,
        "between": value >= goal.low,
    }[goal.operator]


def is_exceeded(goal: Goal, value: Fraction | None, threshold: Fraction = Fraction(0)) -> bool:
    """Beyond the target by more than `threshold` of it. `=` and `done` are never exceeded; `between` beyond high."""
    if value is None or goal.low is None or goal.operator in ("=", "done"):
        return False
    if goal.operator in LOWER_IS_BETTER:
        return value < goal.low * (1 - threshold)
    edge = goal.high if goal.operator == "between" and goal.high is not None else goal.low
    return value > edge * (1 + threshold)


def attainment(goal: Goal, value: Fraction | None, issued_on: date | None = None) -> Fraction | None:
    """value / target; lower is better: 1 within the limit, limit / value beyond it. None where neither has a sense.

    Never capped. A target of 0 that is met is 1, missed by a limit 0; a floor of 0 has no attainment beyond 1.
    """
    if goal.operator == "done":
        return Fraction(1) if issued_on else Fraction(0)
    if value is None or goal.low is None:
        return None
    if goal.operator in LOWER_IS_BETTER:
        return Fraction(1) if value <= goal.low else goal.low / value
    if goal.low == 0:
        return Fraction(1) if is_met(goal, value) else Fraction(0)
    return value / goal.low


def attainment_from_baseline(goal: Goal, value: Fraction | None) -> Fraction | None:
    """(value − baseline) / (target − baseline), shown beside the plain attainment; None without a baseline."""
    if value is None or goal.low is None or goal.baseline is None or goal.low == goal.baseline:
        return None
    return (value - goal.baseline) / (goal.low - goal.baseline)


def multiple(share: Fraction | None) -> Fraction | None:
    """The attainment where it reads "gấp N lần": from 2 on; else None."""
    return share if share is not None and share >= MULTIPLE_FROM else None


def contribution(share: Fraction | None) -> Fraction:
    """An attainment capped to 0…1, as it counts in a score; nothing reported contributes 0."""
    return min(max(share or Fraction(0), Fraction(0)), Fraction(1))


# --- pace --------------------------------------------------------------------------------------------------------


def pace_share(item: Item, rules: Rules, month: Month, months: Sequence[Month]) -> Fraction:
    """The share of the target wanted by the end of `month`: a milestone's, or the straight line to the deadline.

    The line runs from the first month in which the item applies to the one that holds the deadline (else the last).
    """
    if rules.milestones:
        past = [number for number in rules.milestones if number <= month.number]
        return rules.milestones[max(past)] if past else Fraction(0)
    first = _first_month(item, months)
    last = next((m.number for m in months if item.deadline and m.data_to >= item.deadline), rules.months)
    if month.number >= last:
        return Fraction(1)
    return Fraction(max(month.number - first + 1, 0), max(last - first + 1, 1))


def _first_month(item: Item, months: Sequence[Month]) -> int:
    if item.applicable_from is None:
        return 1
    return next((m.number for m in months if m.data_to >= item.applicable_from), 1)


def expected_value(goal: Goal, share: Fraction) -> Fraction | None:
    """What the pace asks at `share` of the way: from the baseline (else 0) to the target; a limit asks itself."""
    if goal.low is None:
        return None
    if goal.operator in LOWER_IS_BETTER:
        return goal.low
    start = goal.baseline or Fraction(0)
    return start + (goal.low - start) * share


# --- state -------------------------------------------------------------------------------------------------------


def judge(item: Item, rules: Rules, months: Sequence[Month], calendar: Sequence[Month] = ()) -> list[Judgement]:
    """One judgement for each of `months` (open or closed ones of a plan, in order from its first).

    `calendar` holds all months of the plan, those not yet open too, for the pace; `months` serve where it is left out.
    """
    judged: list[Judgement] = []
    met_first: Month | None = None
    for index, month in enumerate(months):
        reading = read(months[: index + 1], item.measure)
        met = month.goal is not None and is_met(month.goal, reading.value, reading.issued_on)
        met_first = (met_first or month) if met else None
        before = judged[-1].reading.value if judged else None
        judged.append(_judge_month(item, rules, month, reading, met_first, before, calendar or months))
    return judged


def _judge_month(
    item: Item,
    rules: Rules,
    month: Month,
    reading: Reading,
    met_first: Month | None,
    before: Fraction | None,
    calendar: Sequence[Month],
) -> Judgement:
    goal = month.goal
    expected = expected_value(goal, pace_share(item, rules, month, calendar)) if goal else None
    state, reason, cause = _state(item, rules, month, reading, met_first, expected)
    change = reading.value - before if reading.value is not None and before is not None else None
    share = attainment(goal, reading.value, reading.issued_on) if goal and reading.source else None
    return Judgement(month, state, reason, reading, share, expected, change, cause)


def _state(
    item: Item,
    rules: Rules,
    month: Month,
    reading: Reading,
    met_first: Month | None,
    expected: Fraction | None,
) -> tuple[str, str, int | None]:
    """The first rule that fits: (state, reason, cause)."""
    claims = {claim.outcome: claim for claim in item.claims if claim.holds_in(month)}
    missed = claims["missed"].cause if "missed" in claims else None
    if item.applicable_from and item.applicable_from > month.data_to:
        return "not_applicable", "before_start", None
    if "not_applicable" in claims:
        return "not_applicable", "exempt", claims["not_applicable"].cause
    if reading.is_no_activity:
        return "no_activity", "nothing_happened", None
    if month.goal and met_first:
        return (*_state_met(item, rules, month.goal, reading, met_first), None)
    if "not_measurable" in claims:
        return "not_measurable", "cause_confirmed", claims["not_measurable"].cause
    if item.deadline and item.deadline < month.data_to:
        return "overdue", "past_deadline", missed
    if reading.source is None or (item.measure.kind != "deliverable" and reading.value is None):
        return "no_data", "never_reported", missed
    return (*_state_by_pace(item, rules, month.goal, reading, expected), missed)


def _state_met(item: Item, rules: Rules, goal: Goal, reading: Reading, met_first: Month) -> tuple[str, str]:
    finished = reading.issued_on or met_first.data_from
    if item.deadline and finished > item.deadline:
        return "done_late", "met_late"
    if is_exceeded(goal, reading.value, rules.exceed_threshold):
        return "exceeded", "beyond_target"
    return "done", "issued" if goal.operator == "done" else "target_met"


def _state_by_pace(
    item: Item, rules: Rules, goal: Goal | None, reading: Reading, expected: Fraction | None
) -> tuple[str, str]:
    if goal is None:
        return "on_track", "no_target"
    if goal.operator == "done":
        return "on_track", "in_progress"
    if goal.operator in LOWER_IS_BETTER:
        return "behind", "beyond_limit"
    if reading.value is None or expected is None or reading.value < expected * (1 - rules.tolerance):
        return "behind", "below_pace"
    return "on_track", "above_pace"


# --- counts, rates, ranks, score ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    """How many items stand in each state, and the two rates that follow. `states` holds all ten keys."""

    states: Mapping[str, int]
    counts_no_activity: bool = False

    @classmethod
    def of(cls, states: Iterable[str], counts_no_activity: bool = False) -> "Counts":
        """Count the states of items."""
        found = dict.fromkeys(STATES, 0)
        for state in states:
            found[state] += 1
        return cls(found, counts_no_activity)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts({s: self.states[s] + other.states[s] for s in STATES}, self.counts_no_activity)

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def done(self) -> int:
        return sum(self.states[state] for state in MET)

    @property
    def applicable(self) -> int:
        left_out = 0 if self.counts_no_activity else self.states["no_activity"]
        return self.total - self.states["not_applicable"] - left_out

    @property
    def not_measurable(self) -> int:
        return self.states["not_measurable"]

    @property
    def no_activity(self) -> int:
        return self.states["no_activity"]

    @property
    def official_rate(self) -> Fraction | None:
        """done / applicable; None where nothing applies."""
        return Fraction(self.done, self.applicable) if self.applicable else None

    @property
    def measurable_rate(self) -> Fraction | None:
        """done / (applicable − not measurable): "trên số đo được"."""
        measurable = self.applicable - self.not_measurable
        return Fraction(self.done, measurable) if measurable else None


def mean_rate(counts: Iterable[Counts]) -> Fraction | None:
    """The mean of agencies' official rates, those without one left out. Never to be read as the province's rate."""
    rates = [c.official_rate for c in counts if c.official_rate is not None]
    return sum(rates, Fraction(0)) / len(rates) if rates else None


def ranks(rates: Sequence[Fraction | None]) -> list[int | None]:
    """The rank of each rate, highest first, unrounded; ties share a rank (1, 2, 2, 4); no rate, no rank."""
    place: dict[Fraction, int] = {}
    for number, rate in enumerate(sorted((r for r in rates if r is not None), reverse=True), start=1):
        place.setdefault(rate, number)
    return [None if rate is None else place[rate] for rate in rates]


def score(rows: Iterable[tuple[Number, str, Fraction | None]], counts_no_activity: bool = False) -> Fraction | None:
    """Σ weight × contribution / Σ weight over (weight, state, attainment); a done state contributes 1.

    Items that do not apply are left out, and those without activity unless the plan counts them.
    """
    left_out = {"not_applicable"} if counts_no_activity else {"not_applicable", "no_activity"}
    total, gained = Fraction(0), Fraction(0)
    for weight, state, share in rows:
        if state in left_out:
            continue
        total += Fraction(weight)
        gained += Fraction(weight) * (1 if state in MET else contribution(share))
    return gained / total if total else None


def is_bottleneck(missed: int, applicable: int) -> bool:
    """The radar's rule: at least 3 agencies and at least half of those to which the indicator applies miss it."""
    return missed >= 3 and 2 * missed >= applicable


# --- forecast ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Forecast:
    """`missing` to the target, `needed` a month until the end, `straight` the year's end on the line so far."""

    missing: Fraction
    needed: Fraction | None
    straight: Fraction | None


def forecast(item: Item, rules: Rules, judged: Sequence[Judgement]) -> Forecast | None:
    """The forecast at the last judgement; None for limits, deliverables and ratios with under three reported periods."""
    fresh = [j for j in judged if j.reporting == "fresh" and j.reading.value is not None]
    if not fresh or item.measure.kind == "deliverable":
        return None
    goal, last = judged[-1].month.goal, judged[-1]
    if goal is None or goal.low is None or goal.operator in LOWER_IS_BETTER:
        return None
    if item.measure.kind == "ratio" and len(fresh) < 3:
        return None
    value = last.reading.value
    if value is None:
        return None
    missing = max(goal.low - value, Fraction(0))
    left = rules.months - last.month.number
    first = fresh[0]
    span = fresh[-1].month.number - first.month.number
    slope = None
    if item.measure.over_time in ("cumulative", "sum") and item.measure.kind == "number":
        slope = value / last.month.number
    elif span and first.reading.value is not None:
        slope = (value - first.reading.value) / span
    straight = value + slope * left if slope is not None else None
    if straight is not None and item.measure.kind == "ratio":
        straight = min(max(straight, Fraction(0)), Fraction(item.measure.scale))
    return Forecast(missing, missing / left if left else None, straight)
