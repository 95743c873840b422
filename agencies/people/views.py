"""Accounts: log in and out, the password, the second factor, the language."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as log_in
from django.contrib.auth import logout as log_out
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from agencies.models import User
from agencies.pages.answers import posted, shown
from agencies.pages.private import private_form, private_page
from agencies.people import second_factor as factor
from agencies.people.actions import change_password, choose_language
from agencies.people.attempts import TooManyAttempts
from agencies.people.forms import CodeForm, LanguageForm, LoginForm, OwnPasswordForm
from agencies.sessions import kept


def next_page(request: HttpRequest, default: str = "home") -> str:
    """Where to go afterwards: `next` when it leads to this site, else the default page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe and wanted.startswith("/") else default


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(next_page(request))
    form = LoginForm(request, posted(request))
    try:
        is_valid = form.is_valid()
    except TooManyAttempts:
        return render(request, "login_locked.html", status=429)
    if is_valid:
        log_in(request, form.get_user())
        has_kept = kept.put_by(request.session, request.POST.get("kept", ""))
        if form.get_user().must_change_password:
            messages.info(request, _("Choose a password of your own first."))
            return redirect("agencies:password-change")
        return redirect("agencies:kept" if has_kept else next_page(request))
    wanted = request.POST.get("next") or request.GET.get("next", "")
    told = {"form": form, "next": wanted, "kept": request.POST.get("kept", ""), **single_sign_on()}
    return shown(request, "agencies/login.html", told)


def single_sign_on() -> dict:
    """Whether the login page offers it, and what it calls the provider."""
    name = settings.DX_OIDC_NAME or _("single sign-on")
    return {"has_sign_on": bool(settings.DX_OIDC_CLIENT_ID), "sign_on_name": name}


@private_page
def kept_form(request: HttpRequest) -> HttpResponse:
    """What was typed before the session ended, ready to be sent by who typed it."""
    found = kept.waiting(request.session)
    if found is None or not found.is_of(request.user.pk):
        return redirect("home")
    return render(request, "agencies/kept.html", {"kept": found})


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    log_out(request)
    response = redirect("agencies:login")
    response["Clear-Site-Data"] = '"cache"'  # boards that the browser keeps to ask again (dashboards/unchanged.py)
    return response


@sensitive_post_parameters()
@private_form
def password_change(request: HttpRequest) -> HttpResponse:
    form = OwnPasswordForm(request.user, posted(request), address=request.META["REMOTE_ADDR"])
    try:
        is_valid = form.is_valid()
    except TooManyAttempts:
        return render(request, "login_locked.html", status=429)
    if is_valid:
        change_password(request.user, form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        messages.success(request, _("The password is changed."))
        return redirect("agencies:kept" if kept.waiting(request.session) else "home")
    return shown(request, "agencies/password_change.html", {"form": form})


@private_form
def profile(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(posted(request), initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        choose_language(request.user, form.cleaned_data["language"])
        return redirect(next_page(request, "agencies:profile"))
    return shown(request, "agencies/profile.html", {"form": form})


@sensitive_post_parameters("code")
@private_form
def second_factor(request: HttpRequest) -> HttpResponse:
    user, do, codes = request.user, request.POST.get("do"), []
    device, draft, required = factor.device_of(user), factor.draft_of(user), factor.is_required_of(user)
    if do == "begin":
        factor.begin(user)
        return redirect("agencies:second-factor")
    if do == "remove" and required:
        raise PermissionDenied
    subject = {"confirm": None if device else draft, "remove": device}.get(do)
    form = CodeForm(request.POST if subject else None, verify=partial(factor.check, subject))
    if form.is_valid() and do == "remove":
        factor.remove(user, by=user, session_key=request.session.session_key)
        factor.mark_step(request, factor.NONE)
        messages.success(request, _("The second factor is removed."))
        return redirect("agencies:profile")
    if form.is_valid():
        codes = factor.confirm(draft, session_key=request.session.session_key)
        factor.mark_step(request, factor.VERIFIED)
    page = render if codes else shown
    return page(request, "agencies/second_factor.html", factor_page(user, form, codes) | {"is_required": required})


def factor_page(user: User, form: CodeForm, codes: list[str]) -> dict:
    """What the page of the second factor shows: the device in force, or the draft with its secret; new codes once."""
    device = factor.device_of(user)
    draft = None if device else factor.draft_of(user)
    return {
        "form": form,
        "codes": codes,
        "device": device,
        "codes_left": factor.codes_left(user) if device else 0,
        "secret": factor.secret_of(draft) if draft else "",
        "picture": factor.picture_of(draft) if draft else "",
    }


@sensitive_post_parameters("code")
@private_form
def second_factor_verify(request: HttpRequest) -> HttpResponse:
    if factor.step_of(request) != factor.PENDING:
        return redirect(next_page(request))
    device = factor.device_of(request.user)
    if device is None:
        log_out(request)
        return redirect("agencies:login")
    form = CodeForm(posted(request), verify=partial(factor.check, device))
    if form.is_valid():
        factor.mark_step(request, factor.VERIFIED)
        return redirect(next_page(request))
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return shown(request, "agencies/second_factor_verify.html", {"form": form, "next": wanted})
