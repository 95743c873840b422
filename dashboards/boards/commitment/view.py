"""The page of one commitment."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from agencies.access import require
from agencies.roles import Permission
from dashboards.answers import answer, read_only
from dashboards.boards.commitment import page, table
from dashboards.scope import scope_of


@read_only
def commitment(request: HttpRequest, pk: int) -> HttpResponse:
    asked = scope_of(request)
    found = page.get_commitment(asked, pk)
    if found is None:
        raise Http404
    require(asked.reader, Permission.READ, found.agency)
    scope = page.scope_within(asked, found.event.plan_id, request.GET)
    request.scope = scope  # type: ignore[attr-defined]
    board = page.build(scope, found, scope.reader)
    return answer(request, scope, "commitment", board, table.payload, table.export)


urlpatterns = [path("boards/commitment/<int:pk>/", commitment, name="commitment")]
