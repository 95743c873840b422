"""The words of a standing: target, value, and the one sentence that says why it is in its state, with its numbers.

Nothing is computed here: every number comes from a stored row.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from agencies.pages.counted import tongue
from dxtracker.lib import numbers
from kpis.enums import Kind, Operator, Reason, Reporting, State
from kpis.grammar.units import same_unit
from kpis.measuring.scoring import LOWER_IS_BETTER, MULTIPLE_FROM
from kpis.models import Indicator, Period, Target
from kpis.standings.judged import Aim, Figure, Judged

DIGITS = 12  # as many as a standing keeps
STEPS = tuple(Decimal(1).scaleb(-digits) for digits in range(DIGITS + 1))


def quantity(value: Decimal | None, unit: str = "", language: str = "") -> str:
    """A value with its unit: "62,5%", "198 tin, bài"; "–" where there is none. At most two decimals.

    In the reader's language; who writes thousands gives it, for to ask costs twice as much as to write.
    """
    if value is None:
        return "–"
    return numbers.with_unit(numbers.number(_cut(value, 2), language or tongue()), unit)


def apart(value: Decimal | None, other: Decimal | None, unit: str = "", language: str = "") -> str:
    """A value as `quantity` has it, with as many digits as it takes to differ from `other`: 98,004 beside 98."""
    if value is None or other is None or value == other:
        return quantity(value, unit, language)
    digits = next((n for n in range(2, DIGITS) if _cut(value, n) != _cut(other, n)), DIGITS)
    return numbers.with_unit(numbers.number(_cut(value, digits), language or tongue()), unit)


def _cut(value: Decimal, digits: int) -> Decimal:
    return value.quantize(STEPS[digits], ROUND_HALF_UP) if value % 1 else value


def target_text(target: Target | Aim | None) -> str:
    """The target as it was written, or else its operator and value."""
    if target is None:
        return _("none")
    if target.raw:
        return target.raw
    if target.operator == Operator.DONE:
        return _("completed")
    if target.operator == Operator.BETWEEN:
        return f"{quantity(target.low)}–{quantity(target.high, target.unit)}"
    return f"{Operator(target.operator).label} {quantity(target.low, target.unit)}"


REACHED = re.compile(r"^\s*(đạt|hoàn thành|reach(es)?)\s+(?=\S)", re.IGNORECASE)
LIMIT = re.compile(r"^\s*(tối thiểu|tối đa|ít nhất|nhiều nhất|không|từ|trên|dưới|hơn|at (least|most))\b", re.IGNORECASE)


def bare_target(target: Target | Aim | None) -> str:
    """The target inside a sentence that says itself whether it is reached: "95% trở lên" of "Đạt 95% trở lên"."""
    text = target_text(target)
    if target is None or target.low is None:
        return text
    return LIMIT.sub(lambda limit: limit.group().lower(), REACHED.sub("", text))


def value_text(row: Judged | Figure, language: str = "") -> str:
    """What an item stands at: its value with the unit, the words for a deliverable, "–" without a figure."""
    if row.kind == Kind.DELIVERABLE:
        return _("issued") if row.attainment == 1 else "–"
    return apart(row.value, row.low, reported_unit(row) or row.unit, language)


def reported_unit(row: Judged | Figure) -> str:
    """The unit in which the figure was reported, where it is another than the target's; else empty.

    A figure keeps the words it came with: visits are not turned into visitors by the target they are held against.
    """
    return other_than(row.unit, row.entry_unit or "")


def unit_flag(row: Judged) -> str:
    """The doubt that another unit casts on a figure, in words; empty without one."""
    return other_unit(reported_unit(row))


def other_than(asked: str, unit: str) -> str:
    """`unit` where it is named and another than the one `asked` for; else empty."""
    return unit if unit and not same_unit(unit, asked) else ""


def other_unit(unit: str) -> str:
    """That a figure was reported in `unit` and not in the target's, in words; empty for no unit."""
    return _("reported in another unit: %(unit)s") % {"unit": unit} if unit else ""


def unit_of(target: Target | Aim | None, indicator: Indicator) -> str:
    """The unit of a figure: its target's, else the indicator's."""
    return (target.unit if target else "") or indicator.unit


def short_period(period: Period | None) -> str:
    """A month by its number, empty without one."""
    return short_month(period.month if period else None)


def short_month(month: int | None) -> str:
    """The same, of the number."""
    return _("month %(month)s") % {"month": month} if month else ""


def why(row: Judged, language: str = "") -> str:
    """One sentence: why the item is in its state, and on which month's figure that rests where it was carried."""
    sentence = _sentence(row) % _Numbers(row, language or tongue())
    if row.reporting == Reporting.CARRIED and row.reason not in _WITHOUT_FIGURE:
        sentence += " " + _("Carried from %(period)s.") % {"period": short_month(row.entry_month)}
    return sentence


