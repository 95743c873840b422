"""The only writer of CommitmentStanding and CommitmentRollUp. Closed periods are never touched.

It follows kpis.standings: what moves an assigned item's standing rewrites those of the commitments that stand for it
in the same transaction. Actions on commitments call `refresh` themselves. Who writes holds the agencies concerned
first (`lock`), then the commitments, each in the order of their keys: two transactions never wait for each other.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from agencies.databases.compiled import compiled
from commitments.enums import CommitmentState
from commitments.models import Commitment, CommitmentRollUp, CommitmentStanding, SigningEvent
from commitments.standings.facts import gather
from dxtracker.lib.batches import batched
from kpis.enums import PeriodState
from kpis.models import Period, Plan
from kpis.standings import actions as standings
from kpis.standings.actions import Difference

BATCH = 100  # commitments, of some thirty items each
FIELDS = ("commitment_id", "state", "is_fulfilled", "fulfilment_id", "is_drifting", "drifted_aspects",
          "drifting_since")  # fmt: skip
COUNTS = ("tier", "state", "items", "fulfilled", "drifting")
ROLL_UP, STANDING = "commitment", "committed item"
SUMS = ("items", "fulfilled", "drifting")
Row = CommitmentStanding | CommitmentRollUp
Place = tuple[str, int, int]  # the table, an item or a commitment, and a period


def lock(event: SigningEvent, agencies: Iterable[int]) -> None:
    """Hold who promises (keys) and to whom is promised until the transaction ends; before any commitment is."""
    standings.lock({event.agency_id, *agencies})


def lock_parties(commitments: Iterable[int]) -> None:
    """The same for commitments (keys) that may be of several events."""
    rows = Commitment.objects.filter(pk__in=list(commitments)).order_by()
    standings.lock({key for pair in rows.values_list("agency", "event__agency") for key in pair})


@transaction.atomic
def refresh(commitments: Iterable[int]) -> int:
    """Judge these commitments (keys) anew in the open periods of their plans; returns how many rows were written.

    The agencies concerned are locked by the caller.
    """
    written = 0
    keys = sorted(set(commitments))
    for plan in _plans(keys):
        written += _rewrite(plan, _held(keys, plan.pk))
    return written


@compiled
def _plans(commitments: list[int]) -> QuerySet[Plan]:
    return Plan.objects.filter(signing_events__commitments__in=commitments).distinct().order_by("pk")


@compiled
def _held(commitments: list[int], plan: int) -> QuerySet:
    rows = Commitment.objects.filter(pk__in=commitments, event__plan=plan).order_by("pk")
    return rows.select_for_update(of=["self"], no_key=True).values_list("pk", flat=True)


@compiled
def _standing_for(assignments: list[int]) -> QuerySet:
    rows = Commitment.objects.filter(items__links__assignment__in=assignments).order_by()
    return rows.values_list("pk", flat=True)


class Follower:
    """What kpis.standings asks of this app."""

    def refresh(self, assignments: Collection[int]) -> None:
        """Judge anew the commitments that stand for these assigned items."""
        found: set[int] = set()
        for keys in batched(sorted(assignments), standings.BATCH):
            found |= set(_standing_for(keys))
        if found:
            refresh(found)

    def rebuild(self, plan: Plan) -> int:
        """Judge all commitments of a plan anew; its agencies are locked."""
        return refresh(Commitment.objects.filter(event__plan=plan).values_list("pk", flat=True))

    def check(self, plan: Plan) -> Iterator[Difference]:
        """Where rows of open periods are not what the facts give, and roll-ups of closed ones not what they count."""
        periods = _open(plan)
        commitments = Commitment.objects.filter(event__plan=plan).order_by("pk").values_list("pk", flat=True)
        for keys in batched(commitments, BATCH):
            wanted, kept = _judged(keys, periods), _stored(keys, periods)
            for place in sorted(wanted.keys() | kept.keys()):
                new, old = _values(wanted.get(place)), _values(kept.get(place))
                if new != old:
                    yield Difference(*place, old, new)
        yield from _check_closed(plan)


def _check_closed(plan: Plan) -> Iterator[Difference]:
    closed = {"period__plan": plan, "period__state": PeriodState.CLOSED}
    counts = {
        "n": Count("pk"), "n_done": Count("pk", filter=Q(is_fulfilled=True)),
        "n_drifting": Count("pk", filter=Q(is_drifting=True)),
    }  # fmt: skip
    rows = CommitmentStanding.objects.filter(**closed).order_by().values_list("commitment", "period")
    counted = {(key, period): tuple(sums) for key, period, *sums in rows.annotate(**counts)}
    signed = CommitmentRollUp.objects.filter(state=CommitmentState.SIGNED, **closed).order_by("commitment", "period")
    for key, period, *sums in signed.values_list("commitment", "period", *SUMS):
        found = counted.get((key, period), (0, 0, 0))
        if tuple(sums) != found:
            yield Difference(ROLL_UP, key, period, tuple(sums), found)


def _rewrite(plan: Plan, commitments: list[int]) -> int:
    """Write the rows that changed, remove those that no longer count; open periods only."""
    periods = _open(plan)
    written = 0
    for keys in batched(commitments, BATCH) if periods else ():
        wanted, kept = _judged(keys, periods), _stored(keys, periods)
        changed = [row for place, row in wanted.items() if _values(row) != _values(kept.get(place))]
        gone = [row.pk for place, row in kept.items() if place not in wanted]
        for some in batched(gone, standings.BATCH):
            CommitmentStanding.objects.filter(pk__in=some).delete()
        _write(CommitmentStanding, changed, ["item", "period"], FIELDS)
        _write(CommitmentRollUp, changed, ["commitment", "period"], COUNTS)
        written += len(changed)
    return written


def _open(plan: Plan) -> list[Period]:
    return _open_of(plan.pk)


@compiled
def _open_of(plan: int) -> QuerySet[Period]:
    return Period.objects.filter(plan=plan, state=PeriodState.OPEN).order_by("pk")


def _judged(commitments: Sequence[int], periods: list[Period]) -> dict[Place, Row]:
    found: dict[Place, Row] = {}
    for fact in gather(commitments, periods):
        for row, items in fact.judge(periods):
            found[ROLL_UP, row.commitment_id, row.period_id] = row
            found |= {(STANDING, item.item_id, item.period_id): item for item in items}
    return dict(sorted(found.items()))


def _stored(commitments: Sequence[int], periods: list[Period]) -> dict[Place, Row]:
    asked = list(commitments), [period.pk for period in periods]
    found: dict[Place, Row] = {(ROLL_UP, row.commitment_id, row.period_id): row for row in _roll_ups(*asked)}
    return found | {(STANDING, row.item_id, row.period_id): row for row in _standings(*asked)}


@compiled
def _roll_ups(commitments: list[int], periods: list[int]) -> QuerySet[CommitmentRollUp]:
    return CommitmentRollUp.objects.filter(commitment__in=commitments, period__in=periods).order_by()


@compiled
def _standings(commitments: list[int], periods: list[int]) -> QuerySet[CommitmentStanding]:
    return CommitmentStanding.objects.filter(commitment__in=commitments, period__in=periods).order_by()


def _values(row: Row | None) -> tuple | None:
    if row is None:
        return None
    return tuple(getattr(row, name) for name in (FIELDS if isinstance(row, CommitmentStanding) else COUNTS))


def _write(model: Any, rows: Iterable[Row], unique: list[str], fields: Sequence[str]) -> None:
    model.objects.bulk_create(
        [row for row in rows if isinstance(row, model)],
        batch_size=500,
        update_conflicts=True,
        unique_fields=unique,
        update_fields=[name.removesuffix("_id") for name in fields],
    )
