"""Commitments: agency heads to the Standing Board at the start of the year, divisions of Sở Xây dựng in February.

What was signed for an assigned item is what its first target, deadline and owner were; what is in force may have moved
since, and then the commitment drifts.
"""

from datetime import date, datetime
from itertools import chain
from typing import Any

from agencies.models import Agency
from commitments.enums import Aspect, CommitmentState, Way
from commitments.models import (
    Amendment,
    AmendmentChange,
    Commitment,
    CommitmentItem,
    Fulfilment,
    ItemLink,
    SigningEvent,
)  # fmt: skip
from dxtracker.demonstration import sheets
from dxtracker.demonstration.catalogue import Catalogue, at
from dxtracker.demonstration.months import Items
from dxtracker.demonstration.people import Cast
from kpis.enums import ClaimState
from kpis.models import Assignment, Target

TERMS = ("operator", "low", "high", "baseline", "unit", "raw")


def load(agencies: dict[str, Agency], items: Items, cast: Cast, catalogue: Catalogue) -> None:
    first = _first_targets(items)
    for event in sheets.tree("signings")["events"]:
        signing = SigningEvent.objects.create(
            plan=catalogue.plan,
            agency=agencies[event["agency"]],
            name=event["name"],
            signed_on=date.fromisoformat(event["signed_on"]),
            precision=event["precision"],
            signed_text=event["signed_text"],
        )
        rows = [_commitment(signing, event, said, agencies, cast) for said in event["commitments"]]
        Commitment.objects.bulk_create(rows)
        promised = [_items(row, said, items, first) for row, said in zip(rows, event["commitments"], strict=True)]
        CommitmentItem.objects.bulk_create(item for item, _ in chain.from_iterable(promised))
        _write_links(list(chain.from_iterable(promised)), items, first)
        for row, said, made in zip(rows, event["commitments"], promised, strict=True):
            _write_what_followed(row, said, [item for item, _ in made], cast.heads[said["agency"]], event, cast)


def _first_targets(items: Items) -> dict[int, Target]:
    """Assignment key → the target that was in force when the commitments were signed."""
    rows = Target.objects.filter(assignment__in=[item.pk for item in items.values()])
    return {row.assignment_id: row for row in rows.order_by("-in_force_from__month")}


def _commitment(
    signing: SigningEvent, event: dict, said: dict, agencies: dict[str, Agency], cast: Cast
) -> Commitment:  # fmt: skip
    agency, above = agencies[said["agency"]], agencies[event["agency"]]
    director = cast.heads.get(event["agency"]) if event["tier"] == "division" else None
    is_signed = said.get("is_signed", True)
    return Commitment(
        event=signing,
        agency=agency,
        tier=event["tier"],
        state=CommitmentState.SIGNED if is_signed else CommitmentState.DRAFT,
        signatory=cast.heads[said["agency"]],
        signatory_name=cast.heads[said["agency"]].full_name,
        signatory_post=cast.posts[said["agency"]],
        agency_name=agency.name,
        counterparty=director,
        counterparty_name=director.full_name if director else event["counterparty"],
        counterparty_post=event["counterparty_post"],
        counterparty_agency_name=above.name if director else "",
        recorded_at=at(signing.signed_on, 17) if is_signed else None,
        is_illustrative=sheets.is_illustrative(said),
    )


def _items(
    commitment: Commitment, said: dict, items: Items, first: dict[int, Target]
) -> list[tuple[CommitmentItem, list[dict[str, Any]]]]:
    """Each item with what it is to be linked to."""
    code = said["agency"]
    listed = said["items"]
    if listed == "assigned":
        own = [(indicator, item) for (agency, indicator), item in items.items() if agency == code]
        listed = [{"text": _text(item, first[item.pk]), "indicators": [indicator]} for indicator, item in own]
    made = []
    for order, row in enumerate(listed, 1):
        links = row.get("links") or [{"agency": code, "indicator": name} for name in row.get("indicators", [])]
        linked = [items[link["agency"], link["indicator"]] for link in links]
        item = CommitmentItem(
            commitment=commitment,
            order=order,
            text=row["text"],
            way=Way.ASSIGNED if links else row.get("way", Way.CONFIRMED),
            deadline=linked[0].deadline if linked else sheets.day(row.get("deadline", "")),
            is_illustrative=not row.get("is_record", False),
        )
        made.append((item, links))
    return made


def _text(item: Assignment, signed: Target) -> str:
    """The words of a commitment to an assigned item, which the record does not hold."""
    marked = "" if "(minh họa)" in item.indicator.name else " (minh họa)"
    return f"{item.indicator.name}: {signed.raw}{marked}"


def _write_links(promised: list[tuple[CommitmentItem, list[dict]]], items: Items, first: dict[int, Target]) -> None:
    rows = []
    for item, links in promised:
        for said in links:
            given = items[said["agency"], said["indicator"]]
            terms = {name: getattr(first[given.pk], name) for name in TERMS}
            terms |= {name: said[name] for name in ("operator", "raw", "is_part") if name in said}
            if "low" in said:
                terms["low"] = sheets.number(said["low"])
            rows.append(
                ItemLink(
                    item=item, assignment=given, deadline=given.deadline, owner_id=given.agency_id,
                    accountable_id=given.accountable_id, **terms,
                )
            )  # fmt: skip
    ItemLink.objects.bulk_create(rows, batch_size=500)


def _write_what_followed(row: Commitment, said: dict, items: list[CommitmentItem], head, event: dict, cast) -> None:
    """What became of a commitment's items after the signing: amendments, and what was said to be fulfilled."""
    above = cast.heads.get(event["agency"])
    for change in said.get("amendments", []):
        _write_amendment(row, change, items, above)
    if said["items"] == "assigned":
        return
    for item, listed in zip(items, said["items"], strict=True):
        if told := listed.get("fulfilled"):
            on = date.fromisoformat(told["on"])
            is_decided = told["state"] != ClaimState.CLAIMED
            Fulfilment.objects.create(
                item=item, fulfilled_on=on, note=told["note"], state=told["state"], claimed_at=at(on, 15),
                claimed_by=head, decided_at=at(on, 16) if is_decided else None,
                decided_by=above if is_decided else None, is_illustrative=True,
            )  # fmt: skip


def _write_amendment(row: Commitment, said: dict, items: list[CommitmentItem], by) -> None:
    dated_on = date.fromisoformat(said["dated_on"])
    made_at: datetime = at(dated_on, 10)
    amendment = Amendment.objects.create(
        commitment=row, number=said["number"], dated_on=dated_on, note=said["note"], made_at=made_at, made_by=by,
        is_illustrative=True,
    )  # fmt: skip
    AmendmentChange.objects.bulk_create(
        AmendmentChange(
            amendment=amendment,
            item=items[change["item"] - 1],
            aspect=Aspect(change["aspect"]),
            old=change["old"],
            new=change["new"],
        )
        for change in said["changes"]
    )
