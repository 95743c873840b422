"""The pages of a new year: what it is begun with, and its targets beside those of the year before."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from agencies.queries import whole_name
from agencies.rights.access import can, province_or_404
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb
from kpis.carrying.compared import CompareRow, by_agency, side_by_side
from kpis.carrying.remarks import in_common
from kpis.carrying.words import missing_words, remark_words
from kpis.models import Plan
from kpis.plans.page import plan_url


@dataclass(frozen=True)
class AgencyLine:
    """An agency with its items: how many, how many say all six, how many without a target, with how many remarks."""

    name: str
    url: str
    items: int
    complete: int
    without_target: int
    remarked: int


@dataclass(frozen=True)
class TargetLine:
    """One item: the words beside its box."""

    row: CompareRow
    remarks: tuple[str, ...]
    missing: str


@dataclass(frozen=True)
class TargetsPage:
    """A year's targets: agencies with their counts, or the items of one `agency`; `is_planned` until a month opens."""

    plan: Plan
    source: Plan | None
    agency: Agency | None
    agencies: tuple[AgencyLine, ...]
    lines: tuple[TargetLine, ...]
    missing: str  # what none of the items says
    items: int
    complete: int
    may_change: bool
    is_planned: bool
    crumbs: tuple[Crumb, ...]

    @property
    def rows(self) -> list[CompareRow]:
        return [line.row for line in self.lines]


def targets_of(user: User, plan: Plan, code: str = "") -> TargetsPage:
    """The targets of `plan` in its province; eight queries. Raises Http404 for an agency that is not there."""
    agency = Agency.objects.filter(province=plan.province_id, code=code).first() if code else None
    if code and agency is None:
        raise Http404
    beside = side_by_side(plan, Agency.objects.filter(pk=agency.pk) if agency else None)
    rows = beside.rows
    common = in_common([row.clarity.missing for row in rows])
    url = reverse("kpis:plan-targets", args=[plan.pk])
    crumbs = [Crumb(_("Plans"), reverse("kpis:plans")),
              Crumb(str(plan.year), plan_url(plan)), Crumb(_("Targets"), url if agency else "")]  # fmt: skip
    if agency:
        crumbs.append(Crumb(whole_name(agency)))
    return TargetsPage(
        plan=plan,
        source=beside.source,
        agency=agency,
        agencies=() if agency else tuple(_lines_of(rows, url)),
        lines=tuple(_line(row, common) for row in rows) if agency else (),
        missing=missing_words(common),
        items=len(rows),
        complete=sum(row.clarity.is_complete for row in rows),
        may_change=can(user, Permission.ASSIGN, plan.province),
        is_planned=beside.is_planned,
        crumbs=tuple(crumbs),
    )


def _lines_of(rows: Iterable[CompareRow], url: str) -> Iterable[AgencyLine]:
    for agency, own in by_agency(rows).items():
        yield AgencyLine(
            whole_name(agency), f"{url}?agency={agency.code}", len(own), sum(row.clarity.is_complete for row in own),
            sum(row.target is None for row in own), sum(bool(row.remarks) for row in own),
        )  # fmt: skip


def _line(row: CompareRow, common: tuple[str, ...]) -> TargetLine:
    own = [name for name in row.clarity.missing if name not in common]
    return TargetLine(row, tuple(remark_words(one, row.unit) for one in row.remarks), missing_words(own))


def source_or_404(user: User, code: str = "") -> tuple[Agency, Plan | None]:
    """The province in which `user` may begin a year, and its latest one; raises Http404 to a stranger.

    Whether they may is asked with `can`: who only reads gets 403 from the view.
    """
    province = province_or_404(user, code)
    plans = Plan.objects.filter(province=province).select_related("province").order_by("-year")
    return province, plans.first()
