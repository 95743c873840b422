"""The kinds of import: what each reads, writes, says for machines and takes back, on the same machinery.

A floor above may bring a kind of its own (`register`), with the words and the workbook to fill in that belong to it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from agencies.roles import Permission
from kpis.enums import PeriodState
from kpis.errors import CannotChange
from kpis.grammar import words as wording
from kpis.models import Period, Plan
from workbooks.enums import ImportKind
from workbooks.kinds import labels, template
from workbooks.kinds import undo as undoing
from workbooks.kinds.agencies import read as agency_rows
from workbooks.kinds.assignments import read as assignments
from workbooks.kinds.figures import read as figures
from workbooks.kinds.figures import write as figures_writing
from workbooks.kinds.preview import Outcome


@dataclass(frozen=True)
class Kind:
    """`read(run, book)` → Outcome; `write(run, outcome, by, at, progress)` → what undoing needs; and so on.

    A kind about one thing of its own (a signing event): `place(province, key, agency code or "")` → what `store` takes
    beside the file, or CannotChange; `about(run)` → its name; `after(run)` → (label, address) of where it is seen.
    """

    read: Callable[..., Outcome]
    write: Callable[..., dict[str, Any]]
    describe: Callable[[Outcome], list[dict[str, Any]]]
    take_back: Callable[..., None]
    place: Callable[..., dict[str, Any]] | None = None
    about: Callable[..., str] | None = None
    after: Callable[..., list[tuple[str, str]]] | None = None


KINDS: dict[str, Kind] = {
    ImportKind.ASSIGNMENTS: Kind(assignments.read, assignments.write, assignments.describe, undoing.take_back_items),
    ImportKind.AGENCIES: Kind(agency_rows.read, agency_rows.write, agency_rows.describe, undoing.take_back_agencies),
    ImportKind.FIGURES: Kind(figures.read, figures.write, figures.describe, figures_writing.take_back),
}
NEEDS: dict[str, Permission] = {
    ImportKind.ASSIGNMENTS: Permission.ASSIGN,
    ImportKind.AGENCIES: Permission.ADMINISTER,
    ImportKind.FIGURES: Permission.ENTER,
}
OF_AGENCIES: list[str] = [ImportKind.FIGURES]  # a run of theirs is an agency's own; others are the province's


def register(
    kind: ImportKind,
    how: Kind,
    *,
    needs: Permission,
    blank: template.Blank,
    words: labels.Words,
    problems: Mapping[str, Any],
) -> None:
    """Add a kind whose runs belong to an agency. `problems`: code → sentence, of those that no other kind finds."""
    KINDS[kind], NEEDS[kind] = how, needs
    OF_AGENCIES.append(kind)
    template.add(kind, blank)
    labels.add(kind, words)
    wording.WORDS.update(problems)


def first_open(plan: Plan) -> Period:
    """The first month that may take new targets: after the last closed one. Raises CannotChange after the twelfth."""
    last = plan.periods.filter(state=PeriodState.CLOSED).order_by("-month").values_list("month", flat=True).first()
    period = plan.periods.filter(month__gt=last or 0).order_by("month").first()
    if period is None:
        raise CannotChange(_("All months of this plan are closed: no target can begin in it."))
    return period
