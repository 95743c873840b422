"""The board of bottlenecks, for who reads the whole province."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from dashboards.answers import answer_once_begun, read_only
from dashboards.boards.bottlenecks import page, table
from dashboards.scope import scope_of


@read_only
def bottlenecks(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request, whole_province=True)
    return answer_once_begun(request, scope, "bottlenecks", page.build(scope), table.payload, table.export)


urlpatterns = [path("boards/bottlenecks/", bottlenecks, name="bottlenecks")]
