"""The only writer of Standing and RollUp. Closed periods are never touched.

Actions that change anything a standing depends on call `refresh` in their own transaction. It locks the agencies
concerned first, so that two transactions on one agency write their roll-ups one after the other. What floors above
judge by standings (kpis/standings/followers.py) is written in the same transaction, after them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from agencies.clock import today
from agencies.databases.compiled import compiled
from agencies.models import Agency
from agencies.tree.actions import hold_province
from dxtracker.lib.batches import batched
from kpis.enums import PeriodState, Reporting
from kpis.frozen import months
from kpis.measuring import rates
from kpis.measuring.measures import Judgement
from kpis.measuring.promises import CAN_BE_LATE
from kpis.models import Assignment, Handover, Period, Plan, Promise, RollUp, Standing
from kpis.queries import asks_nothing
from kpis.standings import facts
from kpis.standings.followers import followers

BATCH = 2000
FIFTEEN_DIGITS = Context(prec=15)  # what SQLite keeps of a decimal; both databases store the same
WIDE = Context(prec=40)
PLACES = Decimal(1).scaleb(-12)
PARTS = Decimal(1).scaleb(-3)
FIELDS = [
    "agency_id",
    "indicator_id",
    "state",
    "reason",
    "value",
    "numerator",
    "denominator",
    "attainment",
    "expected",
    "change",
    "reporting",
    "target_id",
    "entry_id",
    "entry_period_id",
    "cause_id",
]
LEADING = ("agency_id", "given_to_id")
COUNTS = (*rates.STATES, "total", "done_all", "applicable", "due", "fresh", "late_promises")
# The plan's policy, the promises and what was asked on the day of closing may change after it: not counted anew.
FROZEN = tuple(name for name in COUNTS if name not in ("applicable", "late_promises", "due"))


@dataclass(frozen=True)
class Difference:
    """A stored row that is not what the facts give: assignment (or agency for a roll-up), period, stored, computed."""

    table: str
    key: int
    period: int
    stored: tuple | None
    computed: tuple | None


def stored(value: Fraction | None, places: Decimal = PLACES) -> Decimal | None:
    """A fraction as the tables hold it: fifteen significant digits, at most twelve decimals."""
    if value is None:
        return None
    short = FIFTEEN_DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))
    return short.quantize(places, context=WIDE)


def row_of(assignment: Assignment, judgement: Judgement, agency: int | None = None) -> Standing:
    """The (unsaved) row that a judgement gives, of the agency (key) that led the item in that month."""
    reading, source, goal = judgement.reading, judgement.reading.source, judgement.month.goal
    return Standing(
        assignment_id=assignment.pk,
        period_id=judgement.month.key or 0,
        agency_id=agency or assignment.agency_id,
        indicator_id=assignment.indicator_id,
        state=judgement.state,
        reason=judgement.reason,
        value=stored(reading.value),
        numerator=stored(reading.numerator, PARTS),
        denominator=stored(reading.denominator, PARTS),
        attainment=stored(judgement.attainment),
        expected=stored(judgement.expected),
        change=stored(judgement.change),
        reporting=judgement.reporting,
        target_id=goal.key if goal else None,
        entry_id=source.figure.key if source and source.figure else None,
        entry_period_id=source.key if source else None,
        cause_id=judgement.cause,
    )


@transaction.atomic
def refresh(assignments: Iterable[int], also: Iterable[int] = ()) -> int:
    """Judge `assignments` (keys) anew and write the rows of open periods that changed; returns how many.

    Roll-ups of their agencies follow in the same transaction, and those of the agencies `also` (keys), from which
    items have just gone: a roll-up goes where nothing is left to count.
    """
    keys, also = set(assignments), set(also)
    listed = sorted(keys)
    agencies = sorted(_leading(_pairs(listed), Assignment.objects.filter(pk__in=listed)) | also)
    lock(agencies)
    items: dict[int, list[Assignment]] = defaultdict(list)
    for row in _items(listed):
        items[row.plan_id].append(row)
    written = 0
    for plan, periods in facts.years_of(items):
        changed = [row for row, _ in _changed_rows(plan, items[plan.pk], periods)]
        _write(changed)
        _roll_up(plan, periods, agencies)
        if also:
            _drop_empty(plan, agencies)
        written += len(changed)
    for follower in followers:
        follower.refresh(keys)
    return written


def leading(rows: QuerySet[Assignment]) -> set[int]:
    """The agencies (keys) that lead these items now or led them in a month of their plan."""
    return _leading(rows.order_by().values_list(*LEADING), rows)


def _leading(pairs: Iterable[tuple], rows: QuerySet[Assignment]) -> set[int]:
    pairs = set(pairs)
    found = {agency for agency, _ in pairs}
    if any(given_to for _, given_to in pairs):
        found |= set(Handover.objects.filter(assignment__in=rows).order_by().values_list("before", flat=True))
    return found


@compiled
def _pairs(assignments: list[int]) -> QuerySet:
    return Assignment.objects.filter(pk__in=assignments).order_by().values_list(*LEADING)


@compiled
def _items(assignments: list[int]) -> QuerySet[Assignment]:
    return Assignment.objects.filter(pk__in=assignments).select_related("indicator", "agency").order_by("pk")


def refresh_agencies(agencies: Collection[int]) -> int:
    """Judge all items of `agencies` (keys) anew, whose days have changed; as `refresh` does."""
    return refresh(Assignment.objects.filter(agency__in=agencies).values_list("pk", flat=True))


def lock(agencies: Iterable[int]) -> None:
    """Hold the rows of `agencies` until the transaction ends, in one order, without blocking foreign keys to them."""
    _held(sorted(agencies))


@compiled
def _held(agencies: list[int]) -> QuerySet:
    return Agency.objects.filter(pk__in=agencies).order_by("pk").select_for_update(no_key=True).values_list("pk")


def hold(items: Iterable[int], agencies: Iterable[int] = ()) -> None:
    """Hold `agencies` (keys) and all that `refresh` holds of `items` (keys), until the transaction ends.

    For who writes before it judges: who holds one agency now and another later waits for who does so the other way.
    """
    found = set(agencies)
    for keys in batched(sorted(set(items)), BATCH):
        found |= leading(Assignment.objects.filter(pk__in=keys))
    lock(found)


def lock_plan(plan: Plan) -> list[int]:
    """Hold the plan's province with all its agencies; returns the keys of those that lead an item or led one.

    All: who gets a first item meanwhile waits too, so that no month is frozen around it.
    """
    hold_province(plan.province_id)
    return sorted(leading(Assignment.objects.filter(plan=plan)))


def rebuild(plan: Plan) -> int:
    """Judge every item of a plan anew, open periods only; returns the number of rows written."""
    with transaction.atomic():
        agencies = lock_plan(plan)
        written = 0
        _plan, periods = next(facts.years_of([plan.pk]), (plan, []))
        for items in _batches(plan):
            changed = [row for row, _ in _changed_rows(plan, items, periods)]
            _write(changed)
            written += len(changed)
        _roll_up(plan, periods, agencies)
        written += sum(follower.rebuild(plan) for follower in followers)
    return written


def check(plan: Plan) -> Iterator[Difference]:
    """Every difference between what is stored and what the facts give: open standings, all roll-ups, checksums."""
    _plan, calendar = next(facts.years_of([plan.pk]), (plan, []))
    for items in _batches(plan):
        for row, kept_row in _changed_rows(plan, items, calendar):
            before = _fields(kept_row) if kept_row else None
            yield Difference("standing", row.assignment_id, row.period_id, before, _fields(row))
    periods = list(Period.objects.filter(plan=plan).exclude(state=PeriodState.PLANNED).select_related("rules"))
    computed = {(r.agency_id, r.period_id): r for r in counted(plan, periods)}
    kept = {(r.agency_id, r.period_id): r for r in RollUp.objects.filter(period__plan=plan)}
    frozen = {period.pk for period in periods if period.is_closed}
    for key in sorted(computed.keys() | kept.keys()):
        names = FROZEN if key[1] in frozen else COUNTS
        new, old = _counts(computed.get(key), names), _counts(kept.get(key), names)
        if new != old:
            yield Difference("roll-up", key[0], key[1], old, new)
    for period in periods:
        if period.is_closed:
            yield from _check_kept(period)
    for follower in followers:
        yield from follower.check(plan)


def roll_up(plan: Plan, agencies: Iterable[int]) -> None:
    """Write the roll-ups of `agencies` in the plan's open periods from their standings, in SQL."""
    _roll_up(plan, list(Period.objects.filter(plan=plan).select_related("rules")), agencies)


