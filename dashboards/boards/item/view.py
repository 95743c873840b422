"""The page of one item."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from agencies.rights.access import can, require, stay_with
from agencies.rights.roles import Permission
from dashboards.answers import answer, read_only
from dashboards.boards.item import page, table
from dashboards.boards.item.months import leader_of
from dashboards.scope import Scope, scope_that_knows
from kpis.models import Assignment


@read_only
def item(request: HttpRequest, pk: int) -> HttpResponse:
    stay_with(request, Assignment, pk)
    scope, found = scope_that_knows(request, lambda scope: _found(scope, pk))
    board = page.build(scope, found)
    return answer(request, scope, "item", board, table.payload, table.export)


def _found(scope: Scope, pk: int) -> Assignment:
    found = page.get_item(scope, pk)
    if found is None:
        raise Http404
    if not can(scope.reader, Permission.READ, found.agency):
        require(scope.reader, Permission.READ, leader_of(found, scope.period))
    return found


urlpatterns = [path("boards/item/<int:pk>/", item, name="item")]
