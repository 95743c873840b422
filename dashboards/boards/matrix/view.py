"""The matrix, and the card of one of its cells."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from agencies.rights.access import visible_agencies
from dashboards.answers import answer_once_begun, read_only
from dashboards.boards.matrix import page, table
from dashboards.parts.filters import lean
from dashboards.parts.items import item_row
from dashboards.scope import scope_of
from kpis import queries
from kpis.standings.judged import judged_row


@read_only
@lean
def matrix(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    board = page.build(scope, request.GET)
    return answer_once_begun(request, scope, "matrix", board, table.payload, table.export)


@read_only
def matrix_cell(request: HttpRequest, pk: int) -> HttpResponse:
    """One item of the month in a few words, for the card beside the matrix."""
    scope = scope_of(request)
    rows = queries.judged(scope.period.pk, scope.period.closed_at)
    rows = rows.filter(assignment=pk, agency__in=visible_agencies(scope.reader))
    found = queries.plain_with_agency(rows, scope.period.data_to).first()
    if found is None:
        raise Http404
    item = item_row(judged_row(found), scope)
    return render(request, "dashboards/matrix/_card.html", {"item": item, "scope": scope})


urlpatterns = [
    path("boards/matrix/", matrix, name="matrix"),
    path("boards/matrix/<int:pk>/", matrix_cell, name="matrix-cell"),
]
