"""The one reading of commitments that every page shares: items, what they stand for, their states, where they drift.

Pages group what is read here; none judges an item or compares terms itself.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, FilteredRelation, Q, QuerySet

from commitments.drift.terms import Difference, Terms, differences
from commitments.enums import Way
from commitments.fulfilment.rules import is_fulfilled, linked_state, own_state
from commitments.models import Commitment, CommitmentItem, ItemLink
from kpis.enums import ClaimState, PeriodState, State
from kpis.models import Period

TERMS = ("operator", "low", "high", "baseline", "unit", "raw", "deadline", "owner", "owner__name", "accountable",
         "accountable__full_name")  # fmt: skip
TARGET = tuple(f"assignment__targets__{name}" for name in ("operator", "low", "high", "baseline", "unit", "raw"))
LIVE = (*TARGET, "assignment__deadline", "assignment__agency", "assignment__agency__name", "assignment__accountable",
        "assignment__accountable__full_name")  # fmt: skip
ABOUT = ("pk", "item", "assignment", "is_part", "assignment__indicator__name", "assignment__indicator__code",
         "in_month__state", "assignment__targets__in_force_from__month", "assignment__targets__set_at")  # fmt: skip


@dataclass(frozen=True)
class Link:
    """An item's link to an assigned item: its state in the month, agreed and live terms, where they differ.

    `state` is None where the month has no standing of it. `live_from` is the month (1…12) from which the newest
    target is in force, `live_set_at` when it was written; both None without a target.
    """

    key: int
    assignment: int
    name: str
    code: str
    is_part: bool
    state: str | None
    agreed: Terms
    live: Terms
    live_from: int | None
    live_set_at: datetime | None

    @property
    def drifts(self) -> tuple[Difference, ...]:
        return differences(self.agreed, self.live, is_part=self.is_part)


@dataclass(frozen=True)
class Item:
    """A committed item in a month. `fulfilled_on` is of a confirmed fulfilment that counts in the month."""

    key: int
    commitment: int
    order: int
    text: str
    way: str
    deadline: date | None
    is_illustrative: bool
    state: State
    fulfilled_on: date | None
    links: tuple[Link, ...]

    @property
    def is_fulfilled(self) -> bool:
        return is_fulfilled(self.state)

    @property
    def drifts(self) -> tuple[tuple[Link, Difference], ...]:
        return tuple((link, difference) for link in self.links for difference in link.drifts)

    @property
    def is_drifting(self) -> bool:
        return any(link.drifts for link in self.links)


def items_of(commitments: QuerySet[Commitment] | Iterable[int], period: Period) -> dict[int, tuple[Item, ...]]:
    """Commitment key → its items that were not withdrawn, in their order, judged in `period`: two queries.

    Drafts are read too: what counts on a board are the signed ones.
    """
    rows = CommitmentItem.objects.filter(commitment__in=commitments, withdrawn_by=None)
    rows = rows.annotate(done=FilteredRelation("fulfilments", condition=confirmed_in(period, "fulfilments__")))
    rows = rows.annotate(done_on=F("done__fulfilled_on")).order_by("commitment", "order")
    links = links_of([row.pk for row in rows], period)  # keys: PostgreSQL would join all links before a subquery
    found: dict[int, list[Item]] = defaultdict(list)
    for row in rows:
        found[row.commitment_id].append(_item(row, links.get(row.pk, ()), period))
    return {key: tuple(items) for key, items in found.items()}


def confirmed_in(period: Period, prefix: str = "") -> Q:
    """The fulfilments that count in `period`: confirmed, for a day not after its last.

    A closed month keeps what it counted: it looks away from what was confirmed, or revoked, after it was closed.
    """
    said = {f"{prefix}fulfilled_on__lte": period.data_to}
    if period.state != PeriodState.CLOSED:
        return Q(**{f"{prefix}state": ClaimState.CONFIRMED}, **said)
    kept = Q(**{f"{prefix}state": ClaimState.CONFIRMED}) | Q(**{f"{prefix}revoked_at__gt": period.closed_at})
    return kept & Q(**{f"{prefix}decided_at__lte": period.closed_at}, **said)


def _item(row: CommitmentItem, links: tuple[Link, ...], period: Period) -> Item:
    done_on: date | None = row.done_on  # type: ignore[attr-defined]  # annotated
    is_linked = row.way == Way.ASSIGNED
    states = [link.state or State.NO_DATA for link in links]
    return Item(
        key=row.pk,
        commitment=row.commitment_id,
        order=row.order,
        text=row.text,
        way=row.way,
        deadline=row.deadline,
        is_illustrative=row.is_illustrative,
        state=linked_state(states) if is_linked else own_state(done_on, row.deadline, period.data_to),
        fulfilled_on=None if is_linked else done_on,
        links=links,
    )


def links_of(items: QuerySet[CommitmentItem] | Iterable[int], period: Period) -> dict[int, tuple[Link, ...]]:
    """Item key → its links with agreed and live terms and their states in `period`: one query.

    The newest target is the live one, whichever month is shown: a decision moves away from what was signed on the
    day it is taken.
    """
    in_month = FilteredRelation("assignment__standings", condition=Q(assignment__standings__period=period))
    rows = ItemLink.objects.filter(item__in=items).annotate(in_month=in_month)
    rows = rows.order_by("item", "pk", "assignment__targets__in_force_from__month")
    found: dict[int, dict[int, Link]] = defaultdict(dict)
    for row in rows.values_list(*ABOUT, *TERMS, *LIVE):
        link = _link(row)
        found[row[1]][link.key] = link  # a later target of the same link takes the place of the earlier
    return {item: tuple(links.values()) for item, links in found.items()}


def _link(row: tuple) -> Link:
    key, _item_key, assignment, is_part, name, code, state, month, set_at = row[: len(ABOUT)]
    agreed = row[len(ABOUT) : len(ABOUT) + len(TERMS)]
    live = row[len(ABOUT) + len(TERMS) :]
    return Link(key, assignment, name, code, is_part, state, _terms(agreed), _terms(live), month, set_at)


def _terms(values: tuple) -> Terms:
    operator, low, high, baseline, unit, raw, deadline, owner, owner_name, person, person_name = values
    return Terms(
        operator or "", low, high, baseline, unit or "", raw or "", deadline, owner, owner_name or "", person,
        person_name or "",
    )  # fmt: skip
