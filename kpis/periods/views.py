"""The months of a year: read by everybody who holds a role in the province, steered by the standing body."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from agencies.pages.private import private_page, private_post
from agencies.rights.access import can, provinces
from agencies.rights.roles import Permission
from kpis.enums import PeriodState
from kpis.errors import CannotChange
from kpis.models import Period, Plan
from kpis.periods.actions import ONLY, close_period, open_period, plan_periods, reopen_period, tend
from kpis.periods.forms import CloseForm, OpenForm, ReopenForm
from kpis.periods.page import months_url, plan_or_404, year_of
from kpis.reminders.silence import silent_in


@private_page
def months(request: HttpRequest) -> HttpResponse:
    plan, plans = plan_or_404(request.user, request.GET.get("year", ""), request.GET.get("province", ""))
    return render(request, "kpis/periods/periods.html", {"board": year_of(request.user, plan, plans)})


@private_post
def month_open(request: HttpRequest, pk: int) -> HttpResponse:
    period = steered(request, Period.objects.select_related("plan__province"), pk)
    form = OpenForm(request.POST, begins_on=period.data_from)
    if not form.is_valid():
        return again(request, period, form, PeriodState.PLANNED)
    return done(
        request, period.plan, lambda: open_period(period, by=request.user, **form.cleaned_data),
        _("%(month)s is open."), period,
    )  # fmt: skip


@private_post
def month_close(request: HttpRequest, pk: int) -> HttpResponse:
    period = steered(request, Period.objects.select_related("plan__province"), pk)
    form = CloseForm(request.POST, silent=len(silent_in(period)))
    if not form.is_valid():
        return again(request, period, form, PeriodState.OPEN)
    return done(request, period.plan, lambda: close_period(period, by=request.user), _("%(month)s is closed."), period)


@private_post
def month_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    period = steered(request, Period.objects.select_related("plan__province"), pk)
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return again(request, period, form, PeriodState.CLOSED)
    said: dict[str, Any] = form.cleaned_data
    return done(
        request, period.plan, lambda: reopen_period(period, by=request.user, **said), _("%(month)s is open again."),
        period,
    )  # fmt: skip


@private_post
def months_plan(request: HttpRequest, pk: int) -> HttpResponse:
    plan = steered(request, Plan.objects.select_related("province"), pk)
    if plan.periods.exists():
        return refused(request, plan, _("The months of this year are planned already."))
    return done(request, plan, lambda: plan_periods(plan, by=request.user), _("Twelve months are planned."))


@private_post
def months_tend(request: HttpRequest, pk: int) -> HttpResponse:
    plan = steered(request, Plan.objects.select_related("province"), pk)
    found = tend(plan, by=request.user)
    for said, periods in ((_("%(month)s is open."), found.opened), (_("%(month)s is closed."), found.closed)):
        for period in periods:
            messages.success(request, said % {"month": period.label})
    if not found.opened and not found.closed:
        messages.info(request, _("No month waits to be opened or closed."))
    return redirect(months_url(plan))


def steered(request: HttpRequest, rows: Any, pk: int) -> Any:
    """The plan or period of that key: 404 to who holds no role in its province, 403 to who only reads."""
    found = rows.filter(pk=pk).first()
    plan = found.plan if isinstance(found, Period) else found
    if plan is None or plan.province not in provinces(request.user):
        raise Http404
    if not can(request.user, Permission.STEER, plan.province):
        raise PermissionDenied
    return found


def done(
    request: HttpRequest, plan: Plan, act: Callable[[], Any], said: str, period: Period | None = None
) -> HttpResponse:
    """Do it and lead back to the page; where it may not be done, the page as it stands with the reason."""
    try:
        act()
    except CannotChange as error:
        return refused(request, plan, str(error))
    messages.success(request, said % {"month": period.label} if period else said)
    return redirect(months_url(plan))


def refused(request: HttpRequest, plan: Plan, why: str) -> HttpResponse:
    messages.warning(request, why)
    return render(request, "kpis/periods/periods.html", {"board": year_of(request.user, plan)}, status=409)


def again(request: HttpRequest, period: Period, form: forms.Form, state: PeriodState) -> HttpResponse:
    """The page with what was typed and what is wrong with it, at its month; where that has moved on, the reason."""
    if period.state != state:
        return refused(request, period.plan, str(ONLY[state]))
    board = year_of(request.user, period.plan)
    return render(request, "kpis/periods/periods.html", {"board": board, "form": form, "at": period.pk})
