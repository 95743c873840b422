"""Commitments: agency heads to the Standing Board at the start of the year, divisions of Sở Xây dựng in February."""

from datetime import date

from agencies.models import Agency
from commitments.models import Commitment, CommitmentItem, SigningEvent
from dxtracker.demonstration import sheets
from dxtracker.demonstration.catalogue import Catalogue
from dxtracker.demonstration.months import Items
from dxtracker.demonstration.people import Cast


def load(agencies: dict[str, Agency], items: Items, cast: Cast, catalogue: Catalogue) -> None:
    for event in sheets.tree("signings")["events"]:
        signing = SigningEvent.objects.create(
            plan=catalogue.plan,
            agency=agencies[event["agency"]],
            name=event["name"],
            signed_on=date.fromisoformat(event["signed_on"]),
            precision=event["precision"],
            signed_text=event["signed_text"],
        )
        for signed in event["commitments"]:
            commitment = _commitment(signing, event, signed, agencies, cast)
            _write_items(commitment, signed, items)


def _commitment(
    signing: SigningEvent, event: dict, signed: dict, agencies: dict[str, Agency], cast: Cast
) -> Commitment:
    return Commitment.objects.create(
        event=signing,
        agency=agencies[signed["agency"]],
        tier=event["tier"],
        signatory_name=cast.heads[signed["agency"]].full_name,
        signatory_post=cast.posts[signed["agency"]],
        counterparty_name=event["counterparty"] or cast.heads[event["agency"]].full_name,
        counterparty_post=event["counterparty_post"],
        is_illustrative=sheets.is_illustrative(signed),
    )


def _write_items(commitment: Commitment, signed: dict, items: Items) -> None:
    code = signed["agency"]
    if signed["items"] == "assigned":
        own = [(indicator, item) for (agency, indicator), item in items.items() if agency == code]
        listed: list[dict] = [
            {"text": _text(item), "is_record": False, "indicators": [indicator]} for indicator, item in own
        ]
    else:
        listed = signed["items"]
    for order, row in enumerate(listed, 1):
        linked = [items[code, indicator] for indicator in row.get("indicators", [])]
        promised = CommitmentItem.objects.create(
            commitment=commitment,
            order=order,
            text=row["text"],
            deadline=linked[0].deadline if linked else None,
            is_illustrative=not row.get("is_record", False),
        )
        promised.assignments.set(linked)


def _text(item) -> str:
    """The words of a commitment to an assigned item, which the record does not hold."""
    marked = "" if "(minh họa)" in item.indicator.name else " (minh họa)"
    return f"{item.indicator.name}: {item.targets.first().raw}{marked}"
