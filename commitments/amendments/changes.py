"""What an amendment may change: each difference between what was agreed and what is in force, each item that stands."""

import json
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from commitments.drift.history import UNKNOWN, since_of
from commitments.drift.terms import Difference
from commitments.enums import Way
from commitments.ledger import Item, items_of
from commitments.models import Commitment
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


def current_items(commitment: Commitment) -> tuple[Item, ...]:
    """The items that were not withdrawn, with agreed and live terms: three queries."""
    period = commitment.event.plan.periods.order_by("month").first()  # any: states are not read here
    return items_of([commitment.pk], period).get(commitment.pk, ()) if period else ()


def drifts_of(commitment: Commitment) -> dict[tuple[int, str], tuple[int, Difference]]:
    """(link key, aspect) → item key and difference, of all items that were not withdrawn: three queries."""
    return {
        (link.key, str(difference.aspect)): (item.key, difference)
        for item in current_items(commitment)
        for link, difference in item.drifts
    }


def offered(commitment: Commitment) -> Amending:
    """What an amendment of the commitment may change now: five queries at most."""
    items = current_items(commitment)
    since = since_of(items, commitment.event.plan.year)
    held = {link.assignment for item in items for link in item.links}
    free = tuple((row.pk, row.indicator.name) for row in assignable(commitment) if row.pk not in held)
    lines = tuple(
        ItemLine(
            key=item.key,
            order=item.order,
            text=item.text,
            is_own=item.way != Way.ASSIGNED,
            deadline=item.deadline,
            drifts=tuple(
                DriftLine(
                    link.key,
                    str(difference.aspect),
                    token(link.key, difference),
                    link.name,
                    drift_words(difference, since.get((link.key, difference.aspect), UNKNOWN)),
                )
                for link, difference in item.drifts
            ),
        )
        for item in items
    )
    return Amending(commitment, lines, free)


def token(link: int, difference: Difference) -> str:
    """A difference with the live value that was shown: what is posted of an older one is not taken for the newer."""
    shown = sha256(json.dumps(difference.new, sort_keys=True).encode()).hexdigest()[:12]
    return f"{link}:{difference.aspect}:{shown}"
