"""Who may import what: items and agencies belong to whoever assigns and administers the province, others to an agency.
People are imported by who appoints them: the province's administrator, a head at the own agency.

A stranger gets 404, a reader without the right 403, as everywhere (agencies/rights/access.py).
"""

from functools import partial

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from agencies.enums import Level
from agencies.models import Agency, User
from agencies.rights.access import can, can_somewhere, grants, province_where, provinces, require, visible_agencies
from agencies.rights.roles import PERMISSIONS, Permission
from workbooks.enums import ImportKind
from workbooks.kinds.registry import NEEDS, OF_AGENCIES
from workbooks.kinds.template import HEADINGS
from workbooks.models import ImportRun

# Others have an upload page of their own.
OFFERED = (
    ImportKind.ASSIGNMENTS, ImportKind.AGENCIES, ImportKind.SUCCESSION, ImportKind.FIGURES, ImportKind.PEOPLE,
)  # fmt: skip
LIGHT = ("understood", "changes", "choices")  # megabytes of a large run that lists need not read


def may_import(user: User) -> bool:
    """Whether any role held today opens the pages of the import; no query beyond the grants."""
    return any(kinds_of(user, province) for province in provinces(user))


def kinds_of(user: User, province: Agency) -> list[ImportKind]:
    """The kinds that the upload page offers `user`: those he or she may import somewhere in `province`, in order."""
    may = {kind: can(user, NEEDS[kind], province) for kind in OFFERED}
    may[ImportKind.FIGURES] = any(
        Permission.ENTER in PERMISSIONS[grant.role]
        for grant in grants(user)
        if grant.agency.root_id == province.pk and grant.agency.level in (Level.PROVINCE, Level.AGENCY)
    )
    may[ImportKind.PEOPLE] = may[ImportKind.PEOPLE] or appointed_at(user, province) is not None
    return [kind for kind in OFFERED if may[kind]]


def appointed_at(user: User, province: Agency) -> Agency | None:
    """The agency of `province` whose people `user` may import, where not the whole province's; the first of several."""
    if can(user, NEEDS[ImportKind.PEOPLE], province):
        return None
    held = (g.agency for g in grants(user) if NEEDS[ImportKind.PEOPLE] in PERMISSIONS[g.role])
    return next((agency for agency in held if agency.root_id == province.pk), None)


def may_fill(user: User, province: Agency, kind: str) -> bool:
    """Whether `user` gets the blank workbook of `kind`, where it has one."""
    if kind not in HEADINGS:
        return False
    return kind in kinds_of(user, province) or (kind in OF_AGENCIES and can_somewhere(user, NEEDS[kind]))


def province_of(user: User, code: str = "") -> Agency:
    """The province of that code, else the first, in which `user` may import; Http404 or PermissionDenied."""
    return province_where(user, code, partial(kinds_of, user))


def entered_agencies(user: User, province: Agency) -> QuerySet[Agency]:
    """The agencies of `province` whose figures `user` may enter."""
    return visible_agencies(user, Permission.ENTER).filter(province=province, level=Level.AGENCY)


def runs_of(user: User, province: Agency) -> QuerySet[ImportRun]:
    """The runs of `province` that `user` may open, newest first, without their large fields."""
    whole = [kind for kind, need in NEEDS.items() if can(user, need, province)]
    mine = Q(kind__in=whole)
    for kind in OF_AGENCIES:
        mine |= Q(kind=kind, agency__in=visible_agencies(user, NEEDS[kind]))
    rows = ImportRun.objects.filter(mine, province=province)
    return rows.select_related("uploaded_by", "period__plan", "agency").defer(*LIGHT)


def run_or_404(user: User, pk: int, *, is_light: bool = False) -> ImportRun:
    """The run of that key by the rule of `require`: at its agency, else at its province; `is_light` without LIGHT."""
    rows = ImportRun.objects.select_related(
        "province", "agency", "plan", "period__plan", "document", "uploaded_by", "done_by", "undone_by"
    )
    run = get_object_or_404(rows.defer(*LIGHT) if is_light else rows, pk=pk)
    require(user, NEEDS[run.kind], run.agency or run.province)
    return run