def _roll_up(plan: Plan, periods: Iterable[Period], agencies: Iterable[int]) -> None:
    rows = counted(plan, [period for period in periods if period.is_open], agencies)
    RollUp.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["period", "agency"], update_fields=COUNTS
    )


def forget(assignments: Iterable[int], targets: Iterable[int] = ()) -> None:
    """Remove the standings of items (keys) that are about to go, and let go of `targets` (keys) about to go.

    Open periods only; their agencies' roll-ups follow, and go where nothing is left to count.
    """
    rows = Standing.objects.filter(period__state=PeriodState.OPEN)
    places: set[tuple[int, int]] = set()
    for keys in batched(assignments, BATCH):
        places |= set(rows.filter(assignment__in=keys).values_list("period__plan", "agency"))
        rows.filter(assignment__in=keys).delete()
    for keys in batched(targets, BATCH):
        rows.filter(target__in=keys).update(target=None)
    for plan in Plan.objects.filter(pk__in={plan for plan, _ in places}):
        agencies = [agency for of, agency in places if of == plan.pk]
        roll_up(plan, agencies)
        _drop_empty(plan, agencies)


def _drop_empty(plan: Plan, agencies: Iterable[int]) -> None:
    """Remove the roll-ups of open periods in which these agencies have nothing to count any more."""
    left = Standing.objects.filter(period=OuterRef("period"), agency=OuterRef("agency"))
    kept = RollUp.objects.filter(period__plan=plan, period__state=PeriodState.OPEN, agency__in=agencies)
    kept.filter(~Exists(left)).delete()


