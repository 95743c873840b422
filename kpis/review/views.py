"""The review of a month: who waits, an agency's figures, and what the standing body decides on them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.pages.private import private_page, private_post
from agencies.rights.roles import Permission
from kpis.entry.actions import verify
from kpis.entry.scope import Place, writing_place_of
from kpis.enums import Kind
from kpis.errors import CannotChange, Overtaken, WrongMove
from kpis.models import Entry
from kpis.review.actions import return_figures
from kpis.review.deciding import decide, overtaken_words
from kpis.review.forms import ReopenEntryForm, Reviewed, VerifyForm, reviewed_of
from kpis.review.page import Review, review_of
from kpis.review.queue import queue_of
from kpis.review.scope import queue_place_of


@private_page
def review(request: HttpRequest) -> HttpResponse:
    place = queue_place_of(request)
    board = queue_of(place, request.user, request.GET.get("page", "1"))
    return render(request, "kpis/review/review.html", {"board": board, "scope": place})


@private_page
def review_agency(request: HttpRequest, code: str) -> HttpResponse:
    return page(request, review_of(place_of_reviewer(request, code), request.user))


@private_post
def review_decide(request: HttpRequest, code: str) -> HttpResponse:
    place = place_of_reviewer(request, code)
    outcome = decide(place, request.user, reviewed_of(request.POST))
    if outcome.done:
        messages.success(request, outcome.done)
    return page(request, outcome.page, outcome.status) if outcome.page else back(place)


@private_post
def review_verify(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    place = place_of_reviewer(request, code)
    entry = entry_or_404(place, pk)
    if entry.assignment.indicator.kind == Kind.DELIVERABLE:
        return refused(request, place, pk, _("A task is not corrected: return it with a reason."))
    form = VerifyForm(request.POST, item=entry.assignment, key=pk)
    if not form.is_valid():
        return refused(request, place, pk, "", 422, form)
    said = form.cleaned_data
    try:
        verify(entry, by=request.user, reason=said["reason"], versions={pk: said["version"]}, **form.verified)
    except Overtaken as error:
        now = error.entries[0]
        again = VerifyForm(item=entry.assignment, key=pk, initial=request.POST.dict() | {"version": now.version})
        return refused(request, place, pk, overtaken_words(now), form=again)
    except CannotChange as error:
        return refused(request, place, pk, str(error))
    messages.success(request, _("The verified value stands beside the reported one."))
    return back(place, pk)


@private_post
def review_reopen(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    place = place_of_reviewer(request, code)
    entry_or_404(place, pk)
    form = ReopenEntryForm(request.POST)
    if not form.is_valid():
        return refused(request, place, pk, _("Say why the figure is reopened."), 422)
    said = form.cleaned_data
    try:
        return_figures(place.agency, {pk: said["reason"]}, by=request.user, versions={pk: said["version"]})
    except Overtaken as error:
        return refused(request, place, pk, overtaken_words(error.entries[0]), reason=said["reason"])
    except (CannotChange, WrongMove) as error:
        return refused(request, place, pk, str(error))
    messages.success(request, _("The figure is back with the agency."))
    return back(place)


def place_of_reviewer(request: HttpRequest, code: str) -> Place:
    """An agency's month for who reviews there: 404 for strangers, 403 for other readers."""
    return writing_place_of(request, code, reverse("kpis:review-agency", args=[code]), Permission.REVIEW)


def entry_or_404(place: Place, pk: int) -> Entry:
    rows = Entry.objects.filter(assignment__agency=place.agency, period=place.period, pk=pk)
    entry = rows.select_related("assignment__indicator").first()
    if entry is None:
        raise Http404
    return entry


def page(request: HttpRequest, board: Review, status: int = 200) -> HttpResponse:
    return render(request, "kpis/review/review_agency.html", {"board": board, "scope": board.place}, status=status)


def refused(
    request: HttpRequest,
    place: Place,
    pk: int,
    why: str,
    status: int = 409,
    form: VerifyForm | None = None,
    reason: str = "",
) -> HttpResponse:
    """The page as it stands, with why at the figure, and there what was typed: a correction, a reason to reopen."""
    said = Reviewed("", frozenset(), reasons={pk: reason})
    told, forms = {pk: why} if why else {}, {pk: form} if form else {}
    return page(request, review_of(place, request.user, said, told, _("Nothing was changed."), forms), status)


def back(place: Place, pk: int | None = None) -> HttpResponse:
    url = reverse("kpis:review-agency", args=[place.agency.code]) + place.query
    return redirect(f"{url}#entry-{pk}" if pk else url)
