"""The goals of later years of a province, and the page on which one is set or changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.clock import today
from agencies.enums import Level
from agencies.models import Agency, User
from agencies.rights.access import can, provinces, visible_agencies
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb
from dxtracker.lib.text import fold
from kpis.goals.forms import GoalForm
from kpis.models import Document, Goal, Indicator

MOST = 300  # goals on a page


@dataclass(frozen=True)
class GoalLine:
    """A goal in the list; `url` leads to where it is changed, for who may."""

    year: int
    whose: str
    is_of_province: bool
    text: str
    document: Document | None
    url: str


@dataclass(frozen=True)
class GoalsPage:
    """Goals by indicator, the nearest year first; `more` of them fit the filter than are shown."""

    province: Agency
    groups: tuple[tuple[Indicator, tuple[GoalLine, ...]], ...]
    more: int
    asked: str
    year: int | None
    years: tuple[int, ...]
    add_url: str
    crumbs: tuple[Crumb, ...]


def goals_of(user: User, province: Agency, *, asked: str = "", year: int | None = None) -> GoalsPage:
    """What the person may see of a province's goals: those of the province and of agencies visible to them.

    Four queries.
    """
    seen = Q(agency=province) | Q(agency__in=visible_agencies(user))
    rows = Goal.objects.filter(seen, indicator__province=province)
    years = tuple(rows.order_by("year").values_list("year", flat=True).distinct())
    if year:
        rows = rows.filter(year=year)
    for word in fold(asked).split()[:8]:
        rows = rows.filter(Q(indicator__search_text__contains=word) | Q(agency__search_text__contains=word))
    rows = rows.select_related("indicator", "agency", "document").order_by(
        "indicator__sort_order", "indicator__code", "year", "-agency__level", "agency__sort_order", "agency__path"
    )
    found = list(rows[: MOST + 1])
    more = rows.count() - MOST if len(found) > MOST else 0
    add = reverse("kpis:goal-new") if can(user, Permission.ASSIGN, province) else ""
    return GoalsPage(
        province=province,
        groups=_grouped(user, province, found[:MOST]),
        more=more,
        asked=asked,
        year=year,
        years=years,
        add_url=add,
        crumbs=(Crumb(_("Plans"), reverse("kpis:plans")), Crumb(_("Goals of later years"))),
    )


def _grouped(user: User, province: Agency, rows: Iterable[Goal]) -> tuple[tuple[Indicator, tuple[GoalLine, ...]], ...]:
    found: dict[Indicator, list[GoalLine]] = {}
    may_all = can(user, Permission.ASSIGN, province)
    for row in rows:
        url = reverse("kpis:goal", args=[row.pk]) if may_all else ""
        is_whole = row.agency_id == province.pk
        line = GoalLine(row.year, row.agency.name, is_whole, row.raw, row.document, url)
        found.setdefault(row.indicator, []).append(line)
    return tuple((indicator, tuple(lines)) for indicator, lines in found.items())


def goal_or_404(user: User, pk: int) -> Goal:
    """The goal of that key, for who assigns in its province: Http404 to strangers, PermissionDenied to readers."""
    row = Goal.objects.select_related("indicator__province", "agency", "document").filter(pk=pk).first()
    if row is None or row.indicator.province not in provinces(user):
        raise Http404
    if not can(user, Permission.ASSIGN, row.indicator.province):
        raise PermissionDenied
    return row


def form_of(province: Agency, posted: Any, standing: Goal | None = None, first: Any = None) -> GoalForm:
    """The form over a province's catalogue, its agencies and itself."""
    whole = Agency.objects.filter(pk=province.pk)
    agencies = Agency.objects.filter(province=province, level=Level.AGENCY).alive_on(today())
    asked = first or {}
    chosen = {
        "indicator": Indicator.objects.filter(province=province, pk=_number(asked.get("indicator"))).first(),
        "agency": (whole | agencies).filter(code=asked.get("agency", "")[:40]).first(),
    }
    return GoalForm(
        posted,
        indicators=Indicator.objects.filter(province=province).order_by("code"),
        agencies=(whole | agencies).order_by("-level", "sort_order", "path"),
        documents=Document.objects.filter(province=province),
        after=today().year,
        standing=standing,
        first={name: row.pk for name, row in chosen.items() if row},
    )


def _number(text: Any) -> int:
    return int(text) if str(text or "").isdecimal() and len(str(text)) < 18 else 0
