"""Home: sends each role to its own work."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from agencies.access import can, grants, provinces
from agencies.enums import Level
from agencies.roles import Permission
from dxtracker.home import cards


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """A person with one place of work goes straight there; others choose among their doors."""
    held = grants(request.user)
    if any(can(request.user, Permission.READ, province) for province in provinces(request.user)):
        return redirect("dashboards:province")
    places = {grant.agency.pk: grant.agency for grant in held if grant.agency.level != Level.PROVINCE}
    if len(places) == 1:
        (place,) = places.values()
        return redirect(reverse("dashboards:agency", args=[place.code]))
    return render(request, "home.html", {"board": {"greeting_name": request.user.full_name, "cards": cards(held)}})
