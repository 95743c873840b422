"""Saving what was posted of the month's page: one row, or all rows of a form without a script.

The month is read once, while its agency is held; what is saved is judged anew in what was read.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from agencies.models import User
from kpis.entry.actions import not_open, save_row
from kpis.entry.causes import causes_of
from kpis.entry.forms import Said, read_row
from kpis.entry.page import SavedRow, Sheet, sheet_of
from kpis.entry.rows import row_of
from kpis.entry.scope import Place
from kpis.entry.summaries import month_at, summary_of
from kpis.enums import PeriodState
from kpis.errors import Stale, WrongMove
from kpis.models import Assignment
from kpis.month.lines import Line


def item_of(place: Place, key: int) -> Assignment | None:
    """The item of that key, where it is the place's own; one query."""
    rows = Assignment.objects.filter(agency=place.agency, plan=place.plan, pk=key).order_by()
    return rows.select_related("indicator").first()


def save_one(place: Place, key: int, posted: Mapping[str, str], by: User) -> SavedRow | None:
    """Save one row; None where it is not the place's own. What could not be saved comes back as `said`.

    The caller's transaction holds the place (`writing_place_of(..., hold=True)`).
    """
    found = month_at(place, key)
    if found is None:
        return None
    line, summaries = found
    causes = causes_of(place)
    said = read_row(posted, line.assignment, line.entry, causes, line.promised_on)
    is_saved, why = True, ""
    if said.changes:
        line, is_saved, why = _save_line(place, line, said, by, "")
    left = None if is_saved else said
    own = summary_of(line, place.plan)
    row = row_of(line, place, causes, own.gaps, left, why)
    return SavedRow(place, row, [own if one.key == key else one for one in summaries], left, why)


def save_all(place: Place, posted: Mapping[str, str], by: User, source: str = "") -> tuple[Sheet, int]:
    """Save every row that differs, and how many were saved. One that is refused holds up none; as `save_one`.

    `source` says from where figures come that no person typed.
    """
    board = sheet_of(place, by.pk)
    left: dict[int, Said] = {}
    failed: dict[int, str] = {}
    lines = list(board.lines)
    saved = 0
    for at, line in enumerate(board.lines):
        key = line.assignment.pk
        said = read_row(posted, line.assignment, line.entry, board.causes, line.promised_on)
        if not said.changes:
            continue
        lines[at], is_saved, failed[key] = _save_line(board.place, line, said, by, source)
        saved += is_saved
        if not is_saved:
            left[key] = said
    refused = {key: why for key, why in failed.items() if why}
    return Sheet(board.place, lines, board.causes, left, refused, by.pk), saved


def _save_line(place: Place, line: Line, said: Said, by: User, source: str) -> tuple[Line, bool, str]:
    """The line as it stands then, whether nothing of it is left unsaved, and why it cannot be saved at all."""
    if said.choice == "theirs":
        return line, True, ""
    if said.wrong:
        return line, False, ""
    if line.assignment.month_state != PeriodState.OPEN:  # type: ignore[attr-defined]
        return line, False, not_open()
    version = said.seen if said.choice == "mine" else said.version
    try:
        entry = save_row(
            line.entry, line.assignment, place.period, by=by, version=version, figures=said.figures, source=source
        )
    except Stale:
        return line, False, ""
    except WrongMove:
        return line, False, _("The figure has been sent and waits for review; it can no longer be changed here.")
    return line.typed_anew(entry, place.period) if entry else line, True, ""
