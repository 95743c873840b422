"""Commitments by tier and by the event at which they were signed, those missing among them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from agencies.databases.compiled import compiled
from agencies.enums import Level
from commitments.enums import Signature, Tier
from commitments.models import Commitment, SigningEvent
from commitments.queries import Tally, event_day, tally
from dashboards.boards.commitments.rows import CommitmentRow, RowMaker, read
from dashboards.scope import Scope

TIERS = {Level.AGENCY: Tier.AGENCY, Level.DIVISION: Tier.DIVISION}


@dataclass(frozen=True)
class Common:
    """What most commitments of an event have alike; None where no value is that of most. Rows say what differs."""

    counterparty: str | None = None
    signature: Signature | None = None


@dataclass(frozen=True)
class EventGroup:
    """A signing event with its rows; `tally`, `missing` and `common` are of all, whatever the filter keeps.

    `url` leads to all that was signed below the agency to which was promised; empty for the province.
    """

    key: int
    name: str
    url: str
    signed_text: str
    rows: tuple[CommitmentRow, ...]
    tally: Tally
    missing: int
    is_illustrative: bool
    common: Common = Common()

    @property
    def expected(self) -> int:
        return self.tally.commitments + self.missing

    @property
    def remarks(self) -> list[str]:
        """What its commitments have alike, in words, said once for all of them."""
        party, mark = self.common.counterparty, self.common.signature
        return [
            *([party] if party and party not in self.name else []),
            *([] if self.tally.drifting or not self.tally.signed else [_("no drift")]),
            *([str(mark.label)] if mark is not None else []),
        ]


@dataclass(frozen=True)
class TierGroup:
    """The events of a tier; the sums are of all of them, whatever the filter keeps."""

    tier: Tier
    events: tuple[EventGroup, ...]
    tally: Tally
    missing: int

    @property
    def expected(self) -> int:
        return self.tally.commitments + self.missing

    @property
    def is_summed(self) -> bool:
        """Whether there are too many rows for a page: then a line stands for each event."""
        return len(self.rows) > MOST_ROWS and len(self.events) > 1

    @property
    def rows(self) -> list[CommitmentRow]:
        return [row for event in self.events for row in event.rows]


def headline_of(tiers: Sequence[TierGroup]) -> tuple[Tally, Tally | None]:
    """The sums of the highest tier in which anything is signed, and of the one below where there is one.

    They stand apart: what a division promised is often a part of what its agency did, and would count twice.
    """
    sums = [tier.tally for tier in tiers if tier.tally.signed]
    return (sums or [Tally()])[0], sums[1] if len(sums) > 1 else None


def events_of(scope: Scope) -> dict[int, SigningEvent]:
    """The events of the plan at which anybody made a commitment, in their order: one query."""
    return {row.pk: row for row in _events(scope.plan.pk)}


@compiled
def _events(plan: int) -> QuerySet[SigningEvent]:
    rows = SigningEvent.objects.filter(Exists(Commitment.objects.filter(event=OuterRef("pk"))), plan=plan)
    return rows.order_by("signed_on", "agency__sort_order", "agency__path", "pk")


def tiers_of(scope: Scope, nodes: Sequence[Any], uncovered: AbstractSet[str]) -> list[TierGroup]:
    """The events by tier, of `nodes`; who made no commitment stands at the first event of the agency above."""
    events = events_of(scope)
    make = RowMaker(scope, {node.pk: node for node in nodes}, uncovered)
    held: dict[tuple[str, int], list[Any]] = defaultdict(list)
    for row in read(scope, [node.pk for node in nodes]):
        row.event = events[row.event_id]
        held[row.tier, row.event_id].append(row)
    absent = _absent(scope, events, nodes, [row for rows in held.values() for row in rows])
    groups: dict[Tier, list[EventGroup]] = {tier: [] for tier in Tier}
    for key, event in events.items():
        for tier in Tier:
            rows, without = held.get((tier, key), []), absent.get((tier, key), [])
            if rows or without:
                shown = (*(make.row(row) for row in rows), *(make.absent(node, tier) for node in without))
                url, is_example = make.url_of(event.agency_id), event.is_illustrative
                sums, day = tally(rows), event_day(event)
                alike = common_of(shown)
                groups[tier].append(EventGroup(key, event.name, url, day, shown, sums, len(without), is_example, alike))
    return [
        TierGroup(tier, tuple(found), sum((one.tally for one in found), Tally()), sum(one.missing for one in found))
        for tier, found in groups.items()
        if found
    ]


def common_of(rows: Sequence[CommitmentRow]) -> Common:
    """The other party and the state of the file of more than half of the commitments among `rows`."""
    made = [row for row in rows if row.id is not None]

    def most(values: list[Any]) -> Any:
        [(value, times)] = Counter(values).most_common(1) or [(None, 0)]
        return value if times * 2 > len(values) else None

    return Common(most([row.counterparty for row in made]), most([row.signature for row in made]))


def _absent(
    scope: Scope, events: Mapping[int, SigningEvent], nodes: Sequence[Any], commitments: Sequence[Any]
) -> dict[tuple[str, int], list[Any]]:
    """(tier, first event of an agency) → those directly below it that made no commitment at any of its events.

    What has passed on to a successor since was made by who signed it, which its name of that day tells.
    """
    first: dict[int, int] = {}
    for key, event in events.items():
        first.setdefault(event.agency_id, key)
    made = {(row.event.agency_id, who) for row in commitments for who in (row.agency_id, row.agency_name)}
    day = scope.period.data_to
    found: dict[tuple[str, int], list[Any]] = defaultdict(list)
    for node in nodes:
        tier, above = TIERS.get(node.level), node.parent_id
        is_alive = (node.active_from or day) <= day <= (node.active_to or day)
        is_made = not made.isdisjoint({(above, node.pk), (above, node.name_then)})
        if tier and above in first and not is_made and is_alive:
            found[tier, first[above]].append(node)
    return found


MOST_ROWS = 250
