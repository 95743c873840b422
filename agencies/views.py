"""Accounts: log in and out, the password, the language."""

from django.contrib import messages
from django.contrib.auth import login as log_in
from django.contrib.auth import logout as log_out
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from agencies.actions import change_password, choose_language
from agencies.forms import LanguageForm, LoginForm


def next_page(request: HttpRequest, default: str = "home") -> str:
    """Where to go afterwards: `next` when it leads to this site, else the default page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else default


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(next_page(request))
    form = LoginForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        log_in(request, form.get_user())
        if form.get_user().must_change_password:
            messages.info(request, _("Choose a password of your own first."))
            return redirect("agencies:password-change")
        return redirect(next_page(request))
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return render(request, "agencies/login.html", {"form": form, "next": wanted})


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    log_out(request)
    return redirect("agencies:login")


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        change_password(request.user, form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        messages.success(request, _("The password is changed."))
        return redirect("home")
    return render(request, "agencies/password_change.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        choose_language(request.user, form.cleaned_data["language"])
        return redirect(next_page(request, "agencies:profile"))
    return render(request, "agencies/profile.html", {"form": form})
