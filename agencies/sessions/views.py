"""The page of one's own sessions."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.pages.private import private_page, private_post
from agencies.sessions.actions import end_others, end_session
from agencies.sessions.queries import handle_of, sessions_of
from dxtracker.lib.crumbs import Crumb

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@private_page
def sessions(request: HttpRequest) -> HttpResponse:
    found = sorted(sessions_of(request.user), key=lambda one: one.began_at or LONG_AGO, reverse=True)
    crumbs = Crumb(_("Your account"), reverse("agencies:profile")), Crumb(_("Where you are logged in"))
    told = {"sessions": found, "this": handle_of(request.session.session_key), "board": {"crumbs": crumbs}}
    return render(request, "agencies/sessions.html", told)


@private_post
def session_end(request: HttpRequest, handle: str) -> HttpResponse:
    if handle == handle_of(request.session.session_key) or not end_session(
        request.user, handle=handle, by=request.user
    ):
        raise Http404
    messages.success(request, _("The session is ended."))
    return redirect("agencies:sessions")


@private_post
def sessions_end(request: HttpRequest) -> HttpResponse:
    ended = end_others(request.user, but=request.session.session_key, by=request.user)
    messages.success(request, _("Sessions ended: %(n)s.") % {"n": ended})
    return redirect("agencies:sessions")
