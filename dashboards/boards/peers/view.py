"""The page of an agency beside its peers."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from dashboards.answers import answer_once_begun, read_only
from dashboards.boards.peers import page, table
from dashboards.scope import scope_that_knows


@read_only
def peers(request: HttpRequest, code: str) -> HttpResponse:
    scope, agency = scope_that_knows(request, lambda scope: scope.agency_or_404(code))
    return answer_once_begun(request, scope, "peers", page.build(scope, agency), table.payload, table.export)


urlpatterns = [path("boards/agency/<str:code>/peers/", peers, name="peers")]
