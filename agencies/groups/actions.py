"""Changes to the peer groups of a province: each atomic, each agency that changes its group with its own event.

A group without a province is every province's: renamed, it is taken over as one of the province's own.
"""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agencies.models import Agency, PeerGroup, PhraseAlias, User
from agencies.reference import actions as reference
from agencies.tree.actions import edit_agency, hold_province
from dxtracker.lib.text import same_name_key


@transaction.atomic
def add_group(province: Agency, name: str, *, by: User | None, reason: str = "") -> PeerGroup:
    """A group of the province's own, after all others. Raises ValidationError for a name that is there."""
    hold_province(province.pk)
    _refuse_double(province, name)
    order = PeerGroup.objects.of(province).aggregate(last=Max("sort_order"))["last"] or 0
    code = _free_code(province)
    return reference.keep(
        PeerGroup(), by=by, reason=reason, province=province, code=code, name=name, sort_order=order + 1
    )


@transaction.atomic
def rename_group(group: PeerGroup, name: str, *, province: Agency, by: User | None, reason: str = "") -> PeerGroup:
    """The group under its new name: its own row, or, of everybody's, a new one into which the agencies move.

    Closed months keep the group and the name that they knew. Raises ValidationError as add_group does.
    """
    hold_province(province.pk)
    _refuse_double(province, name, but=group)
    if group.province_id == province.pk:
        return reference.keep(group, by=by, reason=reason, name=name)
    if name == group.name:
        return group
    own = reference.keep(
        PeerGroup(), by=by, reason=reason, province=province, code=_free_code(province), name=name,
        sort_order=group.sort_order,
    )  # fmt: skip
    for agency in Agency.objects.filter(province=province, peer_group=group).order_by("path"):
        edit_agency(agency, by=by, reason=reason, peer_group=own)
    for phrase in PhraseAlias.objects.filter(province=province, group=group).order_by("pk"):
        reference.keep(phrase, by=by, reason=reason, group=own)
    return own


@transaction.atomic
def fill_group(
    group: PeerGroup, agencies: Collection[Agency], *, province: Agency, by: User | None, reason: str = ""
) -> int:
    """Let exactly these agencies of the province be in the group; returns how many came or went."""
    hold_province(province.pk)
    wanted = {agency.pk for agency in agencies}
    inside = Agency.objects.filter(province=province)
    going = list(inside.filter(peer_group=group).exclude(pk__in=wanted).order_by("path"))
    coming = list(inside.filter(pk__in=wanted).exclude(peer_group=group).order_by("path"))
    for agency in going:
        edit_agency(agency, by=by, reason=reason, peer_group=None)
    for agency in coming:
        edit_agency(agency, by=by, reason=reason, peer_group=group)
    return len(going) + len(coming)


@transaction.atomic
def remove_group(group: PeerGroup, *, by: User | None) -> None:
    """Remove a group of a province's own and what sheets call it. Raises ValidationError while an agency is in it.

    Twice does nothing more.
    """
    if group.province_id:
        hold_province(group.province_id)
    row = PeerGroup.objects.select_for_update(no_key=True).filter(pk=group.pk).order_by().first()
    if row is None:
        return
    if row.province_id is None or Agency.objects.filter(peer_group=row).exists():
        raise ValidationError(_("Only an empty group of your province can be removed."))
    for phrase in PhraseAlias.objects.filter(group=row).order_by("pk"):
        reference.remove(phrase, by=by)
    reference.remove(row, by=by)


def _refuse_double(province: Agency, name: str, *, but: PeerGroup | None = None) -> None:
    for row in PeerGroup.objects.of(province).exclude(pk=but.pk if but else None):
        if same_name_key(row.name) == same_name_key(name):
            raise ValidationError(_("There is a group of this name already."))


def _free_code(province: Agency) -> str:
    """The next code of the province's own groups: no two provinces share one."""
    taken = set(PeerGroup.objects.values_list("code", flat=True))
    start = province.code.lower()[:28]
    return next(code for n in range(1, 10_000) if (code := f"{start}-nhom-{n}") not in taken)
