"""?province &year &month &format, validated once into a Scope before a view's body."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, partial
from typing import TypeVar
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.clock import now
from agencies.databases.reading import LIVE, read_on
from agencies.databases.replica import database_for
from agencies.models import Agency, User
from agencies.pages.addresses import address_of
from agencies.pages.counted import tongue
from agencies.rights.access import NothingYet, get_agency_or_404, province_tail, provinces, require
from agencies.rights.roles import Permission
from agencies.versions.queries import version_on
from dashboards.unchanged import compare
from kpis.enums import PeriodState
from kpis.frozen.months import database_of
from kpis.models import Period
from kpis.periods.around import AskedForm, MonthPage, those_of, understood
from kpis.queries import periods_of, plan_that_holds

Found = TypeVar("Found")
FORMATS = ("html", "json", "csv", "xlsx", "pdf")


class ScopeForm(AskedForm):
    """The query string that every board shares."""

    province = forms.CharField(required=False, max_length=40)
    format = forms.ChoiceField(required=False, choices=[(f, f) for f in FORMATS])


@dataclass(frozen=True)
class Scope(MonthPage):
    """Where a board stands: who reads, a province, one of its periods, all of that plan's periods, how to answer.

    `path` and `others` are the page and its own filters, so that a link to another month keeps its place. The
    province and the year of a closed month are as they were when it was closed; `states` says how its months
    stand today.
    """

    province: Agency
    period: Period
    all_periods: tuple[Period, ...]
    format: str
    path: str
    reader: User
    others: tuple[tuple[str, str], ...] = ()
    states: Mapping[int, str] = field(default_factory=dict)

    @property
    def as_of(self) -> datetime:
        """The moment of what is shown: when a month was closed, so that its files stay the same; else now."""
        return self.period.closed_at or now()

    @property
    def is_file(self) -> bool:
        """Whether a file was asked for, which holds all that fits and not one page."""
        return self.format in ("csv", "xlsx", "pdf")

    @property
    def is_filtered(self) -> bool:
        """Whether the page's own filters leave something out."""
        return any(name != "province" for name, _text in self.others)

    @cached_property
    def tail(self) -> str:
        return province_tail(self.reader, self.province)

    def url(self, name: str, *args: str | int) -> str:
        """A board's page in the same month."""
        return address_of(f"dashboards:{name}", *args) + self.query

    def agency_or_404(self, code: str, permission: Permission = Permission.READ) -> Agency:
        """The agency of that code by the rule of `require`, with its name of the month."""
        return get_agency_or_404(self.reader, self.province, code, permission, name_on=self.period.data_to)

    @cached_property
    def rows_path(self) -> str:
        """The page of rows to which the parts of every bar lead."""
        return reverse("dashboards:rows")

    @property
    def language(self) -> str:
        return tongue()

    @property
    def json_url(self) -> str:
        return self.url_of(self.period, format="json")

    @property
    def csv_url(self) -> str:
        return self.url_of(self.period, format="csv")

    @property
    def xlsx_url(self) -> str:
        return self.url_of(self.period, format="xlsx")

    @property
    def pdf_url(self) -> str:
        return self.url_of(self.period, format="pdf")

    def url_of(self, period: Period, **more) -> str:
        """This page for another period, its own filters kept."""
        tail = urlencode([*self.others, *more.items()]) if self.others or more else ""
        return f"{self.path}?year={period.plan.year}&month={period.month}" + (f"&{tail}" if tail else "")


class Unlinked(Scope):
    """Where paper is written: what is built leads nowhere, so that no address need be known (a second of a start)."""

    def url(self, name: str, *args: str | int) -> str:
        return ""

    @property
    def rows_path(self) -> str:  # type: ignore[override]
        return ""


def scope_of(request: HttpRequest, *, whole_province: bool = False) -> Scope:
    """The scope that a request asks for, within what the person may see; two queries at most.

    Raises Http404 for a province, year or month that is not there and, with `whole_province`, for a person whose
    role does not reach the whole province.
    """
    return scope_that_knows(request, lambda scope: None, whole_province=whole_province)[0]


