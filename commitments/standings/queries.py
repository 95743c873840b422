"""Commitments of a month as pages group them: their items with states, and how many are fulfilled and drifting.

A month to come has no rows: there what they would be is judged on the spot, by who writes them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Sum

from agencies.databases.compiled import compiled
from commitments.drift.links import Link, links_of
from commitments.drift.terms import Difference
from commitments.enums import Aspect, CommitmentState, Way
from commitments.models import Commitment, CommitmentItem, CommitmentRollUp, CommitmentStanding
from commitments.standings.facts import confirmed, days_of, gather, is_signed_by
from commitments.standings.rules import is_fulfilled, is_promised, item_state
from kpis.enums import State
from kpis.models import Period


@dataclass(frozen=True)
class Item:
    """A committed item in a month, signed for (`is_promised`) or written only.

    `fulfilled_on` and the document are of a confirmed fulfilment that counts in the month.
    """

    key: int
    commitment: int
    order: int
    text: str
    way: str
    deadline: date | None
    is_illustrative: bool
    state: State
    fulfilled_on: date | None
    document_number: str
    document_on: date | None
    is_promised: bool
    links: tuple[Link, ...]

    @property
    def is_fulfilled(self) -> bool:
        """What is not signed for fulfils nothing, however it stands."""
        return self.is_promised and is_fulfilled(self.state)

    @property
    def reason(self) -> str:
        """Why it is in its state, where all assigned items that are in it are so for one reason."""
        reasons = {link.reason for link in self.links if link.state == self.state}
        return reasons.pop() if len(reasons) == 1 else ""

    @property
    def drifts(self) -> tuple[tuple[Link, Difference], ...]:
        return tuple((link, difference) for link in self.links for difference in link.drifts)

    @property
    def drifted(self) -> tuple[Aspect, ...]:
        """In what it is not as agreed, in the order of aspects."""
        found = {difference.aspect for _link, difference in self.drifts}
        return tuple(aspect for aspect in Aspect if aspect in found)

    @property
    def is_drifting(self) -> bool:
        return any(link.drifts for link in self.links)


CONFIRMED = ("fulfilled_on", "document_number", "document_on")


def items_of(commitments: list[int], period: Period) -> dict[int, tuple[Item, ...]]:
    """Commitment key → the items promised in `period`, in their order: two queries.

    Of what was not signed then, all that are written. Withdrawn ones are left out from the day of their withdrawal.
    """
    shown = [row for row in _items(commitments, period.pk) if row.kept_state or _is_shown(row, period)]
    links = links_of([row.pk for row in shown], period)  # keys: PostgreSQL would join all links before a subquery
    found: dict[int, list[Item]] = defaultdict(list)
    for row in shown:
        found[row.commitment_id].append(_item(row, links.get(row.pk, ()), period))
    return {key: tuple(items) for key, items in found.items()}


@compiled
def _items(commitments: list[int], period: int) -> QuerySet:
    kept = FilteredRelation("standings", condition=Q(standings__period=period))
    rows = confirmed(CommitmentItem.objects.filter(commitment__in=commitments)).annotate(kept=kept)
    rows = rows.annotate(
        kept_state=F("kept__state"),
        **{f"kept_{name}": F(f"kept__fulfilment__{name}") for name in CONFIRMED},
        **{f"done_{name}": F(f"done__{name}") for name in CONFIRMED},
    )
    return rows.select_related("commitment__event", "added_by", "withdrawn_by").order_by("commitment", "order")


def _is_shown(row: CommitmentItem, period: Period) -> bool:
    """Of items without a row in the month: those not signed for yet, and in a month to come those promised by then."""
    if not is_signed_by(row.commitment, period):
        return row.withdrawn_by_id is None
    return not period.is_begun and is_promised(*days_of(row), period.data_to)


def _item(row: Any, links: tuple[Link, ...], period: Period) -> Item:
    state, is_signed, told = row.kept_state, True, "kept"
    if state is None:
        is_signed = is_signed_by(row.commitment, period) and not period.is_begun
        states = [link.state or State.NO_DATA for link in links]
        state = item_state(row.way, states, row.done_on, row.deadline, period.seen_on)
        told = "done" if row.way != Way.ASSIGNED and is_fulfilled(state) else "kept"
    return Item(
        key=row.pk,
        commitment=row.commitment_id,
        order=row.order,
        text=row.text,
        way=row.way,
        deadline=row.deadline,
        is_illustrative=row.is_illustrative,
        state=State(state),
        fulfilled_on=getattr(row, f"{told}_fulfilled_on"),
        document_number=getattr(row, f"{told}_document_number") or "",
        document_on=getattr(row, f"{told}_document_on"),
        is_promised=is_signed,
        links=links,
    )


class DriftingItem(NamedTuple):
    """An item that is not as agreed, and in what."""

    text: str
    aspects: tuple[Aspect, ...]


def drifting_items(commitments: Iterable[int], period: Period) -> dict[int, list[DriftingItem]]:
    """Commitment key → its items that drift in `period`, in their order: one query, two of a month to come."""
    found: dict[int, list[DriftingItem]] = defaultdict(list)
    if not has_begun(period):
        for key, items in items_of(list(commitments), period).items():
            found[key] = [DriftingItem(item.text, item.drifted) for item in items if item.is_promised and item.drifted]
        return found
    for key, text, codes in _drifting(list(commitments), period.pk):
        found[key].append(DriftingItem(text, tuple(map(Aspect, codes.split()))))
    return found


@compiled
def _drifting(commitments: list[int], period: int) -> QuerySet:
    rows = CommitmentStanding.objects.filter(commitment__in=commitments, period=period, is_drifting=True)
    return rows.order_by("item__order").values_list("commitment", "item__text", "drifted_aspects")


def in_month(commitments: QuerySet[Commitment], period: Period) -> list[Any]:
    """These commitments with `state_then`, `n_items`, `n_fulfilled` and `n_drifting` of the month: one query.

    One that the month does not know, for it was drafted after its closing, is left out.
    """
    return judged_in(list(with_month(commitments, period.pk, has_begun(period))), period)


def has_begun(period: Period) -> bool:
    """Whether the month has rows of its own."""
    return period.is_begun


def with_month(commitments: QuerySet[Commitment], period: int, begun: bool) -> QuerySet[Commitment]:
    """The question that `in_month` asks, for who compiles it; the rows go through `judged_in`."""
    rows = commitments.annotate(month=FilteredRelation("rollups", condition=Q(rollups__period=period)))
    rows = rows.annotate(
        state_then=F("month__state"), n_items=F("month__items"), n_fulfilled=F("month__fulfilled"),
        n_drifting=F("month__drifting"),
    )  # fmt: skip
    return rows.filter(month__isnull=False) if begun else rows


def judged_in(found: list[Any], period: Period) -> list[Any]:
    """What `with_month` found, with what a month to come would say."""
    if has_begun(period):
        return found
    judged = {row.commitment_id: row for row in _judged([row.pk for row in found], period)}
    for row in found:
        one = judged[row.pk]
        row.state_then, row.n_items = one.state, one.items
        row.n_fulfilled, row.n_drifting = one.fulfilled, one.drifting
    return found


def _judged(commitments: list[int], period: Period) -> list[CommitmentRollUp]:
    return [row for fact in gather(commitments, [period]) for row, _items in fact.judge([period])]


class TierCount(NamedTuple):
    """A tier's commitments of a plan: how many are signed, and the items of those, in all and fulfilled."""

    signed: int
    items: int
    fulfilled: int


def fulfilment_by_tier(period: Period) -> dict[str, TierCount]:
    """Tier → its commitments that were signed in the month, summed: one query."""
    if not period.is_begun:
        return _tiers_to_come(period)
    return {tier: TierCount(*counts) for tier, *counts in tier_rows(period.pk)}


def tier_rows(period: int) -> QuerySet[Any, Any]:
    """(tier, signed, items, fulfilled) of a month that has begun, for a question that asks for more beside it."""
    rows = CommitmentRollUp.objects.filter(period=period, state=CommitmentState.SIGNED).order_by()
    return rows.values_list("tier").annotate(n=Count("pk"), n_items=Sum("items"), n_fulfilled=Sum("fulfilled"))


def _tiers_to_come(period: Period) -> dict[str, TierCount]:
    keys = Commitment.objects.filter(event__plan=period.plan_id).values_list("pk", flat=True)
    found: dict[str, TierCount] = {}
    for row in _judged(list(keys), period):
        if row.state == CommitmentState.SIGNED:
            before = found.get(row.tier, TierCount(0, 0, 0))
            found[row.tier] = TierCount(before[0] + 1, before[1] + row.items, before[2] + row.fulfilled)
    return found
