"""What commitments are judged on, read for many at once: items, their links with both terms, months, confirmations."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from agencies.databases.compiled import compiled
from commitments.drift.history import drift_days
from commitments.drift.links import Link, links_of
from commitments.enums import Aspect, CommitmentState, Way
from commitments.models import Commitment, CommitmentItem, CommitmentRollUp, CommitmentStanding
from commitments.standings.rules import is_fulfilled, is_promised, item_state
from kpis.enums import ClaimState, State
from kpis.models import Period, Standing

CONFIRMED = Q(fulfilments__state=ClaimState.CONFIRMED)


@dataclass(frozen=True)
class ItemFacts:
    """A committed item: from and until when it is promised, what it stands for, when it was confirmed as fulfilled.

    `drifted` are the aspects that are not as agreed, `since` the first day of that as far as it is known.
    """

    key: int
    way: str
    deadline: date | None
    begins: date
    ends: date | None
    fulfilment: int | None
    fulfilled_on: date | None
    assignments: tuple[int, ...]
    drifted: tuple[Aspect, ...]
    since: date | None


@dataclass(frozen=True)
class CommitmentFacts:
    """A commitment with its items, and the states of the assigned items behind them, by item and period."""

    commitment: Commitment
    items: tuple[ItemFacts, ...]
    states: Mapping[tuple[int, int], str]

    def judge(self, periods: Iterable[Period]) -> list[tuple[CommitmentRollUp, list[CommitmentStanding]]]:
        """The (unsaved) rows of each period: the roll-up, and the standings that it counts."""
        return [self._judged(period) for period in periods]

    def _judged(self, period: Period) -> tuple[CommitmentRollUp, list[CommitmentStanding]]:
        row = CommitmentRollUp(
            commitment=self.commitment, period=period, tier=self.commitment.tier, state=CommitmentState.DRAFT
        )
        if not is_signed_by(self.commitment, period):
            row.items = sum(item.ends is None for item in self.items)
            return row, []
        kept = [item for item in self.items if is_promised(item.begins, item.ends, period.data_to)]
        standings = [self._standing(item, period) for item in kept]
        row.state, row.items = CommitmentState.SIGNED, len(standings)
        row.fulfilled = sum(one.is_fulfilled for one in standings)
        row.drifting = sum(one.is_drifting for one in standings)
        return row, standings

    def _standing(self, item: ItemFacts, period: Period) -> CommitmentStanding:
        states = [self.states.get((key, period.pk), State.NO_DATA) for key in item.assignments]
        state = item_state(item.way, states, item.fulfilled_on, item.deadline, period.seen_on)
        is_own = item.way != Way.ASSIGNED and is_fulfilled(state)
        return CommitmentStanding(
            item_id=item.key,
            period=period,
            commitment=self.commitment,
            state=state,
            is_fulfilled=is_fulfilled(state),
            fulfilment_id=item.fulfilment if is_own else None,
            is_drifting=bool(item.drifted),
            drifted_aspects=" ".join(item.drifted),
            drifting_since=item.since,
        )


def is_signed_by(commitment: Commitment, period: Period) -> bool:
    """Whether the commitment counts as signed in a month: recorded so, for a day not after the month's last."""
    return commitment.is_signed and commitment.event.first_day <= period.data_to


def gather(keys: Sequence[int], periods: Iterable[Period]) -> list[CommitmentFacts]:
    """The facts of these commitments (keys), in the order of their keys: five queries, however many there are."""
    found: dict[int, Commitment] = {row.pk: row for row in _commitments(list(keys))}
    rows = _items(list(found))
    links = links_of([row.pk for row in rows])
    of_signed = [row.pk for row in rows if found[row.commitment_id].is_signed]
    since = drift_days(link for key in of_signed for link in links.get(key, ()))
    items: dict[int, list[ItemFacts]] = defaultdict(list)
    for row in rows:
        row.commitment = found[row.commitment_id]
        items[row.commitment_id].append(_item(row, links.get(row.pk, ()), since))
    states = _states({link.assignment for held in links.values() for link in held}, periods)
    return [CommitmentFacts(row, tuple(items[key]), states) for key, row in found.items()]


def confirmed(items: QuerySet[CommitmentItem]) -> QuerySet[CommitmentItem]:
    """Items with `done_key`, what the other party confirmed of one, and `done_on`, the day of that."""
    rows = items.annotate(done=FilteredRelation("fulfilments", condition=CONFIRMED))
    return rows.annotate(done_key=F("done__pk"), done_on=F("done__fulfilled_on"))


def days_of(item: CommitmentItem) -> tuple[date, date | None]:
    """From which day an item is promised, and from which it is withdrawn; wants its amendments and event."""
    begins = item.added_by.dated_on if item.added_by else item.commitment.event.first_day
    return begins, item.withdrawn_by.dated_on if item.withdrawn_by else None


@compiled
def _commitments(keys: list[int]) -> QuerySet[Commitment]:
    return Commitment.objects.filter(pk__in=keys).select_related("event").order_by("pk")


@compiled
def _items(commitments: list[int]) -> QuerySet[CommitmentItem]:
    rows = confirmed(CommitmentItem.objects.filter(commitment__in=commitments))
    return rows.select_related("added_by", "withdrawn_by").order_by("commitment", "pk")


def _item(row: Any, links: tuple[Link, ...], since: Mapping[tuple[int, Aspect], date | None]) -> ItemFacts:
    drifts = [(link.key, one.aspect) for link in links for one in link.drifts] if row.commitment.is_signed else []
    begins, ends = days_of(row)
    days = [day for key in drifts if (day := since.get(key))]
    return ItemFacts(
        key=row.pk,
        way=row.way,
        deadline=row.deadline,
        begins=begins,
        ends=ends,
        fulfilment=row.done_key,
        fulfilled_on=row.done_on,
        assignments=tuple(link.assignment for link in links),
        drifted=tuple(aspect for aspect in Aspect if any(aspect == found for _link, found in drifts)),
        since=min(days, default=None),
    )


def _states(assignments: set[int], periods: Iterable[Period]) -> dict[tuple[int, int], str]:
    rows = _standings(sorted(assignments), [period.pk for period in periods])
    return {(item, period): state for item, period, state in rows}


@compiled
def _standings(assignments: list[int], periods: list[int]) -> QuerySet:
    rows = Standing.objects.filter(assignment__in=assignments, period__in=periods).order_by()
    return rows.values_list("assignment", "period", "state")
