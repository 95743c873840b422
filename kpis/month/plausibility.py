"""What a figure of the month makes people look twice at: said at the cell, never blocking; the reviewer sees the same.

Source: docs/the-month.md. Each rule is one function: Line → Remark or None.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from kpis.enums import MET, Kind, OverTime, SelfAssessment
from kpis.grammar.units import is_percent, same_unit
from kpis.measuring import measures, scoring
from kpis.models import Plan
from kpis.month.lines import TOGETHER, Line
from kpis.standings import facts
from kpis.standings.words import unit_of

JUMP = 3  # so many times the month before is a jump
ALL = 100
PARTS = ("numerator", "denominator")


@dataclass(frozen=True)
class Remark:
    """A code (words in kpis/month/words.py), the numbers it speaks of, and what could be typed instead."""

    code: str
    numbers: Mapping[str, Fraction] = field(default_factory=dict)
    proposal: Mapping[str, Fraction] = field(default_factory=dict)  # field → figure


def fell(line: Line, plan: Plan) -> Remark | None:
    """A running total below the month before: was the month's own figure typed? The sum is offered."""
    value, before = line.typed_value, line.before.reading.value if line.before else None
    running = line.assignment.indicator.over_time == OverTime.CUMULATIVE
    if line.assignment.indicator.kind == Kind.RATIO or not running or value is None or before is None:
        return None
    numbers = {"value": value, "before": before}
    return Remark("fell", numbers, {"value": value + before}) if value < before else None


def _parts(line: Line) -> dict[str, Fraction]:
    """The parts of a ratio that this month's entry and the one before it report; empty where one of them has none."""
    if line.assignment.indicator.kind != Kind.RATIO or line.figure is None or line.last is None:
        return {}
    now, before = line.figure, facts.figure_of(line.last)
    found = {
        "numerator": now.numerator, "denominator": now.denominator,
        "numerator_before": before.numerator, "denominator_before": before.denominator,
    }  # fmt: skip
    return {name: part for name, part in found.items() if part is not None} if None not in found.values() else {}


def parts_fell(line: Line, plan: Plan) -> Remark | None:
    """A part of a ratio that runs on lies below the month before; where both do, their sums are offered."""
    parts = _parts(line)
    if line.assignment.indicator.over_time != OverTime.CUMULATIVE or not parts:
        return None
    sums = {name: parts[name] + parts[f"{name}_before"] for name in PARTS}
    below = [name for name in PARTS if parts[name] < parts[f"{name}_before"]]
    return Remark("parts_fell", parts, sums if len(below) == len(PARTS) else {}) if below else None


def parts_jumped(line: Line, plan: Plan) -> Remark | None:
    """A part of a ratio is more than three times what it was, although the rate may look as before."""
    parts = _parts(line)
    jumps = parts and any(parts[name] > JUMP * parts[f"{name}_before"] > 0 for name in PARTS)
    return Remark("parts_jumped", parts) if jumps else None


def jumped(line: Line, plan: Plan) -> Remark | None:
    """More than three times the month before."""
    value, before = _as_typed(line), _typed_before(line)
    if line.entry is None or value is None or not before or before < 0 or value <= JUMP * before:
        return None
    return Remark("jumped", {"value": value, "before": before})


def _as_typed(line: Line) -> Fraction | None:
    """The month's own figure where months are put together, else what the month stands at."""
    return line.typed_value if _combines(line) else line.now.reading.value


def _typed_before(line: Line) -> Fraction | None:
    """The same of the month before, or of the last one that was recorded."""
    if not _combines(line):
        return line.before.reading.value if line.before else None
    measure = facts.measure_of(line.assignment.indicator)
    return measures.value_of(facts.figure_of(line.last), measure) if line.last else None


def _combines(line: Line) -> bool:
    return line.assignment.indicator.over_time in TOGETHER


def over_all(line: Line, plan: Plan) -> Remark | None:
    """A share of more than everything."""
    value = line.typed_value
    unit = line.assignment.indicator.unit
    return Remark("over_all", {"value": value}) if is_percent(unit) and value is not None and value > ALL else None


def other_unit(line: Line, plan: Plan) -> Remark | None:
    """The figure came in another unit than the target's."""
    came_in, asked = line.entry.unit if line.entry else "", unit_of(line.target, line.assignment.indicator)
    return Remark("other_unit") if came_in and not same_unit(came_in, asked) else None


def far_beyond(line: Line, plan: Plan) -> Remark | None:
    """So far beyond the target that the plan wants evidence."""
    share = line.now.attainment
    if line.entry is None or share is None or line.now.state not in MET or share < Fraction(plan.evidence_multiple):
        return None
    return Remark("far_beyond", {"times": share}) if scoring.multiple(share) else None


def self_assessed_otherwise(line: Line, plan: Plan) -> Remark | None:
    """The agency says done, the figures say otherwise; or the other way round."""
    said = line.entry.self_assessment if line.entry else ""
    if not said or line.is_excused:
        return None
    return Remark("self_assessed_otherwise") if (said == SelfAssessment.DONE) != (line.now.state in MET) else None


def parts_differ(line: Line, plan: Plan) -> Remark | None:
    """What the divisions report does not come to what the agency typed."""
    value = _as_typed(line)
    if line.entry is None or line.parts is None or line.parts.value is None or value is None:
        return None
    if value == line.parts.value:
        return None
    counts = {"told": Fraction(line.parts.told), "asked": Fraction(line.parts.asked)}
    return Remark("parts_differ", {"value": value, "parts": line.parts.value, **counts})


RULES: tuple[Callable[[Line, Plan], Remark | None], ...] = (
    fell,
    parts_fell,
    jumped,
    parts_jumped,
    over_all,
    other_unit,
    far_beyond,
    self_assessed_otherwise,
    parts_differ,
)


def remarks(line: Line, plan: Plan) -> list[Remark]:
    """Every remark on one line, in the order of the rules: what nobody typed makes nobody look twice."""
    if line.entry is None:
        return []
    return [remark for rule in RULES if (remark := rule(line, plan))]


def no_progress(line: Line) -> bool:
    """Whether the month brought the item no nearer to a target that is not met."""
    if not line.is_typed or line.now.state in MET or line.is_excused or line.before is None:
        return False
    if line.assignment.indicator.kind == Kind.DELIVERABLE:
        return True
    return line.now.reading.value == line.before.reading.value