def asked_of(request: HttpRequest, *, whole_province: bool = False) -> Scope:
    """The scope by today's rows, whether its month is closed or not; raises as scope_of, Unchanged in a board."""
    asked = understood(ScopeForm(request.GET))
    province = _province(request, getattr(request, "stays_in", "") or asked["province"])
    if whole_province:
        require(request.user, Permission.READ, province)
    all_periods = tuple(periods_of(province, for_boards=True))
    if not all_periods:
        raise NothingYet
    others = tuple(
        (name, value) for name, value in request.GET.items() if name not in ("year", "month", "format") and value
    )
    period = _period(all_periods, asked["year"], asked["month"])
    years_before = [p for p in all_periods if p.month == period.month and p.plan.year < period.plan.year]
    compare(request, period, asked["format"], beside=years_before)
    return Scope(province, period, all_periods, asked["format"] or "html", request.path, request.user, others)


def scope_that_knows(
    request: HttpRequest, find: Callable[[Scope], Found], *, whole_province: bool = False
) -> tuple[Scope, Found]:
    """The scope that is asked for and what `find` finds in it.

    Where no month is asked for and the latest closed one does not know it yet, or not yet the person's agency, the
    latest open one is asked instead.
    Raises Http404 where `find` does so in both.
    """
    asked = asked_of(request, whole_province=whole_province)
    try:
        request.scope = scope = as_shown(asked)
        return scope, find(scope)
    except Http404:
        if request.GET.get("month") or (latest := _latest_open(asked)) is None:
            raise
    request.scope = scope = as_shown(replace(asked, period=latest))
    return scope, find(scope)


def open_instead(request: HttpRequest) -> Scope | None:
    """The scope of the latest open month where none was asked for: in place of a closed one that holds nothing.

    A year that began late has such months. None where a month was asked for or none is open.
    """
    if request.GET.get("month"):
        return None
    read_on(LIVE)
    asked = asked_of(request)
    if not asked.period.is_closed or (latest := _latest_open(asked)) is None:
        return None
    request.scope = scope = as_shown(replace(asked, period=latest))
    return scope


def _latest_open(asked: Scope) -> Period | None:
    still_open = [period for period in asked.all_periods if period.is_open]
    return max(still_open, key=lambda period: (period.plan.year, period.month), default=None)


def as_shown(scope: Scope) -> Scope:
    """The scope of a month as it is to be read: from here on a closed one is read as it was kept, an open one as it is.

    Raises Http404 for a person whose roles lead to nothing that the month knew.
    """
    name = database_of(scope.period)
    read_on(name or database_for(scope.period.version, partial(version_on, scope.province.pk)))
    if name is None:
        return scope
    province = next((row for row in provinces(scope.reader) if row.pk == scope.province.pk), None)
    if province is None:
        raise Http404(_("You hold no role in such a province."))
    then = {row.pk: row for row in periods_of(province)}
    then[scope.period.pk].checksum = scope.period.checksum
    return replace(
        scope,
        province=province,
        period=then[scope.period.pk],
        all_periods=tuple(then.get(row.pk, row) for row in scope.all_periods),
        states={row.pk: row.state for row in scope.all_periods},
    )


def _province(request: HttpRequest, code: str) -> Agency:
    found = provinces(request.user, code)
    if not found:
        raise Http404(_("You hold no role in such a province."))
    return found[0]


def _of_today(periods: list[Period], month: int | None) -> list[Period]:
    """Those of the plan that holds today; at a year's start, with no month asked for, the closed ones before too."""
    holding = plan_that_holds({p.plan for p in periods})
    own = [p for p in periods if p.plan == holding]
    if month is None and not any(p.is_closed for p in own):
        return [p for p in periods if p.is_closed] or own
    return own


def _period(periods: tuple[Period, ...], year: int | None, month: int | None) -> Period:
    """The period asked for; without a month the latest closed one of the year, else the latest that is open.

    A closed month in which no item stands (a year that began late has such) comes after the open ones.
    Without a year: of the plan that holds today, unless nothing of it has begun and an earlier year has.
    """
    inside = those_of(periods, year, month)
    if year is None:
        inside = _of_today(inside, month)
    blank = [p for p in inside if p.is_closed and not p.has_items]
    for state, rows in (
        (PeriodState.CLOSED, [p for p in inside if p not in blank]), (PeriodState.OPEN, inside),
        (PeriodState.CLOSED, blank), (PeriodState.PLANNED, inside),
    ):  # fmt: skip
        if chosen := [p for p in rows if p.state == state]:
            return max(chosen, key=lambda p: (p.plan.year, p.month if state != PeriodState.PLANNED else -p.month))
    raise Http404(_("There is no such month or year."))
