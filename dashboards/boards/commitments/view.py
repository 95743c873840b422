"""The page of all commitments."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from agencies.access import can, visible_agencies
from agencies.roles import Permission
from dashboards.answers import answer
from dashboards.boards.commitments import page, table
from dashboards.scope import scope_of


@require_safe
@login_required
def commitments(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    seen, is_whole = visible_agencies(scope.reader), can(scope.reader, Permission.READ, scope.province)
    board = page.build(scope, seen, request.GET, page.writing_links(scope.reader, scope), is_whole=is_whole)
    return answer(request, scope, "commitments", board, table.payload, table.export)


urlpatterns = [path("boards/commitments/", commitments, name="commitments")]
