"""The import of committed items as one of the kinds of import, and where it belongs: an event and an agency."""

from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Agency
from commitments.models import Commitment, SigningEvent
from commitments.queries import event_day
from kpis.errors import CannotChange
from workbooks.kinds.committed_items import read
from workbooks.kinds.committed_items.known import promising
from workbooks.kinds.committed_items.write import take_back
from workbooks.kinds.kind import Kind
from workbooks.models import ImportRun


def place(province: Agency, event: int, code: str = "") -> dict[str, Any]:
    """What workbooks.runs.actions.store takes beside the file, for the event of that key and the agency of that code.

    Without a code it is the event's own agency: the sheet then says whose each row is. Raises CannotChange.
    """
    found = SigningEvent.objects.select_related("agency", "plan").filter(pk=event, plan__province=province).first()
    if found is None:
        raise CannotChange(_("There is no signing event %(key)s.") % {"key": event})
    agency = whose(found, code)
    if agency is None:
        raise CannotChange(_("%(code)s does not sign at this event.") % {"code": code})
    return uses(found, agency)


def whose(event: SigningEvent, code: str) -> Agency | None:
    """The agency of that code that an import of the event may be about: its own, or one that promises there."""
    if not code or code == event.agency.code:
        return event.agency
    return next((agency for agency in promising(event) if agency.code == code), None)


def uses(event: SigningEvent, agency: Agency) -> dict[str, Any]:
    """The fields of a run about this event and agency."""
    return {"plan": event.plan, "agency": agency, "subject_id": event.pk}


def about(run: ImportRun) -> str:
    """The event of a run, with its day."""
    event = SigningEvent.objects.filter(pk=run.subject_id or 0).first()
    return f"{event.name}, {event_day(event)}" if event else ""


def after(run: ImportRun) -> list[tuple[str, str]]:
    """Where what was imported is seen: the agency's commitment, else the board of commitments."""
    own = Commitment.objects.filter(event=run.subject_id, agency=run.agency_id).first()
    if own is not None:
        return [(_("The commitment"), own.get_absolute_url())]
    year = f"?year={run.plan.year}" if run.plan else ""
    return [(_("Commitments"), SigningEvent().get_absolute_url() + year)]


KIND = Kind(read.read, read.write, read.describe, take_back, place=place, about=about, after=after)
