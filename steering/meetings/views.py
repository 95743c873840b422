"""Meetings: listed, planned, looked at, put right, cancelled, held, announced."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.pages.answers import FormPage, done, form_page, not_done, posted
from agencies.pages.private import private_form, private_page, private_post
from agencies.rights.access import person_of
from agencies.rights.roles import Permission
from kpis.errors import CannotChange
from kpis.refusals import refusals
from steering.meetings.actions import announce_meeting, cancel_meeting, change_meeting, hold_meeting, plan_meeting
from steering.meetings.forms import AnnounceForm, MeetingForm, PlanForm
from steering.meetings.page import list_of, members_of, months_to_meet_on, page_of
from steering.scope import crumbs_of, meeting_or_404, meeting_url, name_of, province_or_404


@private_page
def meetings(request: HttpRequest) -> HttpResponse:
    board = list_of(person_of(request), province_or_404(request))
    return render(request, "steering/meetings/meetings.html", {"board": board})


@private_form
def meeting_new(request: HttpRequest) -> HttpResponse:
    province = province_or_404(request, Permission.REVIEW)
    months = months_to_meet_on(province)
    initial = {"period": months[0].pk if months else None, "members": members_of(province)}
    form = PlanForm(posted(request), periods=months, initial=initial)
    if form.is_valid():
        said = dict(form.cleaned_data)
        with refusals(form):
            row = plan_meeting(said.pop("period"), by=person_of(request), **said)
            return done(request, _("The meeting is planned; its agenda is proposed."), meeting_url(row))
    title = _("Plan a meeting")
    notes = [_("The agenda is proposed from the facts of the month; you change it afterwards.")]
    page = FormPage(title, crumbs_of(request, title), _("Plan the meeting"), reverse("steering:meetings"), notes=notes)
    return form_page(request, page, form)


@private_page
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    row = meeting_or_404(request, pk)
    board = page_of(row, person_of(request), crumbs_of(request, "", row))
    return render(request, "steering/meetings/meeting.html", {"board": board})


@private_form
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = meeting_or_404(request, pk, Permission.REVIEW)
    initial = {name: getattr(row, name) for name in ("held_on", "place", "chair", "members")}
    form = MeetingForm(posted(request), initial=initial)
    if form.is_valid():
        with refusals(form):
            change_meeting(row, by=person_of(request), **form.cleaned_data)
            return done(request, _("The meeting is saved."), meeting_url(row))
    title = _("Day, place and members")
    page = FormPage(title, crumbs_of(request, title, row), _("Save"), meeting_url(row), about=name_of(row))
    return form_page(request, page, form)


@private_post
def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = meeting_or_404(request, pk, Permission.REVIEW)
    try:
        cancel_meeting(row, by=person_of(request))
    except CannotChange as error:
        return not_done(request, error, meeting_url(row))
    return done(request, _("The meeting is cancelled."), reverse("steering:meetings"))


@private_post
def meeting_held(request: HttpRequest, pk: int) -> HttpResponse:
    row = meeting_or_404(request, pk, Permission.REVIEW)
    try:
        hold_meeting(row, by=person_of(request))
    except CannotChange as error:
        return not_done(request, error, meeting_url(row))
    return done(request, _("The meeting is recorded as held."), meeting_url(row))


@private_form
def meeting_announce(request: HttpRequest, pk: int) -> HttpResponse:
    row = meeting_or_404(request, pk, Permission.REVIEW)
    form = AnnounceForm(posted(request))
    if form.is_valid():
        with refusals(form):
            announce_meeting(row, by=person_of(request), **form.cleaned_data)
            return done(request, _("The conclusions are announced; their agencies are told."), meeting_url(row))
    title = _("Announce the conclusions")
    notes = [_("From then on each conclusion is a task of its agency, and none is changed any more.")]
    page = FormPage(
        title, crumbs_of(request, title, row), _("Announce"), meeting_url(row), about=name_of(row), notes=notes
    )
    return form_page(request, page, form)
