"""Bottlenecks as governed outcomes: confirmed with an owner and a day, changed, resolved; the register of all that."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.clock import today
from agencies.pages.answers import FormPage, done, form_page, posted
from agencies.pages.private import private_form, private_page
from agencies.rights.access import asked_province, person_of, require
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb
from kpis.bottlenecks.actions import change_bottleneck, confirm_bottleneck, resolve_bottleneck, withdraw_bottleneck
from kpis.bottlenecks.forms import ChangeForm, ConfirmForm, ResolveForm, WithdrawForm
from kpis.bottlenecks.page import register_of, rows_of, sheet_of
from kpis.bottlenecks.queries import causes_to_confirm
from kpis.errors import CannotChange
from kpis.models import Bottleneck, Cause, Indicator, Plan
from kpis.refusals import refusals


@private_page
def bottlenecks(request: HttpRequest) -> HttpResponse:
    province = require(person_of(request), Permission.READ, asked_province(request))
    year = request.GET.get("year", "")
    board = register_of(province, int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None)
    return render(request, "kpis/bottlenecks/bottlenecks.html", {"board": board})


@private_form
def bottleneck_confirm(request: HttpRequest, plan: int, indicator: int) -> HttpResponse:
    year, measured = _found_or_404(request, plan, indicator)
    causes = causes_to_confirm(year, measured)
    form = _confirm_form(request, year, causes)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("cause", "owner", "due_on", "confirmed_on", "note")}
        with refusals(form):
            row = confirm_bottleneck(year, indicator=measured, by=person_of(request), paper=form.paper, **said)
            return done(request, _("The bottleneck is confirmed."), reverse("kpis:bottleneck", args=[row.pk]))
    title, back = _("Confirm a bottleneck"), reverse("kpis:bottlenecks")
    crumbs = [Crumb(_("Confirmed bottlenecks"), back), Crumb(_("Confirm"))]
    notes = [
        _("Confirming changes no figure: it says which cause is acknowledged, who removes it and until when."),
    ] if causes else [
        _("No agency names a cause here in the latest month."),
        _("A cause is confirmed where it is named at an indicator that many agencies miss."),
    ]  # fmt: skip
    page = FormPage(title, crumbs, _("Confirm"), back, measured.name, notes)
    return form_page(request, page, form if causes else None, status=422 if form.is_bound else 200)


@private_form
def bottleneck(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row_or_404(pk)
    right = Permission.REVIEW if request.method == "POST" else Permission.READ
    require(person_of(request), right, row.plan.province)
    if request.method != "POST":
        return _sheet(request, row)
    if row.resolved_on:  # the page of before was sent: there is no form any more to say it at
        messages.warning(request, _("This bottleneck is resolved already."))
        return _sheet(request, row, 409)
    act, form = _posted(request, row)
    if not form.is_valid():
        return _sheet(request, row, 422, **{act: form})
    try:
        messages.success(request, _done(request, row, form))
    except CannotChange as error:
        form.add_error(None, str(error))
        return _sheet(request, row, 409, **{act: form})
    return redirect("kpis:bottlenecks") if act == "withdraw" else redirect("kpis:bottleneck", pk)


def _posted(request: HttpRequest, row: Bottleneck) -> tuple[str, forms.Form]:
    """What is to be done, and the form that says it."""
    act = request.POST.get("act", "")
    if act == "resolve":
        return act, ResolveForm(request.POST)
    if act == "withdraw":
        return act, WithdrawForm(request.POST)
    return "change", ChangeForm(request.POST, row=row)


def _done(request: HttpRequest, row: Bottleneck, form: forms.Form) -> str:
    said = form.cleaned_data
    if isinstance(form, ResolveForm):
        resolve_bottleneck(
            row, resolved_on=said["resolved_on"], note=said["note"], paper=form.paper, by=person_of(request)
        )
        return _("The bottleneck is resolved.")
    if isinstance(form, WithdrawForm):
        withdraw_bottleneck(row, by=person_of(request), **said)
        return _("The confirmation is withdrawn; the trail keeps it.")
    change_bottleneck(row, by=person_of(request), **said)
    return _("The bottleneck is changed.")


def _sheet(request: HttpRequest, row: Bottleneck, status: int = 200, **forms: forms.Form | None) -> HttpResponse:
    board = sheet_of(row, person_of(request), **forms)  # type: ignore[arg-type]
    return render(request, "kpis/bottlenecks/bottleneck.html", {"board": board}, status=status)


def _row_or_404(pk: int) -> Bottleneck:
    row = get_object_or_404(Bottleneck.objects.select_related("plan__province"), pk=pk)
    return get_object_or_404(rows_of(row.plan.province), pk=pk)  # withdrawn between the two


def _found_or_404(request: HttpRequest, plan: int, indicator: int) -> tuple[Plan, Indicator]:
    year = Plan.objects.filter(pk=plan).select_related("province").first()
    measured = Indicator.objects.filter(pk=indicator, province=year.province).first() if year else None
    if year is None or measured is None:
        raise Http404
    require(person_of(request), Permission.REVIEW, year.province)
    return year, measured


def _confirm_form(request: HttpRequest, plan: Plan, causes: list[Cause]) -> ConfirmForm:
    """Empty, it proposes the cause that was asked for, who can remove it, and today."""
    wanted = request.GET.get("cause", "")
    cause = next((row for row in causes if row.code == wanted), None) or next(iter(causes), None)
    initial = {"confirmed_on": today()}
    if cause:
        initial |= {"cause": cause.pk, "owner": cause.remover_id}  # type: ignore[dict-item]
    return ConfirmForm(posted(request), province=plan.province, causes=causes, initial=initial)
