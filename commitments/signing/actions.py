"""Commitments of two parties: drafted, written anew while drafts, recorded as signed, taken back for correction."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now
from agencies.models import Agency, User
from commitments.enums import CommitmentState
from commitments.models import Commitment, CommitmentStanding, SigningEvent
from commitments.signing.drafting import agencies_of, parties_of, tier_of
from commitments.signing.rules import missing_in, paper_of, shown_in
from commitments.standings import writer as standings
from kpis.enums import PeriodState
from kpis.errors import CannotChange, Overtaken

PARTIES = (
    "number", "signatory_id", "signatory_name", "signatory_post", "agency_name", "counterparty_id",
    "counterparty_name", "counterparty_post", "counterparty_agency_name",
)  # fmt: skip


def held(commitment: Commitment, state: CommitmentState) -> Commitment:
    """The commitment, locked and in this state, inside the transaction of the caller. Raises CannotChange.

    Its two agencies are locked first: what they report does not move its standings at the same time.
    """
    standings.lock(commitment.event, [commitment.agency_id])
    rows = Commitment.objects.select_for_update(of=["self"], no_key=True)
    row = rows.select_related("agency", "event__agency", "event__plan").filter(pk=commitment.pk).first()
    if row is None:
        raise CannotChange(_("This commitment was deleted in the meantime."))
    if row.state == state:
        return row
    if state == CommitmentState.DRAFT:
        raise CannotChange(_("This commitment is signed: it changes by numbered amendments alone."))
    raise CannotChange(_("This commitment is not signed yet."))


@transaction.atomic
def create_draft(event: SigningEvent, agency: Agency, *, by: User | None, **parties: Any) -> Commitment:
    """A draft of an agency right below the event's; parties that are not given are those of the day.

    `parties`: the columns of PARTIES.
    Raises CannotChange, also where the agency has a commitment at this event already.
    """
    event = _held_event(event, [agency])
    if agency.parent_id != event.agency_id:
        raise CannotChange(_("Only who stands right below the event's agency commits there."))
    if event.commitments.filter(agency=agency).exists():
        raise CannotChange(_("This agency has a commitment at this event already."))
    row = write_draft(event, agency, by=by, parties=parties_of(event, [agency])[agency.pk] | parties)
    standings.refresh([row.pk])
    return row


@transaction.atomic
def draft_all(event: SigningEvent, *, by: User | None) -> list[Commitment]:
    """A draft for each agency right below the event's that has none there; two people at once make no two."""
    event = _held_event(event, agencies_of(event))
    made = list(agencies_of(event))
    parties = parties_of(event, made)
    rows = [write_draft(event, agency, by=by, parties=parties[agency.pk]) for agency in made]
    standings.refresh([row.pk for row in rows])
    return rows


def _held_event(event: SigningEvent, agencies: Iterable[Agency]) -> SigningEvent:
    """The event, locked after those who may promise there."""
    standings.lock(event, [agency.pk for agency in agencies])
    rows = SigningEvent.objects.select_for_update(of=["self"], no_key=True)
    return rows.select_related("agency", "plan").get(pk=event.pk)


def write_draft(event: SigningEvent, agency: Agency, *, by: User | None, parties: dict[str, Any]) -> Commitment:
    """A draft with these parties and no look at who heads what: one of many, in the transaction of the caller.

    The caller holds the event and refreshes the standings.
    """
    row = Commitment.objects.create(event=event, agency=agency, tier=tier_of(event), **parties)
    record(row, "commitment-drafted", by=by, at=now(), agency=agency, new={"event": event.pk} | _values(row))
    return row


@transaction.atomic
def change_parties(commitment: Commitment, *, by: User | None, **parties: Any) -> Commitment:
    """Write number and parties of a draft anew; what did not change leaves no trace. Raises CannotChange."""
    row = held(commitment, CommitmentState.DRAFT)
    old = _values(row)
    for name, value in parties.items():
        setattr(row, name, value)
    new = _values(row)
    changed = [name for name in PARTIES if old[name] != new[name]]
    if changed:
        row.save(update_fields=changed)
        was, is_now = ({name: values[name] for name in changed} for values in (old, new))
        record(row, "commitment-changed", by=by, at=now(), agency=row.agency_id, old=was, new=is_now)
    return row


@transaction.atomic
def delete_draft(commitment: Commitment, *, by: User | None) -> None:
    """Delete a draft while nothing that was signed hangs on it; the trail keeps what it was. Raises CannotChange."""
    row = held(commitment, CommitmentState.DRAFT)
    if row.files.exists() or row.amendments.exists() or row.items.filter(fulfilments__isnull=False).exists():
        raise CannotChange(_("A file, an amendment or a fulfilment hangs on this commitment: it stays."))
    texts = list(row.items.values_list("text", flat=True))
    old = {"event": row.event_id, "agency": row.agency.code, "items": texts} | _values(row)
    record(row, "commitment-deleted", by=by, at=now(), agency=row.agency_id, old=old)
    row.delete()


@transaction.atomic
def sign(commitment: Commitment, *, by: User, seen: str = "") -> Commitment:
    """Record a draft as signed: its parties and terms stand from now on. Raises CannotChange with what is missing.

    `seen`: what the signer was shown (rules.shown_of); Overtaken where the draft says something else by now.
    """
    row = held(commitment, CommitmentState.DRAFT)
    paper = paper_of(row)
    if seen and seen != shown_in(paper):
        raise Overtaken(_("The draft was changed after this page was opened. Read it again, then sign."), [])
    missing = missing_in(paper)
    if missing:
        raise CannotChange(" ".join(missing))
    row.state, row.recorded_at, row.recorded_by = CommitmentState.SIGNED, now(), by
    row.save(update_fields=["state", "recorded_at", "recorded_by"])
    new = {"signed_on": row.event.signed_on, "items": row.items.count()}
    record(row, "commitment-signed", by=by, at=row.recorded_at, agency=row.agency_id, new=new)
    standings.refresh([row.pk])
    return row


@transaction.atomic
def correct(commitment: Commitment, *, by: User, reason: str) -> Commitment:
    """Make a draft again of what was recorded wrongly.

    Raises CannotChange once an amendment or a file exists, or a closed month counts it.
    """
    row = held(commitment, CommitmentState.SIGNED)
    if not reason.strip():
        raise CannotChange(_("Say why the record is corrected."))
    if row.amendments.exists() or row.files.exists():
        raise CannotChange(_("There is an amendment or a file already: change what was signed by an amendment."))
    if CommitmentStanding.objects.filter(commitment=row, period__state=PeriodState.CLOSED).exists():
        raise CannotChange(_("A closed month counts this commitment: change what was signed by an amendment."))
    old = {"recorded_at": row.recorded_at, "recorded_by": row.recorded_by_id}
    row.state, row.recorded_at, row.recorded_by = CommitmentState.DRAFT, None, None
    row.save(update_fields=["state", "recorded_at", "recorded_by"])
    record(row, "commitment-corrected", by=by, at=now(), agency=row.agency_id, old=old, reason=reason)
    standings.refresh([row.pk])
    return row


def _values(row: Commitment) -> dict[str, Any]:
    return {name: getattr(row, name) for name in PARTIES}
