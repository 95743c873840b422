"""A province's year: its plan and periods, and for the first of them the figures, judged by the product's own code."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from benchmarks.country import pattern
from benchmarks.country.signings import Signings, write_signings
from benchmarks.country.size import LAST_YEAR, MONTHS, Blocks, Size, next_key
from kpis.enums import PeriodState
from kpis.frozen.months import freeze
from kpis.measuring.calendar import after_working_days, data_days
from kpis.models import Assignment, Bottleneck, CauseClaim, Entry, Period, Plan, Promise, Report, Target
from kpis.standings import actions as standings

BATCH = 1000
DIVISION_ITEMS = 3
NOT_KEPT = "not kept"  # in place of the checksum, without which no month is closed


@dataclass(frozen=True)
class Pattern:
    """Keys of the province-year that the others are copies of, and how many keys each kind of row takes in it."""

    plan: int
    period: int
    assignment: int
    target: int
    entry: int
    assignments: int
    entries: int
    signings: Signings


def write_plans(size: Size, blocks: Blocks, years: list[int]) -> list[list[Period]]:
    """Plans and periods of all provinces, year after year; judged months are open. The periods of each plan."""
    key, period_key = next_key(Plan), next_key(Period)
    plans, periods, hindrances = [], [], []
    for year in years:
        for number in range(size.provinces):
            province = blocks.agency + number * size.places
            plans.append(Plan(pk=key, province_id=province, year=year, name=f"Kế hoạch năm {year} (minh họa)"))
            periods.append(list(_periods(size, key, year, period_key)))
            hindrances += [
                Bottleneck(
                    plan_id=key,
                    indicator_id=blocks.indicator + number * size.items + item,
                    cause_id=blocks.cause + number * 2,
                    confirmed_on=date(year, 3, 1),
                )
                for item in sorted(pattern.BLOCKED)
                if item < size.items
            ]
            key, period_key = key + 1, period_key + MONTHS
    Plan.objects.bulk_create(plans, batch_size=BATCH)
    Period.objects.bulk_create((period for year in periods for period in year), batch_size=BATCH)
    Bottleneck.objects.bulk_create(hindrances, batch_size=BATCH)
    return periods


def _periods(size: Size, plan: int, year: int, key: int) -> Iterator[Period]:
    for month in range(1, MONTHS + 1):
        first, last = data_days("fifteenth", year, month)
        judged = month <= size.months_of(year)
        yield Period(
            pk=key + month - 1,
            plan_id=plan,
            month=month,
            data_from=first,
            data_to=last,
            due_on=after_working_days(last, 3),
            state=PeriodState.OPEN if judged else PeriodState.PLANNED,
            opened_at=pattern.noon(last) if judged else None,
        )


def write_pattern(size: Size, blocks: Blocks, plan: Plan, periods: list[Period]) -> Pattern:
    """Items, targets, entries, claims, promises, reports and commitments of one province-year, all judged."""
    assignment, target, entry = next_key(Assignment), next_key(Target), next_key(Entry)
    items = list(_items(size, blocks, plan, assignment))
    Assignment.objects.bulk_create((row for row, _, _ in items), batch_size=BATCH)
    Target.objects.bulk_create(
        (_target(target + n, row, item, periods[0]) for n, (row, _, item) in enumerate(items)), batch_size=BATCH
    )
    months = size.months_of(plan.year)
    entries = 0
    batch: list[Entry] = []
    for row, place, item in items:
        for month, fields in pattern.figures(place, item, plan.year, months):
            batch.append(_entry(entry + entries, row, periods[month - 1], blocks, size.signer_of(place), fields))
            entries += 1
    Entry.objects.bulk_create(batch, batch_size=BATCH)
    CauseClaim.objects.bulk_create(_claims(items, blocks, plan.year), batch_size=BATCH)
    Promise.objects.bulk_create(_promises(items, plan.year), batch_size=BATCH)
    Report.objects.bulk_create(_reports(size, blocks, periods[:months]), batch_size=BATCH)
    signings = write_signings(size, blocks, plan)
    standings.rebuild(plan)
    return Pattern(plan.pk, periods[0].pk, assignment, target, entry, len(items), entries, signings)


def _items(size: Size, blocks: Blocks, plan: Plan, key: int) -> Iterator[tuple[Assignment, int, int]]:
    """(row, place, item): all items at each agency, a few at each division."""
    for place in range(1, size.places):
        is_division = place > size.agencies
        for item in range(min(DIVISION_ITEMS, size.items) if is_division else size.items):
            row = Assignment(
                pk=key,
                plan=plan,
                agency_id=blocks.agency + place,
                indicator_id=blocks.indicator + item,
                code=f"{place}.{item + 1}",
                deadline=pattern.deadline(place, item, plan.year),
                applicable_from=pattern.applicable_from(place, item, plan.year),
                sort_order=item + 1,
                is_illustrative=True,
            )
            yield row, place, item
            key += 1


def _target(key: int, row: Assignment, item: int, period: Period) -> Target:
    kind = pattern.kind_of(item)
    words = f"{kind.operator} {kind.low} {kind.unit}" if kind.low is not None else ""
    return Target(
        pk=key,
        assignment=row,
        in_force_from=period,
        operator=kind.operator,
        low=kind.low,
        high=kind.high,
        unit=kind.unit,
        raw=words,
        set_at=pattern.noon(period.data_from),
        is_illustrative=True,
    )


def _entry(key: int, row: Assignment, period: Period, blocks: Blocks, signer: int, fields: dict) -> Entry:
    at = pattern.noon(period.data_to)
    return Entry(
        pk=key,
        assignment=row,
        period=period,
        status="approved",
        typed_at=at,
        typed_by_id=blocks.user + signer,
        submitted_at=at,
        submitted_by_id=blocks.user + signer,
        decided_at=pattern.noon(period.due_on),
        decided_by_id=blocks.user,
        is_illustrative=True,
        **fields,
    )


def _claims(items: list[tuple[Assignment, int, int]], blocks: Blocks, year: int) -> Iterator[CauseClaim]:
    for row, place, item in items:
        outcome = pattern.claim_outcome(place, item)
        if outcome is not None:
            at = pattern.noon(date(year, 4, 1))
            yield CauseClaim(
                assignment=row,
                cause_id=blocks.cause + (item not in pattern.BLOCKED),
                outcome=outcome,
                holds_from=date(year, 1, 1),
                state="confirmed",
                claimed_at=at,
                decided_at=at,
                decided_by_id=blocks.user,
                is_illustrative=True,
            )


def _promises(items: list[tuple[Assignment, int, int]], year: int) -> Iterator[Promise]:
    for row, place, item in items:
        draw = pattern.chance("promise", place, item)
        if draw < 0.04:
            day = date(year, 9 if draw < 0.01 else 12, 30)
            yield Promise(assignment=row, due_on=day, made_at=pattern.noon(date(year, 5, 4)), is_illustrative=True)


def _reports(size: Size, blocks: Blocks, periods: list[Period]) -> Iterator[Report]:
    for period in periods:
        for place in range(1, size.places):
            if pattern.reports(place, period.month):
                head, at = blocks.user + size.signer_of(place), pattern.noon(period.due_on)
                yield Report(agency_id=blocks.agency + place, period=period, signed_by_id=head, submitted_at=at)


def close_months(size: Size, periods: list[list[Period]], years: list[int], keep: int) -> None:
    """Close what is past; the last `keep` months of each plan are kept as what was closed (docs/adr/0014).

    A month that is not kept is read from the living rows, as one that is open.
    """
    closed = []
    for year, rows in zip((year for year in years for _ in range(size.provinces)), periods, strict=True):
        last = size.month_open - 1 if year == LAST_YEAR else MONTHS
        for period in rows[:last]:
            period.state, period.closed_at = PeriodState.CLOSED, pattern.noon(period.due_on)
            closed.append(period)
            is_kept = period.month > last - keep
            period.checksum = freeze(period, period.closed_at) if is_kept else NOT_KEPT
    Period.objects.bulk_update(closed, ["state", "closed_at", "checksum"], batch_size=200)
