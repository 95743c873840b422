"""The pages of people: the list, a person, roles given, changed and ended, who leaves and comes back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from agencies.enums import LinkKind
from agencies.links.actions import VALID_FOR, invite
from agencies.links.letters import address_of, letter, letters_leave, send
from agencies.models import Agency, Membership, User
from agencies.pages.answers import FormPage, form_page, posted, refusals, shown
from agencies.pages.private import private_form, private_page, private_post
from agencies.people import second_factor as factor
from agencies.people.actions import add_person, edit_person, edit_role, grant_role
from agencies.rights.access import can_appoint, can_manage
from agencies.roster.actions import hand_over, leave
from agencies.roster.forms import DaysForm, PersonForm, ReasonForm, RoleForm
from agencies.roster.page import people_page, person_page
from agencies.roster.pending import pending_of
from agencies.roster.queries import appointed, person_or_404, place_or_404
from dxtracker.lib.crumbs import Crumb


@private_page
def people(request: HttpRequest) -> HttpResponse:
    province = place_or_404(request.user, request.GET.get("province", ""))
    board = people_page(request.user, province, request.GET, request.GET.get("page", "1"))
    return render(request, "agencies/people/people.html", {"board": board})


@private_page
def person(request: HttpRequest, pk: int) -> HttpResponse:
    found, province = person_or_404(request.user, pk)
    return render(request, "agencies/people/person.html", {"board": person_page(request.user, found, province)})


@private_form
def person_new(request: HttpRequest) -> HttpResponse:
    """Somebody new with a first role; the invitation comes next."""
    province = place_or_404(request.user, request.GET.get("province", ""))
    agencies = appointed(request.user, province)
    who = PersonForm(posted(request), agencies=agencies)
    role = RoleForm(posted(request), giver=request.user, agencies=list(agencies.order_by("path")), person=None)
    if who.is_valid() & role.is_valid():
        with refusals(role):
            with transaction.atomic():
                made = add_person(**who.said(), by=request.user, reason=role.cleaned_data["reason"])
                give(role, made, request.user)
            messages.success(request, _("%(name)s is added. Invite them, so that they can log in.") % {"name": made})
            return redirect("agencies:person", made.pk)
    forms = {"who": who, "role": role, "crumbs": crumbs_of(None, _("Add somebody"))}
    return shown(request, "agencies/people/person_new.html", {"board": forms})


def give(form: RoleForm, person: User, by: User) -> Membership:
    """Give the role of a valid form: hand it over, or beside whoever holds it."""
    said = {"user": person, "agency": form.cleaned_data["place"], "role": form.cleaned_data["role"]}
    act = hand_over if form.cleaned_data["takes_over"] else grant_role
    return act(**said, **form.days(), by=by, reason=form.cleaned_data["reason"])


@private_form
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found, province = managed_or_403(request, pk)
    start = {"full_name": found.full_name, "email": found.email}
    form = PersonForm(posted(request), agencies=appointed(request.user, province), person=found, initial=start)
    if form.is_valid():
        edit_person(found, **form.said(), by=request.user)
        return redirect("agencies:person", found.pk)
    return _person_form(request, found, form, _("Change name and address"), _("Save"))


@private_form
def role_new(request: HttpRequest, pk: int) -> HttpResponse:
    found, province = person_or_404(request.user, pk)
    agencies = list(appointed(request.user, province).order_by("path"))
    form = RoleForm(posted(request), giver=request.user, agencies=agencies, person=found)
    if form.is_valid():
        with refusals(form):
            give(form, found, request.user)
            return redirect("agencies:person", found.pk)
    return _person_form(request, found, form, _("Give a role"), _("Give this role"))


@private_form
def role_edit(request: HttpRequest, pk: int, role: int) -> HttpResponse:
    found, _province = person_or_404(request.user, pk)
    held = role_or_404(request.user, found, role)
    fields = ("post", "since", "until", "is_acting", "decision_number")
    form = DaysForm(posted(request), initial={name: getattr(held, name) for name in fields})
    if form.is_valid():
        with refusals(form):
            edit_role(held, **form.days(), by=request.user, reason=form.cleaned_data["reason"])
            return redirect("agencies:person", found.pk)
    title = _("%(role)s, %(agency)s") % {"role": held.get_role_display(), "agency": held.agency.name}
    return _person_form(request, found, form, title, _("Save"), _("To end the role, write its last day."))


@private_post
@never_cache
def person_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link and send it by e-mail, or show it once to be printed."""
    found, _province = managed_or_403(request, pk)
    try:
        token = invite(found, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("agencies:person", found.pk)
    address = address_of(request, token)
    wants_mail = request.POST.get("do") == "mail" and bool(found.email) and letters_leave()
    if wants_mail and send(letter(found, LinkKind.INVITATION, address)):
        messages.success(request, _("The invitation went to %(email)s.") % {"email": found.email})
        return redirect("agencies:person", found.pk)
    if wants_mail:
        messages.error(request, _("The letter did not leave. Print the invitation, or try again later."))
    board = {
        "person": found,
        "address": address,
        "picture": factor.drawn(address),
        "crumbs": crumbs_of(found, _("Invitation")),
    }
    board["days"] = VALID_FOR[LinkKind.INVITATION].days
    return render(request, "agencies/people/invitation.html", {"board": board})


@private_form
def person_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch an account off, after a look at what is pending and to whom it passes."""
    found, province = managed_or_403(request, pk)
    form = ReasonForm(posted(request))
    if form.is_valid():
        with refusals(form):
            leave(found, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("The account of %(name)s is switched off.") % {"name": found})
            return redirect("agencies:person", found.pk)
    board = {"form": form, "person": found, "pending": pending_of(found, province)}
    board["crumbs"] = crumbs_of(found, _("Switch the account off"))
    return shown(request, "agencies/people/leave.html", {"board": board})


@private_post
def person_return(request: HttpRequest, pk: int) -> HttpResponse:
    found, _province = managed_or_403(request, pk)
    edit_person(found, is_active=True, by=request.user)
    messages.success(request, _("The account is on again. Its roles have ended: give it one."))
    return redirect("agencies:person", found.pk)


@private_form
def person_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the second factor away from who lost the phone and the backup codes."""
    found, _province = managed_or_403(request, pk)
    form = ReasonForm(posted(request))
    if form.is_valid():
        factor.remove(found, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The second factor is removed; the person is logged out everywhere."))
        return redirect("agencies:person", found.pk)
    why = _(
        "Make sure that it is this person who asks: without the second factor the password alone opens the account."
    )
    return _person_form(request, found, form, _("Remove the second factor"), _("Remove it"), why)


def managed_or_403(request: HttpRequest, pk: int) -> tuple[User, Agency]:
    """The person whose account the reader may change, and the province; 404 for strangers."""
    found, province = person_or_404(request.user, pk)
    if not can_manage(request.user, found):
        raise PermissionDenied
    return found, province


def role_or_404(user: User, person: User, pk: int) -> Membership:
    held = get_object_or_404(Membership.objects.select_related("agency"), user=person, pk=pk)
    if not can_appoint(user, held.role, held.agency):
        raise PermissionDenied
    return held


def crumbs_of(person: User | None, *titles: str) -> tuple[Crumb, ...]:
    above = [Crumb(_("People"), reverse("agencies:people"))]
    above += [Crumb(person.full_name, reverse("agencies:person", args=[person.pk]))] if person else []
    return (*above, *map(Crumb, titles))


def _person_form(request: HttpRequest, person: User, form: Any, title: str, act: str, why: str = "") -> HttpResponse:
    about = f"{person.full_name}. {why}" if why else person.full_name
    back = reverse("agencies:person", args=[person.pk])
    return form_page(request, FormPage(title, [*crumbs_of(person, title)], act, back, about), form)
