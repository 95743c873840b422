"""The page of all commitments."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from agencies.rights.access import can
from agencies.rights.roles import Permission
from dashboards.answers import answer, read_only
from dashboards.boards.commitments import page, table
from dashboards.scope import scope_of


@read_only
def commitments(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    is_whole = can(scope.reader, Permission.READ, scope.province)
    board = page.build(scope, request.GET, page.writing_links(scope.reader, scope), is_whole=is_whole)
    return answer(request, scope, "commitments", board, table.payload, table.export)


urlpatterns = [path("boards/commitments/", commitments, name="commitments")]
