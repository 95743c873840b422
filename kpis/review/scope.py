"""The month whose queue of review a request asks for."""

from collections.abc import Sequence
from typing import cast

from django.http import HttpRequest

from agencies.models import User
from agencies.rights.access import asked_province, require
from agencies.rights.roles import Permission
from kpis.entry.scope import Place
from kpis.enums import EntryStatus, PeriodState
from kpis.models import Entry, Period
from kpis.periods.around import AskedForm, not_begun, those_of, understood
from kpis.queries import periods_of


def queue_place_of(request: HttpRequest) -> Place:
    """The province's month for who reviews there; by default the oldest open one with figures waiting.

    Http404 for who may not read the whole province and for months not begun, PermissionDenied for other readers.
    One query, two without a month in the address.
    """
    user = cast(User, request.user)
    province = require(user, Permission.REVIEW, asked_province(request))
    asked = understood(AskedForm(request.GET))
    periods = tuple(periods_of(province))
    period = _period(those_of(periods, asked["year"], asked["month"]), periods)
    place = Place(
        agency=province,
        period=period,
        all_periods=periods,
        path=request.path,
        can_enter=False,
        can_sign=False,
        can_review=True,
        recorded=None,
        sent=None,
    )
    request.scope = place  # type: ignore[attr-defined]
    return place


def _period(inside: list[Period], periods: Sequence[Period]) -> Period:
    begun = {state: [p for p in inside if p.state == state] for state in (PeriodState.OPEN, PeriodState.CLOSED)}
    opened = begun[PeriodState.OPEN]
    if len(opened) > 1:
        waiting = Entry.objects.filter(period__in=opened, status=EntryStatus.SUBMITTED).order_by()
        full = set(waiting.values_list("period", flat=True).distinct())
        opened = [p for p in opened if p.pk in full] or opened
    for choose, months in ((min, opened), (max, begun[PeriodState.CLOSED])):
        if months:
            return choose(months, key=lambda p: (p.plan.year, p.month))
    raise not_begun(periods)
