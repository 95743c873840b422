"""What is published, for everybody; and how it comes to be, for who publishes."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agencies.pages.private import private_post
from agencies.rights.access import can, require
from agencies.rights.roles import Permission
from dashboards.answers import csv_file, read_only
from dashboards.scope import Scope, asked_of
from kpis.errors import CannotChange
from kpis.models import Period
from kpis.refusals import refusals
from reports.models import Publication
from reports.publication.actions import confirm_publication, propose_publication, withdraw_publication
from reports.publication.content import TABLES, for_machines, rows_of
from reports.publication.forms import WithdrawForm
from reports.publication.page import public_page, publications_page
from reports.publication.queries import months_of, shown

SECONDS = 3600


@require_safe
def open_page(request: HttpRequest, code: str, year: int | None = None, month: int | None = None) -> HttpResponse:
    """The published month of a province, the latest without one; nothing but its row is read, whoever asks."""
    row = shown_or_404(code, year, month)
    return kept_an_hour(HttpResponse(drawn(row)))


@require_safe
def open_json(request: HttpRequest, code: str, year: int, month: int) -> HttpResponse:
    row = shown_or_404(code, year, month)
    issued = timezone.localdate(row.published_at).isoformat()
    told = json.dumps(for_machines(row.content, issued), ensure_ascii=False, indent=1)
    return kept_an_hour(HttpResponse(told, content_type="application/json"))


@require_safe
def open_csv(request: HttpRequest, code: str, year: int, month: int, table: str) -> HttpResponse:
    """A table as CSV."""
    row = shown_or_404(code, year, month)
    if table not in TABLES:
        raise Http404
    heads = [field.key for field in TABLES[table][1]]
    rows = (["" if cell is None else str(cell) for cell in one] for one in rows_of(row.content, table))
    return kept_an_hour(csv_file(f"{table}-{row.year}-{row.month:02d}", heads, rows))


def shown_or_404(code: str, year: int | None, month: int | None) -> Publication:
    row = shown(code, year, month)
    if row is None:
        raise Http404
    return row


def drawn(row: Publication, *, is_preview: bool = False) -> str:
    """The page, drawn without the person who asks for it."""
    with translation.override("vi"):
        page = public_page(row, () if is_preview else months_of(row.code))
        return render_to_string("reports/open/month.html", {"board": page, "is_preview": is_preview})


def kept_an_hour(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=SECONDS)
    return response


def _scope(request: HttpRequest) -> Scope:
    """The month by today's rows, for who steers the province or administers it; raises PermissionDenied for others."""
    scope = asked_of(request, whole_province=True)
    require(scope.reader, Permission.STEER, scope.province)
    request.scope = scope  # type: ignore[attr-defined]
    return scope


@read_only
@never_cache
def publications(request: HttpRequest) -> HttpResponse:
    scope = _scope(request)
    return render(request, "reports/publications.html", {"board": publications_page(scope), "scope": scope})


@read_only
@never_cache
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """What the public reads of it, or will once it is confirmed."""
    return HttpResponse(drawn(publication_or_404(request, pk), is_preview=True))


@private_post
def publication_propose(request: HttpRequest) -> HttpResponse:
    scope = _scope(request)
    require(scope.reader, Permission.ADMINISTER, scope.province)
    period = Period.objects.select_related("plan__province").get(pk=scope.period.pk)
    try:
        propose_publication(period, by=scope.reader)
        messages.success(request, _("Proposed: a second person looks at it and confirms."))
    except CannotChange as error:
        messages.error(request, str(error))
    return redirect(reverse("reports:publications") + scope.query)


@private_post
def publication_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    row = publication_or_404(request, pk)
    try:
        confirm_publication(row, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Published: everybody can read it now."))
    except CannotChange as error:
        messages.error(request, str(error))
    return redirect(address_of(row))


@private_post
def publication_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = publication_or_404(request, pk)
    if not can(request.user, Permission.ADMINISTER, row.province):  # type: ignore[arg-type]
        raise PermissionDenied
    form = WithdrawForm(request.POST, auto_id=f"{row.pk}_%s")
    if form.is_valid():
        with refusals(form):
            withdraw_publication(row, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, _("Withdrawn: it is shown no longer, at the latest in an hour."))
            return redirect(address_of(row))
    scope = _scope(request)
    board = publications_page(scope, {row.pk: form})
    return render(request, "reports/publications.html", {"board": board, "scope": scope}, status=422)


def address_of(row: Publication) -> str:
    return f"{reverse('reports:publications')}?year={row.year}&month={row.month}&province={row.code}"


def publication_or_404(request: HttpRequest, pk: int) -> Publication:
    """A publication, for who steers its province or administers it."""
    row = get_object_or_404(Publication.objects.select_related("province"), pk=pk)
    require(request.user, Permission.STEER, row.province)  # type: ignore[arg-type]
    return row
