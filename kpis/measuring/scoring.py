"""The rules of measurement: met, attainment, pace, state, forecast. Pure: no Django, no clock, no rounding.

Every rule stands in docs/scoring.md with its worked examples; tests/kpis/measuring/test_scoring.py runs them.
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kpis.enums import ClaimOutcome, Reason, State
from kpis.measuring.measures import Goal, Item, Judgement, Measure, Month, Reading, Rules, read

COMPARED: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "=": operator.eq, "between": operator.ge,
}  # fmt: skip
LOWER_IS_BETTER = frozenset({"<", "<="})
MULTIPLE_FROM = 2


# --- met, attainment, exceeded -----------------------------------------------------------------------------------


def is_met(goal: Goal, value: Fraction | None, issued_on: date | None = None) -> bool:
    """Whether the goal is met. Strict means strict; `between` from `low` on; `done` by a document's date."""
    if goal.operator == "done":
        return issued_on is not None
    if value is None or goal.low is None:
        return False
    return COMPARED[goal.operator](value, goal.low)


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

    Milestones of the item itself come first. Without them all of it is wanted where the measure asks the level itself
    at all times, else what the year's milestones say. The line runs from the first month in which the
    item applies to the one that holds the deadline (else the last).
    """
    own = month.goal.milestones if month.goal else {}
    if item.measure.asks_level and not own:
        return Fraction(1)
    if milestones := own or rules.milestones:
        past = [number for number in milestones if number <= month.number]
        return milestones[max(past)] if past else Fraction(0)
    first = first_month(item.applicable_from, months)
    last = next((m.number for m in months if item.deadline and m.data_to >= item.deadline), rules.months)
    if month.number >= last:
        return Fraction(1)
    return Fraction(max(month.number - first + 1, 0), max(last - first + 1, 1))


def first_month(applicable_from: date | None, months: Iterable[Month]) -> int:
    """The first month in which an item applies that does so from a day on; the year's first without one."""
    if applicable_from is None:
        return 1
    return next((m.number for m in months if m.data_to >= applicable_from), 1)


def expected_value(goal: Goal, share: Fraction) -> Fraction | None:
    """What the pace asks at `share` of the way: from the baseline (else 0) to the target.

    A limit runs down from its baseline; without one, or from one that it holds already, it asks itself all the time.
    """
    if goal.low is None:
        return None
    start = goal.baseline or Fraction(0)
    if goal.operator in LOWER_IS_BETTER:
        start = max(start, goal.low)
    return start + (goal.low - start) * share if start else goal.low * share


# --- state -------------------------------------------------------------------------------------------------------


def judge(
    item: Item, rules: Rules, months: Sequence[Month], calendar: Sequence[Month] = (), last: int | None = None
) -> list[Judgement]:
    """One judgement for each of `months` (open or closed ones of a plan, in order from its first).

    By `rules`, or by those of the month where it has its own. With `last` only the last so many are judged, as they
    are among all.

    `calendar` holds all months of the plan, those not yet open too, for the pace; `months` serve where it is left out.
    """
    begin = 0 if last is None else max(len(months) - last, 0)
    judged: list[Judgement] = []
    met_first = _met_since(item, months[:begin])
    before = read(months[:begin], item.measure).value
    for index in range(begin, len(months)):
        month, reading = months[index], read(months[: index + 1], item.measure)
        if not reading.is_no_activity:  # says nothing of the target: met before and after it is met all along
            met_first = (met_first or month) if _is_met_in(month, reading) else None
        judged.append(_judge_month(item, month.rules or rules, month, reading, met_first, before, calendar or months))
        before = reading.value
    return judged


def _met_since(item: Item, months: Sequence[Month]) -> Month | None:
    """The first month from which on the target is met until the last of `months`; None where it is not met in that."""
    found = None
    for index in range(len(months) - 1, -1, -1):
        reading = read(months[: index + 1], item.measure)
        if reading.is_no_activity:
            continue
        if not _is_met_in(months[index], reading):
            break
        found = months[index]
    return found


