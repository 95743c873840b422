"""A month's figures as a workbook: downloaded to be filled in, and the page for lines that two people changed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.pages.answers import attachment
from agencies.pages.counted import tongue
from agencies.pages.private import private_form, private_page
from agencies.rights.access import get_agency_or_404, provinces
from agencies.rights.roles import Permission
from dxtracker.lib import xlsx
from kpis.errors import CannotChange
from kpis.models import Period
from workbooks.enums import ImportKind
from workbooks.kinds.figures.merge import decisions, merge_lines
from workbooks.kinds.figures.template import template
from workbooks.runs.actions import choose
from workbooks.runs.answers import asked_of, back_to, not_now
from workbooks.runs.rights import run_or_404


@private_page
def figures_template(request: HttpRequest, code: str, year: int, month: int) -> HttpResponse:
    agency = get_agency_or_404(request.user, province_or_404(request, code), code, Permission.ENTER)
    period = get_object_or_404(
        Period.objects.select_related("plan"), plan__province=agency.root_id, plan__year=year, month=month
    )
    data = template(agency, period, tongue())
    return attachment(data, f"{_('figures')}-{agency.code}-{year}-{month:02}.xlsx", xlsx.CONTENT_TYPE)


@private_form
def import_merge(request: HttpRequest, pk: int) -> HttpResponse:
    run = run_or_404(request.user, pk)
    if run.kind != ImportKind.FIGURES:
        raise Http404
    if request.method == "POST":
        if (answered := not_now(request, run, asked_of(request))) is not None:
            return answered
        try:
            choose(run, by=request.user, decisions=decisions(run, request.POST))
        except CannotChange as error:
            messages.error(request, str(error))
        return back_to(run)
    return render(request, "workbooks/figures/import_merge.html", {"run": run, "lines": merge_lines(run)})


def province_or_404(request: HttpRequest, code: str) -> Agency:
    """The first of the person's provinces (or the one of ?province=) that has an agency of this code."""
    held = provinces(request.user, request.GET.get("province", ""))
    having = set(Agency.objects.filter(province__in=held, code=code).values_list("province", flat=True))
    found = next((p for p in held if p.pk in having), None)
    if found is None:
        raise Http404
    return found
