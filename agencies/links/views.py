"""What a one-time link opens, and who has forgotten the password."""

from django.contrib import messages
from django.contrib.auth import logout as log_out
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from agencies.enums import LinkKind
from agencies.links.actions import ask_for_password, use_link
from agencies.links.forms import ForgottenForm, LinkPasswordForm
from agencies.links.letters import address_of, letter, send_soon
from agencies.links.queries import find_link
from agencies.models import User
from agencies.pages.answers import posted, shown

MOST_ACCOUNTS = 3  # of one address


@never_cache
@sensitive_variables("token")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password. Nothing is written before the form is sent: programs that look into letters open links too."""
    found = find_link(token)
    if found is None:
        return discreet(render(request, "agencies/links/gone.html", status=404))
    form = LinkPasswordForm(found.user, posted(request))
    if form.is_valid():
        try:
            use_link(found, form.cleaned_data["new_password1"])
        except ValidationError:
            return discreet(render(request, "agencies/links/gone.html", status=404))
        log_out(request)
        messages.success(request, _("The password is set. Log in with it."))
        return discreet(redirect("agencies:login"))
    return discreet(shown(request, "agencies/links/link.html", {"form": form, "person": found.user}))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Write to who forgot the password. The answer is the same, whether anybody is called so or not."""
    form = ForgottenForm(posted(request))
    if not form.is_valid():
        return shown(request, "agencies/links/forgotten.html", {"form": form})
    who = form.cleaned_data["who"]
    for person in User.objects.filter(Q(username__iexact=who) | Q(email__iexact=who))[:MOST_ACCOUNTS]:
        if token := ask_for_password(person, by=None, address=request.META["REMOTE_ADDR"]):
            send_soon(letter(person, LinkKind.PASSWORD, address_of(request, token)))
    messages.info(
        request,
        _("If such an account has an e-mail address, a letter with a link is on its way. Without one, ask whoever gave"
          " you the account."),
    )  # fmt: skip
    return redirect("agencies:login")


def discreet(response: HttpResponse) -> HttpResponse:
    """Other addresses learn from the browser where it comes from, never by which link.

    "no-referrer" would hide the origin too, without which the form's own answer is refused as a stranger's.
    """
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
