"""The page of one item."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from agencies.access import require, visible_agencies
from agencies.roles import Permission
from dashboards.answers import answer
from dashboards.boards.item import page, table
from dashboards.scope import scope_of


@require_safe
@login_required
def item(request: HttpRequest, pk: int) -> HttpResponse:
    scope = scope_of(request)
    found = page.get_item(scope, pk)
    if found is None:
        raise Http404
    require(scope.reader, Permission.READ, found.agency)
    board = page.build(scope, found, visible_agencies(scope.reader))
    return answer(request, scope, "item", board, table.payload, table.export)


urlpatterns = [path("boards/item/<int:pk>/", item, name="item")]
