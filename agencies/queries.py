"""Small named queries on the tree, evaluated before any template."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from agencies.clock import today
from agencies.databases.compiled import compiled
from agencies.enums import Level, Role
from agencies.models import Agency, AgencyName, Membership
from dxtracker.lib.text import fold

HEADS = {"agency": Role.AGENCY_HEAD, "division": Role.DIVISION_HEAD}
LONGEST_FIRST = F("since").asc(nulls_first=True)  # who has always held a role comes first, whichever database it is
BY_SPELL = ("-is_acting", LONGEST_FIRST, "pk")  # of those who head an agency the last one counts


def official_name(day: date, agency: str = "pk") -> Coalesce:
    """The official name on `day` of the agency that `agency` points to (a field path), else its latest one."""
    names = AgencyName.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day), agency=OuterRef(agency)
    )
    latest = F("name") if agency == "pk" else F(f"{agency}__name")
    return Coalesce(Subquery(names.order_by("valid_from").values("name")[:1]), latest)


def in_tree_order(agency: str = "agency") -> tuple[Any, str]:
    """Agencies in their order, each followed by its divisions; `agency` leads from a row to it."""
    own, above = F(f"{agency}__sort_order"), F(f"{agency}__parent__sort_order")
    return Case(When(**{f"{agency}__level": Level.DIVISION}, then=above), default=own), f"{agency}__path"


def whole_name(agency: Agency) -> str:
    """Its name; a division with the agency to which it belongs (select its parent): many have a “Văn phòng Sở”."""
    above = agency.parent if agency.level == Level.DIVISION else None
    return f"{agency.name}, {above.name}" if above else agency.name


def heads_of(agencies: Iterable[Agency], day: date | None = None) -> dict[int, Membership]:
    """The accountable head of each agency or division on `day` (today by default), by the agency's key."""
    return {row.agency_id: row for row in _heads(day or today(), [a.pk for a in agencies])}


@compiled
def _heads(day: date, agencies: list[int]) -> QuerySet[Membership]:
    rows = Membership.objects.in_force_on(day).filter(agency__in=agencies, role__in=HEADS.values())
    return rows.select_related("user").order_by(*BY_SPELL)


def search_agencies(agencies: QuerySet[Agency], text: str) -> QuerySet[Agency]:
    """Those of `agencies` in whose name, short name or code every word of `text` occurs, marks ignored."""
    for word in fold(text).split():
        agencies = agencies.filter(search_text__contains=word)
    return agencies