def _sentence(row: Judged) -> str:
    target = row.target
    if row.reason == Reason.BELOW_PACE and target and target.operator in LOWER_IS_BETTER:
        return _("%(value)s, not yet down to the %(expected)s that the pace wants by now.")
    if row.reason == Reason.PAST_DEADLINE:
        return _past_deadline(target, row)
    if row.reason == Reason.BEYOND_TARGET and target and target.operator in LOWER_IS_BETTER:
        return _("%(value)s, better than the limit of %(target)s.")
    if row.reason == Reason.TARGET_MET and target and row.value == target.low:
        return _("%(value)s, exactly the target (%(target)s).")
    if row.reason == Reason.BEYOND_LIMIT and target and target.operator in LOWER_IS_BETTER and not target.low:
        return _("There were %(value)s; target: not to let any %(unit)s happen.")
    return _SENTENCES[Reason(row.reason)]()


def _past_deadline(target: Aim | None, row: Judged) -> str:
    if target and target.operator == Operator.DONE:
        return _("Not completed; the deadline of %(deadline)s has passed.")
    if row.value is None:
        return _("No recorded figure; the deadline of %(deadline)s has passed.")
    return _("Stands at %(value)s against %(target)s; the deadline of %(deadline)s has passed.")


def state_words(state: str, reason: str = "") -> str:
    """The word of a state: a limit that is broken has its own, for no pace mends it."""
    return _("Not met") if reason == Reason.BEYOND_LIMIT and state == State.BEHIND else str(State(state).label)


class _Numbers(dict):
    """The numbers of an item by their names in sentences; each is written when a sentence asks for it."""

    def __init__(self, row: Judged, language: str) -> None:
        super().__init__()
        self.row, self.language = row, language

    def __missing__(self, name: str) -> str:
        return _NUMBERS[name](self.row, self.language)


def _value(row: Judged, language: str) -> str:
    beside = row.expected if row.reason in (Reason.BELOW_PACE, Reason.ABOVE_PACE) else row.low
    return apart(row.value, beside or None, reported_unit(row) or row.unit, language)


def _multiple(row: Judged, language: str) -> str:
    share = row.attainment
    return f" ({numbers.times(share, language)})" if share is not None and share >= MULTIPLE_FROM else ""


def _day(on: date | None) -> str:
    return formats.date_format(on, "SHORT_DATE_FORMAT") if on else ""


_NUMBERS: dict[str, Callable[[Judged, str], str]] = {
    "value": _value,
    "target": lambda row, language: bare_target(row.target),
    "unit": lambda row, language: row.unit,
    "expected": lambda row, language: quantity(row.expected, row.unit, language),
    "multiple": _multiple,
    "deadline": lambda row, language: _day(row.deadline),
    "start": lambda row, language: _day(row.applicable_from),
    "withdrawal": lambda row, language: row.withdrawn_because.rstrip("."),
    "cause": lambda row, language: row.cause or "",
}


_WITHOUT_FIGURE = frozenset({
    Reason.BEFORE_START, Reason.WITHDRAWN, Reason.ENDED, Reason.EXEMPT, Reason.CAUSE_CONFIRMED, Reason.NEVER_REPORTED,
})  # fmt: skip
_SENTENCES = {
    Reason.BEFORE_START: lambda: _("Applies only from %(start)s."),
    Reason.WITHDRAWN: lambda: _("Withdrawn: %(withdrawal)s."),
    Reason.ENDED: lambda: _("The agency had ended before this month."),
    Reason.EXEMPT: lambda: _("Confirmed as not applicable: %(cause)s."),
    Reason.NOTHING_HAPPENED: lambda: _("Nothing to measure arose."),
    Reason.BEYOND_TARGET: lambda: _("%(value)s, beyond the target of %(target)s%(multiple)s."),
    Reason.TARGET_MET: lambda: _("%(value)s reaches the target of %(target)s."),
    Reason.MET_LATE: lambda: _("Reached after the deadline of %(deadline)s."),
    Reason.ISSUED: lambda: _("Completed; the document is issued."),
    Reason.CAUSE_CONFIRMED: lambda: _("Cannot be measured yet: %(cause)s."),
    Reason.NEVER_REPORTED: lambda: _("No approved figure yet."),
    Reason.BELOW_PACE: lambda: _("%(value)s, below the %(expected)s that the pace wants by now."),
    Reason.ABOVE_PACE: lambda: _("%(value)s, keeping the pace of %(expected)s; the target is %(target)s."),
    Reason.BEYOND_LIMIT: lambda: _("%(value)s is beyond the limit of %(target)s."),
    Reason.IN_PROGRESS: lambda: _("Under way, not completed yet."),
    Reason.NO_TARGET: lambda: _("No target is in force this month."),
}
