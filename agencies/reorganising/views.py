"""A decision on agencies: written down, looked at with all that is open, recorded, taken back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from agencies.models import Reorganisation
from agencies.pages.private import private_form, private_page, private_post
from agencies.reorganising.actions import reorganise, take_back
from agencies.reorganising.page import decided_page, page_of
from agencies.rights.access import administered, person_of, require
from agencies.rights.roles import Permission


@private_form
def decision(request: HttpRequest) -> HttpResponse:
    province = administered(person_of(request), request.GET.get("province", ""))
    if request.method != "POST":
        return _page(request, page_of(province, of=request.GET.get("of", "")))
    board = page_of(province, request.POST)
    if board.decision is None:
        return _page(request, board, 422)
    if request.POST.get("seen") != board.seen:
        return _page(request, board)
    try:
        act = reorganise(board.decision, by=person_of(request), chosen=board.chosen)
    except ValidationError as error:
        board.form.add_error(None, error)
        return _page(request, board, 409)
    messages.success(request, _("The decision is recorded."))
    return redirect("tree:decided", act.pk)


@private_page
def decided(request: HttpRequest, pk: int) -> HttpResponse:
    """What a recorded decision did, with sums that read alike before and after."""
    act = get_object_or_404(Reorganisation.objects.select_related("province", "made_by", "undone_by"), pk=pk)
    require(person_of(request), Permission.ADMINISTER, act.province)
    return render(request, "agencies/tree/decided.html", {"board": decided_page(act)})


@private_post
def decision_undo(request: HttpRequest, pk: int) -> HttpResponse:
    act = get_object_or_404(Reorganisation.objects.select_related("province").defer("changes"), pk=pk)
    require(person_of(request), Permission.ADMINISTER, act.province)
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:1000]
    try:
        if not reason:
            raise ValidationError(_("Say why it is taken back."))
        take_back(act, by=person_of(request), reason=reason)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Everything is as it was before."))
    return redirect("tree:tree")


def _page(request: HttpRequest, board: Any, status: int = 200) -> HttpResponse:
    return render(request, "agencies/tree/decision.html", {"board": board}, status=status)
