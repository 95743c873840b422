"""Where a page of the month stands: an agency and a month of its province, within what the person may do there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, When
from django.http import Http404, HttpRequest

from agencies.clock import today
from agencies.databases.compiled import compiled
from agencies.databases.listed import Listed
from agencies.enums import Level
from agencies.models import Agency, User
from agencies.queries import official_name
from agencies.rights.access import asked_province, can, grants, province_tail, require
from agencies.rights.roles import PERMISSIONS, Permission
from kpis.enums import EntryStatus
from kpis.measuring.workflow import WITH_AGENCY
from kpis.models import Entry, Period, Report, RollUp, Standing
from kpis.periods.around import AskedForm, MonthPage, not_begun, those_of, understood
from kpis.queries import asks_nothing, periods_of


@dataclass(frozen=True)
class Sent:
    """The cover of the month's report: when it was sent, signed by whom, in which post."""

    at: datetime
    by: str
    post: str


@dataclass(frozen=True)
class Place(MonthPage):
    """An agency's month. `recorded` is (done, applicable) of its roll-up, None before anything is judged.

    `waits` are the open months of which something is asked and not fully sent, the one due first in front.
    """

    agency: Agency
    period: Period
    all_periods: tuple[Period, ...]
    path: str
    can_enter: bool
    can_sign: bool
    can_review: bool
    recorded: tuple[int, int] | None
    sent: Sent | None
    waits: tuple[Period, ...] = ()
    tail: str = ""  # what keeps a person of several provinces in this one

    @property
    def waits_too(self) -> Period | None:
        """The month beside this one that is open and not fully sent, the one due first."""
        return next((p for p in self.waits if p.pk != self.period.pk), None)

    @property
    def waits_too_url(self) -> str:
        return self.url_of(self.waits_too) if self.waits_too else ""

    @property
    def url(self) -> str:
        """The page with its month in the address."""
        return self.url_of(self.period)

    @property
    def province(self) -> Agency:
        return self.agency.province or self.agency

    @property
    def is_open(self) -> bool:
        return self.period.is_open

    @property
    def may_type(self) -> bool:
        """Whether the person may type here now: the right to enter, in an open month."""
        return self.can_enter and self.is_open

    def url_of(self, period: Period) -> str:
        """This page for another month; one that is not open yet has none."""
        if not period.is_begun:
            return ""
        return f"{self.path}?{urlencode({'year': period.plan.year, 'month': period.month})}{self.tail}"


def place_of(request: HttpRequest, code: str, path: str = "", hold: bool = False) -> Place:
    """The month that a request asks for at the agency of that code: two queries beyond the grants.

    Without a month in the address it is the oldest one that is open and not fully sent, else the latest open one (one
    query more where that is not the oldest open one).
    Who may enter figures there, or review them, comes in; Http404 for strangers and months not begun,
    PermissionDenied for other readers. `path` is the page that the switcher of months leads to.
    `hold` keeps the agency held until the caller's transaction ends, as kpis.standings.actions.lock does.
    """
    user, asked = cast(User, request.user), understood(AskedForm(request.GET))
    province = asked_province(request)
    periods = tuple(periods_of(province, with_shares=True))
    inside = those_of(periods, asked["year"], asked["month"])
    opened = sorted((p for p in periods if p.is_open), key=month_order)
    period = _period(inside, periods)
    asked_too = [] if hold and len(inside) == 1 else opened  # who writes names the month; what else waits a page says
    agency = require(user, Permission.READ, _agency(province, code, period, asked_too, hold))
    unsent = (agency.unsent or "").split(",")  # type: ignore[attr-defined]
    waits = tuple(p for p in opened if str(p.pk) in unsent)
    due_first = next(
        (p for p in waits if p in inside), max((p for p in opened if p in inside), key=month_order, default=period)
    )
    if due_first.pk != period.pk:
        period, agency = due_first, _agency(province, code, due_first, opened, hold)
    place = Place(
        agency=agency,
        period=period,
        all_periods=periods,
        path=path or request.path,
        can_enter=can(user, Permission.ENTER, agency),
        can_sign=can(user, Permission.SIGN, agency),
        can_review=can(user, Permission.REVIEW, agency),
        recorded=_recorded(agency),
        sent=_sent(agency),
        waits=waits,
        tail=province_tail(user, agency),
    )
    if not (place.can_enter or place.can_review):
        raise PermissionDenied
    request.scope = place  # type: ignore[attr-defined]
    return place


def writing_place_of(
    request: HttpRequest, code: str, path: str, permission: Permission = Permission.ENTER, hold: bool = False
) -> Place:
    """The same for who writes there: PermissionDenied for all others, also where the month is readable."""
    place = place_of(request, code, path, hold)
    require(cast(User, request.user), permission, place.agency)
    return place


