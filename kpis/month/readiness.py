"""May this month be submitted? One function for each rule; all that is missing is listed, with its cell.

Source: docs/the-month.md: a missed item needs a cause; beyond k times the target or a finished task needs evidence;
no progress needs an explanation; parts are in order and add up.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from agencies.clock import today
from kpis.enums import MET, MISSED, Kind
from kpis.models import Plan
from kpis.month.lines import Line, is_claimed
from kpis.month.plausibility import no_progress


@dataclass(frozen=True)
class Gap:
    """What is missing of one item: a code (words in kpis/month/words.py) and the field where it is put right."""

    code: str
    assignment: int
    field: str


def not_typed(line: Line, plan: Plan) -> Gap | None:
    """Blank is not a report: a figure, a document, "no activity" or a cause is wanted of every due item."""
    if not line.is_due or line.is_typed or is_claimed(line):
        return None
    return Gap("not_typed", line.assignment.pk, "value")


def cause_wanted(line: Line, plan: Plan) -> Gap | None:
    """A missed item needs a cause."""
    if not line.is_due or not line.is_typed or line.now.state not in MISSED or is_claimed(line):
        return None
    return Gap("cause_wanted", line.assignment.pk, "cause")


def explanation_wanted(line: Line, plan: Plan) -> Gap | None:
    """No progress needs an explanation in words, most of all."""
    if not line.is_due or not no_progress(line) or (line.entry and line.entry.note.strip()):
        return None
    return Gap("explanation_wanted", line.assignment.pk, "note")


def evidence_wanted(line: Line, plan: Plan) -> Gap | None:
    """From k times the target on, and for a task that this month finishes, evidence is attached.

    What was recorded a month before and has not moved since was believed then: it is not proved again.
    """
    if line.entry is None or line.evidence or line.is_finished or line.now.state not in MET:
        return None
    if line.before and line.before.state in MET and line.before.reading.value == line.now.reading.value:
        return None
    finished = line.assignment.indicator.kind == Kind.DELIVERABLE
    share = line.now.attainment
    beyond = share is not None and share >= Fraction(plan.evidence_multiple)
    return Gap("evidence_wanted", line.assignment.pk, "evidence") if finished or beyond else None


def document_half(line: Line, plan: Plan) -> Gap | None:
    """A document issued has both a number and a date."""
    entry = line.entry
    if entry is None or bool(entry.document_number) == bool(entry.document_on):
        return None
    return Gap("document_half", line.assignment.pk, "document_on" if entry.document_number else "document_number")


def document_ahead(line: Line, plan: Plan) -> Gap | None:
    """A document issued has a day that has come: it makes a task done."""
    day = line.entry.document_on if line.entry else None
    return Gap("document_ahead", line.assignment.pk, "document_on") if day and day > today() else None


def promise_passed(line: Line, plan: Plan) -> Gap | None:
    """A day that is promised anew lies ahead when the month is sent."""
    day = line.entry.promised_on if line.entry else None
    if day is None or day == line.promised_on or day >= today():
        return None
    return Gap("promise_passed", line.assignment.pk, "promised_on")


RULES: tuple[Callable[[Line, Plan], Gap | None], ...] = (
    not_typed,
    cause_wanted,
    explanation_wanted,
    evidence_wanted,
    document_half,
    document_ahead,
    promise_passed,
)


def gaps(lines: Iterable[Line], plan: Plan) -> list[Gap]:
    """All that is missing before the month may be submitted, in the order of the items."""
    return [gap for line in lines for rule in RULES if (gap := rule(line, plan))]
