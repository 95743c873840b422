"""Saving what was posted of the month's page: one row, or all rows of a form without a script."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from agencies.models import User
from kpis.entry.actions import save_row
from kpis.entry.forms import Said, read_row
from kpis.entry.month import PROMISED
from kpis.entry.page import Sheet, causes_of, sheet_of
from kpis.entry.scope import Place
from kpis.errors import CannotChange, Stale, WrongMove
from kpis.models import Assignment, Entry


def item_and_entry(place: Place, key: int) -> tuple[Assignment | None, Entry | None]:
    """The item of that key, where it is the place's own, and its entry of the month; two queries."""
    rows = Assignment.objects.filter(agency=place.agency, plan=place.plan, pk=key).select_related("indicator")
    item = rows.annotate(promised_on=PROMISED).first()
    return item, Entry.objects.filter(assignment=item, period=place.period).first() if item else None


def save_one(place: Place, item: Assignment, entry: Entry | None, posted: Mapping[str, str], by: User) -> Sheet:
    """Save one row and read the month anew; what could not be saved of it comes back in the sheet's `said`."""
    causes = causes_of(place)
    said = read_row(posted, item, entry, causes, item.promised_on)  # type: ignore[attr-defined]
    is_saved, failed = _save(place, item, said, by)
    return sheet_of(
        place, by.pk, {} if is_saved else {item.pk: said}, {item.pk: failed} if failed else {}, causes=causes
    )


def save_all(place: Place, posted: Mapping[str, str], by: User) -> tuple[Sheet, int]:
    """Save every row that differs and read the month anew; how many were saved. One that is refused holds up none."""
    before = sheet_of(place, by.pk)
    left: dict[int, Said] = {}
    failed: dict[int, str] = {}
    saved = 0
    for line in before.lines:
        said = read_row(posted, line.assignment, line.entry, before.causes, line.promised_on)
        if not said.changes:
            continue
        is_saved, why = _save(place, line.assignment, said, by)
        saved += is_saved
        if not is_saved:
            left[line.assignment.pk] = said
        if why:
            failed[line.assignment.pk] = why
    return sheet_of(place, by.pk, left, failed, causes=before.causes), saved


def _save(place: Place, item: Assignment, said: Said, by: User) -> tuple[bool, str]:
    """Whether nothing of the row is left unsaved, and why it cannot be saved at all."""
    if said.choice == "theirs":
        return True, ""
    if said.wrong:
        return False, ""
    version = said.seen if said.choice == "mine" else said.version
    try:
        save_row(item, place.period, by=by, version=version, figures=said.figures)
    except Stale:
        return False, ""
    except CannotChange as error:
        return False, str(error)
    except WrongMove:
        return False, _("The figure has been sent and waits for review; it can no longer be changed here.")
    return True, ""
