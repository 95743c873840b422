"""The years of a province: read by everybody who holds a role there, changed by its administrator."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from agencies.pages.answers import posted
from agencies.pages.private import private_form, private_page, private_post
from agencies.rights.roles import Permission
from kpis.catalogue import actions as catalogue
from kpis.errors import CannotChange
from kpis.models import DayOff, Period, Plan
from kpis.plans.actions import change_rules, move_due_day
from kpis.plans.forms import DayOffForm, DueDayForm, RulesForm, stamp
from kpis.plans.page import page_of, plan_or_404, plan_url, years_of
from kpis.plans.queries import months_not_closed, rules_by_month, rules_in, what_would_move


@private_page
def plans(request: HttpRequest) -> HttpResponse:
    return render(request, "kpis/plans/plans.html", {"board": years_of(request.user, request.GET.get("province", ""))})


@private_page
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, plan_or_404(request.user, pk))


@private_form
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = plan_or_404(request.user, pk, Permission.ADMINISTER)
    months = months_not_closed(row)
    stood = rules_in(rules_by_month(row), months[0].month if months else 1)
    form = RulesForm(posted(request), plan=row, stood=stood, months=months)
    moves: Any = ()
    if form.is_valid():
        said = form.cleaned_data
        shares, since = {"milestones": said.get("milestones")}, said.get("since", 1)
        moves = what_would_move(row, since=since, **shares, **form.rules)
        if not moves or request.POST.get("seen") == stamp(moves):
            month = next((period for period in months if period.month == since), None)
            change = {"since": month, "reason": said["reason"]} | shares | form.rules
            if done(form, lambda: change_rules(row, by=request.user, **change)):
                messages.success(request, _("The rules of the year are changed."))
                return redirect(plan_url(row))
    board = page_of(request.user, row)
    told = {"board": board, "form": form, "moves": moves, "stamp": stamp(moves) if moves else ""}
    return render(request, "kpis/plans/plan_edit.html", told, status=422 if form.errors else 200)


@private_post
def plan_due_day(request: HttpRequest, pk: int) -> HttpResponse:
    period = get_object_or_404(Period, pk=pk)
    row = plan_or_404(request.user, period.plan_id, Permission.ADMINISTER)
    form = DueDayForm(request.POST)
    if form.is_valid() and done(form, lambda: move_due_day(period, by=request.user, **form.cleaned_data), "due_on"):
        messages.success(request, _("The due day is moved."))
        return redirect(plan_url(row))
    return shown(request, row, at=period.pk, due=form)


@private_post
def plan_day_off(request: HttpRequest, pk: int) -> HttpResponse:
    row = plan_or_404(request.user, pk, Permission.ADMINISTER)
    form = DayOffForm(request.POST)
    if form.is_valid():
        said = {"province": row.province} | form.cleaned_data
        if done(form, lambda: catalogue.keep(DayOff(), by=request.user, **said), "on"):
            messages.success(request, _("The day is kept; due days that are still to come follow it."))
            return redirect(plan_url(row))
    return shown(request, row, day=form)


@private_post
def plan_day_off_remove(request: HttpRequest, pk: int, day: int) -> HttpResponse:
    row = plan_or_404(request.user, pk, Permission.ADMINISTER)
    found = get_object_or_404(DayOff, province=row.province, pk=day)
    catalogue.remove(found, by=request.user)
    messages.success(request, _("The day is taken away; due days that are still to come follow it."))
    return redirect(plan_url(row))


def shown(request: HttpRequest, row: Plan, **forms: Any) -> HttpResponse:
    """The page of a year, with what was typed and refused."""
    status = 422 if forms else 200
    told = {"board": page_of(request.user, row), "day": DayOffForm(), "due": DueDayForm()} | forms
    return render(request, "kpis/plans/plan.html", told, status=status)


def done(form: forms.Form, act: Callable[[], Any], field: str | None = None) -> bool:
    """Do it; where it may not be done, the reason stands at its field."""
    try:
        act()
    except CannotChange as error:
        form.add_error(field, str(error))
        return False
    except ValidationError as error:
        own = getattr(error, "error_dict", {})
        if own and own.keys() <= form.fields.keys():
            form.add_error(None, error)
        else:
            form.add_error(field, error.messages)
        return False
    return True
