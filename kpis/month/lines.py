"""One agency's month as it is being entered: its items, what was typed, and what the month would make of it.

Read in a fixed number of queries; judged by the same rules as the standings, with the month's drafts counted in.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Protocol

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from agencies.clock import today
from agencies.databases.compiled import Told, compiled
from agencies.models import Agency
from kpis.enums import EXCUSED, MET, ClaimState, EntryStatus, Kind, OverTime, State
from kpis.measuring import measures
from kpis.measuring.rates import Counts
from kpis.models import Assignment, CauseClaim, Entry, Evidence, Period, Plan, Promise, Target
from kpis.month import beside
from kpis.standings import facts

TOGETHER = frozenset({OverTime.SUM, OverTime.AVERAGE, OverTime.MAX})  # what is typed is not what the month stands at
PROMISED = Subquery(Promise.objects.filter(assignment=OuterRef("pk")).order_by("-pk").values("due_on")[:1])


@dataclass(frozen=True)
class Together(measures.Reading):
    """What the divisions' items come to: `told` of the `asked` have something of the month itself, others none yet."""

    told: int = 0
    asked: int = 0


@dataclass(frozen=True)
class Line:
    """One item of the month. `now` is judged as if `entry` were recorded; `before` is the month before, as recorded.

    `last` is the recorded entry that `before` rests on, `target` the one in force this month, `parts` what the
    divisions' items come to together, as it is typed (None where there are none), `promised_on` the last day promised,
    `calendar` all months of the plan.
    """

    assignment: Assignment
    entry: Entry | None
    goal: measures.Goal | None
    now: measures.Judgement
    is_excused: bool  # by a confirmed cause, or by a day yet to come: the agency need not report it
    before: measures.Judgement | None
    promised_on: date | None = None
    evidence: tuple[Evidence, ...] = ()
    parts: Together | None = None
    last: Entry | None = None
    target: Target | None = None
    calendar: tuple[Period, ...] = ()
    fact: facts.Facts | None = None

    @property
    def is_led_then(self) -> bool:
        """Whether who leads the item now led it in this month already."""
        item = self.assignment
        return self.fact is None or self.fact.agency_in(self.now.month.number) == item.agency_id

    def typed_anew(self, entry: Entry, period: Period) -> "Line":
        """The line once `entry` stands in its month: no query."""
        if self.fact is None:
            raise TypeError("a line that was not read cannot be typed anew")
        figure = facts.figure_of(entry)
        months = tuple(replace(m, figure=figure) if m.key == period.pk else m for m in self.fact.months)
        fact = replace(self.fact, months=months, entries={**self.fact.entries, period.pk: entry})
        return _line(fact, _judged(fact, period), period, self.evidence, self.parts, self.calendar)

    @cached_property
    def figure(self) -> measures.Figure | None:
        """What this month's entry reports, as the rules read it."""
        return facts.figure_of(self.entry) if self.entry else None

    @cached_property
    def typed_value(self) -> Fraction | None:
        """This month's own figure in the unit of the target; None where nothing is typed."""
        return measures.value_of(self.figure, facts.measure_of(self.assignment.indicator)) if self.figure else None

    @cached_property
    def is_typed(self) -> bool:
        """Whether this month's entry says anything of the item: a figure, a document, "no activity"."""
        if self.entry is None or self.figure is None:
            return False
        if self.assignment.indicator.kind == Kind.DELIVERABLE:
            return bool(self.figure.issued_on or self.entry.note or self.entry.cause_id or self.figure.is_no_activity)
        return self.figure.reports(facts.measure_of(self.assignment.indicator))

    @property
    def is_sent(self) -> bool:
        """Whether this month's entry stands in a report that was sent, recorded or not."""
        return self.entry is not None and self.entry.status != EntryStatus.DRAFT

    @property
    def status(self) -> str:
        """Where this month's entry stands; a draft where there is none yet."""
        return self.entry.status if self.entry else EntryStatus.DRAFT

    @property
    def state(self) -> str:
        """The state of the month with the entry as it stands."""
        return self.now.state

    @property
    def is_finished(self) -> bool:
        """Whether it was a task whose document had been recorded before: nothing more is asked."""
        task = self.assignment.indicator.kind == Kind.DELIVERABLE
        return task and self.before is not None and self.before.state in MET

    @property
    def has_ended(self) -> bool:
        """Whether its agency's last day has passed: then nothing is asked any more, of any month."""
        return self.assignment.agency.has_ended_by(today())

    @cached_property
    def is_due(self) -> bool:
        """Whether the month's report has to say something of it."""
        return not (self.is_excused or self.is_finished or self.has_ended)


