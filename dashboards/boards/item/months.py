"""The judged months of an item."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from agencies.databases.compiled import compiled
from agencies.models import Agency
from agencies.queries import official_name
from dashboards.scope import Scope
from kpis import queries
from kpis.models import Assignment, Period, Standing, Target
from kpis.standings.judged import Judged, judged_row


class ItemMonth(NamedTuple):
    """An item in one of its months, with the target that it was held against and who led it, as called in the end."""

    period: Period
    row: Judged
    target: Target | None
    led_by: str
    led_by_code: str


def months_of(scope: Scope, item: Assignment, targets: Iterable[Target]) -> list[ItemMonth]:
    """The judged months up to the scope's, with the periods and `targets` that are read already: one query."""
    periods, known = {row.pk: row for row in scope.all_periods}, {row.pk: row for row in targets}
    rows = _standings(item.pk, scope.period.month, scope.period.data_to)
    return [
        ItemMonth(periods[period], judged_row(judged), known.get(target), name, code)
        for *judged, period, target, name, code in rows
    ]


@compiled
def _standings(item: int, month: int, day: date) -> QuerySet:
    rows = queries.with_said(Standing.objects.filter(assignment=item, period__month__lte=month))
    rows = rows.annotate(led_by=official_name(day, "agency")).order_by("period__month")
    return queries.plain(rows, "period", "target", "led_by", "agency__code")


def leader_of(item: Assignment, period: Period) -> Agency:
    """The agency that led the item in the month; in one that is not judged the one that leads it now."""
    judged = Standing.objects.filter(assignment=item, period=period).select_related("agency").first()
    return judged.agency if judged else item.agency
