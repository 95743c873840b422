"""The board of what changed."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from agencies.rights.access import visible_agencies
from dashboards.answers import answer_once_begun, read_only
from dashboards.boards.changes import page, table
from dashboards.boards.changes.form import earlier_of, with_month
from dashboards.parts.filters import lean
from dashboards.scope import scope_that_knows


@read_only
@lean
def changes(request: HttpRequest) -> HttpResponse:
    request.GET = with_month(request)  # type: ignore[assignment]
    since = request.GET.get("from", "")
    scope, earlier = scope_that_knows(request, lambda scope: earlier_of(scope, since))
    board = page.build(scope, earlier, visible_agencies(scope.reader), request.GET)
    return answer_once_begun(request, scope, "changes", board, table.payload, table.export)


urlpatterns = [path("boards/changes/", changes, name="changes")]
