"""The kinds of import: what each reads, writes, says for machines and takes back, on the same machinery."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kpis.actions.periods import CannotChange
from kpis.enums import ImportKind, PeriodState
from kpis.imports import agency_rows, assignments, figures, figures_writing, undoing
from kpis.imports.preview import Outcome
from kpis.models import Period, Plan


@dataclass(frozen=True)
class Kind:
    """`read(run, book)` → Outcome; `write(run, outcome, by, at, progress)` → what undoing needs; and so on."""

    read: Callable[..., Outcome]
    write: Callable[..., dict[str, Any]]
    describe: Callable[[Outcome], list[dict[str, Any]]]
    take_back: Callable[..., None]


KINDS = {
    ImportKind.ASSIGNMENTS: Kind(assignments.read, assignments.write, assignments.describe, undoing.take_back_items),
    ImportKind.AGENCIES: Kind(agency_rows.read, agency_rows.write, agency_rows.describe, undoing.take_back_agencies),
    ImportKind.FIGURES: Kind(figures.read, figures.write, figures.describe, figures_writing.take_back),
}


def first_open(plan: Plan) -> Period:
    """The first month that may take new targets: after the last closed one. Raises CannotChange after the twelfth."""
    last = plan.periods.filter(state=PeriodState.CLOSED).order_by("-month").values_list("month", flat=True).first()
    period = plan.periods.filter(month__gt=last or 0).order_by("month").first()
    if period is None:
        raise CannotChange(_("All months of this plan are closed: no target can begin in it."))
    return period
