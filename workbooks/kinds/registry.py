"""The kinds of import: what each reads, writes, says for machines and takes back, on the same machinery."""

from django.utils.translation import gettext as _

from agencies.rights.roles import Permission
from kpis.enums import PeriodState
from kpis.errors import CannotChange
from kpis.models import Period, Plan
from workbooks.enums import ImportKind
from workbooks.kinds import undo as undoing
from workbooks.kinds.agencies import read as agency_rows
from workbooks.kinds.assignments import read as assignments
from workbooks.kinds.committed_items import kind as committed_items
from workbooks.kinds.figures import read as figures
from workbooks.kinds.figures import write as figures_writing
from workbooks.kinds.kind import Kind
from workbooks.kinds.people import read as people
from workbooks.kinds.people import write as people_writing
from workbooks.kinds.succession import kind as succession

KINDS: dict[str, Kind] = {
    ImportKind.ASSIGNMENTS: Kind(assignments.read, assignments.write, assignments.describe, undoing.take_back_items),
    ImportKind.AGENCIES: Kind(agency_rows.read, agency_rows.write, agency_rows.describe, undoing.take_back_agencies),
    ImportKind.SUCCESSION: succession.KIND,
    ImportKind.PEOPLE: Kind(people.read, people.write, people.describe, people_writing.take_back, after=people.after),
    ImportKind.FIGURES: Kind(figures.read, figures.write, figures.describe, figures_writing.take_back),
    ImportKind.COMMITMENTS: committed_items.KIND,
}
NEEDS: dict[str, Permission] = {
    ImportKind.ASSIGNMENTS: Permission.ASSIGN,
    ImportKind.AGENCIES: Permission.ADMINISTER,
    ImportKind.SUCCESSION: Permission.ADMINISTER,
    ImportKind.PEOPLE: Permission.APPOINT,
    ImportKind.FIGURES: Permission.ENTER,
    ImportKind.COMMITMENTS: Permission.COMMIT,
}
# A run of these may be an agency's own; others are the province's.
OF_AGENCIES: tuple[str, ...] = (ImportKind.FIGURES, ImportKind.COMMITMENTS, ImportKind.PEOPLE)


def first_open(plan: Plan) -> Period:
    """The first month that may take new targets: after the last closed one. Raises CannotChange after the twelfth."""
    last = plan.periods.filter(state=PeriodState.CLOSED).order_by("-month").values_list("month", flat=True).first()
    period = plan.periods.filter(month__gt=last or 0).order_by("month").first()
    if period is None:
        raise CannotChange(_("All months of this plan are closed: no target can begin in it."))
    return period
