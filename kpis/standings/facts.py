"""What judging needs, read from the database in a fixed number of queries and handed to kpis/measuring/scoring.py."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value, When

from agencies.databases.compiled import Told, compiled
from kpis.enums import ClaimState, EntryStatus, Kind
from kpis.grammar.milestones import shares_of
from kpis.measuring import measures, scoring
from kpis.models import (
    Assignment,
    CauseClaim,
    Entry,
    EntryEvent,
    Evidence,
    Handover,
    Indicator,
    Period,
    Plan,
    PlanRules,
    Target,
)
from kpis.queries import milestone_share
from kpis.standings.judged import Judged
from kpis.standings.leads import leader_of

EXACT_DIGITS = 60  # a figure has thirty at most, and no sum of them needs more
STORED_APART = Fraction(1, 10**11)  # what is stored differs from the exact figure by less


@dataclass(frozen=True)
class Facts:
    """One assignment ready for scoring.judge: its item, its judged months, the whole calendar of its plan."""

    assignment: Assignment
    item: measures.Item
    months: tuple[measures.Month, ...]
    calendar: tuple[measures.Month, ...]
    rules: measures.Rules
    entries: Mapping[int, Entry] = field(default_factory=dict)  # those that count, by the key of their period
    targets: Sequence[Target] = ()
    handovers: Sequence[Handover] = ()

    def agency_in(self, month: int) -> int:
        """The key of the agency that leads the item in a month of its plan."""
        return leader_of(self.assignment, self.handovers, month)

    def judge(self) -> list[measures.Judgement]:
        return scoring.judge(self.item, self.rules, self.months, self.calendar)

    def judge_until(self, month: int) -> list[measures.Judgement]:
        """The judgements of the month of the number `month` and of the one before it."""
        months = [one for one in self.months if one.number <= month]
        return scoring.judge(self.item, self.rules, months, self.calendar, last=2)


@lru_cache(10_000)
def exact(value: Decimal | None) -> Fraction | None:
    """A stored decimal as a fraction; None stays None."""
    return None if value is None else Fraction(value)


def exact_attainment(row: Judged) -> Fraction | None:
    """The attainment as it was judged, before it was stored with twelve digits: in a sum three thirds are one."""
    stored, target = exact(row.attainment), row.target
    if stored is None or target is None:
        return stored
    value = exact(row.value)
    if row.kind == Kind.RATIO and row.numerator is not None and row.denominator:
        value = Fraction(row.numerator) * measures.scale_of(row.own_unit) / Fraction(row.denominator)
    found = scoring.attainment(measures.Goal(target.operator, exact(target.low)), value)
    return found if found is not None and abs(found - stored) <= STORED_APART else stored


def put_together(rows: Iterable[Judged], indicator: Indicator) -> measures.Reading:
    """One value of `indicator` over agencies, by its own rule (measures.over_agencies).

    The parts of a ratio are summed as the decimals that are stored: exactly, and faster than as fractions.
    """
    known = [row for row in rows if row.value is not None]
    is_of_parts = indicator.kind == Kind.RATIO and known
    readings = [_parts(known)] if is_of_parts else [measures.Reading(exact(row.value)) for row in known]
    return measures.over_agencies(readings, measure_of(indicator), indicator.over_agencies)


def _parts(known: Sequence[Judged]) -> measures.Reading:
    with localcontext(prec=EXACT_DIGITS):
        numerator = sum((row.numerator for row in known if row.numerator is not None), Decimal(0))
        denominator = sum((row.denominator for row in known if row.denominator is not None), Decimal(0))
    return measures.Reading(exact(known[0].value), exact(numerator), exact(denominator))


def rules_of(plan: Plan) -> measures.Rules:
    """The rules that a plan began with; its milestones cost one query where they were not read with it."""
    begun = plan.as_begun or plan
    shares = begun.shares
    if shares is None:
        shares = dict(plan.milestones.order_by().values_list("month", "share"))
    return _rules(begun, {month: Fraction(share) for month, share in shares.items()})


def later_rules(period: Period) -> measures.Rules | None:
    """The rules of a month, None where those that the year began with hold."""
    return _rules(period.rules, shares_of(period.rules.milestones)) if period.rules else None


def _rules(row: Plan | PlanRules, milestones: Mapping[int, Fraction]) -> measures.Rules:
    return measures.Rules(
        tolerance=Fraction(row.pace_tolerance),
        exceed_threshold=Fraction(row.exceed_threshold),
        counts_no_activity=row.counts_no_activity,
        milestones=milestones,
    )


def measure_of(indicator) -> measures.Measure:
    """How an indicator is measured, as the rules read it."""
    return measures.Measure(indicator.kind, indicator.over_time, indicator.unit, indicator.asks_level)


def goal_of(target: Target) -> measures.Goal:
    """A target as the rules read it, its numbers exact."""
    low, high, baseline = exact(target.low), exact(target.high), exact(target.baseline)
    own = shares_of(target.milestones)
    return measures.Goal(target.operator, low, high, baseline, key=target.pk, milestones=own)


def figure_of(entry: Entry) -> measures.Figure:
    """The judged figure of an entry: what the reviewer verified where there is such a thing, else what was reported."""
    value = entry.value if entry.verified_value is None else entry.verified_value
    numerator, denominator = entry.numerator, entry.denominator
    if entry.verified_numerator is not None:
        numerator, denominator = entry.verified_numerator, entry.verified_denominator
    is_verified = entry.verified_value is not None or entry.verified_numerator is not None
    return measures.Figure(
        value=exact(value),
        numerator=exact(numerator),
        denominator=exact(denominator),
        issued_on=entry.document_on if entry.document_number else None,
        is_no_activity=entry.is_no_activity and not is_verified,
        key=entry.pk,
    )


def years_of(plans: Iterable[int]) -> Iterator[tuple[Plan, list[Period]]]:
    """These plans (keys) in their order, with their milestones and all their periods: one query."""
    for _key, found in groupby(_years(list(plans)), key=lambda period: period.plan_id):
        periods: list[Any] = list(found)
        plan = periods[0].plan
        plan.shares = {period.month: period.share for period in periods if period.share is not None}
        yield plan, periods


@compiled
def _years(plans: list[int]) -> QuerySet[Period]:
    rows = Period.objects.filter(plan__in=plans).select_related("plan", "rules")
    rows = rows.order_by("-plan__year", "plan_id", "month")
    return rows.annotate(share=milestone_share())


def gather(plan: Plan, assignments: Iterable[int]) -> list[Facts]:
    """The facts of `assignments` (keys, all of one plan), ordered by key: six queries however many there are."""
    rows = list(Assignment.objects.filter(plan=plan, pk__in=assignments).select_related("indicator", "agency"))
    rows.sort(key=lambda row: row.pk)
    periods = Period.objects.filter(plan=plan).select_related("rules").order_by("month")
    return facts_of(plan, rows, list(periods))


@dataclass(frozen=True)
class Read:
    """Targets and entries of items, as `facts_of` reads them."""

    targets: Iterable[Target]
    entries: Iterable[Entry]


def figures_told(assignments: list[int], drafts_of: int) -> tuple[Told, Told]:
    """Targets and entries of these items as the database tells them, what `Read` is made of: two queries."""
    return _targets_of.told(assignments), _entries_of.told(assignments, drafts_of)


def facts_of(
    plan: Plan,
    rows: Iterable[Assignment],
    periods: Iterable[Period],
    drafts_of: int | None = None,
    read: Read | None = None,
) -> list[Facts]:
    """The facts of `rows` (read with their indicators and agencies), in their order: four queries, two with `read`.

    `periods` are all of the plan, read with their rules.
    With `drafts_of` (a period's key) that month's entries count whatever their status: what the month would make of
    the figures if they were recorded as they stand. Standings are never written from such facts. Items that have
    passed from one agency to another cost one query more; items that say by `is_claimed` that no cause is confirmed
    of any of them cost one less.
    """
    rows, periods = list(rows), sorted(periods, key=lambda period: period.month)
    keys = [row.pk for row in rows]
    read = read or Read(_targets_of(keys), _entries_of(keys, drafts_of))
    rules, targets, entries = rules_of(plan), _targets(read.targets), _entries(read.entries)
    claims = _claims([row.pk for row in rows if getattr(row, "is_claimed", True)])
    handovers = handovers_of(rows)
    numbers = {period.pk: period.month for period in periods}
    calendar = tuple(_blank_month(period) for period in periods)
    judged = [m for m, p in zip(calendar, periods, strict=True) if p.is_begun]
    found = []
    for row in rows:
        goals = [(target.in_force_from.month, goal_of(target)) for target in targets[row.pk]]
        given_from = goals[0][0] if goals else None
        item = measures.Item(
            measure_of(row.indicator), row.deadline, row.applicable_from, claims[row.pk], given_from=given_from,
            withdrawn_from=numbers.get(row.withdrawn_from_id or 0),
            applicable_until=row.agency.active_to,
        )  # fmt: skip
        months = tuple(_month(month, goals, entries[row.pk]) for month in judged)
        found.append(Facts(row, item, months, calendar, rules, entries[row.pk], targets[row.pk], handovers[row.pk]))
    return found


def paces_of(
    item: Assignment, target: Target, periods: Iterable[Period], milestones: Mapping[int, Fraction]
) -> dict[int, Fraction | None]:
    """What the pace to a target asks by the end of each of the plan's months, by their number.

    `milestones` are the plan's; months with rules of their own, and the target, have theirs.
    """
    calendar = tuple(_blank_month(period) for period in sorted(periods, key=lambda period: period.month))
    whole = measures.Item(measure_of(item.indicator), item.deadline, item.applicable_from)
    rules, goal = measures.Rules(milestones=milestones), goal_of(target)
    months = [replace(month, goal=goal) for month in calendar]
    return {
        m.number: scoring.expected_value(goal, scoring.pace_share(whole, m.rules or rules, m, calendar)) for m in months
    }


def begun_in(item: Assignment, periods: Iterable[Period]) -> int:
    """The first month (1…12) of the plan in which the item applies."""
    calendar = sorted(periods, key=lambda period: period.month)
    return scoring.first_month(item.applicable_from, map(_blank_month, calendar))


def _blank_month(period: Period) -> measures.Month:
    return measures.Month(
        period.month, period.data_from, period.data_to, key=period.pk, rules=later_rules(period), seen_on=period.seen_on
    )  # fmt: skip


def _month(
    month: measures.Month, goals: Collection[tuple[int, measures.Goal]], entries: dict[int, Entry]
) -> measures.Month:
    in_force = [goal for number, goal in goals if number <= month.number]
    entry = entries.get(month.key or 0)
    return measures.Month(
        month.number, month.data_from, month.data_to, in_force[-1] if in_force else None,
        figure_of(entry) if entry else None, month.key, month.rules, month.seen_on,
    )  # fmt: skip


def _targets(rows: Iterable[Target]) -> dict[int, list[Target]]:
    found = defaultdict(list)
    for target in rows:
        found[target.assignment_id].append(target)
    return found


@compiled
def _targets_of(assignments: list[int]) -> QuerySet[Target]:
    targets = Target.objects.filter(assignment__in=assignments).select_related("in_force_from")
    return targets.order_by("in_force_from__month")


def handovers_of(rows: Iterable[Assignment]) -> dict[int, list[Handover]]:
    """The handovers of items in the order of months, by item; no query where none has ever passed on."""
    found: dict[int, list[Handover]] = defaultdict(list)
    passed = [row.pk for row in rows if row.given_to_id]
    if passed:
        handovers = Handover.objects.filter(assignment__in=passed).select_related("in_force_from")
        for row in handovers.order_by("in_force_from__month"):
            found[row.assignment_id].append(row)
    return found


def _entries(rows: Iterable[Entry]) -> dict[int, dict[int, Entry]]:
    found: dict[int, dict[int, Entry]] = defaultdict(dict)
    for entry in rows:
        found[entry.assignment_id][entry.period_id] = entry
    return found


@compiled
def _entries_of(assignments: list[int], drafts_of: int | None) -> QuerySet[Entry]:
    rows = Entry.objects.filter(assignment__in=assignments)
    if drafts_of:
        returned = EntryEvent.objects.filter(entry=OuterRef("pk"), to_status=EntryStatus.RETURNED).exclude(note="")
        reason = Subquery(returned.exclude(move="type").order_by("-pk").values("note")[:1])
        counted = rows.filter(Q(status=EntryStatus.APPROVED) | Q(period=drafts_of))
        rows = counted.select_related("typed_by").annotate(
            returned_because=Case(When(period=drafts_of, then=reason), default=Value(""), output_field=TextField()),
            is_proved=Exists(Evidence.objects.filter(entry=OuterRef("pk")).order_by()),
        )
    else:
        rows = rows.filter(status=EntryStatus.APPROVED)
    return rows.order_by()


def _claims(assignments: list[int]) -> dict[int, list[measures.Claim]]:
    claims: dict[int, list[measures.Claim]] = defaultdict(list)
    if not assignments:
        return claims
    for claim in _confirmed(assignments):
        claims[claim.assignment_id].append(
            measures.Claim(claim.outcome, claim.holds_from, claim.holds_until, claim.cause_id)
        )
    return claims


@compiled
def _confirmed(assignments: list[int]) -> QuerySet[CauseClaim]:
    confirmed = CauseClaim.objects.filter(assignment__in=assignments, state=ClaimState.CONFIRMED)
    return confirmed.order_by("holds_from", "pk")
