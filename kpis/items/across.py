"""Items and their results across a reorganisation: the same month counted by who led before and by who leads after."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from decimal import Decimal

from django.db.models import Count, QuerySet
from django.db.models import Sum as SumOf
from django.utils.translation import gettext as _

from agencies.models import Agency, Reorganisation
from agencies.reorganising.ledger import Ledger
from agencies.reorganising.sums import Comparison, Sum
from kpis.enums import Reason, State
from kpis.measuring.rates import Counts
from kpis.models import Assignment, Handover, Period, Standing
from kpis.queries import ruled


def across(act: Reorganisation, agencies: Collection[Agency]) -> list[Comparison]:
    """A comparison for each year in which the decision moved or ended items; three queries, and two a year.

    `agencies`: all that were there before or are there after.
    """
    ledger = Ledger(act.changes.get("changed", ()))
    passed = list(
        Handover.objects.filter(pk__in=ledger.keys(Handover._meta.label)).select_related(
            "in_force_from__plan", "in_force_from__rules"
        )
    )
    ended = list(
        Assignment.objects.filter(
            pk__in=ledger.keys(Assignment._meta.label), withdrawn_from__isnull=False, part_of=None
        ).select_related("withdrawn_from__plan", "withdrawn_from__rules")
    )
    first: dict[int, Period] = {}
    for period in [*(row.in_force_from for row in passed), *(row.withdrawn_from for row in ended)]:
        if period is not None:
            first[period.plan_id] = min(first.get(period.plan_id, period), period, key=lambda one: one.month)
    rows: dict[int, list[Standing]] = defaultdict(list)
    for row in _own(agencies).filter(period__in=first.values()).select_related("assignment", "period"):
        rows[row.period.plan_id].append(row)
    led_before = {row.assignment_id: row.before_id for row in passed}
    names = {agency.pk: agency.name for agency in agencies}
    gone = {row.pk for row in ended}
    return [
        _compared(period, rows[plan], names, led_before, gone, _months(period, rows[plan], gone))
        for plan, period in sorted(first.items())
    ]


def _own(agencies: Collection[Agency]) -> QuerySet[Standing]:
    """Agencies' own items, as boards count them, but for those that are given only from a later month."""
    rows = Standing.objects.filter(agency__in=agencies, assignment__part_of=None)
    return rows.exclude(state=State.NOT_APPLICABLE, reason=Reason.NO_TARGET)


def _months(first: Period, own: Iterable[Standing], gone: set[int]) -> list[tuple[Sum, bool]]:
    """The items of the change month by month, whoever led them: (sum, is after).

    Like for like: what was given later is in no month, what the decision ended in none from it on.
    """
    rows = Standing.objects.filter(period__plan=first.plan, assignment__in=[row.assignment_id for row in own])
    rows = rows.exclude(period__month__gte=first.month, assignment__in=gone)
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    weights: dict[int, Decimal] = defaultdict(Decimal)
    counted = rows.order_by("period__month").values_list("period__month", "state")
    for month, state, n, weight in counted.annotate(n=Count("pk"), weight=SumOf("assignment__weight")):
        found[month][state] = n
        weights[month] += weight
    periods = {row.month: row for row in first.plan.periods.select_related("plan", "rules")}
    return [
        (_line(periods[month].label, states, weights[month], ruled(periods[month]).counts_no_activity),
         month >= first.month)
        for month, states in found.items()
    ]  # fmt: skip


def _compared(
    first: Period, own: list[Standing], names: dict[int, str], led_before: dict[int, int], gone: set[int],
    months: list[tuple[Sum, bool]],
) -> Comparison:  # fmt: skip
    policy = ruled(first).counts_no_activity
    staying = [row for row in own if row.assignment_id not in gone]
    ended = [row for row in own if row.assignment_id in gone]
    before = _by_agency(own, names, policy, lambda row: led_before.get(row.assignment_id, row.agency_id))
    after = _by_agency(staying, names, policy, lambda row: row.agency_id)
    together = _("Together")
    return Comparison(
        str(first.plan), first.label, before, after, _sum(together, own, policy), _sum(together, staying, policy),
        _sum(_("Ended by the decision"), ended, policy), months,
    )  # fmt: skip


def _by_agency(
    rows: Iterable[Standing], names: dict[int, str], policy: bool, whose: Callable[[Standing], int]
) -> list[Sum]:
    found: dict[int, list[Standing]] = defaultdict(list)
    for row in rows:
        found[whose(row)].append(row)
    return [_sum(names[key], found[key], policy) for key in names if key in found]


def _sum(name: str, rows: Collection[Standing], policy: bool) -> Sum:
    states: dict[str, int] = defaultdict(int)
    for row in rows:
        states[row.state] += 1
    return _line(name, states, sum((row.assignment.weight for row in rows), Decimal()), policy)


def _line(name: str, states: dict[str, int], weight: Decimal, policy: bool) -> Sum:
    counts = Counts(states, policy)
    return Sum(name, counts.total, counts.done, counts.applicable, weight)
