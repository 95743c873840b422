"""A new year is begun from the last, and its targets are set beside those of the year before."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from agencies.clock import today
from agencies.models import Agency
from agencies.pages.answers import posted
from agencies.pages.counted import written
from agencies.pages.private import private_form
from agencies.rights.access import can
from agencies.rights.roles import Permission
from kpis.carrying.actions import Carried, apply_rule, begin_year, set_targets
from kpis.carrying.forms import NewYearForm, RuleForm, TargetsForm
from kpis.carrying.page import TargetsPage, source_or_404, targets_of
from kpis.carrying.words import names_of
from kpis.models import Plan
from kpis.plans.actions import start_plan
from kpis.plans.page import plan_or_404, plan_url
from kpis.plans.views import done
from kpis.refusals import refusals


@private_form
def plan_new(request: HttpRequest) -> HttpResponse:
    province, source = source_or_404(request.user, request.GET.get("province", ""))
    if not can(request.user, Permission.ADMINISTER, province):
        raise PermissionDenied
    form = NewYearForm(posted(request), province=province, is_first=source is None, initial=_proposed(source))
    if form.is_valid():
        made: list[Carried] = []
        if done(form, lambda: made.append(_begin(province, source, form.cleaned_data, request.user)), "year"):
            _say(request, made[0])
            return redirect(plan_url(made[0].plan))
    told = {"form": form, "source": source, "province": province}
    return render(request, "kpis/plans/plan_new.html", told, status=422 if form.errors else 200)


def _proposed(source: Plan | None) -> dict[str, Any]:
    if source is None:
        return {"year": today().year, "due_working_days": 3}
    return {"year": source.year + 1, "calendar": source.calendar, "due_working_days": source.due_working_days}


def _begin(province: Agency, source: Plan | None, said: dict[str, Any], by: Any) -> Carried:
    """The year with its own calendar and the rules of the one before; without one, bare."""
    given = {name: said[name] for name in ("year", "name", "document", "calendar", "due_working_days", "reason")}
    if source is None:
        return Carried(start_plan(province, by=by, **given))
    return begin_year(source, rule=said["rule"], amount=said["amount"], by=by, **given)


def _say(request: HttpRequest, made: Carried) -> None:
    """What was carried over, and what was not."""
    told = {"year": made.plan.year, "n": written(made.items), "without": written(made.without_target)}
    messages.success(
        request, _("The year %(year)s is begun; items carried over: %(n)s, without a target yet: %(without)s.") % told
    )
    if made.ended:
        names = {"names": names_of(made.ended)}
        messages.warning(request, _("Not carried over, because the agency has ended: %(names)s.") % names)
    if made.withdrawn:
        messages.info(request, _("Not carried over, because withdrawn: %(n)s.") % {"n": written(made.withdrawn)})
    if made.doubles:
        n = {"n": written(made.doubles)}
        messages.warning(
            request,
            _(
                "Not carried over, because their agency leads another of the same indicator since it took items over: "
                "%(n)s. The one that is carried asks what it asked alone."
            )
            % n,
        )
    if made.of_divisions:
        n = {"n": written(made.of_divisions)}
        messages.info(request, _("Items of divisions are given on anew by their agencies: %(n)s.") % n)


@private_form
def plan_targets(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request.user, pk, Permission.ASSIGN if request.method == "POST" else Permission.READ)
    board = targets_of(request.user, plan, request.GET.get("agency", ""))
    is_rule = request.POST.get("do") == "rule"
    chosen = set(request.POST.getlist("item"))
    rule = RuleForm(posted(request) if is_rule else None, initial=request.POST.dict())
    form = TargetsForm(posted(request), rows=board.rows, year=plan.year, is_rule=is_rule, chosen=chosen)
    if form.is_bound and _changed(request, board, rule, form):
        return redirect(request.get_full_path())
    keys = [str(line.row.item.pk) for line in board.lines]
    boxes = [(line, form[f"target_{key}"], key in chosen) for line, key in zip(board.lines, keys, strict=True)]
    told = {"board": board, "form": form, "rule": rule, "boxes": boxes}
    status = 422 if rule.errors or form.errors else 200
    return render(request, "kpis/plans/plan_targets.html", told, status=status)


def _changed(request: HttpRequest, board: TargetsPage, rule: RuleForm, form: TargetsForm) -> bool:
    """Do what was sent; whether it was done."""
    if not all([form.is_valid(), not rule.is_bound or rule.is_valid()]):
        return False
    bound: Any = rule if rule.is_bound else form
    reason = form.cleaned_data["reason"]
    with refusals(bound):
        if rule.is_bound:
            rows = [row for row in board.rows if str(row.item.pk) in form.chosen]
            n = apply_rule(board.plan, rows, by=request.user, reason=reason, **rule.cleaned_data)
        else:
            n = set_targets(board.plan, form.found, by=request.user, reason=reason)
        messages.success(request, _("Targets set: %(n)s.") % {"n": written(n)})
        return True
    return False