def items_of(agency: Agency, plan: Plan, month: Period | None = None) -> tuple[list[Assignment], list[Assignment]]:
    """An agency's items of a plan in the order of the plan, and the divisions' items that are parts of them: one query.

    Each carries `promised_on`, the last day promised for it, and `is_claimed`: whether a cause is confirmed of it;
    with `month` also `month_state`, as it stands at the moment of this query.
    """
    found: list[Assignment] = _items(agency.pk, plan.pk, month.pk if month else None)
    return parted(found, agency, plan)


def items_told(agency: Agency, plan: Plan, month: Period) -> Told:
    """The same as the database tells it, own items and parts of any plan: what `parted` parts once it is made."""
    return _items.told(agency.pk, plan.pk, month.pk)


def parted(found: Iterable[Assignment], agency: Agency, plan: Plan) -> tuple[list[Assignment], list[Assignment]]:
    """Of what was found the agency's own items, in the order of the plan, and the parts of these."""
    found = list(found)
    own = [row for row in found if row.agency_id == agency.pk]
    own.sort(key=lambda row: (row.indicator.pillar.sort_order, row.indicator.pillar_id))
    keys = {row.pk for row in own}
    return own, [row for row in found if row.part_of_id in keys and row.plan_id == plan.pk]


@compiled
def _items(agency: int, plan: int, month: int | None) -> QuerySet[Assignment]:
    # Each by an index of its own: one condition over both goes through all items of the plan, 3.4 ms of 6 000 for 1.3.
    own = Assignment.objects.filter(agency=agency, plan=plan).order_by().values("pk")
    below = Assignment.objects.filter(part_of__in=own).order_by().values("pk")
    rows = Assignment.objects.filter(pk__in=own.union(below))
    confirmed = CauseClaim.objects.filter(assignment=OuterRef("pk"), state=ClaimState.CONFIRMED).order_by()
    rows = (
        rows.select_related("indicator__pillar", "agency", "given_to")
        .order_by("sort_order", "pk")
        .annotate(promised_on=PROMISED, is_claimed=Exists(confirmed), **beside.columns)
    )
    if month:
        rows = rows.annotate(month_state=Subquery(Period.objects.filter(pk=month).order_by().values("state")))
    return rows


def lines_of(
    assignments: Iterable[Assignment],
    period: Period,
    parts: Iterable[Assignment] | None = None,
    calendar: Iterable[Period] | None = None,
    read: facts.Read | None = None,
) -> list[Line]:
    """The lines of a month that is or was open, in the order of `assignments`, which are of one plan.

    They are read with their indicators and agencies. At most five queries where `parts` (their divisions' items) and
    `calendar` (all periods of the plan) are given; two where plan and items say that there is nothing else to read, and
    none of these with `read`.
    """
    rows = list(assignments)
    keys = [row.pk for row in rows]
    whole = {row.pk: row for row in rows}
    if parts is None:
        parts = Assignment.objects.filter(part_of__in=keys).select_related("indicator", "agency").order_by("pk")
    if calendar is None:
        calendar = _calendar(period.plan_id)
    below, year = list(parts), tuple(calendar)
    found = facts.facts_of(period.plan, [*rows, *below], year, period.pk, read)
    judged = [(fact, _judged(fact, period)) for fact in found]
    proofs = _proofs(fact.entries[period.pk] for fact, _months in judged[: len(rows)] if period.pk in fact.entries)
    below_of: dict[int, list[tuple[facts.Facts, measures.Judgement]]] = defaultdict(list)
    for fact, by_month in judged[len(rows) :]:
        below_of[fact.assignment.part_of_id or 0].append((fact, by_month[period.month]))
    return [
        _line(fact, by_month, period, tuple(proofs[key]), _together(whole[key], below_of.get(key)), year)
        for fact, by_month in judged[: len(rows)]
        for key in (fact.assignment.pk,)
    ]


@compiled
def _calendar(plan: int) -> QuerySet[Period]:
    return Period.objects.filter(plan=plan).select_related("rules")


def _as_typed(fact: facts.Facts, found: measures.Judgement) -> measures.Reading:
    """What a part says of the month as the month is typed: its own figure alone where months are put together."""
    measure = fact.item.measure
    return measures.read([found.month], measure) if measure.over_time in TOGETHER else found.reading


