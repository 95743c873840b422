"""Causes as governed outcomes: an agency claims, the standing body confirms until a day or refuses with a reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.pages.answers import done, posted, status_of
from agencies.pages.private import private_form, private_page, private_post
from agencies.rights.access import asked_province, require
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb
from kpis.causes.actions import claim_cause, decide_claim
from kpis.causes.forms import ClaimForm, DecideClaimForm
from kpis.causes.page import causes_of_province, first_day
from kpis.errors import CannotChange
from kpis.models import Assignment, CauseClaim
from kpis.refusals import refusals


@private_page
def causes(request: HttpRequest) -> HttpResponse:
    board = causes_of_province(asked_province(request), request.user)
    return render(request, "kpis/causes/causes.html", {"board": board})


@private_form
def cause_claim(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item_or_404(pk)
    require(request.user, Permission.ENTER, item.agency)
    form = ClaimForm(posted(request), province=item.plan.province, initial={"holds_from": first_day(item)})
    if form.is_valid():
        with refusals(form):
            claim_cause(item, by=request.user, **form.cleaned_data)
            words = _("The cause is claimed. It moves nothing until the standing body confirms it.")
            return done(request, words, reverse("kpis:causes"))
    return _claim_page(request, item, form)


@private_post
def cause_decide(request: HttpRequest, pk: int) -> HttpResponse:
    claim = _claim_or_404(pk)
    require(request.user, Permission.REVIEW, claim.assignment.agency)
    form = DecideClaimForm(request.POST, claim=claim)
    province = claim.assignment.plan.province
    if not form.is_valid():
        board = causes_of_province(province, request.user, {claim.pk: form})
        return render(request, "kpis/causes/causes.html", {"board": board}, status=422)
    said = form.cleaned_data
    confirm = said["act"] == "confirm"
    try:
        decide_claim(claim, by=request.user, confirm=confirm, reason=said["reason"], holds_until=said["holds_until"])
    except CannotChange as error:
        messages.warning(request, str(error))
        return render(
            request, "kpis/causes/causes.html", {"board": causes_of_province(province, request.user)}, status=409
        )
    messages.success(request, _("The cause is confirmed.") if confirm else _("The cause is refused."))
    return redirect("kpis:causes")


def _claim_page(request: HttpRequest, item: Assignment, form: ClaimForm) -> HttpResponse:
    board = {"item": item, "crumbs": [Crumb(_("Causes"), reverse("kpis:causes")), Crumb(_("Claim a cause"))]}
    return render(request, "kpis/causes/causes_claim.html", {"board": board, "form": form}, status=status_of(form))


def _item_or_404(pk: int) -> Assignment:
    return get_object_or_404(Assignment.objects.select_related("agency", "indicator", "plan__province"), pk=pk)


def _claim_or_404(pk: int) -> CauseClaim:
    rows = CauseClaim.objects.select_related("cause", "assignment__agency", "assignment__plan__province")
    return get_object_or_404(rows, pk=pk)
