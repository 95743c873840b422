"""The page of a dossier, and the dossier on paper to download."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import translation

from agencies.pages.answers import paper_response
from agencies.rights.roles import Permission
from dashboards.answers import answer_once_begun, read_only
from dashboards.boards.dossier import letter, page, table
from dashboards.scope import Scope, scope_of, scope_that_knows


@read_only
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    scope, board = scope_that_knows(request, lambda scope: _board(request, scope, code))
    return answer_once_begun(request, scope, "dossier", board, table.payload, table.export)


@read_only
def dossier_letter(request: HttpRequest, code: str, form: str) -> HttpResponse:
    scope = scope_of(request)
    if not scope.period.is_begun:
        return redirect(scope.url("dossier", code))
    with translation.override("vi"):  # the words of a board are those of the language in which it is built
        board = _board(request, scope, code)
    return paper_response(table.file_name(scope, board), letter.draw(scope, board), form)


def _board(request: HttpRequest, scope: Scope, code: str) -> page.Dossier:
    found = scope.agency_or_404(code, Permission.APPRAISE)
    return page.build(scope, found, request.GET.get("person", "")[:150])


urlpatterns = [
    path("boards/agency/<str:code>/dossier/", dossier, name="dossier"),
    path("boards/agency/<str:code>/dossier.docx", dossier_letter, {"form": "docx"}, name="dossier-letter"),
    path("boards/agency/<str:code>/dossier.pdf", dossier_letter, {"form": "pdf"}, name="dossier-letter-pdf"),
]
