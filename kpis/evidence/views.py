"""Evidence of the month: added, taken back, and handed out to who may read the agency."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.pages.answers import faults_of
from agencies.pages.private import private_page, private_post
from agencies.rights.access import require
from agencies.rights.roles import Permission
from kpis.entry.page import sheet_of
from kpis.entry.saving import item_of
from kpis.entry.scope import Place, writing_place_of
from kpis.errors import CannotChange
from kpis.evidence.actions import EXTENSIONS, attach_document, attach_file, remove_evidence
from kpis.evidence.forms import EvidenceForm
from kpis.measuring.workflow import WITH_AGENCY
from kpis.models import Evidence


@private_post
def evidence_add(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    place = writing_place_of(request, code, reverse("kpis:entry", args=[code]))
    item = item_of(place, pk)
    if item is None:
        raise Http404
    form = EvidenceForm(request.POST, request.FILES)
    why = faults_of(form)
    try:
        if not why and form.cleaned_data["file"]:
            file = form.cleaned_data["file"]
            attach_file(item, place.period, file, by=request.user, title=file.name)
        elif not why:
            said = form.cleaned_data
            attach_document(item, place.period, by=request.user, number=said["number"], issued_on=said["issued_on"])
    except CannotChange as error:
        why = str(error)
    return _answer(request, place, pk, why)


def _answer(request: HttpRequest, place: Place, pk: int, why: str) -> HttpResponse:
    """The row's evidence anew for a script, else back to the row; `why` nothing was added, beside what was written."""
    board = sheet_of(place, request.user.pk)
    if request.htmx:
        shown = {"board": board, "row": board.row_of_item(pk), "why": why}
        content = render(request, "kpis/entry/_evidence_answer.html", shown).content
        return HttpResponse(content, headers={"DX-Saved": str(int(not why))})
    if why:
        messages.error(request, why)
        shown = {"board": board, "scope": place, "refused": {"pk": pk, "why": why, "said": request.POST}}
        return render(request, "kpis/entry/entry.html", shown, status=422)
    return HttpResponseRedirect(f"{board.url}#more-{pk}")


@private_page
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    proof = _evidence_or_404(pk)
    agency = require(request.user, Permission.READ, proof.entry.assignment.agency)
    if proof.entry.status in WITH_AGENCY:  # a draft is its agency's own
        require(request.user, Permission.ENTER, agency)
    if not proof.file or not default_storage.exists(proof.file.name):
        raise Http404(_("This evidence is a document's number and has no file."))
    return handed_out(proof.file, proof.title, proof.content_type)


def handed_out(file: FieldFile, name: str, kind: str) -> FileResponse:
    """What somebody handed in, to be saved under its name, which ends as its `kind` wants."""
    ending = f".{EXTENSIONS.get(kind, 'bin')}"
    name = name if name.lower().endswith(ending) else name + ending
    kind = kind or "application/octet-stream"
    return FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=kind)


@private_post
def evidence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    proof = _evidence_or_404(pk)
    row, period = proof.entry.assignment, proof.entry.period
    agency = require(request.user, Permission.ENTER, row.agency)
    try:
        remove_evidence(proof, by=request.user)
    except CannotChange as error:
        messages.error(request, str(error))
    url = reverse("kpis:entry", args=[agency.code])
    query = f"?year={period.plan.year}&month={period.month}"
    return HttpResponseRedirect(f"{url}{query}#more-{row.pk}")


def _evidence_or_404(pk: int) -> Evidence:
    rows = Evidence.objects.select_related("entry__assignment__agency", "entry__period__plan")
    return get_object_or_404(rows, pk=pk)
