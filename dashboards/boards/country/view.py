"""The page of the country."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from dashboards.answers import answer, read_only
from dashboards.boards.country import page, table
from dashboards.boards.country.months import scope_of


@read_only
def country(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    return answer(request, scope, "country", page.build(scope, request.GET), table.payload, table.export)


urlpatterns = [path("boards/country/", country, name="country")]
