"""Goals of later years: read by who holds a role in the province, set and taken away by who assigns there."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.pages.answers import posted
from agencies.pages.private import private_form, private_page, private_post
from agencies.rights.access import asked_province, can
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb
from kpis.goals.actions import remove_goal, set_goal
from kpis.goals.forms import RemoveForm
from kpis.goals.page import form_of, goal_or_404, goals_of
from kpis.models import Goal
from kpis.plans.views import done


@private_page
def goals(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    province = asked_province(request)
    asked, year = request.GET.get("q", "").replace("\x00", "").strip()[:100], request.GET.get("year", "")
    board = goals_of(user, province, asked=asked, year=int(year) if year.isdecimal() and len(year) == 4 else None)
    return render(request, "kpis/goals/goals.html", {"board": board})


@private_form
def goal_new(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    province = asked_province(request)
    if not can(user, Permission.ASSIGN, province):
        raise PermissionDenied
    form = form_of(province, posted(request), first=request.GET)
    if form.is_valid() and done(form, lambda: set_goal(by=user, **form.cleaned_data)):
        messages.success(request, _("The goal is set."))
        return redirect("kpis:goals")
    return _page(request, province, form)


@private_form
def goal(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    row = goal_or_404(user, pk)
    form = form_of(row.indicator.province, posted(request), row)
    of = {"indicator": row.indicator, "agency": row.agency, "year": row.year}
    if form.is_valid() and done(form, lambda: set_goal(by=user, **of, **form.cleaned_data)):
        messages.success(request, _("The goal is set."))
        return redirect("kpis:goals")
    return _page(request, row.indicator.province, form, row)


@private_post
def goal_remove(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    row = goal_or_404(user, pk)
    form = RemoveForm(request.POST)
    if form.is_valid():
        remove_goal(row, by=user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The goal is taken away; the trail keeps it."))
        return redirect("kpis:goals")
    return _page(request, row.indicator.province, form_of(row.indicator.province, None, row), row, form)


def _page(
    request: HttpRequest, province: Agency, form: Any, row: Goal | None = None, remove: RemoveForm | None = None
) -> HttpResponse:
    crumbs = [
        Crumb(_("Goals of later years"), reverse("kpis:goals")),
        Crumb(str(row.year) if row else _("New")),
    ]
    told = {"goal": row, "form": form, "remove": remove or RemoveForm(), "crumbs": crumbs}
    status = 422 if form.errors or (remove and remove.errors) else 200
    return render(request, "kpis/goals/goal.html", {"board": told}, status=status)
