"""Whether what was written in bulk is what judging it one by one gives."""

from collections import defaultdict
from collections.abc import Iterator
from random import Random

from django.db.models import Max, Min

from benchmarks.country.years import NOT_KEPT
from kpis.enums import PeriodState
from kpis.frozen.months import kept_checksum
from kpis.models import Assignment, Period, Plan, RollUp, Standing
from kpis.standings import actions as standings
from kpis.standings import facts


def differences(plans: list[int], items: int, periods: int, seed: int = 1) -> Iterator[str]:
    """What a random sample of items and of periods of `plans` shows wrong, a line each; nothing when all is well."""
    draw = Random(seed)
    span = Assignment.objects.filter(plan__in=plans).aggregate(first=Min("pk"), last=Max("pk"))
    chosen = [draw.randint(span["first"], span["last"]) for _ in range(items)]
    by_plan = defaultdict(list)
    for row in Assignment.objects.filter(pk__in=chosen):
        by_plan[row.plan_id].append(row.pk)
    for plan in Plan.objects.filter(pk__in=by_plan):
        yield from _standings_that_differ(plan, by_plan[plan.pk])
    judged = Period.objects.filter(plan__in=plans).exclude(state=PeriodState.PLANNED)
    keys = list(judged.order_by("pk").values_list("pk", flat=True))
    for period in Period.objects.filter(pk__in=draw.sample(keys, min(periods, len(keys)))).select_related("plan"):
        yield from _sums_that_differ(period)


def _standings_that_differ(plan: Plan, items: list[int]) -> Iterator[str]:
    stored = {(row.assignment_id, row.period_id): row for row in Standing.objects.filter(assignment__in=items)}
    for fact in facts.gather(plan, items):
        for judgement in fact.judge():
            row = standings.row_of(fact.assignment, judgement)
            kept = stored.pop((row.assignment_id, row.period_id), None)
            if kept is None or any(getattr(kept, name) != getattr(row, name) for name in standings.FIELDS):
                yield f"standing of item {row.assignment_id}, period {row.period_id}"
    for item, period in stored:
        yield f"standing of item {item}, period {period}, that nothing judges"


def _sums_that_differ(period: Period) -> Iterator[str]:
    kept = {row.agency_id: row for row in RollUp.objects.filter(period=period)}
    for row in standings.counted(period.plan, [period]):
        old = kept.pop(row.agency_id, None)
        if old is None or any(getattr(old, name) != getattr(row, name) for name in standings.COUNTS):
            yield f"roll-up of agency {row.agency_id}, period {period.pk}"
    for agency in kept:
        yield f"roll-up of agency {agency}, period {period.pk}, without standings"
    if period.checksum not in ("", NOT_KEPT) and period.checksum != kept_checksum(period):
        yield f"checksum of period {period.pk}"