def _proofs(entries: Iterable[Entry]) -> dict[int, list[Evidence]]:
    """The evidence on these entries by their items; no query where there is none."""
    found: dict[int, list[Evidence]] = defaultdict(list)
    proved = {entry.pk: entry.assignment_id for entry in entries if entry.is_proved}  # type: ignore[attr-defined]
    if proved:
        for proof in Evidence.objects.filter(entry__in=proved).order_by("added_at", "pk"):
            found[proved[proof.entry_id]].append(proof)
    return found


def _judged(fact: facts.Facts, period: Period) -> dict[int, measures.Judgement]:
    """The month and the one before it, as far as they have begun, by their numbers."""
    return {judgement.month.number: judgement for judgement in fact.judge_until(period.month)}


def _line(
    fact: facts.Facts,
    judged: dict[int, measures.Judgement],
    period: Period,
    evidence: tuple[Evidence, ...],
    parts: Together | None,
    year: tuple[Period, ...],
) -> Line:
    now, before = judged[period.month], judged.get(period.month - 1)
    recorded = _recorded(fact, period.pk, now) if fact.item.claims else now
    source = before.reading.source if before else None
    row = fact.assignment
    return Line(
        assignment=row,
        entry=fact.entries.get(period.pk),
        goal=now.month.goal,
        now=now,
        is_excused=recorded.state in EXCUSED,
        before=before,
        promised_on=row.promised_on if hasattr(row, "promised_on") else _promised(row),
        evidence=evidence,
        parts=parts,
        last=fact.entries.get(source.key or 0) if source else None,
        target=next((t for t in fact.targets if now.month.goal and t.pk == now.month.goal.key), None),
        calendar=year,
        fact=fact,
    )


def _recorded(fact: facts.Facts, period: int, now: measures.Judgement) -> measures.Judgement:
    """The month as its standing has it: what is not recorded yet binds nobody to report."""
    entry = fact.entries.get(period)
    if entry is None or entry.status == EntryStatus.APPROVED:
        return now
    months = tuple(replace(month, figure=None) if month.key == period else month for month in fact.months)
    return next(j for j in replace(fact, months=months).judge() if j.month.key == period)


def _promised(assignment: Assignment) -> date | None:
    return assignment.promises.order_by("-pk").values_list("due_on", flat=True).first()


def _together(item: Assignment, below: list[tuple[facts.Facts, measures.Judgement]] | None) -> Together | None:
    if not below:
        return None
    readings = [_as_typed(fact, found) for fact, found in below]
    whole = measures.over_agencies(readings, facts.measure_of(item.indicator), item.indicator.over_agencies)
    fresh = [_is_of_its_month(found) for _fact, found in below]
    asked = [known or found.state != State.NOT_APPLICABLE for known, (_fact, found) in zip(fresh, below, strict=True)]
    return Together(**vars(whole), told=sum(fresh), asked=sum(asked))


def _is_of_its_month(found: measures.Judgement) -> bool:
    source = found.reading.source
    return source is not None and source.number == found.month.number


@dataclass(frozen=True)
class Tally:
    """How far a month's report is: the one count that entry, home and the boards show (kpis/reminders/silence.py)."""

    due: int
    entered: int
    returned: int


class Counted(Protocol):
    """What the counts read of an item: a Line, or its summary (kpis/entry/summaries.py)."""

    @property
    def is_due(self) -> bool: ...

    @property
    def is_typed(self) -> bool: ...

    @property
    def is_sent(self) -> bool: ...

    @property
    def status(self) -> str: ...

    @property
    def state(self) -> str: ...

    @property
    def is_led_then(self) -> bool: ...


def tally(lines: Iterable[Counted]) -> Tally:
    """Items due, or sent without being asked for; how many of these are entered; how many have come back."""
    report = [line for line in lines if line.is_due or line.is_sent]
    entered = sum(line.is_typed or line.is_sent for line in report)
    returned = sum(line.status == EntryStatus.RETURNED for line in report)
    return Tally(len(report), entered, returned)


def projected(lines: Iterable[Counted], counts_no_activity: bool = False) -> Counts:
    """What the month would make of x/y if everything were recorded as it stands.

    What another agency led in the month counts there, though its figures are put right here.
    """
    return Counts.of((line.state for line in lines if line.is_led_then), counts_no_activity)


def is_claimed(line: Line) -> bool:
    """Whether a cause that is confirmed explains why the item is missed."""
    return line.now.cause is not None or bool(line.entry and line.entry.cause_id)
