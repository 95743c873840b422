"""The pages of tokens: one's own beside the account, those of a province's systems for its administrators."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from agencies.models import User
from agencies.pages.answers import FormPage, form_page, posted, refusals
from agencies.pages.private import private_form, private_post
from agencies.rights.access import administered
from dxtracker.lib.crumbs import Crumb
from machines.models import Token
from machines.tokens.actions import add_system, make_token, revoke_token, set_agencies, switch_system
from machines.tokens.forms import AgenciesForm, SystemForm, TokenForm
from machines.tokens.page import home_or_404, system_or_404, systems_page, tokens_page
from machines.tokens.queries import roles_of


@private_form
def tokens(request: HttpRequest) -> HttpResponse:
    form = TokenForm(posted(request))
    made = _made(request, request.user, form)
    board = tokens_page(request.user, TokenForm() if made else form, made)
    status = 422 if request.method == "POST" and not made else 200
    return render(request, "machines/tokens/tokens.html", {"board": board}, status=status)


@private_post
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(Token.objects.select_related("user"), pk=pk, user=request.user.pk)
    revoke_token(token, by=request.user)
    messages.success(request, _("The token is revoked."))
    return redirect("machines:tokens")


@private_form
def systems(request: HttpRequest) -> HttpResponse:
    province = administered(request.user, request.GET.get("province", ""))
    form = SystemForm(posted(request), province=province)
    made = _made_system(request, form)
    board = systems_page(request.user, province, None if made else form, made)
    status = 422 if request.method == "POST" and not made else 200
    return render(request, "machines/tokens/systems.html", {"board": board}, status=status)


@private_form
def system_agencies(request: HttpRequest, pk: int) -> HttpResponse:
    """For whom a system acts: given and taken away."""
    system, province = system_or_404(request.user, pk)
    held = [role.place for role in roles_of([system])]
    form, back = AgenciesForm(posted(request), province=province, held=held), reverse("machines:systems")
    if form.is_valid():
        with refusals(form):
            set_agencies(system, form.cleaned_data["agencies"], by=request.user)
            return redirect(back)
    crumbs = [Crumb(_("People"), reverse("agencies:people")), Crumb(_("Systems"), back), Crumb(system.full_name)]
    about = _("What is taken away ends at once; the trail keeps what the system did.")
    page = FormPage(_("For whom %(name)s acts") % {"name": system.full_name}, crumbs, _("Save"), back, about)
    return form_page(request, page, form, "machines/tokens/agencies.html")


@never_cache
@private_post
def system_token(request: HttpRequest, pk: int) -> HttpResponse:
    system, province = system_or_404(request.user, pk)
    form = TokenForm(request.POST, auto_id=f"id_{pk}_%s")
    made = _made(request, system, form)
    board = systems_page(request.user, province, made=made, refused={} if made else {pk: form})
    return render(request, "machines/tokens/systems.html", {"board": board}, status=200 if made else 422)


@private_post
def system_token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(Token.objects.select_related("user"), pk=pk)
    home_or_404(request.user, token.user)
    revoke_token(token, by=request.user)
    messages.success(request, _("The token is revoked."))
    return redirect("machines:systems")


@private_post
def system_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Off or, with `on`, on again."""
    system, _province = system_or_404(request.user, pk)
    is_on = "on" in request.POST
    if switch_system(system, is_on=is_on, by=request.user):
        said = _("%(name)s is on again.") if is_on else _("%(name)s is switched off: its tokens open nothing.")
        messages.success(request, said % {"name": system.full_name})
    return redirect("machines:systems")


def _made_system(request: HttpRequest, form: SystemForm) -> str:
    """What the first token of a new system reads, or nothing."""
    if not form.is_valid():
        return ""
    said = form.cleaned_data
    with refusals(form), transaction.atomic():
        system = add_system(*said["agencies"], name=said["name"], by=request.user)
        return make_token(system, name=said["name"], reach=said["reach"], days=said["days"], by=request.user)[0]
    return ""


def _made(request: HttpRequest, user: User, form: TokenForm) -> str:
    """What the new token reads, or nothing where the form does not lead on."""
    if not form.is_valid():
        return ""
    with refusals(form):
        return make_token(user, by=request.user, **form.cleaned_data)[0]
    return ""
