"""Fulfilment of items of their own way: said, decided, revoked."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from agencies.pages.answers import FormPage, done, form_page, not_done, posted
from agencies.pages.private import private_form
from agencies.rights.access import person_of
from agencies.rights.roles import Permission
from commitments.fulfilment.actions import (
    DECIDED,
    NOT_CONFIRMED,
    claim_fulfilment,
    decide_fulfilment,
    revoke_fulfilment,
)
from commitments.models import Fulfilment
from commitments.scope import crumbs_of, fulfilment_or_404, item_or_404
from commitments.signing.forms import ClaimFulfilmentForm, DecideFulfilmentForm, ReasonForm
from commitments.signing.rules import can_decide, unclaimable
from kpis.enums import ClaimState
from kpis.refusals import refusals


@private_form
def fulfilment_claim(request: HttpRequest, pk: int) -> HttpResponse:
    item = item_or_404(request, pk, Permission.ENTER)
    back = item.commitment.get_absolute_url()
    if request.method != "POST" and (why := unclaimable(item)):
        return not_done(request, why, back)
    form = ClaimFulfilmentForm(posted(request), item=item)
    if form.is_valid():
        with refusals(form):
            claim_fulfilment(item, by=person_of(request), **form.cleaned_data)
            return done(request, _("It is said. It counts once the other party confirms it."), back)
    title = _("Say that an item is fulfilled")
    notes = [_("It counts once the other party confirms it.")]
    board = FormPage(title, crumbs_of(title, item.commitment), _("Report as fulfilled"), back, item.text, notes)
    return form_page(request, board, form)


@private_form
def fulfilment_decide(request: HttpRequest, pk: int) -> HttpResponse:
    row = _decided_by(request, pk)
    if request.method != "POST" and row.state != ClaimState.CLAIMED:
        return not_done(request, str(DECIDED), row.item.commitment.get_absolute_url())
    form = DecideFulfilmentForm(posted(request))
    if form.is_valid():
        confirm = form.cleaned_data["act"] == "confirm"
        with refusals(form):
            decide_fulfilment(row, by=person_of(request), confirm=confirm, reason=form.cleaned_data["reason"])
            words = _("The fulfilment is confirmed.") if confirm else _("The fulfilment is refused.")
            return done(request, words, row.item.commitment.get_absolute_url())
    return _page(request, row, form, _("Decide on a fulfilment"), is_revoked=False)


@private_form
def fulfilment_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    row = _decided_by(request, pk)
    if request.method != "POST" and row.state != ClaimState.CONFIRMED:
        return not_done(request, str(NOT_CONFIRMED), row.item.commitment.get_absolute_url())
    form = ReasonForm(posted(request))
    if form.is_valid():
        with refusals(form):
            revoke_fulfilment(row, by=person_of(request), reason=form.cleaned_data["reason"])
            return done(request, _("The confirmation is revoked."), row.item.commitment.get_absolute_url())
    return _page(request, row, form, _("Revoke a confirmation"), is_revoked=True)


def _decided_by(request: HttpRequest, pk: int) -> Fulfilment:
    row = fulfilment_or_404(request, pk)
    if not can_decide(person_of(request), row.item.commitment):
        raise PermissionDenied
    return row


def _page(
    request: HttpRequest, row: Fulfilment, form: DecideFulfilmentForm | ReasonForm, title: str, *,
    is_revoked: bool,
) -> HttpResponse:  # fmt: skip
    commitment = row.item.commitment
    board = {
        "title": title,
        "crumbs": crumbs_of(title, commitment),
        "row": row,
        "back": commitment.get_absolute_url(),
        "is_own": row.claimed_by_id == person_of(request).pk,
        "is_revoked": is_revoked,
    }
    return form_page(request, board, form, "commitments/fulfilment/decide.html")