def counted(plan: Plan, periods: list[Period], agencies: Iterable[int] | None = None) -> list[RollUp]:
    """The (unsaved) roll-ups that the standings of `periods` (read with their rules) give, of `agencies` or of all."""
    keys = [period.pk for period in periods]
    grouped = _counts_of(keys, None if agencies is None else list(agencies), today()) if periods else ()
    found: dict[tuple[int, int], dict[str, int]] = defaultdict(lambda: dict.fromkeys(rates.STATES, 0))
    counts: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    policy = {period.pk: (period.rules or plan).counts_no_activity for period in periods}
    for agency, period, state, n, fresh, late, free in grouped:
        found[agency, period][state] = n
        more = fresh, late if state in CAN_BE_LATE[policy[period]] else 0, free
        counts[agency, period] = [one + other for one, other in zip(counts[agency, period], more, strict=True)]
    return [_roll_up_row(key, rates.Counts(states, policy[key[1]]), *counts[key]) for key, states in found.items()]


@compiled
def _counts_of(periods: list[int], agencies: list[int] | None, day: date) -> QuerySet:
    """(agency, period, state, items, and of these: fresh, promised for a day that has passed, asked for nothing)."""
    rows = Standing.objects.filter(period__in=periods)
    if agencies is not None:
        rows = rows.filter(agency__in=agencies)
    wanted = {"fresh": Q(reporting=Reporting.FRESH), "late": _promised_by(day), "free": asks_nothing()}
    sums = {name: Count("pk", filter=condition) for name, condition in wanted.items()}
    return rows.order_by().values_list("agency", "period", "state").annotate(n=Count("pk"), **sums)


