"""Each view is a paragraph: scope, ask, answer. JSON, CSV and workbooks are the same board through the same rights."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.access import can, get_agency_or_404, require, visible_agencies
from agencies.roles import Permission
from dashboards import (
    api,
    commitment_export,
    commitments,
    dossier,
    dossier_paper,
    excluded,
    exports,
    letter,
    search,
    tables,
    year,
)
from dashboards.boards import agencies, agency, commitment, freshness, indicator, item, promises, province, rows
from dashboards.boards import agency_commitments as boards_agency_commitments
from dashboards.boards import commitments as boards_commitments
from dashboards.boards import dossier as boards_dossier
from dashboards.boards import excluded as boards_excluded
from dashboards.boards import year as boards_year
from dashboards.boards.commitment_doors import ways_of
from dashboards.exports import Export
from dashboards.scope import Scope, scope_of
from dxtracker.lib import docx
from kpis.models import Assignment, Indicator


def answer(
    request: HttpRequest, scope: Scope, name: str, board, payload: Callable, export: Callable[..., Export]
) -> HttpResponse:
    """The board in the format that was asked for."""
    if scope.format == "json":
        return tables.json_response(payload(scope, board))
    if scope.is_file:
        made = export(scope, board)
        if scope.format == "csv":
            return tables.csv_response(made.file_name, made.tables[0])
        return tables.xlsx_response(made.file_name, made.tables)
    return render(request, f"dashboards/{name}.html", {"board": board, "scope": scope})


@require_safe
@login_required
def province_board(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request, whole_province=True)
    board = province.build(scope)
    return answer(request, scope, "province", board, api.province, exports.province)


@require_safe
@login_required
def agency_board(request: HttpRequest, code: str) -> HttpResponse:
    scope = scope_of(request)
    found = get_agency_or_404(request.user, scope.province, code, name_on=scope.period.data_to)
    found.may_allocate = can(request.user, Permission.SIGN, found)
    found.may_appraise = can(request.user, Permission.APPRAISE, found)
    board = agency.build(scope, found)
    return answer(request, scope, "agency", board, api.agency, exports.agency)


@require_safe
@login_required
def year_board(request: HttpRequest, code: str) -> HttpResponse:
    scope = scope_of(request)
    found = get_agency_or_404(request.user, scope.province, code, name_on=scope.period.data_to)
    board = boards_year.build(scope, found)
    return answer(request, scope, "year", board, year.payload, year.export)


@require_safe
@login_required
def dossier_board(request: HttpRequest, code: str) -> HttpResponse:
    scope = scope_of(request)
    board = _dossier(request, scope, code)
    return answer(request, scope, "dossier", board, dossier.payload, dossier.export)


@require_safe
@login_required
def dossier_letter(request: HttpRequest, code: str) -> HttpResponse:
    scope = scope_of(request)
    with translation.override("vi"):  # the words of a board are those of the language in which it is built
        board = _dossier(request, scope, code)
    response = HttpResponse(dossier_paper.draw(scope, board), content_type=docx.CONTENT_TYPE)
    name = f"{dossier.file_name(scope, board)}.docx"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _dossier(request: HttpRequest, scope: Scope, code: str) -> boards_dossier.Dossier:
    day = scope.period.data_to
    found = get_agency_or_404(request.user, scope.province, code, Permission.APPRAISE, name_on=day)
    return boards_dossier.build(scope, found, request.GET.get("person", "")[:150])


@require_safe
@login_required
def item_board(request: HttpRequest, pk: int) -> HttpResponse:
    scope = scope_of(request)
    found = item.get_item(scope, pk)
    if found is None:
        raise Http404
    require(request.user, Permission.READ, found.agency)
    board = item.build(scope, found, visible_agencies(request.user))
    return answer(request, scope, "item", board, api.item, exports.item)


@require_safe
@login_required
def indicator_board(request: HttpRequest, code: str) -> HttpResponse:
    scope = scope_of(request)
    seen = visible_agencies(request.user)
    given = Assignment.objects.filter(plan=scope.plan, agency__in=seen).values("indicator")
    catalogue = Indicator.objects.filter(province=scope.province, pk__in=given).select_related("pillar")
    board = indicator.build(scope, get_object_or_404(catalogue, code=code), seen)
    return answer(request, scope, "indicator", board, api.indicator, exports.indicator)


@require_safe
@login_required
def indicator_list(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    board = indicator.catalogue(scope, visible_agencies(request.user), request.GET)
    return answer(request, scope, "indicators", board, api.indicator_list, exports.indicator_list)


@require_safe
@login_required
def agency_list(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    board = agencies.build(scope, visible_agencies(request.user), request.GET)
    return answer(request, scope, "agencies", board, api.agency_list, exports.agency_list)


@require_safe
@login_required
def row_list(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    board = rows.build(scope, visible_agencies(request.user), request.GET)
    return answer(request, scope, "rows", board, api.rows, exports.rows)


@require_safe
@login_required
def freshness_board(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    drafts = may_draft_letters(request, scope)
    board = freshness.build(scope, visible_agencies(request.user), request.GET, drafts_letters=drafts)
    return answer(request, scope, "freshness", board, api.freshness, exports.freshness)


@require_safe
@login_required
def freshness_letter(request: HttpRequest) -> HttpResponse:
    """The letter of reminder, for who steers or reviews in the whole province."""
    scope = scope_of(request, whole_province=True)
    if not may_draft_letters(request, scope):
        raise PermissionDenied
    board = freshness.build(scope, visible_agencies(request.user), request.GET)
    if not board.silent:
        messages.info(request, _("All agencies have reported: there is nobody to remind."))
        return redirect(reverse("dashboards:freshness") + scope.query)
    response = HttpResponse(letter.draft(scope, board), content_type=docx.CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, letter.file_name(scope)) or ""
    return response


def may_draft_letters(request: HttpRequest, scope: Scope) -> bool:
    return any(can(request.user, right, scope.province) for right in (Permission.STEER, Permission.REVIEW))


@require_safe
@login_required
def promise_board(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    found = None
    if code := request.GET.get("agency", ""):
        found = get_agency_or_404(request.user, scope.province, code, name_on=scope.period.data_to)
    board = promises.build(scope, visible_agencies(request.user), request.GET, found)
    return answer(request, scope, "promises", board, api.promises, exports.promises)


@require_safe
@login_required
def commitment_list(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    ways = ways_of(request.user, scope)
    is_whole = can(request.user, Permission.READ, scope.province)
    board = boards_commitments.build(scope, visible_agencies(request.user), request.GET, ways, is_whole=is_whole)
    return answer(request, scope, "commitments", board, commitments.payload, commitments.export)


@require_safe
@login_required
def agency_commitments(request: HttpRequest, code: str) -> HttpResponse:
    scope = scope_of(request)
    found = get_agency_or_404(request.user, scope.province, code, name_on=scope.period.data_to)
    found.may_commit = can(request.user, Permission.COMMIT, found)
    found.may_appraise = can(request.user, Permission.APPRAISE, found)
    board = boards_agency_commitments.build(scope, found)
    name = "agency_commitments"
    return answer(request, scope, name, board, commitments.agency_payload, commitments.agency_export)


@require_safe
@login_required
def commitment_board(request: HttpRequest, pk: int) -> HttpResponse:
    asked = scope_of(request)
    found = commitment.get_commitment(asked, pk)
    if found is None:
        raise Http404
    require(request.user, Permission.READ, found.agency)
    request.scope = scope = commitment.scope_within(asked, found.event.plan_id, request.GET)
    board = commitment.build(scope, found, request.user)
    return answer(request, scope, "commitment", board, commitment_export.payload, commitment_export.export)


@require_safe
@login_required
def excluded_board(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    board = boards_excluded.build(scope, visible_agencies(request.user))
    return answer(request, scope, "excluded", board, excluded.payload, excluded.export)


@require_safe
@login_required
def search_page(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    query = request.GET.get("q", "")[:200]
    groups = search.find(scope, visible_agencies(request.user), query)
    return render(request, "dashboards/search.html", {"query": query, "groups": groups, "scope": scope})
