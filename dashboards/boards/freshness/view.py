"""The page of who has not reported, and its letter to download."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _

from agencies.pages.answers import paper_response
from agencies.rights.access import can, visible_agencies
from agencies.rights.roles import Permission
from dashboards.answers import answer_once_begun, read_only
from dashboards.boards.freshness import letter, page, table
from dashboards.parts.filters import lean
from dashboards.scope import Scope, scope_of
from dashboards.tables import day_words


@read_only
@lean
def freshness(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    drafts = may_draft_letters(scope)
    board = page.build(scope, visible_agencies(scope.reader), request.GET, drafts_letters=drafts)
    return answer_once_begun(request, scope, "freshness", board, table.payload, table.export)


@read_only
def freshness_letter(request: HttpRequest, form: str) -> HttpResponse:
    """The letter of reminder, for who steers or reviews in the whole province."""
    scope = scope_of(request, whole_province=True)
    if not may_draft_letters(scope):
        raise PermissionDenied
    board = page.build(scope, visible_agencies(scope.reader), request.GET)
    if not board.silent:
        messages.info(request, _("All agencies have reported: there is nobody to remind."))
        return redirect(scope.url("freshness"))
    if not board.late_days:
        due = {"day": day_words(scope.period.due_on)}
        messages.info(request, _("The report is due on %(day)s: nobody is late yet.") % due)
        return redirect(scope.url("freshness"))
    return paper_response(letter.file_name(scope), letter.draft(scope, board), form)


def may_draft_letters(scope: Scope) -> bool:
    """For who steers or reviews in the whole province."""
    return any(can(scope.reader, right, scope.province) for right in (Permission.STEER, Permission.REVIEW))


urlpatterns = [
    path("boards/freshness/", freshness, name="freshness"),
    path("boards/freshness/letter.docx", freshness_letter, {"form": "docx"}, name="freshness-letter"),
    path("boards/freshness/letter.pdf", freshness_letter, {"form": "pdf"}, name="freshness-letter-pdf"),
]