def entered(user: User) -> list[Agency]:
    """The agencies at which `user` holds a role that enters figures, in the order of the tree; no query."""
    own = {
        grant.agency.pk: grant.agency
        for grant in grants(user)
        if Permission.ENTER in PERMISSIONS[grant.role] and grant.agency.level != Level.PROVINCE
    }
    return list(own.values())


def entered_by(request: HttpRequest) -> list[Agency]:
    """Those of the person who asks: Http404 for strangers, PermissionDenied for who only reads."""
    user = cast(User, request.user)
    if not grants(user):
        raise Http404
    own = entered(user)
    if not own:
        raise PermissionDenied
    return own


def month_order(period: Period) -> tuple[int, int]:
    """Months as they follow each other, over the years."""
    return period.plan.year, period.month


def _period(inside: list[Period], periods: Sequence[Period]) -> Period:
    """Of the months asked for the oldest that is open, else the latest closed one."""
    opened = [p for p in inside if p.is_open]
    closed = [p for p in inside if p.is_closed]
    if not opened and not closed:
        raise not_begun(periods)
    return min(opened, key=month_order) if opened else max(closed, key=month_order)


def _agency(province: Agency, code: str, period: Period, opened: Sequence[Period], hold: bool = False) -> Agency:
    """The agency with its name of that month, its roll-up and the cover of its report, in one query.

    `unsent`: the keys of those months of `opened` of which anything is still to be sent, parted by commas.
    """
    asked = province.pk, code, period.pk, period.data_to, today(), [p.pk for p in opened]
    for agency in _agencies(*asked, hold=hold):
        return agency
    raise Http404


@compiled
def _agencies(
    province: int, code: str, period: int, last_day: date, day: date, opened: list[int], *, hold: bool
) -> QuerySet[Agency]:
    counts = RollUp.objects.filter(agency=OuterRef("pk"), period=period).order_by()
    cover = Report.objects.filter(agency=OuterRef("pk"), period=period).order_by()
    rows = Agency.objects.filter(province=province, code=code).exclude(level=Level.PROVINCE).order_by()
    if hold:
        rows = rows.select_for_update(of=["self"], no_key=True)
    return rows.select_related("province", "parent").annotate(
        name_then=official_name(last_day),
        done_recorded=Subquery(counts.values("done_all")[:1]),
        applicable_recorded=Subquery(counts.values("applicable")[:1]),
        sent_at=Subquery(cover.values("submitted_at")[:1]),
        sent_by=Subquery(cover.values("signed_by__full_name")[:1]),
        sent_post=Subquery(cover.values("signed_post")[:1]),
        unsent=Case(When(active_to__lt=day, then=None), default=_unsent(opened), output_field=TextField()),
    )


def _unsent(opened: list[int]) -> Subquery:
    months = Period.objects.filter(_waits(OuterRef(OuterRef("pk")), OuterRef("pk")), pk__in=opened).order_by()
    return Subquery(months.values(plan_of=F("plan__province")).annotate(keys=Listed("pk")).values("keys"))


def waits_at(agencies: Iterable[Agency]) -> dict[str, Q]:
    """The same for a query on Period: `waits_<key>` says of each of these agencies; one that has ended still waits."""
    return {f"waits_{a.pk}": _waits(a.pk, OuterRef("pk")) for a in agencies}


def _waits(agency: Any, period: Any) -> Q:
    """Whether something is due of the agency and not all of it is sent, or a figure has come back.

    What was given, or has passed to it, after its report was signed is due too.
    """
    own = Entry.objects.filter(assignment__agency=agency, period=period)
    asked = RollUp.objects.filter(agency=agency, period=period, due__gt=0)
    typed = Entry.objects.filter(assignment=OuterRef("assignment"), period=OuterRef("period"))
    untouched = Standing.objects.filter(~asks_nothing(), ~Exists(typed), agency=agency, period=period, cause=None)
    signed = Report.objects.filter(agency=agency, period=period)
    unsent = ~Exists(signed) | Exists(own.filter(status__in=WITH_AGENCY)) | Exists(untouched)
    return Q(Exists(asked) & unsent) | Q(Exists(own.filter(status=EntryStatus.RETURNED)))


def _recorded(agency: Agency) -> tuple[int, int] | None:
    done = agency.done_recorded  # type: ignore[attr-defined]
    return None if done is None else (done, agency.applicable_recorded)  # type: ignore[attr-defined]


def _sent(agency: Agency) -> Sent | None:
    if agency.sent_at is None:  # type: ignore[attr-defined]
        return None
    return Sent(agency.sent_at, agency.sent_by or "", agency.sent_post or "")  # type: ignore[attr-defined]
