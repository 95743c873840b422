"""The door: load the demonstration once, all of it or nothing."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.models import Agency
from dxtracker.demonstration import (
    agencies,
    catalogue,
    committee,
    items,
    months,
    november,
    papers,
    people,
    reasons,
    signings,
)
from dxtracker.demonstration.catalogue import CLOSED_MONTHS, Catalogue, at
from dxtracker.demonstration.people import Cast
from kpis.enums import PeriodState
from kpis.errors import CannotChange
from kpis.frozen.months import freeze
from kpis.measuring.calendar import after_working_days
from kpis.standings import actions as standings

CLOSED_AFTER = 5  # working days after the report was due


def is_loaded() -> bool:
    return Agency.objects.filter(province=None, code=agencies.PROVINCE).exists()


@transaction.atomic
def load() -> bool:
    """Write the demonstration; False (and nothing is touched) where its province is there already.

    Raises CannotChange where another one is: whoever knows the demonstration's passwords would come in beside it.
    """
    if is_loaded():
        return False
    if Agency.objects.exists():
        raise CannotChange(
            _("This system holds a province of its own: no demonstration is loaded beside it. Start with DX_DEMO=0.")
        )
    tree = agencies.load()
    cast = people.load(tree)
    known = catalogue.load(tree)
    given = items.load(tree, cast, known)
    months.load(given, cast, known)
    reasons.load(given, cast, known)
    signings.load(tree, given, cast, known)
    standings.rebuild(known.plan)
    papers.load(tree[agencies.PROVINCE], cast)
    committee.load(tree, given, cast, known)
    _close_months(known, cast)
    november.load(given, cast, known)
    return True


def _close_months(known: Catalogue, cast: Cast) -> None:
    """Freeze months 1 to 10, each with its checksum and the day on which it was closed."""
    for month in CLOSED_MONTHS:
        period = known.periods[month]
        closed_on: date = after_working_days(period.due_on, CLOSED_AFTER)
        period.state, period.closed_at, period.closed_by = PeriodState.CLOSED, at(closed_on, 16), cast.reviewer
        period.checksum = freeze(period, period.closed_at)
        period.save(update_fields=["state", "closed_at", "closed_by", "checksum"])
        new = {"checksum": period.checksum}
        record(period, "period-closed", by=cast.reviewer, at=period.closed_at, agency=period.plan.province, new=new)
