"""Home: sends each role to its own work. The door of the administration."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from agencies.enums import Level
from agencies.people.views import next_page
from agencies.rights.access import can, can_compare, grants, provinces
from agencies.rights.roles import Permission
from agencies.sessions import kept
from dxtracker.frame.home import cards, page_of
from dxtracker.frame.waiting import counts, waiting_for
from dxtracker.setup.code import is_empty
from dxtracker.setup.page import beginning_of
from kpis.reminders.actions import unread


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Each role's own work; where there is no province yet, set-up."""
    if not provinces(request.user) and is_empty():
        return redirect("setup")
    return _home(request)


@login_required
def _home(request: HttpRequest) -> HttpResponse:
    """Who has one place of work, and nothing that waits there, goes straight to it; others see what to do first."""
    if code := request.GET.get("province"):
        return _in_province(request, code)
    held, letters, waiting = grants(request.user), unread(request.user), waiting_for(request.user)
    beginning = beginning_of(request.user)
    if letters or waiting or beginning:
        return render(request, "home.html", {"board": page_of(request.user, held, letters, waiting, beginning)})
    if any(can(request.user, Permission.READ, province) for province in provinces(request.user)):
        return redirect("dashboards:province")
    if can_compare(request.user) and not held:
        return redirect("dashboards:country")
    places = {grant.agency.pk: grant.agency for grant in held if grant.agency.level != Level.PROVINCE}
    if len(places) == 1:
        (place,) = places.values()
        return redirect(reverse("dashboards:agency", args=[place.code]))
    return render(request, "home.html", {"board": page_of(request.user, held)})


def _in_province(request: HttpRequest, code: str) -> HttpResponse:
    """The person's work in the province that was chosen in the top bar; 404 where there is none."""
    province = next((place for place in provinces(request.user) if place.code == code), None)
    if province is None:
        raise Http404
    held = [grant for grant in grants(request.user) if grant.agency.root_id == province.pk]
    found = cards(request.user, held)
    if len(found) == 1:
        return redirect(found[0].url)
    whole = can(request.user, Permission.READ, province)
    tail = f"?{urlencode({'province': code})}"
    if whole:
        return redirect(reverse("dashboards:province") + tail)
    return render(request, "home.html", {"board": page_of(request.user, held)})


@require_safe
@login_required
def waiting(request: HttpRequest) -> HttpResponse:
    """The counts of the navigation, asked for once the page stands; a browser keeps them for half a minute."""
    response = render(request, "partials/_waiting.html", {"counts": counts(waiting_for(request.user)).items()})
    patch_cache_control(response, private=True, max_age=30)
    return response


@require_safe
def admin_login(request: HttpRequest) -> HttpResponse:
    """The administration has no login of its own: everybody comes in by the one that asks for the second factor."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise PermissionDenied
    return redirect(f"{reverse('agencies:login')}?{request.GET.urlencode()}")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token of this browser's session: said in words, what was typed shown to be copied.

    Who has logged in in another tab is led on; what the login page carried is shown to who began it.
    """
    typed, again = kept.posted(request), request.get_full_path()
    if request.path == reverse("agencies:login") and request.user.is_authenticated:
        typed, again = kept.opened(request.POST.get("kept", "")), next_page(request, reverse("home"))
        if typed is None or not typed.is_of(request.user.pk):
            return redirect(again)
    return render(request, "403_csrf.html", {"typed": typed, "again": again}, status=403)
