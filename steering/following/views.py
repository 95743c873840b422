"""What a person follows: listed, added, given up; the weekly letter stopped and taken up again."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agencies.models import Agency, User
from agencies.pages.answers import FormPage, done, form_page
from agencies.pages.private import private_form, private_page, private_post
from agencies.rights.access import person_of, provinces, require
from agencies.rights.roles import Permission
from dxtracker.lib.crumbs import Crumb
from kpis.models import Indicator
from steering.following.actions import follow, resume_letter, stop_letter, unfollow, user_of
from steering.following.queries import follows_of, is_stopped, thing_of
from steering.models import Follow
from steering.questions.page import item_or_404


@private_page
def following(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    rows = [(row, thing_of(row), url_of(row)) for row in follows_of(person)]
    board = {"rows": rows, "is_stopped": is_stopped(person), "crumbs": [Crumb(_("What you follow"))]}
    return render(request, "steering/following/following.html", {"board": board})


@private_form
def follow_thing(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """A page with one button, so that a link on a board is enough and nothing is written by a GET."""
    found = FINDERS[kind](person_of(request), pk) if kind in FINDERS else None
    if found is None:
        raise Http404
    if request.method == "POST":
        follow(person_of(request), **{kind: found})
        return done(request, _("You follow it."), "steering:following")
    title = _("Follow")
    name = thing_of(Follow(**{kind: found})).name
    notes = [_("Once a week a letter says what moved. One click stops it.")]
    page = FormPage(title, [Crumb(title)], _("Follow"), found.get_absolute_url(), name, notes, is_final=True)
    return form_page(request, page, None)


@private_post
def follow_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Follow, user=person_of(request), pk=pk)
    unfollow(row)
    return done(request, _("You follow it no more."), "steering:following")


@private_post
def letter(request: HttpRequest) -> HttpResponse:
    """The weekly letter is stopped or taken up again on the person's own page."""
    (stop_letter if request.POST.get("act") == "stop" else resume_letter)(person_of(request))
    return redirect("steering:following")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def letter_stop(request: HttpRequest, token: str) -> HttpResponse:
    """From the letter itself, without a login: one button stops it."""
    user = user_of(token)
    if user is None:
        raise Http404
    if request.method == "POST":
        stop_letter(user)
    board = {"is_stopped": is_stopped(user), "crumbs": []}
    return render(request, "steering/following/stop.html", {"board": board})


def url_of(row: Follow) -> str:
    """The page of what is followed."""
    return (row.item or row.agency or row.indicator).get_absolute_url()


def _agency(user: User, pk: int) -> Agency | None:
    row = Agency.objects.filter(pk=pk).first()
    return require(user, Permission.READ, row) if row else None


def _indicator(user: User, pk: int) -> Indicator | None:
    return Indicator.objects.filter(pk=pk, province__in=provinces(user)).first()


FINDERS: dict[str, Callable[[User, int], Any]] = {"item": item_or_404, "agency": _agency, "indicator": _indicator}