def _promised_by(day: date) -> Q:
    """For a query on Standing: the last day promised had passed by the period's end, and by `day`."""
    later = Promise.objects.filter(assignment=OuterRef("assignment"), pk__gt=OuterRef("pk")).order_by()
    passed = Promise.objects.filter(assignment=OuterRef("assignment"), due_on__lte=OuterRef("period__data_to"))
    passed = passed.filter(due_on__lt=day).order_by()
    return Q(Exists(passed.filter(~Exists(later))))


def _roll_up_row(key: tuple[int, int], counts: rates.Counts, fresh: int, late_promises: int, free: int) -> RollUp:
    """`free`: the items of which nothing need be reported."""
    return RollUp(
        agency_id=key[0],
        period_id=key[1],
        total=counts.total,
        done_all=counts.done,
        applicable=counts.applicable,
        due=counts.total - free,
        fresh=fresh,
        late_promises=late_promises,
        **counts.states,
    )


def _check_kept(period: Period) -> Iterator[Difference]:
    """Of a closed month: what is kept is what its checksum says, and the living rows are what is kept."""
    found = months.kept_checksum(period)
    if found != period.checksum:
        yield Difference("checksum", 0, period.pk, (period.checksum,), (found,))
        return
    if (summary := months.stored_summary(period)) != (counted_anew := months.kept_summary(period)):
        yield Difference("kept summary", 0, period.pk, (summary,), (counted_anew,))
    living = _judged_in(period)
    with months.reading_month(period):
        kept = _judged_in(period)
    for key in sorted(key for key in kept.keys() | living.keys() if kept.get(key) != living.get(key)):
        yield Difference("kept standing", key, period.pk, kept.get(key), living.get(key))


def _judged_in(period: Period) -> dict[int, tuple]:
    return {row.assignment_id: _fields(row) for row in Standing.objects.filter(period=period)}


def _batches(plan: Plan) -> Iterator[list[Assignment]]:
    rows = Assignment.objects.filter(plan=plan).order_by("pk")
    for keys in batched(rows.values_list("pk", flat=True), BATCH):
        yield list(rows.filter(pk__in=keys).select_related("indicator", "agency"))


def _changed_rows(
    plan: Plan, items: Iterable[Assignment], periods: Iterable[Period]
) -> list[tuple[Standing, Standing | None]]:
    """(new, stored) for each open period's row that is missing or differs.

    `items` are read with their indicators and agencies, `periods` are all of the plan, read with their rules.
    """
    items, periods = list(items), list(periods)
    open_periods = {period.pk for period in periods if period.is_open}
    if not open_periods:
        return []
    stored_rows = _stored([item.pk for item in items], sorted(open_periods))
    kept = {(row.assignment_id, row.period_id): row for row in stored_rows}
    pairs = []
    for fact in facts.facts_of(plan, items, periods):
        for judgement in fact.judge():
            if judgement.month.key not in open_periods:
                continue
            row = row_of(fact.assignment, judgement, fact.agency_in(judgement.month.number))
            old = kept.get((row.assignment_id, row.period_id))
            if old is None or _fields(old) != _fields(row):
                pairs.append((row, old))
    return pairs


@compiled
def _stored(assignments: list[int], periods: list[int]) -> QuerySet[Standing]:
    return Standing.objects.filter(assignment__in=assignments, period__in=periods).order_by()


def _write(rows: list[Standing]) -> None:
    names = [name.removesuffix("_id") for name in FIELDS]
    Standing.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["assignment", "period"],
        update_fields=names,
    )


def _fields(row: Standing) -> tuple:
    return tuple(getattr(row, name) for name in FIELDS)


def _counts(row: RollUp | None, names: tuple[str, ...]) -> tuple | None:
    return None if row is None else tuple(getattr(row, name) for name in names)