def _is_met_in(month: Month, reading: Reading) -> bool:
    return month.goal is not None and is_met(month.goal, reading.value, reading.issued_on)


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
    missed = claims[ClaimOutcome.MISSED].cause if ClaimOutcome.MISSED in claims else None
    if item.withdrawn_from and month.number >= item.withdrawn_from:
        return State.NOT_APPLICABLE, Reason.WITHDRAWN, None
    if item.applicable_from and item.applicable_from > month.data_to:
        return State.NOT_APPLICABLE, Reason.BEFORE_START, None
    if item.applicable_until and item.applicable_until < month.data_from:
        return State.NOT_APPLICABLE, Reason.ENDED, None
    if item.given_from and month.number < item.given_from:
        return State.NOT_APPLICABLE, Reason.NO_TARGET, None
    if ClaimOutcome.NOT_APPLICABLE in claims:
        return State.NOT_APPLICABLE, Reason.EXEMPT, claims[ClaimOutcome.NOT_APPLICABLE].cause
    if reading.is_no_activity:
        return State.NO_ACTIVITY, Reason.NOTHING_HAPPENED, None
    if month.goal and met_first:
        return (*_state_met(item, rules, month.goal, reading, met_first), None)
    if ClaimOutcome.NOT_MEASURABLE in claims:
        return State.NOT_MEASURABLE, Reason.CAUSE_CONFIRMED, claims[ClaimOutcome.NOT_MEASURABLE].cause
    if item.deadline and item.deadline < (month.seen_on or month.data_to):
        return State.OVERDUE, Reason.PAST_DEADLINE, missed
    if reading.source is None:
        return State.NO_DATA, Reason.NEVER_REPORTED, missed
    return (*_state_by_pace(rules, month.goal, reading, expected), missed)


def _state_met(item: Item, rules: Rules, goal: Goal, reading: Reading, met_first: Month) -> tuple[str, str]:
    finished = reading.issued_on or met_first.data_from
    if item.deadline and finished > item.deadline:
        return State.DONE_LATE, Reason.MET_LATE
    if is_exceeded(goal, reading.value, rules.exceed_threshold):
        return State.EXCEEDED, Reason.BEYOND_TARGET
    return State.DONE, Reason.ISSUED if goal.operator == "done" else Reason.TARGET_MET


def _state_by_pace(rules: Rules, goal: Goal | None, reading: Reading, expected: Fraction | None) -> tuple[str, str]:
    if goal is None:
        return State.ON_TRACK, Reason.NO_TARGET
    if goal.operator == "done":
        return State.ON_TRACK, Reason.IN_PROGRESS
    if goal.operator in LOWER_IS_BETTER:
        return _state_of_a_limit(rules, goal, reading, expected)
    if reading.value is None or expected is None or reading.value < expected * (1 - rules.tolerance):
        return State.BEHIND, Reason.BELOW_PACE
    if goal.operator == "=" and goal.low is not None and reading.value > goal.low:
        return State.BEHIND, Reason.BEYOND_LIMIT
    return State.ON_TRACK, Reason.ABOVE_PACE


def _state_of_a_limit(rules: Rules, goal: Goal, reading: Reading, expected: Fraction | None) -> tuple[str, str]:
    """A limit that is missed: behind, unless it runs down from a baseline and keeps that pace."""
    if reading.value is None or expected is None or expected == goal.low:
        return State.BEHIND, Reason.BEYOND_LIMIT
    if reading.value > expected * (1 + rules.tolerance):
        return State.BEHIND, Reason.BELOW_PACE
    return State.ON_TRACK, Reason.ABOVE_PACE


# --- forecast ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Forecast:
    """`missing` to the target, `needed` a month until the end, `straight` the year's end on the line so far."""

    missing: Fraction
    needed: Fraction | None
    straight: Fraction | None


def forecast(
    measure: Measure, goal: Goal | None, points: Sequence[tuple[int, Fraction, bool]], months: int = 12, begun: int = 1
) -> Forecast | None:
    """The forecast at the last of `points`: (month, value, reported in that month), in order of months.

    None for limits, deliverables, items without figures, and ratios with fewer than three reported months. A running
    total goes on as the pace runs: from its baseline (else 0) since the month `begun`, the first in which the item
    applies. Another value goes on as between its first and last reported months.
    """
    fresh = [(month, value) for month, value, is_fresh in points if is_fresh]
    if not fresh or goal is None or goal.low is None or goal.operator in LOWER_IS_BETTER:
        return None
    if measure.kind == "deliverable" or (measure.kind == "ratio" and len(fresh) < 3):
        return None
    month, value, _ = points[-1]
    left = months - month
    missing = max(goal.low - value, Fraction(0))
    (first_month, first), (last_month, last) = fresh[0], fresh[-1]
    slope = None
    if measure.kind == "number" and measure.over_time in ("cumulative", "sum"):
        start = goal.baseline if goal.baseline is not None and goal.baseline <= value else Fraction(0)
        slope = (value - start) / max(month - begun + 1, 1)
    elif last_month > first_month:
        slope = (last - first) / (last_month - first_month)
    straight = None if slope is None else value + slope * left
    if straight is not None and measure.kind == "ratio":
        straight = min(max(straight, Fraction(0)), Fraction(measure.scale))
    return Forecast(missing, missing / left if left else None, straight)
