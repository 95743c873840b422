"""The briefing as a file, one click from the province's board."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from agencies.pages.answers import paper_response
from dashboards.answers import read_only
from dashboards.scope import scope_of
from reports.briefing.page import name_of, paper_of


@read_only
def briefing(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request, whole_province=True)
    if not scope.period.is_begun:
        return redirect(scope.url("province"))
    with translation.override("vi"):
        return paper_response(name_of(scope), paper_of(scope), "pdf")
