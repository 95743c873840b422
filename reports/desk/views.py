"""The page of a report, its JSON, its files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation

from agencies.pages.answers import paper_response
from agencies.pages.pace import paced
from dashboards.answers import json_response, read_only
from dashboards.prepared.views import offer
from reports.desk.page import report_page
from reports.queries import additions_of
from reports.scope import asked_of
from reports.writing.page import build, payload
from reports.writing.paper import Issue, name_of, paper_of


@read_only
def report(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request)
    if asked.scope.is_file:
        raise Http404
    if asked.scope.format == "json":
        return json_response(payload(asked.scope, build(asked.scope, asked.kind, asked.agency), asked.agency))
    return render(request, "reports/report.html", {"board": report_page(asked), "scope": asked.scope})


@read_only
@paced("export")
def report_paper(request: HttpRequest, form: str) -> HttpResponse:
    """The report with what people added to it, to be read, edited and signed."""
    asked = asked_of(request)
    if not asked.scope.period.is_begun:
        return redirect(asked.url("report"))
    added = {code: [row.text] for code, row in additions_of(asked.node, asked.scope.period, asked.kind).items()}
    told = build(asked.scope, asked.kind, asked.agency, tuple(added))
    rows = sum(len(table.rows) for annex in told.annexes for table in annex.tables)
    if (offered := offer(request, form, rows)) is not None:
        return offered
    with translation.override("vi"):
        paper = paper_of(asked.scope, told, asked.agency, Issue(), added)
        return paper_response(name_of(asked.scope, asked.kind, asked.agency), paper, form)
