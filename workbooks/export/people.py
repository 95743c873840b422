"""The people of a province or an agency as a workbook that imports again with "unchanged" for every row."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from agencies.clock import now
from agencies.enums import Role
from agencies.models import Agency, Membership
from agencies.queries import LONGEST_FIRST
from agencies.roster.queries import still
from dxtracker.lib import xlsx
from workbooks.enums import ImportKind
from workbooks.kinds.agencies.known import Known, known_agencies
from workbooks.kinds.template import HEADINGS, WIDTHS

SINCE = 6  # its place among the headings


def export(province: Agency, agencies: QuerySet[Agency], language: str = "vi") -> bytes:
    """Who holds a role now or later at `agencies`, one row a role, as .xlsx; accounts that are switched off are not."""
    held = Membership.objects.filter(still(), agency__in=agencies)
    held = held.filter(user__is_active=True, user__is_system=False)
    held = held.select_related("user", "agency").order_by("agency__path", "role", LONGEST_FIRST, "pk")
    known = known_agencies(province)
    with override(language):
        headings = HEADINGS[ImportKind.PEOPLE].get(language, HEADINGS[ImportKind.PEOPLE]["en"])
        columns = [
            xlsx.Column(text, "date" if n == SINCE else "text", WIDTHS[ImportKind.PEOPLE][n])
            for n, text in enumerate(headings)
        ]
        titles = [_("PEOPLE AND THEIR ROLES"), province.name]
        rows = [_row(role, known) for role in _once(held)]
        return xlsx.write([xlsx.SheetSpec(_("People"), columns, rows, titles=titles, frozen=1)], made_at=now())


def _once(held: QuerySet[Membership]) -> list[Membership]:
    """Of a role held now and again later, the first: a sheet has one row for a person, an agency and a role."""
    found: dict[tuple[int, int, str], Membership] = {}
    for role in held:
        found.setdefault((role.user_id, role.place.pk, role.role), role)
    return list(found.values())


def _row(role: Membership, known: Known) -> tuple[xlsx.Value, ...]:
    person = role.user
    where, what = _spelled(role.place, known), str(Role(role.role).label)
    texts = (person.full_name, person.email, person.username, where, what, role.post)
    return *(text or None for text in texts), role.since


def _spelled(agency: Agency, known: Known) -> str:
    """An agency so that it is found again: by name, else by its code."""
    found = known.find(agency.name)
    return agency.name if found is not None and found.pk == agency.pk else agency.code
