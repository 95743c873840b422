"""What waits for a person at the agencies at which they enter figures: the month due first, and how far it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agencies.clock import today
from agencies.models import Agency
from kpis.entry.scope import month_order, waits_at
from kpis.models import Period
from kpis.month import readiness
from kpis.month.lines import items_of, lines_of, tally
from kpis.queries import ruled


@dataclass(frozen=True)
class Unsent:
    """A month of an agency that is not fully sent. `typed` of `due` items say something; None where not counted."""

    agency: Agency
    period: Period
    typed: int | None = None
    due: int | None = None
    returned: int = 0
    is_complete: bool = False


def unsent_months(agencies: Sequence[Agency]) -> list[Unsent]:
    """Of each agency the open month due first that is not fully sent: one query, and six more for a single agency.

    Only a single agency's month is counted: it is what its clerk and its head look at every day.
    """
    provinces = {agency.root_id for agency in agencies}
    months = (
        Period.objects.filter(plan__province__in=provinces)
        .select_related("plan", "rules")
        .annotate(**waits_at(agencies))
    )
    rows = sorted(months, key=month_order)
    opened = [period for period in rows if period.is_open]
    found = []
    for agency in agencies:
        mine = [p for p in opened if p.plan.province_id == agency.root_id and not agency.has_ended_by(today())]
        period = next((p for p in mine if getattr(p, f"waits_{agency.pk}")), None)
        if period:
            found.append(_counted(agency, period, rows) if len(agencies) == 1 else Unsent(agency, period))
    return [month for month in found if month.due != 0 or month.returned]


def _counted(agency: Agency, period: Period, months: Iterable[Period]) -> Unsent:
    own, parts = items_of(agency, period.plan)
    lines = lines_of(own, period, parts, [month for month in months if month.plan_id == period.plan_id])
    counts = tally(lines)
    return Unsent(
        agency,
        period,
        typed=counts.entered,
        due=counts.due,
        returned=counts.returned,
        is_complete=not readiness.gaps(lines, ruled(period)),
    )
