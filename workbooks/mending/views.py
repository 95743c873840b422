"""What is said of a run, and what is done with it. Each post carries the version of the run that its page showed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from agencies.pages.answers import posted, shown
from agencies.pages.private import private_form, private_post
from kpis.errors import CannotChange
from workbooks.enums import ImportKind
from workbooks.models import ImportRun
from workbooks.reading.shapes import CannotRead
from workbooks.runs import background, progress
from workbooks.runs.actions import choose, confirm, undo
from workbooks.runs.answers import answer, asked_of, back_to, not_now, show
from workbooks.runs.columns import changed_columns, forgotten_columns
from workbooks.runs.forms import DecideForm, MendForm, NameForm, UndoForm
from workbooks.runs.handing_in import read_soon, take_up
from workbooks.runs.page import Asked, RunPage
from workbooks.runs.rights import run_or_404
from workbooks.words import words


@private_post
def import_mend(request: HttpRequest, pk: int) -> HttpResponse:
    run, asked, form = run_or_404(request.user, pk), asked_of(request), MendForm(request.POST)
    if not form.is_valid():
        return refused(request, run, asked, form)
    place, text = form.cleaned_data["place"], form.wanted()
    asked.after, asked.typed = place, {place: text}
    return not_now(request, run, asked) or said(request, run, asked, mends={place: text})


@private_post
def import_agency(request: HttpRequest, pk: int) -> HttpResponse:
    run, asked = run_or_404(request.user, pk), asked_of(request)
    form = NameForm(request.POST, province=run.province, is_whole=run.kind == ImportKind.PEOPLE)
    if not form.is_valid():
        return refused(request, run, asked, form)
    asked.after = request.POST.get("place", "")[:72]
    name, code = form.cleaned_data["name"], form.cleaned_data["code"]
    remembered = {name: "1" if code and form.cleaned_data["remember"] else ""}
    return not_now(request, run, asked) or said(request, run, asked, aliases={name: code}, remembered=remembered)


@private_post
def import_decide(request: HttpRequest, pk: int) -> HttpResponse:
    run, asked, form = run_or_404(request.user, pk), asked_of(request), DecideForm(request.POST)
    if not form.is_valid():
        return refused(request, run, asked, form)
    asked.after = place = form.cleaned_data["place"]
    return not_now(request, run, asked) or said(request, run, asked, decisions={place: form.cleaned_data["decision"]})


@private_post
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    run, asked = run_or_404(request.user, pk), asked_of(request)
    if (answered := not_now(request, run, asked)) is not None:
        return answered
    if "forget" in request.POST:
        return said(request, run, asked, columns=forgotten_columns(request.POST.getlist("forget")))
    return said(request, run, asked, columns=changed_columns(run, request.POST))


@private_post
def import_reread(request: HttpRequest, pk: int) -> HttpResponse:
    run = run_or_404(request.user, pk)
    if (answered := not_now(request, run, asked_of(request))) is not None:
        return answered
    if run.done_at:
        messages.error(request, _("This import is finished; hand the file in again to change it."))
        return back_to(run)
    progress.forget(run.pk)
    read_soon(run, by=request.user)
    return back_to(run)


@private_post
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    run = run_or_404(request.user, pk)
    said = {name: name in request.POST for name in ("keep_good", "as_written")}
    if (answered := not_now(request, run, asked_of(request))) is not None:
        return answered
    progress.forget(run.pk)
    if background.is_large_run(run):
        background.start(run, "confirm", by=request.user, **said)
        return back_to(run)
    try:
        confirm(run, by=request.user, **said)
    except (CannotChange, CannotRead) as error:
        messages.error(request, why(error))
    return back_to(run)


@private_form
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    run, form = run_or_404(request.user, pk), UndoForm(posted(request))
    if request.method == "POST" and (answered := not_now(request, run, asked_of(request))) is not None:
        return answered
    if form.is_valid():
        try:
            undo(run, by=request.user, reason=form.cleaned_data["reason"])
        except CannotChange as error:
            form.add_error(None, why(error))
        else:
            return back_to(run)
    return shown(request, "workbooks/runs/import_undo.html", {"board": RunPage(run, Asked()), "form": form})


@private_post
def import_continue(request: HttpRequest, pk: int) -> HttpResponse:
    run = run_or_404(request.user, pk)
    try:
        return back_to(take_up(run, by=request.user))
    except (CannotChange, CannotRead) as error:
        messages.error(request, why(error))
        return back_to(run)


def said(request: HttpRequest, run: ImportRun, asked: Asked, **choices: Any) -> HttpResponse:
    """Add choices to a run and show what it comes to."""
    asked.typed = {}
    try:
        choose(run, by=request.user, **choices)
    except CannotChange as error:
        messages.error(request, why(error))
    return answer(request, run, asked)


def refused(request: HttpRequest, run: ImportRun, asked: Asked, form: Any) -> HttpResponse:
    """The page again with what is wrong in a form."""
    for error in [error for errors in form.errors.values() for error in errors]:
        messages.error(request, error)
    return show(request, run, asked, status=400)


def why(error: CannotChange | CannotRead) -> str:
    """An error as a sentence for people."""
    return words(error.problem) if isinstance(error, CannotRead) else str(error)
