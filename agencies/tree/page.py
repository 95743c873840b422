"""The tree of a province for its administrator, and the page of one agency."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import F
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.clock import today
from agencies.enums import Level
from agencies.models import Agency, AgencyAlias, AgencyName, Reorganisation, Succession, User
from agencies.models.tree import STEP
from agencies.queries import search_agencies
from agencies.rights.access import require
from agencies.rights.roles import Permission
from agencies.tree.forms import AliasForm, EditForm, RenameForm
from dxtracker.lib.crumbs import Crumb

ACTS = {"rename": RenameForm, "edit": EditForm, "alias": AliasForm}
SHOWN = 20  # reorganisations


@dataclass(frozen=True)
class TreeRow:
    """One agency in the tree; `depth` counts from the province's own agencies; `heirs` are who came after."""

    agency: Agency
    url: str
    depth: int
    has_ended: bool
    heirs: str


@dataclass(frozen=True)
class TreePage:
    province: Agency
    rows: list[TreeRow]
    asked: str
    changes: list[Reorganisation]
    crumbs: list[Crumb]

    @property
    def living(self) -> int:
        return sum(not row.has_ended for row in self.rows)


@dataclass(frozen=True)
class AgencyPage:
    agency: Agency
    names: list[AgencyName]
    aliases: list[AgencyAlias]
    came_from: list[Succession]
    became: list[Succession]
    has_ended: bool
    forms: Mapping[str, forms.Form]
    crumbs: list[Crumb]


def tree_of(province: Agency, asked: str) -> TreePage:
    """Every agency of the province, or those that a search finds, in the order of the tree: four queries."""
    rows = Agency.objects.filter(province=province).select_related("peer_group").order_by("path")
    heirs: dict[int, list[str]] = defaultdict(list)
    for row in Succession.objects.filter(predecessor__province=province).select_related("successor"):
        heirs[row.predecessor_id].append(row.successor.name)
    day, above = today(), len(province.path) + STEP
    found = [
        TreeRow(
            agency, reverse("tree:agency", args=[agency.pk]), (len(agency.path) - above) // STEP,
            agency.active_to is not None and agency.active_to < day, ", ".join(heirs.get(agency.pk, [])),
        )
        for agency in (search_agencies(rows, asked) if asked else rows)
    ]  # fmt: skip
    changes = Reorganisation.objects.filter(province=province).select_related("made_by", "undone_by").defer("changes")
    return TreePage(province, found, asked, list(changes[:SHOWN]), [Crumb(_("The tree of agencies"))])


def agency_or_404(user: User, pk: int) -> Agency:
    """The agency of that key for who administers it; Http404 for strangers, PermissionDenied for readers."""
    row = Agency.objects.select_related("province", "parent", "peer_group").exclude(level=Level.PROVINCE)
    agency = get_object_or_404(row, pk=pk)
    return require(user, Permission.ADMINISTER, agency)


def page_of(agency: Agency, act: str = "", posted: Any = None) -> AgencyPage:
    """The page of one agency; the form `act` holds what was posted."""
    return AgencyPage(
        agency=agency,
        names=list(agency.names.order_by(F("valid_to").asc(nulls_last=True), "valid_from")),
        aliases=list(agency.aliases.all()),
        came_from=list(agency.origins.select_related("predecessor")),
        became=list(agency.successions.select_related("successor")),
        has_ended=agency.active_to is not None and agency.active_to < today(),
        forms={name: form(posted if name == act else None, agency=agency) for name, form in ACTS.items()},
        crumbs=[Crumb(_("The tree of agencies"), reverse("tree:tree")), Crumb(agency.short_name or agency.name)],
    )


def parents_in(province: Agency) -> Any:
    """Below whom an agency may hang: the province and its agencies that live."""
    rows = Agency.objects.within(province).alive_on(today())
    return rows.filter(level__in=[Level.PROVINCE, Level.AGENCY]).order_by("path")
