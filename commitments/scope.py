"""Where commitments stand: their page, the way to it, and the one lookup that every writing page goes through."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.pages.answers import not_done
from agencies.rights.access import person_of, require
from agencies.rights.roles import Permission
from commitments.models import Commitment, CommitmentItem, Fulfilment, SignedFile, SigningEvent
from dxtracker.lib.crumbs import Crumb


def desk_of(commitment: Commitment) -> str:
    """The page on which a draft is written, at its items."""
    return reverse("commitments:commitment-edit", args=[commitment.pk]) + "#items"


def crumbs_of(title: str, commitment: Commitment | None = None) -> list[Crumb]:
    """The way to a page that writes: the board of commitments, what is written to, the page itself."""
    way = [Crumb(_("Commitments"), SigningEvent().get_absolute_url())]
    if commitment:
        way.append(Crumb(commitment.agency.short_name or commitment.agency.name, commitment.get_absolute_url()))
    return [*way, Crumb(title)]


def commitment_or_404(request: HttpRequest, pk: int) -> Commitment:
    """The commitment, for who writes at its agency: one query; else as agencies.rights.access.require."""
    rows = Commitment.objects.select_related("agency", "event__agency", "event__plan", "signatory", "counterparty")
    commitment = get_object_or_404(rows, pk=pk)
    require(person_of(request), Permission.COMMIT, commitment.agency)
    return commitment


def signed_already(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    """The answer to who asks for a page of the draft of what is signed."""
    said = _("This commitment is signed: it changes by amendments alone.")
    return not_done(request, said, commitment.get_absolute_url())


def file_or_404(request: HttpRequest, pk: int, permission: Permission) -> SignedFile:
    """The kept file, by the rights at its commitment's agency."""
    file = get_object_or_404(SignedFile.objects.select_related("commitment__agency"), pk=pk)
    require(person_of(request), permission, file.commitment.agency)
    return file


def item_or_404(request: HttpRequest, pk: int, permission: Permission = Permission.COMMIT) -> CommitmentItem:
    """The committed item, by the rights at its commitment's agency."""
    rows = CommitmentItem.objects.select_related(
        "commitment__agency", "commitment__event__agency", "commitment__event__plan"
    )
    item = get_object_or_404(rows, pk=pk)
    require(person_of(request), permission, item.commitment.agency)
    return item


def fulfilment_or_404(request: HttpRequest, pk: int) -> Fulfilment:
    """A claimed or decided fulfilment, for who may read its commitment."""
    rows = Fulfilment.objects.select_related(
        "item__commitment__agency", "item__commitment__event__agency", "claimed_by", "decided_by"
    )
    row = get_object_or_404(rows, pk=pk)
    require(person_of(request), Permission.READ, row.item.commitment.agency)
    return row


def event_or_404(request: HttpRequest, pk: int) -> SigningEvent:
    """The signing event, for who writes commitments at the agency to which is promised."""
    event = get_object_or_404(SigningEvent.objects.select_related("agency", "plan"), pk=pk)
    require(person_of(request), Permission.COMMIT, event.agency)
    return event
