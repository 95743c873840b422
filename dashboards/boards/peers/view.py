"""The page of an agency beside its peers."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from agencies.models import Agency
from agencies.rights.access import get_agency_or_404
from dashboards.answers import answer, read_only
from dashboards.boards.peers import page, table
from dashboards.scope import Scope, scope_that_knows


@read_only
def peers(request: HttpRequest, code: str) -> HttpResponse:
    def find(scope: Scope) -> Agency:
        return get_agency_or_404(scope.reader, scope.province, code, name_on=scope.period.data_to)

    scope, agency = scope_that_knows(request, find)
    return answer(request, scope, "peers", page.build(scope, agency), table.payload, table.export)


urlpatterns = [path("boards/agency/<str:code>/peers/", peers, name="peers")]
