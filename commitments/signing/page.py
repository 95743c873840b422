"""The page on which a draft is written: parties, items with what they stand for, what may be added in one step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.models import Commitment, CommitmentItem, ItemLink
from commitments.queries import signed_text
from commitments.scope import crumbs_of
from commitments.signing.drafting import accounts_of, assignable, target_text, terms_of_link
from commitments.signing.forms import PartiesForm
from commitments.words import deadline_words
from dxtracker.lib.crumbs import Crumb


@dataclass(frozen=True)
class DraftLine:
    """An item of a draft; `stands_for` are the names of assigned items with their targets as they will be signed."""

    item: CommitmentItem
    stands_for: tuple[tuple[str, str], ...]
    deadline: str
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class Desk:
    """A draft as it is written; `left` counts the agency's assigned items that no item stands for yet."""

    commitment: Commitment
    signed: str
    lines: tuple[DraftLine, ...]
    left: int

    @property
    def crumbs(self) -> list[Crumb]:
        return crumbs_of(_("Draft commitment"), self.commitment)

    @property
    def page(self) -> str:
        return self.commitment.get_absolute_url()

    @property
    def next_step(self) -> str:
        """What the dark button does: items where there are none, parties where one has no name, else signing."""
        if not self.lines:
            return "all" if self.left else "item"
        has_parties = self.commitment.signatory_name and self.commitment.counterparty_name
        return "sign" if has_parties else "parties"

    @property
    def event_url(self) -> str:
        return reverse("commitments:event-edit", args=[self.commitment.event_id])


def desk(commitment: Commitment) -> Desk:
    """The draft with its items: three queries."""
    links = Prefetch("links", ItemLink.objects.select_related("assignment__indicator"))
    items = list(commitment.items.prefetch_related(links))
    own = assignable(commitment).filter(agency=commitment.agency_id)
    left = own.exclude(commitment_links__item__commitment=commitment).count()
    lines = tuple(_line(item, at, len(items)) for at, item in enumerate(items, 1))
    return Desk(commitment, signed_text(commitment), lines, left)


def _line(item: CommitmentItem, at: int, count: int) -> DraftLine:
    links = list(item.links.all())
    named = tuple((link.assignment.indicator.name, target_text(terms_of_link(link))) for link in links)
    days = sorted({link.deadline for link in links if link.deadline} | ({item.deadline} if item.deadline else set()))
    return DraftLine(item, named, " · ".join(deadline_words(day) for day in days), at == 1, at == count)


def parties_form(commitment: Commitment, posted: Mapping[str, Any] | None = None) -> PartiesForm:
    """The form of both parties with the accounts that may be theirs: two queries."""
    return PartiesForm(
        posted,
        commitment=commitment,
        signatories=accounts_of(commitment.agency),
        counterparties=accounts_of(commitment.event.agency),
    )
