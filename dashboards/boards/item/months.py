"""The judged months of an item."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet

from agencies.databases.compiled import compiled
from dashboards.scope import Scope
from kpis import queries
from kpis.models import Assignment, Period, Standing, Target
from kpis.standings.judged import Judged, judged_row


class ItemMonth(NamedTuple):
    """An item in one of its months, with the target that it was held against."""

    period: Period
    row: Judged
    target: Target | None


def months_of(scope: Scope, item: Assignment, targets: Iterable[Target]) -> list[ItemMonth]:
    """The judged months up to the scope's, with the periods and `targets` that are read already: one query."""
    periods, known = {row.pk: row for row in scope.all_periods}, {row.pk: row for row in targets}
    rows = _standings(item.pk, scope.period.month)
    return [ItemMonth(periods[row[-2]], judged_row(row[:-2]), known.get(row[-1])) for row in rows]


@compiled
def _standings(item: int, month: int) -> QuerySet:
    rows = queries.with_said(Standing.objects.filter(assignment=item, period__month__lte=month))
    return queries.plain(rows.order_by("period__month"), "period", "target")
