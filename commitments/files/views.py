"""Signed files: kept, handed out to who may read the agency, vouched for, read again."""

import io

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from agencies.pages.answers import faults_of
from agencies.pages.private import private_page, private_post
from agencies.rights.access import person_of
from agencies.rights.roles import Permission
from commitments.enums import Signature
from commitments.files.actions import attest, keep_file, verify_again
from commitments.files.forms import AttestForm, FileForm
from commitments.files.verifying import kept_bytes
from commitments.models import Commitment
from commitments.scope import commitment_or_404, file_or_404
from dxtracker.lib.crumbs import Crumb
from kpis.errors import CannotChange


@private_post
def file_keep(request: HttpRequest, pk: int) -> HttpResponse:
    commitment = commitment_or_404(request, pk)
    form = FileForm(request.POST, request.FILES, commitment=commitment)
    if not form.is_valid():
        return _refused(request, commitment, faults_of(form))
    said = form.cleaned_data
    try:
        file = keep_file(
            commitment,
            said["file"].read(),
            name=said["file"].name,
            by=person_of(request),
            says_not_secret=said["is_open"],
            amendment=said.get("amendment"),
        )
        messages.success(request, _("The file is kept: %(verdict)s.") % {"verdict": file.get_verdict_display()})
    except CannotChange as error:
        return _refused(request, commitment, str(error))
    return _back(commitment)


@private_page
def file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    kept = file_or_404(request, pk, Permission.READ)
    content = kept_bytes(kept)
    if content is None:
        crumbs = [Crumb(_("Commitment"), kept.commitment.get_absolute_url()), Crumb(kept.file_name)]
        return render(request, "commitments/files/file.html", {"board": {"crumbs": crumbs, "file": kept}}, status=409)
    name = kept.file_name if kept.file_name.lower().endswith(".pdf") else f"{kept.file_name}.pdf"
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type="application/pdf")


@private_post
def file_attest(request: HttpRequest, pk: int) -> HttpResponse:
    kept = file_or_404(request, pk, Permission.ATTEST)
    form = AttestForm(request.POST)
    if not form.is_valid():
        return _refused(request, kept.commitment, faults_of(form))
    try:
        attest(kept, by=person_of(request), note=form.cleaned_data["note"])
        messages.success(request, _("You have attested that the scan is the paper that was signed."))
    except CannotChange as error:
        return _refused(request, kept.commitment, str(error))
    return _back(kept.commitment)


@private_post
def file_verify(request: HttpRequest, pk: int) -> HttpResponse:
    kept = file_or_404(request, pk, Permission.COMMIT)
    try:
        judged = verify_again(kept, by=person_of(request))
        level = messages.ERROR if judged.verdict == Signature.ALTERED else messages.SUCCESS
        said = {"verdict": judged.get_verdict_display()}
        messages.add_message(request, level, _("The stored file was read again: %(verdict)s.") % said)
    except CannotChange as error:
        return _refused(request, kept.commitment, str(error))
    return _back(kept.commitment)


def _back(commitment: Commitment) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{commitment.get_absolute_url()}#files")


def _refused(request: HttpRequest, commitment: Commitment, why: str) -> HttpResponseRedirect:
    """To the top of the page, where messages stand: at the files nobody would see it on a phone."""
    messages.error(request, why)
    return HttpResponseRedirect(commitment.get_absolute_url())
