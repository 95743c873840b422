"""What the agencies of one province sign at the start of a year: all their items, at the terms that are in force.

Names hold no code of the province, for other provinces' commitments are copies of these.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from benchmarks.country import pattern
from benchmarks.country.size import DIVISIONS, Blocks, Size, next_key
from commitments.enums import CommitmentState, Tier, Way
from commitments.models import Commitment, CommitmentItem, Fulfilment, ItemLink, SigningEvent
from kpis.enums import ClaimState
from kpis.models import Assignment, Plan, Target

BATCH = 1000
TERMS = ("operator", "low", "high", "baseline", "unit", "raw")
OWN_WORDS = "Ban hành kế hoạch chuyển đổi số của cơ quan (minh họa)"


@dataclass(frozen=True)
class Signings:
    """Keys of the pattern's events, commitments, items and fulfilments, and how many of each there are."""

    event: int
    commitment: int
    item: int
    fulfilment: int
    events: int
    commitments: int
    items: int
    fulfilments: int


@dataclass(frozen=True)
class _Promise:
    """A commitment before it is written: the place that promises and the assigned items that it promises."""

    place: int
    row: Commitment
    targets: list[Target]


def write_signings(size: Size, blocks: Blocks, plan: Plan) -> Signings:
    """Two events of `plan`: the agencies to the province, the first agency's divisions to its head."""
    event, commitment = next_key(SigningEvent), next_key(Commitment)
    above, below = SigningEvent.objects.bulk_create(_events(blocks, plan, event))
    targets = Target.objects.filter(assignment__plan=plan).select_related("assignment__indicator")
    in_order = targets.order_by("assignment__agency", "assignment__sort_order")
    by_place = {
        agency - blocks.agency: list(rows)
        for agency, rows in groupby(in_order, key=lambda target: target.assignment.agency_id)
    }
    promises = []
    for number, place in enumerate(range(1, size.places)):
        row = _commitment(size, blocks, above if place <= size.agencies else below, commitment + number, place)
        promises.append(_Promise(place, row, [*by_place[place], *_shared(size, place, by_place[1])]))
    Commitment.objects.bulk_create((promise.row for promise in promises), batch_size=BATCH)
    item, fulfilment = next_key(CommitmentItem), next_key(Fulfilment)
    items = list(_items(promises, item))
    CommitmentItem.objects.bulk_create((item for item, _, _ in items), batch_size=BATCH)
    links = (_link(item, target, promise.place) for item, promise, target in items if target is not None)
    ItemLink.objects.bulk_create(links, batch_size=BATCH)
    own = [(item, promise.place) for item, promise, target in items if target is None]
    said = [_fulfilment(size, blocks, *one, fulfilment + number) for number, one in enumerate(own)]
    Fulfilment.objects.bulk_create(said, batch_size=BATCH)
    return Signings(event, commitment, item, fulfilment, 2, len(promises), len(items), len(said))


def _events(blocks: Blocks, plan: Plan, key: int) -> list[SigningEvent]:
    said = (
        (plan.province_id, "Hội nghị ký cam kết đầu năm (minh họa)", date(plan.year, 1, 20)),
        (blocks.agency + 1, "Hội nghị ký cam kết của các phòng (minh họa)", date(plan.year, 2, 10)),
    )
    return [
        SigningEvent(pk=key + n, plan=plan, agency_id=agency, name=name, signed_on=day, is_illustrative=True)
        for n, (agency, name, day) in enumerate(said)
    ]


def _commitment(size: Size, blocks: Blocks, event: SigningEvent, key: int, place: int) -> Commitment:
    is_division, is_draft = place > size.agencies, pattern.is_draft(place)
    number = place - size.agencies if is_division else place
    name, post = (f"Phòng số {number}", "Trưởng phòng") if is_division else (f"Cơ quan số {number}", "Giám đốc")
    head = blocks.user + size.signer_of(place)
    return Commitment(
        pk=key,
        event=event,
        agency_id=blocks.agency + place,
        tier=Tier.DIVISION if is_division else Tier.AGENCY,
        state=CommitmentState.DRAFT if is_draft else CommitmentState.SIGNED,
        signatory_id=None if is_division else head,
        signatory_name=f"{post} {name.lower()} (minh họa)",
        signatory_post=post,
        agency_name=name,
        counterparty_id=head if is_division else None,
        counterparty_name="Giám đốc cơ quan số 1 (minh họa)" if is_division else "Thường trực Tỉnh ủy",
        recorded_at=None if is_draft else pattern.noon(event.signed_on),
        is_illustrative=True,
    )


def _shared(size: Size, place: int, whole: list[Target]) -> list[Target]:
    """What a division signs of the first agency's own items; one part of them nobody signs for."""
    division = place - size.agencies
    return whole[division - 1 :: DIVISIONS + 1] if division > 0 else []


def _items(promises: list[_Promise], key: int) -> Iterator[tuple[CommitmentItem, _Promise, Target | None]]:
    """An item for each assigned item promised; what is signed has one of its own way besides."""
    for promise in promises:
        listed: list[Target | None] = [*promise.targets, *([None] if promise.row.is_signed else [])]
        for order, target in enumerate(listed, 1):
            item = CommitmentItem(
                pk=key,
                commitment=promise.row,
                order=order,
                text=f"{target.assignment.indicator.name}: {target.raw}" if target else OWN_WORDS,
                way=Way.ASSIGNED if target else Way.CONFIRMED,
                deadline=None if target else promise.row.event.signed_on + timedelta(days=60),
                is_illustrative=True,
            )
            yield item, promise, target
            key += 1


def _link(item: CommitmentItem, target: Target, place: int) -> ItemLink:
    """The terms in force; a few were signed otherwise."""
    given: Assignment = target.assignment
    terms = {name: getattr(target, name) for name in TERMS}
    day = given.deadline
    moved = pattern.drift(place, given.sort_order)
    if moved == "target" and target.low is not None:
        terms |= {"low": target.low + Decimal(1), "raw": ""}
    elif moved == "deadline":
        day = date(item.commitment.event.signed_on.year, 11, 30)
    return ItemLink(item=item, assignment=given, deadline=day, owner_id=given.agency_id, **terms)


def _fulfilment(size: Size, blocks: Blocks, item: CommitmentItem, place: int, key: int) -> Fulfilment:
    """Every third waits for the other party's word."""
    day = date(item.commitment.event.signed_on.year, 3, 20)
    is_decided = place % 3 != 0
    return Fulfilment(
        pk=key,
        item=item,
        fulfilled_on=day,
        state=ClaimState.CONFIRMED if is_decided else ClaimState.CLAIMED,
        claimed_at=pattern.noon(day),
        claimed_by_id=blocks.user + size.signer_of(place),
        decided_at=pattern.noon(day) if is_decided else None,
        decided_by_id=blocks.user if is_decided else None,
        is_illustrative=True,
    )
