"""The kinds of import: each a module with `read`, `write` and `describe` on the same machinery."""

from types import ModuleType

from django.utils.translation import gettext as _

from kpis.actions.periods import CannotChange
from kpis.enums import ImportKind, PeriodState
from kpis.imports import agency_rows, assignments, figures
from kpis.models import Period, Plan

KINDS: dict[str, ModuleType] = {
    ImportKind.ASSIGNMENTS: assignments,
    ImportKind.AGENCIES: agency_rows,
    ImportKind.FIGURES: figures,
}


def first_open(plan: Plan) -> Period:
    """The first month that may take new targets: after the last closed one. Raises CannotChange after the twelfth."""
    last = plan.periods.filter(state=PeriodState.CLOSED).order_by("-month").values_list("month", flat=True).first()
    period = plan.periods.filter(month__gt=last or 0).order_by("month").first()
    if period is None:
        raise CannotChange(_("All months of this plan are closed: no target can begin in it."))
    return period
