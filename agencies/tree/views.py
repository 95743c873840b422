"""The tree of agencies, for the administrator of a province."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.pages.answers import FormPage, done, form_page, posted
from agencies.pages.private import private_form, private_page, private_post
from agencies.rights.access import administered, person_of
from agencies.tree import actions
from agencies.tree.forms import NewAgencyForm
from agencies.tree.page import agency_or_404, page_of, parents_in, tree_of
from dxtracker.lib.crumbs import Crumb


@private_page
def tree(request: HttpRequest) -> HttpResponse:
    province = administered(person_of(request), request.GET.get("province", ""))
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    return render(request, "agencies/tree/tree.html", {"board": tree_of(province, asked)})


@private_form
def agency_new(request: HttpRequest) -> HttpResponse:
    province = administered(person_of(request), request.GET.get("province", ""))
    form = NewAgencyForm(posted(request), province=province, parents=parents_in(province))
    if form.is_valid():
        made = actions.add_agency(by=person_of(request), **form.cleaned_data)
        return done(request, _("%(name)s is added.") % {"name": made.name}, reverse("tree:agency", args=[made.pk]))
    title, back = _("Add an agency"), reverse("tree:tree")
    return form_page(
        request, FormPage(title, [Crumb(_("The tree of agencies"), back), Crumb(title)], title, back), form
    )


@private_page
def agency(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, page_of(agency_or_404(person_of(request), pk)))


@private_post
def agency_rename(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, "rename", actions.rename_agency, _("The new name is kept with its day."))


@private_post
def agency_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, "edit", actions.edit_agency, _("The agency is changed."))


@private_post
def agency_alias(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, "alias", actions.add_alias, _("Sheets may write the agency so from now on."))


@private_post
def agency_alias_remove(request: HttpRequest, pk: int, alias: int) -> HttpResponse:
    found = agency_or_404(person_of(request), pk)
    row = get_object_or_404(found.aliases.select_related("agency"), pk=alias)
    actions.remove_alias(row, by=person_of(request))
    messages.success(request, _("“%(alias)s” is forgotten.") % {"alias": row.alias})
    return redirect("tree:agency", pk)


def _act(request: HttpRequest, pk: int, name: str, change: Callable[..., Any], said: str) -> HttpResponse:
    """Do it and lead back to the agency; a refusal stands at its form."""
    found: Agency = agency_or_404(person_of(request), pk)
    board = page_of(found, name, request.POST)
    form = board.forms[name]
    if not form.is_valid():
        return _page(request, board, 422)
    try:
        change(found, by=person_of(request), **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, board, 409)
    messages.success(request, said)
    return redirect("tree:agency", pk)


def _page(request: HttpRequest, board: Any, status: int = 200) -> HttpResponse:
    return render(request, "agencies/tree/agency.html", {"board": board}, status=status)
