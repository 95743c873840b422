"""A report is issued; what was issued is shown and handed out; its signed file is handed in."""

import hashlib
import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.pages.answers import how_far, posted, status_of
from agencies.pages.private import private_form, private_page, private_post
from agencies.rights.access import require
from agencies.rights.roles import Permission
from dxtracker.lib.paper.blocks import file_name
from dxtracker.lib.paper.files import FORMS
from kpis.errors import CannotChange
from kpis.refusals import refusals
from reports.issuing.actions import issue_report, keep_signed
from reports.issuing.background import is_large, start
from reports.issuing.forms import IssueForm, SignedForm
from reports.issuing.page import issue_page, issued_page
from reports.models import IssuedReport, SignedReport
from reports.scope import Asked, asked_of, may_issue


@private_form
def issue(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request)
    if not asked.may_issue:
        raise PermissionDenied
    board = issue_page(asked)
    if request.method != "POST" and request.htmx:
        last = board.last.url if board.last else ""
        return how_far(request, board.progress, board.progress_words, board.url, last)
    form = IssueForm(posted(request))
    if form.is_valid():
        with refusals(form):
            return redirect(_issued_or_asked(request, asked, form.cleaned_data))
    return render(request, "reports/issue.html", {"board": board, "form": form}, status=status_of(form))


def _issued_or_asked(request: HttpRequest, asked: Asked, said: dict[str, Any]) -> str:
    """Where the report stands, issued at once, or how far the worker is with it. Raises CannotChange."""
    period = asked.living_period()
    if is_large(period, asked.agency):
        start(period, asked.agency, kind=asked.kind, by=request.user, **said)
        return asked.url("issue")
    row = issue_report(period, asked.agency, kind=asked.kind, by=request.user, **said)
    messages.success(request, _("The report is issued; its files are kept and never change."))
    return reverse("reports:issued", args=[row.pk])


@private_page
def issued(request: HttpRequest, pk: int) -> HttpResponse:
    row = issued_or_404(request, pk)
    return render(request, "reports/issued.html", {"board": issued_page(row, request.user)})


@private_page
def issued_file(request: HttpRequest, pk: int, form: str) -> HttpResponse | FileResponse:
    """A file as it was issued; 409 where what is stored no longer has its hash."""
    row = issued_or_404(request, pk)
    name = f"{file_name('bao-cao', row.number, row.issued_on)}.{form}"
    return _handed_out(getattr(row, form).name, getattr(row, f"{form}_sha256"), name, form)


@private_post
def signed_keep(request: HttpRequest, pk: int) -> HttpResponse:
    row = issued_or_404(request, pk)
    if not may_issue(request.user, row.agency):
        raise PermissionDenied
    form = SignedForm(request.POST, request.FILES)
    try:
        if not form.is_valid():
            why = " ".join(f"{form[name].label}: {' '.join(why)}" for name, why in form.errors.items())
            raise CannotChange(why)
        said = form.cleaned_data["file"]
        kept = keep_signed(row, said.read(), name=said.name, says_not_secret=True, by=request.user)
        messages.success(request, _("The file is kept: %(verdict)s.") % {"verdict": kept.get_verdict_display()})
    except CannotChange as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("reports:issued", args=[row.pk]))


@private_page
def signed(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    row = get_object_or_404(SignedReport.objects.select_related("issued__agency"), pk=pk)
    require(request.user, Permission.READ, row.issued.agency)
    return _handed_out(row.file.name, row.sha256, row.file_name, "pdf")


def issued_or_404(request: HttpRequest, pk: int) -> IssuedReport:
    """An issued report, for who may read its agency."""
    row = get_object_or_404(
        IssuedReport.objects.select_related("agency__peer_group", "period__plan__province", "by"), pk=pk
    )
    require(request.user, Permission.READ, row.agency)
    return row


def _handed_out(stored: str, sha256: str, name: str, form: str) -> HttpResponse | FileResponse:
    if default_storage.exists(stored):
        with default_storage.open(stored) as file:
            data = file.read()
        if hashlib.sha256(data).hexdigest() == sha256:
            kind = FORMS[form].content_type
            return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=kind)
    return HttpResponse(_("The stored file is gone or was changed."), status=409, content_type="text/plain")
