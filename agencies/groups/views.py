"""The pages of peer groups, for the administrator of a province."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from agencies.groups import actions
from agencies.groups.forms import NameForm
from agencies.groups.page import group_or_404, group_page, groups_of
from agencies.pages.answers import posted
from agencies.pages.counted import Counted
from agencies.pages.private import private_form, private_page, private_post
from agencies.rights.access import administered

MOVED = Counted("%(n)s agency changed its group.", "%(n)s agencies changed their group.")


@private_form
def groups(request: HttpRequest) -> HttpResponse:
    """The groups; a new one is named below them."""
    province = administered(request.user, request.GET.get("province", ""))
    form = NameForm(posted(request))
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            made = actions.add_group(province, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error("name", refused)
        else:
            messages.success(request, _("The group is there. Say who is in it."))
            return redirect("tree:group", made.pk)
    board = groups_of(province, form)
    return render(request, "agencies/groups/groups.html", {"board": board}, status=status)


@private_page
def group(request: HttpRequest, pk: int) -> HttpResponse:
    found, province = group_or_404(request.user, pk, request.GET.get("province", ""))
    return _page(request, group_page(found, province))


@private_post
def group_rename(request: HttpRequest, pk: int) -> HttpResponse:
    found, province = group_or_404(request.user, pk, request.GET.get("province", ""))
    board = group_page(found, province, "name", request.POST)
    if board.name.is_valid():
        try:
            found = actions.rename_group(found, province=province, by=request.user, **board.name.cleaned_data)
        except ValidationError as refused:
            board.name.add_error("name", refused)
        else:
            messages.success(request, _("The group is renamed."))
            return redirect("tree:group", pk)
    return _page(request, board, 422)


@private_post
def group_fill(request: HttpRequest, pk: int) -> HttpResponse:
    found, province = group_or_404(request.user, pk, request.GET.get("province", ""))
    board = group_page(found, province, "members", request.POST)
    if not board.members.is_valid():
        return _page(request, board, 422)
    moved = actions.fill_group(found, province=province, by=request.user, **board.members.cleaned_data)
    messages.success(request, MOVED.of(moved))
    return redirect("tree:group", pk)


@private_post
def group_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found, _province = group_or_404(request.user, pk, request.GET.get("province", ""))
    try:
        actions.remove_group(found, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("tree:group", pk)
    messages.success(request, _("The group is removed."))
    return redirect("tree:groups")


def _page(request: HttpRequest, board: Any, status: int = 200) -> HttpResponse:
    return render(request, "agencies/groups/group.html", {"board": board}, status=status)
