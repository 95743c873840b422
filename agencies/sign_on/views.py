"""To the province's provider and back. Without one these addresses do not exist."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as log_in
from django.contrib.auth.signals import user_login_failed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from mozilla_django_oidc.views import OIDCAuthenticationRequestView

from agencies.sessions import kept
from agencies.sign_on.backend import NobodyKnown, Provider

STATES, NEXT = "oidc_states", "oidc_login_next"
LOCAL = "agencies.people.accounts.Accounts"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_on(request: HttpRequest) -> HttpResponse:
    """On to the provider; what the login page carried waits in the session until the person is back."""
    if not settings.DX_OIDC_CLIENT_ID:
        raise Http404
    if request.user.is_authenticated:
        return redirect("home")
    if request.method == "POST":
        kept.put_by(request.session, request.POST.get("kept", ""))
        # A form of ours may lead to no other host (CSP), so the browser asks once more.
        return HttpResponse(headers={"Refresh": f"0;url={request.path}"})
    return OIDCAuthenticationRequestView().get(request)


@never_cache
@require_safe
def sign_on_back(request: HttpRequest) -> HttpResponse:
    """Who is known comes in as after a password: the second factor, where there is one, is asked for here too."""
    if not settings.DX_OIDC_CLIENT_ID:
        raise Http404
    held = request.session.get(STATES, {}).pop(request.GET.get("state", ""), None)
    request.session.modified = True
    if held is None or "code" not in request.GET:
        messages.error(request, _("Single sign-on was not completed. Begin again."))
        return redirect("agencies:login")
    try:
        person = Provider().person(request, nonce=held.get("nonce"), code_verifier=held.get("code_verifier"))
    except NobodyKnown as error:
        user_login_failed.send(__name__, credentials={"username": error.name}, request=request)
        messages.error(request, _("Single sign-on found no account of yours that is in use. Ask your administrator."))
        return redirect("agencies:login")
    wanted = request.session.get(NEXT)
    log_in(request, person, backend=LOCAL)
    return redirect("agencies:kept" if kept.waiting(request.session) else wanted or "home")
