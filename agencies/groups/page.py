"""What the pages of peer groups show: the groups with how many are in each, one group with its agencies."""

from collections import Counter
from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.groups.forms import MembersForm, NameForm, comparable
from agencies.models import Agency, PeerGroup, User
from agencies.rights.access import administered, require
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb


@dataclass(frozen=True)
class GroupLine:
    group: PeerGroup
    url: str
    agencies: int


@dataclass(frozen=True)
class GroupsPage:
    """`outside`: how many agencies are in no group and so are compared with nobody."""

    province: Agency
    lines: list[GroupLine]
    outside: int
    form: NameForm
    crumbs: list[Crumb]


@dataclass(frozen=True)
class GroupPage:
    group: PeerGroup
    province: Agency
    is_shared: bool
    can_go: bool
    name: NameForm
    members: MembersForm
    crumbs: list[Crumb]


def groups_of(province: Agency, form: NameForm | None = None) -> GroupsPage:
    """The groups that the province knows; two queries."""
    agencies = comparable(province)
    count = Counter(agency.peer_group_id for agency in agencies if agency.active_to is None)
    lines = [
        GroupLine(row, reverse("tree:group", args=[row.pk]), count[row.pk]) for row in PeerGroup.objects.of(province)
    ]
    crumbs = [Crumb(_("The tree of agencies"), reverse("tree:tree")), Crumb(_("Peer groups"))]
    return GroupsPage(province, lines, count[None], form or NameForm(None), crumbs)


def group_or_404(user: User, pk: int, code: str) -> tuple[PeerGroup, Agency]:
    """(group, province) for who administers it; a group of everybody is looked at from the province of `code`."""
    group = get_object_or_404(PeerGroup.objects.select_related("province"), pk=pk)
    if group.province is not None:
        return group, require(user, Permission.ADMINISTER, group.province)
    return group, administered(user, code)


def group_page(group: PeerGroup, province: Agency, act: str = "", posted: object = None) -> GroupPage:
    """One group; the form `act` holds what was posted."""
    agencies = comparable(province)
    above = [Crumb(_("The tree of agencies"), reverse("tree:tree")), Crumb(_("Peer groups"), reverse("tree:groups"))]
    return GroupPage(
        group=group,
        province=province,
        is_shared=group.province_id is None,
        can_go=group.province_id is not None and all(agency.peer_group_id != group.pk for agency in agencies),
        name=NameForm(posted if act == "name" else None, group=group),
        members=MembersForm(posted if act == "members" else None, group=group, agencies=agencies),
        crumbs=[*above, Crumb(str(group))],
    )
