"""Items of a draft: written, moved, removed; all assigned items of the agency in one step."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from agencies.pages.answers import FormPage, done, form_page, not_done, posted
from agencies.pages.private import private_form, private_post
from agencies.rights.access import person_of
from commitments.items.actions import add_all, add_item, change_item, move_item, remove_item
from commitments.items.forms import ItemForm
from commitments.models import Commitment
from commitments.scope import commitment_or_404, crumbs_of, desk_of, item_or_404, signed_already
from commitments.signing.drafting import offers_of
from kpis.errors import CannotChange
from kpis.refusals import refusals


@private_form
def item_new(request: HttpRequest, pk: int) -> HttpResponse:
    commitment = commitment_or_404(request, pk)
    if request.method != "POST" and commitment.is_signed:
        return signed_already(request, commitment)
    form = ItemForm(posted(request), offers=offers_of(commitment))
    if form.is_valid():
        with refusals(form):
            add_item(commitment, by=person_of(request), **form.said())
            return done(request, _("The item is added."), desk_of(commitment))
    return form_page(request, _page(commitment, _("Add an item")), form, "commitments/items/item.html")


@private_form
def item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    item = item_or_404(request, pk)
    commitment = item.commitment
    if request.method != "POST" and commitment.is_signed:
        return signed_already(request, commitment)
    form = ItemForm(posted(request), offers=offers_of(commitment, item), item=item)
    if form.is_valid():
        with refusals(form):
            change_item(item, by=person_of(request), **form.said())
            return done(request, _("The item is saved."), desk_of(commitment))
    return form_page(
        request, _page(commitment, _("Item %(n)s") % {"n": item.order}), form, "commitments/items/item.html"
    )


@private_post
def item_remove(request: HttpRequest, pk: int) -> HttpResponse:
    item = item_or_404(request, pk)
    try:
        remove_item(item, by=person_of(request))
    except CannotChange as error:
        return not_done(request, error, _place(item.commitment))
    return done(request, _("The item is removed."), desk_of(item.commitment))


@private_post
def item_move(request: HttpRequest, pk: int) -> HttpResponse:
    """`to` is up or down; anything else moves nothing."""
    item = item_or_404(request, pk)
    to = request.POST.get("to")
    try:
        if to in ("up", "down"):
            move_item(item, up=to == "up", by=person_of(request))
    except CannotChange as error:
        return not_done(request, error, _place(item.commitment))
    return redirect(desk_of(item.commitment))


@private_post
def items_all(request: HttpRequest, pk: int) -> HttpResponse:
    """An item for each assigned item of the agency that none stands for yet."""
    commitment = commitment_or_404(request, pk)
    try:
        made = add_all(commitment, by=person_of(request))
    except CannotChange as error:
        return not_done(request, error, _place(commitment))
    return done(request, _("Items added: %(n)s.") % {"n": len(made)}, desk_of(commitment))


def _page(commitment: Commitment, title: str) -> FormPage:
    about = f"{commitment.agency.name} · {commitment.event.name}"
    return FormPage(title, crumbs_of(title, commitment), _("Save"), desk_of(commitment), about)


def _place(commitment: Commitment) -> str:
    return commitment.get_absolute_url() if commitment.is_signed else desk_of(commitment)
