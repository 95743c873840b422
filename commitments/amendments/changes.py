"""What an amendment may change: each difference between what was agreed and what is in force, each item that stands."""

import json
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from commitments.drift.history import UNKNOWN, Key, Since, since_of
from commitments.drift.links import Link, links_of
from commitments.drift.terms import Difference
from commitments.enums import Way
from commitments.models import Commitment, CommitmentItem
from commitments.signing.drafting import assignable
from commitments.words import drift_words


@dataclass(frozen=True)
class DriftLine:
    """A difference to take over. `value` names it together with the live value that was shown."""

    link: int
    aspect: str
    value: str
    name: str
    words: str


@dataclass(frozen=True)
class ItemLine:
    """An item that stands: its wording may change, and its deadline where it has a way of its own."""

    key: int
    order: int
    text: str
    is_own: bool
    deadline: date | None
    drifts: tuple[DriftLine, ...]


@dataclass(frozen=True)
class Amending:
    """All that the form of an amendment offers; `assignable` are (key, name) that no item stands for yet."""

    commitment: Commitment
    items: tuple[ItemLine, ...]
    assignable: tuple[tuple[int, str], ...]

    @property
    def drifts(self) -> tuple[DriftLine, ...]:
        return tuple(drift for item in self.items for drift in item.drifts)


def current_items(commitment: Commitment) -> list[tuple[CommitmentItem, tuple[Link, ...]]]:
    """The items that were not withdrawn, with agreed and live terms of what they stand for: two queries."""
    rows = list(commitment.items.filter(withdrawn_by=None).order_by("order"))
    links = links_of([row.pk for row in rows])
    return [(row, links.get(row.pk, ())) for row in rows]


def drifts_of(commitment: Commitment) -> dict[tuple[int, str], tuple[int, Difference]]:
    """(link key, aspect) → item key and difference, of all items that were not withdrawn: two queries."""
    return {
        (link.key, str(difference.aspect)): (item.pk, difference)
        for item, links in current_items(commitment)
        for link in links
        for difference in link.drifts
    }


def offered(commitment: Commitment) -> Amending:
    """What an amendment of the commitment may change now: five queries at most."""
    items = current_items(commitment)
    held = [link for _item, links in items for link in links]
    since = since_of(held, commitment.event.plan.year)
    known = {link.assignment for link in held}
    free = tuple((row.pk, row.indicator.name) for row in assignable(commitment) if row.pk not in known)
    return Amending(commitment, tuple(_line(item, links, since) for item, links in items), free)


def _line(item: CommitmentItem, links: tuple[Link, ...], since: dict[Key, Since]) -> ItemLine:
    drifts = tuple(
        DriftLine(
            link.key,
            str(difference.aspect),
            token(link.key, difference),
            link.name,
            drift_words(difference, since.get((link.key, difference.aspect), UNKNOWN)),
        )
        for link in links
        for difference in link.drifts
    )
    return ItemLine(item.pk, item.order, item.text, item.way != Way.ASSIGNED, item.deadline, drifts)


def token(link: int, difference: Difference) -> str:
    """A difference with the live value that was shown: what is posted of an older one is not taken for the newer."""
    shown = sha256(json.dumps(difference.new, sort_keys=True).encode()).hexdigest()[:12]
    return f"{link}:{difference.aspect}:{shown}"
