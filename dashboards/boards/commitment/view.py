"""The page of one commitment."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import path

from agencies.databases.reading import LIVE, read_on
from agencies.rights.access import stay_with
from commitments.models import Commitment
from dashboards.answers import answer, read_only
from dashboards.boards.commitment import page, table
from dashboards.scope import Scope, as_shown, asked_of


@read_only
def commitment(request: HttpRequest, pk: int) -> HttpResponse:
    stay_with(request, Commitment, pk)
    scope, found = _found(asked_of(request), pk, request.GET)
    request.scope = scope  # type: ignore[attr-defined]
    board = page.build(scope, found, scope.reader)
    return answer(request, scope, "commitment", board, table.payload, table.export)


def _found(asked: Scope, pk: int, said: QueryDict) -> tuple[Scope, Commitment]:
    """The commitment within the year of its own plan: as the month asked for knew it, else as it stands today."""
    if said.get("month"):
        shown = as_shown(asked)
        found = page.get_commitment(shown, pk)
        if found and found.event.plan_id == shown.period.plan_id:
            return page.scope_within(shown, found.event.plan_id, said), page.readable(shown, found)
        read_on(LIVE)
    found = page.readable(asked, page.get_commitment(asked, pk))
    scope = page.scope_within(asked, found.event.plan_id, said)
    if not said.get("month"):
        return scope, found
    scope = as_shown(scope)
    return scope, page.readable(scope, page.get_commitment(scope, pk))


urlpatterns = [path("boards/commitment/<int:pk>/", commitment, name="commitment")]
