"""Small named queries on the tree, evaluated before any template."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from agencies.clock import today
from agencies.enums import Role
from agencies.models import Agency, AgencyName, Membership
from dxtracker.lib.text import fold

HEADS = {"agency": Role.AGENCY_HEAD, "division": Role.DIVISION_HEAD}


def names_on(day: date, agencies: Iterable[int]) -> dict[int, str]:
    """The official name of each agency on `day`, by primary key; agencies without a name that day are left out."""
    rows = AgencyName.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
    ).filter(agency_id__in=agencies)
    return dict(rows.values_list("agency_id", "name"))


def heads_of(agencies: Iterable[Agency], day: date | None = None) -> dict[int, Membership]:
    """The accountable head of each agency or division on `day` (today by default), by the agency's key."""
    rows = (
        Membership.objects.in_force_on(day or today())
        .filter(agency__in=[a.pk for a in agencies], role__in=HEADS.values())
        .select_related("user")
        .order_by("-is_acting", "since", "pk")
    )
    return {row.agency_id: row for row in rows}


def search_agencies(agencies: QuerySet[Agency], text: str) -> QuerySet[Agency]:
    """Those of `agencies` in whose name, short name, code or alias every word of `text` occurs, marks ignored."""
    for word in fold(text).split():
        agencies = agencies.filter(search_text__contains=word)
    return agencies
