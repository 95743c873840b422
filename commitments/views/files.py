"""Signed files: kept, handed out to who may read the agency, vouched for, read again."""

import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from agencies.access import require
from agencies.roles import Permission
from commitments.actions.files import attest, keep_file, verify_again
from commitments.enums import Signature
from commitments.file_sheet import page_of
from commitments.forms_files import AttestForm, FileForm
from commitments.models import Commitment, SignedFile
from commitments.signatures import kept_bytes
from kpis.actions.periods import CannotChange
from kpis.entry_sheet import Crumb


@require_POST
@login_required
def file_keep(request: HttpRequest, pk: int) -> HttpResponse:
    commitment = _commitment_or_404(pk)
    require(request.user, Permission.COMMIT, commitment.agency)
    form = FileForm(request.POST, request.FILES, commitment=commitment)
    if not form.is_valid():
        messages.error(request, " ".join(f"{form[name].label}: {' '.join(why)}" for name, why in form.errors.items()))
        return _back(commitment)
    said = form.cleaned_data
    try:
        file = keep_file(
            commitment,
            said["file"].read(),
            name=said["file"].name,
            by=request.user,
            says_not_secret=said["is_open"],
            amendment=said.get("amendment"),
        )
        messages.success(request, _("The file is kept: %(verdict)s.") % {"verdict": file.get_verdict_display()})
    except CannotChange as error:
        messages.error(request, str(error))
    return _back(commitment)


@require_safe
@login_required
@never_cache
def file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    kept = _file_or_404(pk)
    require(request.user, Permission.READ, kept.commitment.agency)
    content = kept_bytes(kept)
    if content is None:
        crumbs = [Crumb(_("Commitment"), page_of(kept.commitment)), Crumb(kept.file_name)]
        return render(request, "commitments/file.html", {"board": {"crumbs": crumbs, "file": kept}}, status=409)
    name = kept.file_name if kept.file_name.lower().endswith(".pdf") else f"{kept.file_name}.pdf"
    response = FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@login_required
def file_attest(request: HttpRequest, pk: int) -> HttpResponse:
    kept = _file_or_404(pk)
    require(request.user, Permission.ATTEST, kept.commitment.agency)
    form = AttestForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return _back(kept.commitment)
    try:
        attest(kept, by=request.user, note=form.cleaned_data["note"])
        messages.success(request, _("You have attested that the scan is the paper that was signed."))
    except CannotChange as error:
        messages.error(request, str(error))
    return _back(kept.commitment)


@require_POST
@login_required
def file_verify(request: HttpRequest, pk: int) -> HttpResponse:
    kept = _file_or_404(pk)
    require(request.user, Permission.COMMIT, kept.commitment.agency)
    try:
        judged = verify_again(kept, by=request.user)
        level = messages.ERROR if judged.verdict == Signature.ALTERED else messages.SUCCESS
        said = {"verdict": judged.get_verdict_display()}
        messages.add_message(request, level, _("The stored file was read again: %(verdict)s.") % said)
    except CannotChange as error:
        messages.error(request, str(error))
    return _back(kept.commitment)


def _back(commitment: Commitment) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{page_of(commitment)}#files")


def _commitment_or_404(pk: int) -> Commitment:
    commitment = Commitment.objects.filter(pk=pk).select_related("agency").first()
    if commitment is None:
        raise Http404
    return commitment


def _file_or_404(pk: int) -> SignedFile:
    kept = SignedFile.objects.filter(pk=pk).select_related("commitment__agency").first()
    if kept is None:
        raise Http404
    return kept
