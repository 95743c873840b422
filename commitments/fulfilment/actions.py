"""Fulfilment of items of their own way: claimed by who promised, confirmed, refused or revoked by the other party."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.audit import record
from agencies.clock import now, today
from agencies.models import User
from commitments.enums import CommitmentState, Way
from commitments.models import CommitmentItem, Fulfilment
from commitments.signing.actions import held
from commitments.signing.rules import unclaimable
from commitments.standings import writer as standings
from kpis.enums import ClaimState
from kpis.errors import CannotChange
from kpis.evidence.actions import refuse_secrets

DECIDED = gettext_lazy("This claim was decided already.")
NOT_CONFIRMED = gettext_lazy("Only what is confirmed can be revoked.")


@transaction.atomic
def claim_fulfilment(
    item: CommitmentItem,
    *,
    fulfilled_on: date,
    by: User,
    document_number: str = "",
    document_on: date | None = None,
    note: str = "",
) -> Fulfilment:
    """The word of who promised; it counts when the other party confirms it.

    A document that is issued is named with number and date. Raises CannotChange, also while another claim of the
    item waits or is confirmed.
    """
    commitment = held(item.commitment, CommitmentState.SIGNED)
    item = CommitmentItem.objects.select_related("commitment").get(pk=item.pk)
    if why := unclaimable(item):
        raise CannotChange(why)
    if item.way == Way.DOCUMENT and not (document_number.strip() and document_on):
        raise CannotChange(_("Name the document that was issued, with its number and date."))
    if max(fulfilled_on, document_on or fulfilled_on) > today():
        raise CannotChange(_("What is fulfilled, or issued, was so today at the latest."))
    refuse_secrets(f"{document_number}\n{note}")
    try:
        with transaction.atomic():
            row = Fulfilment.objects.create(
                item=item, fulfilled_on=fulfilled_on, document_number=document_number.strip(),
                document_on=document_on, note=note.strip(), claimed_at=now(), claimed_by=by,
            )  # fmt: skip
    except IntegrityError:
        raise CannotChange(_("This item was said to be fulfilled already.")) from None
    new = {name: getattr(row, name) for name in ("fulfilled_on", "document_number", "document_on")}
    new |= {"item": item.pk}
    record(row, "fulfilment-claimed", by=by, at=row.claimed_at, agency=commitment.agency_id, new=new, reason=row.note)
    return row


@transaction.atomic
def decide_fulfilment(fulfilment: Fulfilment, *, by: User, confirm: bool, reason: str = "") -> Fulfilment:
    """Confirm a claim, or refuse it with a reason. Nobody decides their own. Raises CannotChange."""
    row = _held(fulfilment)
    if row.state != ClaimState.CLAIMED:
        raise CannotChange(str(DECIDED))
    return _decide(row, ClaimState.CONFIRMED if confirm else ClaimState.REFUSED, "fulfilment-decided", by, reason)


@transaction.atomic
def revoke_fulfilment(fulfilment: Fulfilment, *, by: User, reason: str) -> Fulfilment:
    """Take back a confirmation, with a reason; the item may be claimed anew. Closed months keep it. CannotChange."""
    row = _held(fulfilment)
    if row.state != ClaimState.CONFIRMED:
        raise CannotChange(str(NOT_CONFIRMED))
    return _decide(row, ClaimState.REFUSED, "fulfilment-revoked", by, reason)


def _held(fulfilment: Fulfilment) -> Fulfilment:
    held(fulfilment.item.commitment, CommitmentState.SIGNED)
    rows = Fulfilment.objects.select_for_update(of=["self"], no_key=True).select_related("item__commitment")
    return rows.get(pk=fulfilment.pk)


def _decide(row: Fulfilment, state: ClaimState, action: str, by: User, reason: str) -> Fulfilment:
    if row.claimed_by_id == by.pk:
        raise CannotChange(_("Nobody decides on what they said themselves: somebody else of the other party does."))
    if state == ClaimState.REFUSED and not reason.strip():
        raise CannotChange(_("Say why it is not accepted."))
    old, at = {"state": row.state}, now()
    when, who = ("revoked_at", "revoked_by") if row.state == ClaimState.CONFIRMED else ("decided_at", "decided_by")
    row.state, row.decision_reason = state, reason.strip()
    setattr(row, when, at)
    setattr(row, who, by)
    row.save(update_fields=["state", when, who, "decision_reason"])
    agency = row.item.commitment.agency_id
    record(row, action, by=by, at=at, agency=agency, old=old, new={"state": state}, reason=reason.strip())
    standings.refresh([row.item.commitment_id])
    return row
