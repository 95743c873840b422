"""Causes as governed outcomes: claimed by an agency, decided by the standing body until a day."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now
from agencies.models import User
from kpis.causes.rules import may_lead_to
from kpis.causes.words import unfounded
from kpis.enums import ClaimState
from kpis.errors import CannotChange
from kpis.models import Assignment, Cause, CauseClaim
from kpis.standings import actions as standings


@transaction.atomic
def claim_cause(
    assignment: Assignment,
    *,
    cause: Cause,
    outcome: str,
    holds_from: date,
    by: User | None,
    holds_until: date | None = None,
    note: str = "",
) -> CauseClaim:
    """An agency's claim; it moves nothing until the standing body confirms it.

    Raises CannotChange while another claim of the same item waits to be decided, and for a subjective cause that is
    to take the item out of the measurable.
    """
    _check_founded(cause, outcome)
    standings.lock([assignment.agency_id])
    if assignment.claims.filter(state=ClaimState.CLAIMED).exists():
        raise CannotChange(_("A cause is claimed for this item already and waits to be decided."))
    claim = CauseClaim.objects.create(
        assignment=assignment,
        cause=cause,
        outcome=outcome,
        holds_from=holds_from,
        holds_until=holds_until,
        note=note,
        claimed_at=now(),
        claimed_by=by,
    )
    new = {"cause": cause.code, "outcome": outcome, "holds_from": holds_from, "holds_until": holds_until}
    record(claim, "cause-claimed", by=by, at=claim.claimed_at, agency=assignment.agency_id, new=new, reason=note)
    return claim


@transaction.atomic
def decide_claim(
    claim: CauseClaim, *, by: User, confirm: bool, reason: str = "", holds_until: date | None = None
) -> CauseClaim:
    """Confirm a claim, until the day `holds_until` (None: as it was claimed), or refuse it.

    Nobody decides their own. Raises CannotChange, also for a last day before the first, and for a subjective cause
    that would take the item out of the measurable.
    """
    rows = CauseClaim.objects.select_for_update(of=["self"], no_key=True).select_related("assignment", "cause")
    claim = rows.get(pk=claim.pk)
    if claim.state != ClaimState.CLAIMED or claim.claimed_by_id == by.pk:
        raise CannotChange(_("A claimed cause is decided once, and not by the person who claimed it."))
    if confirm and holds_until and holds_until < claim.holds_from:
        raise CannotChange(_("A cause ends on the day on which it begins, or later."))
    if confirm:
        _check_founded(claim.cause, claim.outcome)
    old = {"holds_until": claim.holds_until}
    claim.state = ClaimState.CONFIRMED if confirm else ClaimState.REFUSED
    claim.holds_until = holds_until if confirm and holds_until else claim.holds_until
    claim.decided_at, claim.decided_by, claim.decision_reason = now(), by, reason
    claim.save(update_fields=["state", "holds_until", "decided_at", "decided_by", "decision_reason"])
    agency = claim.assignment.agency_id
    new = {"state": claim.state, "holds_until": claim.holds_until}
    record(claim, "cause-decided", by=by, at=claim.decided_at, agency=agency, old=old, new=new, reason=reason)
    standings.refresh([claim.assignment_id])
    return claim


def _check_founded(cause: Cause, outcome: str) -> None:
    if not may_lead_to(cause.kind, outcome):
        raise CannotChange(unfounded(outcome))
