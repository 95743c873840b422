"""The page of one commitment."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from agencies.reading import is_live
from dashboards.answers import answer, read_only
from dashboards.boards.commitment import page, table
from dashboards.scope import as_shown, asked_of


@read_only
def commitment(request: HttpRequest, pk: int) -> HttpResponse:
    asked = asked_of(request)
    found = page.get_commitment_or_404(asked, pk)
    scope = page.scope_within(asked, found.event.plan_id, request.GET)
    if request.GET.get("month"):  # without a month, the paper is shown as it stands today
        scope = as_shown(scope)
        found = found if is_live() else page.get_commitment_or_404(scope, pk)
    request.scope = scope  # type: ignore[attr-defined]
    board = page.build(scope, found, scope.reader)
    return answer(request, scope, "commitment", board, table.payload, table.export)


urlpatterns = [path("boards/commitment/<int:pk>/", commitment, name="commitment")]
