"""The month's page of an agency: looked at, saved row by row or as a whole, signed and sent."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.models import Agency
from agencies.pages.counted import Counted
from agencies.queries import heads_of
from agencies.rights.access import province_tail
from agencies.rights.roles import Permission
from kpis.entry import saving
from kpis.entry.actions import send_month
from kpis.entry.page import SavedRow, Sheet, sheet_of
from kpis.entry.scope import entered_by, place_of, writing_place_of
from kpis.errors import CannotChange, NotReady, Overtaken

SAVED = Counted("%(n)s row saved.", "%(n)s rows saved.")


@require_safe
@login_required
def entry_home(request: HttpRequest) -> HttpResponse:
    agencies = entered_by(request)
    if len(agencies) == 1:
        return redirect(_door(request, agencies[0]))
    doors = [(agency.name, _door(request, agency)) for agency in agencies]
    return render(request, "kpis/entry/entry_choose.html", {"doors": doors})


def _door(request: HttpRequest, agency: Agency) -> str:
    tail = province_tail(request.user, agency)
    return reverse("kpis:entry", args=[agency.code]) + (f"?{tail[1:]}" if tail else "")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def entry(request: HttpRequest, code: str) -> HttpResponse:
    if request.method == "POST":
        return _save_all(request, code)
    place = place_of(request, code)
    if "month" not in request.GET:
        return redirect(place.url)
    return _page(request, sheet_of(place, request.user.pk))


def _save_all(request: HttpRequest, code: str) -> HttpResponse:
    with transaction.atomic():
        place = writing_place_of(request, code, request.path, hold=True)
        board, saved = saving.save_all(place, request.POST, request.user)
    if board.said:
        return _page(request, board, status=409 if any(row.clash for row in board.rows) else 422)
    messages.success(request, SAVED.of(saved))
    return redirect(board.submit_url if "check" in request.POST else board.url)


def _page(request: HttpRequest, board: Sheet, status: int = 200) -> HttpResponse:
    return render(request, "kpis/entry/entry.html", {"board": board, "scope": board.place}, status=status)


@require_POST
@login_required
@never_cache
def entry_row(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    with transaction.atomic():
        place = writing_place_of(request, code, reverse("kpis:entry", args=[code]), hold=True)
        saved = saving.save_one(place, pk, request.POST, request.user)
    if saved is None:
        raise Http404
    if not request.htmx:
        return redirect(saved.url) if saved.said is None else _refused(request, saved)
    row = saved.row
    is_theirs = request.POST.get(f"choice-{pk}") == "theirs"
    shown = {"board": saved, "row": row, "whole": is_theirs or bool(row.clash and row.is_locked)}
    headers = {"DX-Saved": "clash" if row.clash else str(int(saved.said is None))}
    return HttpResponse(render(request, "kpis/entry/_answer.html", shown).content, headers=headers)


def _refused(request: HttpRequest, saved: SavedRow) -> HttpResponse:
    """The whole page with a row that was posted without a script and could not be saved."""
    board, key = sheet_of(saved.place, request.user.pk), saved.row.pk
    said = {key: saved.said} if saved.said else {}
    return _page(request, replace(board, said=said, failed={key: saved.failed} if saved.failed else {}), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def entry_submit(request: HttpRequest, code: str) -> HttpResponse:
    if request.method == "POST":
        return _send(request, code)
    place = place_of(request, code)
    if "month" not in request.GET:
        return redirect(place.url)
    return _ready(request, sheet_of(place, request.user.pk))


def _send(request: HttpRequest, code: str) -> HttpResponse:
    place = writing_place_of(request, code, request.path, Permission.SIGN)
    try:
        send_month(place.agency, place.period, by=request.user, seen=_seen(request.POST))
    except NotReady:
        return _ready(request, sheet_of(place, request.user.pk), status=409)
    except Overtaken as error:
        return _ready(request, sheet_of(place, request.user.pk), 409, [e.assignment_id for e in error.entries])
    except CannotChange as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("The report is signed and sent. It now waits for review."))
    return redirect(reverse("kpis:entry-submit", args=[code]) + place.query)


def _seen(posted: Mapping[str, str]) -> dict[int, int] | None:
    """The figures that the signer's page showed (key → version); None where the form says nothing of it."""
    if "seen" not in posted:
        return None
    pairs = [pair.split(".") for pair in posted["seen"].split()]
    return {int(p[0]): int(p[1]) for p in pairs if len(p) == 2 and all(n.isascii() and n.isdigit() for n in p)}


def _ready(request: HttpRequest, board: Sheet, status: int = 200, changed: Collection[int] = ()) -> HttpResponse:
    agency = board.place.agency
    head = None if board.place.can_sign else heads_of([agency]).get(agency.pk)
    rows = [row for row in board.rows if row.pk in changed]
    page = {"board": board, "scope": board.place, "head": head, "changed": rows}
    return render(request, "kpis/entry/entry_submit.html", page, status=status)
