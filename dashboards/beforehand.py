"""What every reader of a month's boards asks of the month alone."""

from kpis import queries
from kpis.bottlenecks.queries import read, spread_of
from kpis.models import Period


def ask_of_month(period: Period) -> None:
    """Ask it of the month that is read now, `period`, in order to keep the answers."""
    from dashboards.boards.indicator import judged_of  # boards are loaded by who serves them, not by each command

    then = {row.pk: row for row in queries.periods_of(period.plan.province)}[period.pk]
    before = Period.objects.filter(plan=then.plan_id, month=then.month - 1).first()
    queries.agency_months(then, before)
    queries.year_of(then.plan)
    queries.beyond_target(then)
    spread = spread_of(then)
    read(then, spread.pairs)
    province = then.plan.province
    for indicator in spread.counts:
        judged_of(then, indicator, [province.path, province.path_end])
