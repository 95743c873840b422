"""One agency's month as it is being entered: its items, what was typed, and what the month would make of it.

Read in a fixed number of queries; judged by the same rules as the standings, with the month's drafts counted in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count

from kpis import facts, measures
from kpis.enums import Kind
from kpis.models import Assignment, Entry, Evidence, Period, Promise
from kpis.rates import MET, Counts

EXCUSED = {"not_applicable", "not_measurable"}


@dataclass(frozen=True)
class Line:
    """One item of the month. `now` is judged as if `entry` were recorded; `before` is the month before, as recorded.

    `parts` is what its divisions' items come to together this month, None where there are none.
    """

    assignment: Assignment
    entry: Entry | None
    goal: measures.Goal | None
    now: measures.Judgement
    before: measures.Judgement | None
    promise: Promise | None = None
    evidence: int = 0
    parts: measures.Reading | None = None

    @property
    def is_typed(self) -> bool:
        """Whether this month's entry says anything of the item: a figure, a document, "no activity"."""
        if self.entry is None:
            return False
        figure = facts.figure_of(self.entry)
        measure = facts.measure_of(self.assignment.indicator)
        if measure.kind == Kind.DELIVERABLE:
            return bool(figure.issued_on or self.entry.note or self.entry.cause_id or figure.is_no_activity)
        return figure.reports(measure)

    @property
    def is_excused(self) -> bool:
        """Whether a confirmed cause, or a day yet to come, frees the agency from reporting it."""
        return self.now.state in EXCUSED

    @property
    def is_finished(self) -> bool:
        """Whether it was a task whose document had been recorded before: nothing more is asked."""
        task = self.assignment.indicator.kind == Kind.DELIVERABLE
        return task and self.before is not None and self.before.state in MET

    @property
    def is_due(self) -> bool:
        """Whether the month's report has to say something of it."""
        return not (self.is_excused or self.is_finished)


def lines_of(assignments: Iterable[Assignment], period: Period) -> list[Line]:
    """The lines of a month, in the order of `assignments` (of one plan, with their indicators): eleven queries."""
    rows = list(assignments)
    keys = [row.pk for row in rows]
    found = {fact.assignment.pk: fact for fact in facts.gather(period.plan, keys, drafts_of=period.pk)}
    promises = {promise.assignment_id: promise for promise in Promise.objects.filter(assignment__in=keys)}
    proofs = dict(
        Evidence.objects.filter(entry__assignment__in=keys, entry__period=period)
        .order_by()
        .values_list("entry__assignment")
        .annotate(n=Count("pk"))
    )
    parts = _parts(keys, period)
    return [
        _line(row, found[row.pk], period, promises.get(row.pk), proofs.get(row.pk, 0), parts.get(row.pk))
        for row in rows
    ]


def _line(
    row: Assignment, fact: facts.Facts, period: Period, promise: Promise | None, evidence: int,
    parts: measures.Reading | None,
) -> Line:  # fmt: skip
    judged = {judgement.month.key: judgement for judgement in fact.judge()}
    now = judged[period.pk]
    before = next((j for j in judged.values() if j.month.number == period.month - 1), None)
    return Line(row, fact.entry, now.month.goal, now, before, promise, evidence, parts)


def _parts(keys: list[int], period: Period) -> dict[int, measures.Reading]:
    """What the divisions' items come to, by the agency's item they are part of; one query where there are none."""
    parts = list(Assignment.objects.filter(part_of__in=keys).select_related("indicator").order_by("pk"))
    if not parts:
        return {}
    readings: dict[int, list[measures.Reading]] = {}
    of = {part.pk: part for part in parts}
    for fact in facts.gather(period.plan, of, drafts_of=period.pk):
        judged = next(j for j in fact.judge() if j.month.key == period.pk)
        readings.setdefault(of[fact.assignment.pk].part_of_id or 0, []).append(judged.reading)
    whole = {part.part_of_id: part.indicator for part in parts}
    return {
        key: measures.over_agencies(found, facts.measure_of(whole[key]), whole[key].over_agencies)
        for key, found in readings.items()
    }


def projected(lines: Iterable[Line], counts_no_activity: bool = False) -> Counts:
    """What the month would make of x/y if everything were recorded as it stands."""
    return Counts.of((line.now.state for line in lines), counts_no_activity)


def typed_value(line: Line) -> Fraction | None:
    """This month's own figure in the unit of the target; None where nothing is typed."""
    if line.entry is None:
        return None
    return measures.value_of(facts.figure_of(line.entry), facts.measure_of(line.assignment.indicator))


def is_claimed(line: Line) -> bool:
    """Whether a cause that is confirmed explains why the item is missed."""
    return line.now.cause is not None or bool(line.entry and line.entry.cause_id)
