"""The page of one item."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from agencies.rights.access import require, stay_with
from agencies.rights.roles import Permission
from dashboards.answers import answer, read_only
from dashboards.boards.item import page, table
from dashboards.scope import Scope, scope_that_knows
from kpis.models import Assignment


@read_only
def item(request: HttpRequest, pk: int) -> HttpResponse:
    stay_with(request, Assignment.objects.filter(pk=pk).values_list("agency__province", flat=True))
    scope, found = scope_that_knows(request, lambda scope: _found(scope, pk))
    board = page.build(scope, found)
    return answer(request, scope, "item", board, table.payload, table.export)


def _found(scope: Scope, pk: int) -> Assignment:
    found = page.get_item(scope, pk)
    if found is None:
        raise Http404
    require(scope.reader, Permission.READ, found.agency)
    return found


urlpatterns = [path("boards/item/<int:pk>/", item, name="item")]
