"""The agenda of a meeting: proposed again, and its points added, put right, moved, removed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from agencies.pages.answers import FormPage, done, form_page, not_done, posted
from agencies.pages.private import private_form, private_post
from agencies.rights.access import person_of
from agencies.rights.roles import Permission
from kpis.errors import CannotChange
from kpis.refusals import refusals
from steering.agenda.actions import add_point, change_point, move_point, propose_agenda, remove_point
from steering.agenda.forms import PointForm
from steering.scope import crumbs_of, meeting_or_404, meeting_url, name_of, point_or_404


@private_post
def agenda_propose(request: HttpRequest, pk: int) -> HttpResponse:
    row = meeting_or_404(request, pk, Permission.REVIEW)
    try:
        found = propose_agenda(row, by=person_of(request))
    except CannotChange as error:
        return not_done(request, error, meeting_url(row))
    said = _("Points added: %(n)s.") % {"n": len(found)} if found else _("The month's facts propose nothing more.")
    return done(request, said, f"{meeting_url(row)}#agenda")


@private_form
def point_new(request: HttpRequest, pk: int) -> HttpResponse:
    row = meeting_or_404(request, pk, Permission.REVIEW)
    form = PointForm(posted(request), meeting=row)
    if form.is_valid():
        with refusals(form):
            add_point(row, text=form.cleaned_data["text"], by=person_of(request), **form.links)
            return done(request, _("The point is on the agenda."), f"{meeting_url(row)}#agenda")
    title = _("Add a point")
    page = FormPage(title, crumbs_of(request, title, row), _("Add"), meeting_url(row), about=name_of(row))
    return form_page(request, page, form)


@private_form
def point_edit(request: HttpRequest, pk: int) -> HttpResponse:
    point = point_or_404(request, pk)
    meeting = point.meeting
    initial = {"text": point.text, "agency": point.agency_id, "indicator": point.indicator_id}
    form = PointForm(posted(request), meeting=meeting, initial=initial)
    if form.is_valid():
        with refusals(form):
            change_point(point, text=form.cleaned_data["text"], by=person_of(request), **form.links)
            return done(request, _("The point is saved."), f"{meeting_url(meeting)}#agenda")
    title = _("Change a point")
    page = FormPage(title, crumbs_of(request, title, meeting), _("Save"), meeting_url(meeting))
    return form_page(request, page, form)


@private_post
def point_move(request: HttpRequest, pk: int) -> HttpResponse:
    point = point_or_404(request, pk)
    try:
        move_point(point, down=request.POST.get("to") == "down", by=person_of(request))
    except CannotChange as error:
        return not_done(request, error, meeting_url(point.meeting))
    return redirect(f"{meeting_url(point.meeting)}#point-{point.pk}")


@private_post
def point_remove(request: HttpRequest, pk: int) -> HttpResponse:
    point = point_or_404(request, pk)
    try:
        remove_point(point, by=person_of(request))
    except CannotChange as error:
        return not_done(request, error, meeting_url(point.meeting))
    return done(request, _("The point is off the agenda."), f"{meeting_url(point.meeting)}#agenda")
