"""An agency's head gives its items to the divisions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from agencies.pages.answers import posted
from agencies.pages.private import private_form, private_page
from agencies.rights.access import asked_province, get_agency_or_404, require
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb
from kpis.allocation.actions import allocate
from kpis.allocation.page import AllocationSheet, given_of
from kpis.errors import CannotChange, PartsDisagree
from kpis.models import Assignment, Plan
from kpis.queries import plan_that_holds


@private_page
def allocations(request: HttpRequest, code: str) -> HttpResponse:
    """The agency's items of the year that holds today, each with the number of divisions that hold a part."""
    province = asked_province(request)
    agency = get_agency_or_404(request.user, province, code, Permission.SIGN)
    plan = plan_that_holds(Plan.objects.filter(province=province))
    up = Crumb(agency.short_name or agency.name, agency.get_absolute_url())
    board = {
        "agency": agency,
        "plan": plan,
        "items": given_of(agency, plan) if plan else [],
        "crumbs": [up, Crumb(_("Give to divisions"))],
    }
    return render(request, "kpis/allocation/allocations.html", {"board": board})


@private_form
def allocation(request: HttpRequest, pk: int) -> HttpResponse:
    whole = _item_or_404(pk)
    require(request.user, Permission.SIGN, whole.agency)
    sheet = AllocationSheet(whole, posted(request))
    if request.method != "POST":
        return _page(request, sheet, 200)
    if sheet.period is None or not sheet.is_valid():
        return _page(request, sheet, 422)
    said = sheet.terms.cleaned_data
    terms = {"in_force_from": sheet.period, "anyway": said["anyway"], "reason": said["reason"]}
    try:
        done = allocate(whole, sheet.shares, by=request.user, **terms)
    except PartsDisagree:
        sheet.terms.add_error("anyway", _("The parts do not come to the whole. Change them, or tick here."))
        return _page(request, sheet, 409)
    except CannotChange as error:
        sheet.terms.add_error(None, str(error))
        return _page(request, sheet, 409)
    messages.success(request, _("Given: %(given)s. Changed: %(changed)s. Taken back: %(removed)s.") % vars(done))
    return redirect("kpis:allocation", pk)


def _page(request: HttpRequest, sheet: AllocationSheet, status: int) -> HttpResponse:
    return render(request, "kpis/allocation/allocation.html", {"board": sheet}, status=status)


def _item_or_404(pk: int) -> Assignment:
    return get_object_or_404(Assignment.objects.select_related("agency", "indicator", "plan"), pk=pk)
