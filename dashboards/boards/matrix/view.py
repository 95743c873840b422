"""The matrix, and the card of one of its cells."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from agencies.queries import official_name
from agencies.rights.access import visible_agencies
from dashboards.answers import answer, read_only
from dashboards.boards.matrix import page, table
from dashboards.parts.filters import lean
from dashboards.parts.items import item_row
from dashboards.scope import scope_of
from kpis import queries


@read_only
def matrix(request: HttpRequest) -> HttpResponse:
    if url := lean(request):
        return redirect(url)
    scope = scope_of(request)
    board = page.build(scope, request.GET)
    return answer(request, scope, "matrix", board, table.payload, table.export)


@read_only
def matrix_cell(request: HttpRequest, pk: int) -> HttpResponse:
    """One item of the month in a few words, for the card beside the matrix."""
    scope = scope_of(request)
    rows = queries.judged_rows(scope.period, assignment=pk, agency__in=visible_agencies(scope.reader))
    rows = rows.select_related(*queries.JUDGED, "indicator__pillar", "agency")
    found = rows.annotate(agency_name=official_name(scope.period.data_to, "agency")).first()
    if found is None:
        raise Http404
    item = item_row(found, scope, found.agency_name)  # type: ignore[attr-defined]
    return render(request, "dashboards/matrix/_card.html", {"item": item, "scope": scope})


urlpatterns = [
    path("boards/matrix/", matrix, name="matrix"),
    path("boards/matrix/<int:pk>/", matrix_cell, name="matrix-cell"),
]
