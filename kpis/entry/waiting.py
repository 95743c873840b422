"""What waits for a person at the agencies at which they enter figures: the month due first, and how far it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agencies.models import Agency
from kpis.entry import readiness
from kpis.entry.month import items_of, lines_of, tally
from kpis.entry.scope import month_order, unsent
from kpis.enums import PeriodState
from kpis.models import Period


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
    """Of each agency the open month due first that is not fully sent: two queries, and five more for a single agency.

    Only a single agency's month is counted: it is what its clerk and its head look at every day.
    """
    provinces = {agency.root_id for agency in agencies}
    rows = sorted(Period.objects.filter(plan__province__in=provinces).select_related("plan"), key=month_order)
    opened = [period for period in rows if period.state == PeriodState.OPEN]
    flagged = Agency.objects.filter(pk__in=[agency.pk for agency in agencies]).annotate(**unsent(opened)).in_bulk()
    found = []
    for agency in agencies:
        mine = [p for p in opened if p.plan.province_id == agency.root_id]
        period = next((p for p in mine if getattr(flagged[agency.pk], f"waits_{p.pk}")), None)
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
        is_complete=not readiness.gaps(lines, period.plan),
    )
