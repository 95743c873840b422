"""May this be signed, what may be said of it, and who has a say: one function for each rule.

A rule of signing takes a Paper and answers with the sentence that says what is missing, or nothing.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from agencies.clock import today
from agencies.models import User
from agencies.rights.access import can
from agencies.rights.roles import Permission
from commitments.enums import Tier, Way
from commitments.models import Commitment, CommitmentItem, ItemLink

SHOWN = (
    "number", "signatory_id", "signatory_name", "signatory_post", "agency_name", "counterparty_id",
    "counterparty_name", "counterparty_post", "counterparty_agency_name",
)  # fmt: skip
PARTIES = ("signatory_name", "signatory_post", "agency_name", "counterparty_name")
QUOTED = 60  # characters


@dataclass(frozen=True)
class Paper:
    """A draft with its items and their links, read once for all rules."""

    commitment: Commitment
    items: tuple[tuple[CommitmentItem, tuple[ItemLink, ...]], ...]


def paper_of(commitment: Commitment) -> Paper:
    """The draft as the rules read it: two queries."""
    rows = commitment.items.filter(withdrawn_by=None).prefetch_related("links")
    return Paper(commitment, tuple((row, tuple(row.links.all())) for row in rows))


def parties(paper: Paper) -> str:
    """Both parties are named, the signatory with post and agency."""
    if all(getattr(paper.commitment, name) for name in PARTIES):
        return ""
    return _("Name both parties: who signs, with post and agency, and with whom.")


def has_items(paper: Paper) -> str:
    """A commitment promises something."""
    return "" if paper.items else _("Add at least one item.")


def links(paper: Paper) -> str:
    """What is fulfilled with assigned items stands for at least one."""
    for item, held in paper.items:
        if item.way == Way.ASSIGNED and not held:
            return _("Choose the assigned items for “%(text)s”, or another way of fulfilling it.") % _quoted(item)
    return ""


def terms(paper: Paper) -> str:
    """Each assigned item is promised with a target or a day."""
    for item, held in paper.items:
        if any(not link.operator and link.deadline is None for link in held):
            return _("Write a target or a deadline for each assigned item of “%(text)s”.") % _quoted(item)
    return ""


def has_happened(paper: Paper) -> str:
    """What is recorded as signed was signed, today at the latest."""
    if paper.commitment.event.first_day <= today():
        return ""
    return _("The signing lies ahead. Record it when it has taken place, or put the date of the signing event right.")


def _quoted(item: CommitmentItem) -> dict[str, str]:
    return {"text": item.text if len(item.text) <= QUOTED else item.text[: QUOTED - 1].rstrip() + "…"}


RULES: tuple[Callable[[Paper], str], ...] = (parties, has_items, links, terms, has_happened)


def shown_in(paper: Paper) -> str:
    """What a signer is shown of a draft, in short: parties, items and their terms."""
    parties = [getattr(paper.commitment, name) for name in SHOWN]
    items = [[item.pk, item.order, item.text, item.way, item.deadline] for item, _links in paper.items]
    links = [
        [getattr(link, field.attname) for field in link._meta.concrete_fields] for _, ls in paper.items for link in ls
    ]
    return sha256(json.dumps([parties, items, links], default=str).encode()).hexdigest()[:16]


def wanting(commitment: Commitment) -> list[str]:
    """What still keeps the draft from being recorded as signed, a sentence each; two queries."""
    return missing_in(paper_of(commitment))


def missing_in(paper: Paper) -> list[str]:
    """The same of a draft that was read already."""
    return [sentence for rule in RULES if (sentence := rule(paper))]


def passed_deadlines(paper: Paper) -> list[str]:
    """Items whose last day lies before the signing: to be looked at, no reason not to sign."""
    signing, found = paper.commitment.event.first_day, []
    for item, held in paper.items:
        days = [day for day in (item.deadline, *(link.deadline for link in held)) if day and day < signing]
        if days:
            words = {**_quoted(item), "day": f"{min(days):%d/%m/%Y}"}
            found.append(_("The deadline of “%(text)s”, %(day)s, has passed on the day of signing.") % words)
    return found


def unclaimable(item: CommitmentItem) -> str:
    """Why nobody can say that the item is fulfilled, or nothing where somebody can."""
    if not item.commitment.is_signed:
        return _("This commitment is not signed yet.")
    if item.withdrawn_by_id:
        return _("This item was withdrawn.")
    if item.way == Way.ASSIGNED:
        return _("This item is fulfilled when the assigned items are met; nobody has to say so.")
    return ""


def can_decide(user: User, commitment: Commitment) -> bool:
    """Who speaks for the other party: the agency's head for its divisions, the standing body for the agencies."""
    is_inner = commitment.tier == Tier.DIVISION
    return can(user, Permission.COMMIT if is_inner else Permission.REVIEW, commitment.event.agency)
