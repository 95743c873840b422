"""Downloads of what is assigned, in the form in which it imports again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from agencies.pages.answers import attachment
from agencies.pages.counted import tongue
from agencies.pages.pace import paced
from agencies.pages.private import private_file
from agencies.rights.access import NothingYet, provinces, visible_agencies
from dxtracker.lib import xlsx
from dxtracker.lib.text import fold
from kpis.errors import CannotChange
from kpis.models import Plan
from kpis.queries import plan_that_holds
from workbooks.enums import ImportKind
from workbooks.export import people
from workbooks.export.assignments import export
from workbooks.kinds.registry import NEEDS
from workbooks.runs.rights import kinds_of, province_of

LOOKUPS = {
    "agency": "agency__code",
    "group": "agency__peer_group__code",
    "indicator": "indicator__code",
    "pillar": "indicator__pillar__code",
}


class ExportFilter(forms.Form):
    """The query string: a year and, as in the list of rows, what narrows it."""

    province = forms.CharField(required=False, max_length=40)
    year = forms.IntegerField(required=False, min_value=2000, max_value=2100)
    agency = forms.CharField(required=False, max_length=40)
    group = forms.CharField(required=False, max_length=40)
    indicator = forms.CharField(required=False, max_length=40)
    pillar = forms.CharField(required=False, max_length=40)
    q = forms.CharField(required=False, max_length=200)

    def lookups(self) -> dict[str, Any]:
        """The filters in force as lookups of Assignment."""
        asked = self.cleaned_data
        found = {lookup: asked[name] for name, lookup in LOOKUPS.items() if asked[name]}
        return found | ({"indicator__search_text__contains": fold(asked["q"])} if asked["q"] else {})


@private_file
@paced("export")
def assignments_export(request: HttpRequest) -> HttpResponse:
    form = ExportFilter(request.GET)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    held = provinces(request.user, asked["province"])
    plans = Plan.objects.filter(province__in=held[:1]).select_related("province")
    plan = plans.filter(year=asked["year"]).first() if asked["year"] else plan_that_holds(plans)
    if plan is None:
        raise Http404 if asked["year"] else NothingYet
    try:
        made = export(plan, visible_agencies(request.user), form.lookups(), tongue())
    except CannotChange as error:
        messages.warning(request, str(error))
        return redirect(f"{reverse('kpis:months')}?province={plan.province.code}&year={plan.year}")
    return attachment(made, f"giao-chi-tieu-{plan.year}.xlsx", xlsx.CONTENT_TYPE)


@private_file
@paced("export")
def people_export(request: HttpRequest) -> HttpResponse:
    """Who holds which role, of whom `user` may appoint."""
    province = province_of(request.user, request.GET.get("province", ""))
    if ImportKind.PEOPLE not in kinds_of(request.user, province):
        raise PermissionDenied
    inside = visible_agencies(request.user, NEEDS[ImportKind.PEOPLE]).within(province)
    made = people.export(province, inside, tongue())
    return attachment(made, f"nguoi-dung-{province.code}.xlsx", xlsx.CONTENT_TYPE)
