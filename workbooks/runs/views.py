"""What is read of the Excel import: the list, a run, its files, its progress."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from agencies.pages.answers import attachment, how_far
from agencies.pages.counted import tongue
from agencies.pages.private import private_file, private_page, private_post
from dxtracker.lib import xlsx
from kpis.refusals import refusals
from workbooks.annotate.workbook import annotate, annotated_name
from workbooks.enums import ImportKind
from workbooks.kinds.template import blank
from workbooks.reading.shapes import CannotRead
from workbooks.runs import progress
from workbooks.runs.actions import bytes_of
from workbooks.runs.answers import asked_of, back_to, show
from workbooks.runs.forms import UploadForm
from workbooks.runs.handing_in import hand_in
from workbooks.runs.list_page import ListPage
from workbooks.runs.rights import may_fill, province_of, run_or_404, runs_of
from workbooks.words import words


def asked_kind(kind: str) -> dict[str, str]:
    return {"kind": kind} if kind in ImportKind.values else {}


@private_page
def import_list(request: HttpRequest) -> HttpResponse:
    """What can be imported, an example, earlier imports; `?kind=` is chosen beforehand."""
    province = province_of(request.user, request.GET.get("province", ""))
    form = UploadForm(user=request.user, province=province, initial=asked_kind(request.GET.get("kind", "")))
    board = ListPage(province, form, runs_of(request.user, province), request.GET.get("page", "1"))
    return render(request, "workbooks/runs/imports.html", {"board": board, "form": form})


@private_post
def import_upload(request: HttpRequest) -> HttpResponse:
    """Keep a file and read it; the same file for the same use leads to the run that waits."""
    province = province_of(request.user, request.GET.get("province", ""))
    form = UploadForm(request.POST, request.FILES, user=request.user, province=province)
    if form.is_valid():
        file = form.cleaned_data["file"]
        with refusals(form):
            run, is_new = hand_in(file.read(), file.name, province=province, by=request.user, **form.said())
            if not is_new:
                messages.info(request, _("This file already waits for the same use: here it is."))
            return back_to(run)
    board = ListPage(province, form, runs_of(request.user, province))
    return render(request, "workbooks/runs/imports.html", {"board": board, "form": form})


@private_page
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """A run by its state: why it cannot be read, its preview, what was written."""
    return show(request, run_or_404(request.user, pk), asked_of(request))


@private_page
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the work in the background is: JSON, or the piece of the page that asks every second."""
    run = run_or_404(request.user, pk, is_light=True)
    held = progress.progress_of(pk)
    if not request.htmx:
        said = {"state": run.state, "is_running": bool(held and held.is_running)}
        return JsonResponse(
            said | ({"stage": held.stage, "done": held.done, "total": held.total, "waits": held.waits} if held else {})
        )
    return how_far(request, held, progress.words_of(held), request.path, back_to(run).url)


@private_file
def import_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was handed in."""
    run = run_or_404(request.user, pk, is_light=True)
    try:
        return attachment(bytes_of(run), run.file_name, "application/octet-stream")
    except CannotRead as error:
        messages.error(request, words(error.problem))
        return back_to(run)


@private_file
def import_annotated(request: HttpRequest, pk: int) -> HttpResponse:
    """The file with every refusal at its cell."""
    run = run_or_404(request.user, pk)
    if not run.understood:
        raise Http404
    try:
        made = annotate(bytes_of(run), run)
    except CannotRead as error:
        messages.error(request, words(error.problem))
        return back_to(run)
    return attachment(made, annotated_name(run, made), xlsx.CONTENT_TYPE)


@private_file
def import_template(request: HttpRequest, kind: str) -> HttpResponse:
    """A blank workbook of a kind."""
    if not may_fill(request.user, province_of(request.user), kind):
        raise Http404
    return attachment(blank(kind, tongue()), f"mau-{kind}.xlsx", xlsx.CONTENT_TYPE)
