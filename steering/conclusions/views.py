"""Conclusions: listed, written at a meeting, reported as done with proof, accepted or returned."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.pages.answers import FormPage, done, form_page, not_done, posted
from agencies.pages.private import private_form, private_page, private_post
from agencies.rights.access import can, person_of, provinces, require
from agencies.rights.roles import Permission
from kpis.errors import CannotChange
from kpis.evidence.views import handed_out
from kpis.refusals import refusals
from steering.conclusions.actions import change_conclusion, conclude, decide_outcome, remove_conclusion, report_done
from steering.conclusions.forms import ConclusionForm, DecideForm, NewConclusionForm, OutcomeForm
from steering.conclusions.page import ConclusionPage, list_of, page_of
from steering.conclusions.queries import visible_to
from steering.models import Conclusion, Outcome
from steering.scope import crumbs_of, meeting_or_404, meeting_url, name_of

TYPED = ("text", "link", "reason")


@private_page
def conclusions(request: HttpRequest) -> HttpResponse:
    if not provinces(person_of(request)):
        raise Http404
    board = list_of(person_of(request), request.GET.get("agency", "").replace("\x00", "")[:40])
    return render(request, "steering/conclusions/conclusions.html", {"board": board})


@private_form
def conclusion_new(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_or_404(request, pk, Permission.REVIEW)
    point = meeting.points.filter(pk=asked_number(request, "point")).first()
    initial = {"point": point, "agency": point and point.agency_id, "indicator": point and point.indicator_id}
    form = NewConclusionForm(posted(request), meeting=meeting, initial=initial)
    back = back_of(request, meeting_url(meeting), meeting.pk)
    if form.is_valid():
        with refusals(form):
            conclude(meeting, by=person_of(request), **form.cleaned_data)
            return done(request, _("The conclusion is written down."), back)
    title = _("Write a conclusion")
    about = point.text if point else name_of(meeting)
    return form_page(request, FormPage(title, crumbs_of(request, title, meeting), _("Write down"), back, about), form)


@private_form
def conclusion_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = conclusion_or_404(request, pk, Permission.REVIEW)
    names = ("text", "agency", "person", "due_on", "indicator", "point")
    form = ConclusionForm(
        posted(request), meeting=row.meeting, initial={name: getattr(row, name) for name in names}
    )  # fmt: skip
    if form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "point"}
        with refusals(form):
            change_conclusion(row, by=person_of(request), **said)
            return done(request, _("The conclusion is saved."), meeting_url(row.meeting))
    title = _("Change a conclusion")
    back = meeting_url(row.meeting)
    return form_page(request, FormPage(title, crumbs_of(request, title, row.meeting), _("Save"), back), form)


@private_post
def conclusion_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = conclusion_or_404(request, pk, Permission.REVIEW)
    try:
        remove_conclusion(row, by=person_of(request))
    except CannotChange as error:
        return not_done(request, error, meeting_url(row.meeting))
    return done(request, _("The conclusion is taken back."), f"{meeting_url(row.meeting)}#conclusions")


@private_page
def conclusion(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, page_of(conclusion_or_404(request, pk), person_of(request)))


@private_post
def conclusion_report(request: HttpRequest, pk: int) -> HttpResponse:
    row = conclusion_or_404(request, pk)
    require(person_of(request), Permission.ENTER, row.agency)
    form = OutcomeForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, page_of(row, person_of(request), report=form), 422)
    try:
        report_done(row, by=person_of(request), **form.cleaned_data)
    except CannotChange as error:
        return refused(request, page_of(row, person_of(request), report=form), form, error)
    return done(request, _("It is reported as done; the standing body looks at it."), row.get_absolute_url())


@private_post
def conclusion_decide(request: HttpRequest, pk: int) -> HttpResponse:
    row = conclusion_or_404(request, pk, Permission.REVIEW)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return shown(request, page_of(row, person_of(request), decide=form), 422)
    outcome = row.outcomes.filter(is_accepted=None).first()
    said = form.cleaned_data
    try:
        if outcome is None:
            raise CannotChange(_("Nothing waits to be decided here."))
        if request.POST.get("outcome", str(outcome.pk)) != str(outcome.pk):
            raise CannotChange(_("Another report has come in the meantime. Read it, then decide."))
        decide_outcome(outcome, accept=said["accept"] == "1", reason=said["reason"], by=person_of(request))
    except CannotChange as error:
        return refused(request, page_of(row, person_of(request), decide=form), form, error)
    words = _("The conclusion is done.") if said["accept"] == "1" else _("The conclusion is back with its agency.")
    return done(request, words, row.get_absolute_url())


@private_page
def outcome_file(request: HttpRequest, pk: int) -> FileResponse:
    row = get_object_or_404(Outcome, pk=pk)
    conclusion_or_404(request, row.conclusion_id)
    if not row.file or not default_storage.exists(row.file.name):
        raise Http404
    return handed_out(row.file, row.file_name, row.content_type)


def conclusion_or_404(request: HttpRequest, pk: int, permission: Permission = Permission.READ) -> Conclusion:
    """The conclusion, for who may read it; `permission` beyond that is asked for over its province.

    Http404 for strangers, PermissionDenied for readers.
    """
    row = get_object_or_404(visible_to(person_of(request)), pk=pk)
    if permission != Permission.READ and not can(person_of(request), permission, row.meeting.province):
        raise PermissionDenied
    return row


def shown(request: HttpRequest, board: ConclusionPage, status: int = 200, typed: Sequence[str] = ()) -> HttpResponse:
    """The page of a conclusion; `typed` is what has no place on it any more."""
    told = {"board": board, "typed": typed}
    return render(request, "steering/conclusions/conclusion.html", told, status=status)


def refused(request: HttpRequest, board: ConclusionPage, form: forms.Form, error: Exception) -> HttpResponse:
    """The page with the reason: at its form; where the conclusion has moved on and shows none, above what was typed."""
    if form is board.report or form is board.decide:
        form.add_error(None, str(error))
        return shown(request, board, 409)
    messages.warning(request, str(error))
    return shown(request, board, 409, [text for name in TYPED if (text := form.data.get(name))])


def asked_number(request: HttpRequest, name: str) -> int:
    """A key in the address; 0 for none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def back_of(request: HttpRequest, url: str, meeting: int) -> str:
    """Back to the wall, where the form was opened from there; else to `url`."""
    if "show" not in request.GET:
        return f"{url}#conclusions"
    theme = "&theme=light" if request.GET.get("theme") == "light" else ""
    return f"{reverse('steering:show', args=[meeting])}?point={asked_number(request, 'show')}{theme}"
