"""What a review does beside moving figures: the agency is written to about what was returned."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from agencies.clock import today
from agencies.models import Agency, User
from agencies.rights.access import can
from agencies.rights.roles import Permission
from kpis.entry.actions import send_back_all
from kpis.enums import NoticeKind
from kpis.models import Entry
from kpis.reminders.actions import entry_url, notify, recipients


@transaction.atomic
def return_figures(
    agency: Agency, reasons: Mapping[int, str], *, by: User, versions: Mapping[int, int] | None = None
) -> list[Entry]:
    """Return or reopen figures of one agency's month (key of the entry → reason), all or none, and tell the agency.

    One letter goes to everybody who types, heads, typed or signed there and still may enter figures. Raises what
    kpis.entry.actions.send_back_all raises.
    """
    rows = send_back_all(reasons, by=by, versions=versions)
    if rows:
        lines = [f"{row.assignment.title}: {reasons[row.pk]}" for row in rows]
        where = f"{entry_url(rows[0].period, agency.code)}#row-{rows[0].assignment_id}"
        notify(_concerned(agency, rows), rows[0].period, NoticeKind.RETURNED, agency=agency, lines=lines, url=where)
    return rows


def _concerned(agency: Agency, rows: Iterable[Entry]) -> list[User]:
    held = recipients(agency.root_id, [agency.pk], today())
    keys = {*held.typists.get(agency.pk, ()), *held.heads.get(agency.pk, ())}
    keys |= {key for row in rows for key in (row.typed_by_id, row.submitted_by_id) if key}
    people = User.objects.filter(pk__in=keys, is_active=True).order_by("pk")
    return [person for person in people if can(person, Permission.ENTER, agency)]
