"""Signing events: added, put right, and what was promised there."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.clock import today
from agencies.enums import Level
from agencies.models import Agency
from agencies.pages.answers import FormPage, done, form_page, posted
from agencies.pages.private import private_form
from agencies.rights.access import NothingYet, can_somewhere, person_of, visible_agencies
from agencies.rights.roles import Permission
from commitments.events.actions import add_event, change_event
from commitments.models import SigningEvent
from commitments.scope import crumbs_of, desk_of, event_or_404
from commitments.signing.drafting import agencies_of
from commitments.signing.forms import EventForm, written_day
from kpis.models import Plan
from kpis.queries import plan_that_holds
from kpis.refusals import refusals


@private_form
def event_new(request: HttpRequest) -> HttpResponse:
    agencies = _agencies(request)
    form = _form(request, agencies)
    if form.is_valid():
        with refusals(form):
            event = add_event(by=person_of(request), **form.said())
            return done(request, _("The signing event is added."), reverse("commitments:event-edit", args=[event.pk]))
    title = _("Add a signing event")
    return form_page(request, FormPage(title, crumbs_of(title), _("Add"), SigningEvent().get_absolute_url()), form)


@private_form
def event_edit(request: HttpRequest, pk: int) -> HttpResponse:
    event = event_or_404(request, pk)
    form = _form(request, _agencies(request, event), event)
    if form.is_valid():
        with refusals(form):
            change_event(event, by=person_of(request), **form.said())
            return done(request, _("The signing event is saved."), request.path)
    return form_page(request, _board(event), form, "commitments/events/event.html")


def _board(event: SigningEvent) -> dict[str, Any]:
    counted = Count("items", filter=Q(items__withdrawn_by=None))
    rows = event.commitments.select_related("agency").annotate(n_items=counted)
    return {
        "event": event,
        "crumbs": crumbs_of(event.name),
        "commitments": [(row, row.get_absolute_url() if row.is_signed else desk_of(row)) for row in rows],
        "left": agencies_of(event).count(),
    }


def _agencies(request: HttpRequest, event: SigningEvent | None = None) -> list[Agency]:
    """To whom may be promised by the rights of who asks; Http404 for strangers, PermissionDenied for readers."""
    person = person_of(request)
    rows = visible_agencies(person, Permission.COMMIT).filter(level__in=(Level.PROVINCE, Level.AGENCY))
    found = list(rows.alive_on(today()).order_by("path"))
    if not found and not event:
        raise PermissionDenied if can_somewhere(person, Permission.READ) else Http404
    return found if event is None or event.agency in found else [event.agency, *found]


def _form(request: HttpRequest, agencies: list[Agency], event: SigningEvent | None = None) -> EventForm:
    plans = list(Plan.objects.filter(province__in={agency.root_id for agency in agencies}).order_by("-year"))
    if not plans:
        raise NothingYet  # an event is one of a year
    holding = plan_that_holds(plans)
    initial = {"agency": request.GET.get("agency", ""), "plan": str(holding.pk) if holding else ""}
    if event:
        initial = {
            "name": event.name,
            "agency": str(event.agency_id),
            "plan": str(event.plan_id),
            "signed_on": written_day(event),
            "signed_text": event.signed_text,
        }
    return EventForm(posted(request), agencies=agencies, plans=plans, event=event, initial=initial)
