"""The commitments of an agency that ends or gives a part away: the part of this floor in a reorganisation.

What was signed stays as it was signed. A commitment that passes on is the successor's from then on, and an amendment
of the decision's number says so of the items whose lead agency the decision changed; one that ends has its items
withdrawn by such an amendment. Two of one signing event do not come to the same agency: the second stays.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.audit import record
from agencies.clock import now
from agencies.enums import Fate
from agencies.models import Agency, User
from agencies.reorganising.ledger import Ledger
from agencies.reorganising.parts import Change, Choice, Open, chosen_for
from commitments.enums import Aspect, CommitmentState
from commitments.models import (
    Amendment,
    AmendmentChange,
    Commitment,
    CommitmentItem,
    CommitmentRollUp,
    ItemLink,
    SigningEvent,
)
from commitments.standings import writer as standings
from kpis.enums import PeriodState
from kpis.items.passing import first_months

NUMBER = 60


class Commitments:
    """Each commitment of the agencies before, of years that are not over on the day."""

    name = gettext_lazy("Commitments")

    def open_of(self, change: Change) -> list[Open]:
        taken = set(_held(change.successors, change).values_list("event", flat=True)) if change.heir else set()
        found = []
        for row in _held(change.predecessors, change):
            about = f"{row.event} · {row.signatory_name}"
            fates = _fates(row, change, is_free=row.event_id not in taken)
            proposal = change.usual if change.usual in fates else fates[-1]
            if proposal == Fate.MOVES:
                taken.add(row.event_id)
            title = _("Commitment of %(agency)s") % {"agency": row.agency_name or row.agency.name}
            found.append(Open(f"commitment-{row.pk}", title, about, row.agency, proposal, fates))
        return found

    def carry_out(self, change: Change, chosen: Mapping[str, Choice], ledger: Ledger, by: User | None) -> None:
        rows = {f"commitment-{row.pk}": row for row in _held(change.predecessors, change)}
        standings.lock_parties([row.pk for row in rows.values()])
        for thing, choice, to in chosen_for(change, self.open_of(change), chosen):
            if to is not None:
                _pass_on(rows[thing.key], to, change, ledger, by)
            elif choice.fate == Fate.ENDS:
                _withdraw(rows[thing.key], change, ledger, by)
        if change.heir is not None and not change.lives_on:
            for event in SigningEvent.objects.filter(agency__in=change.predecessors, plan__in=_plans(change)):
                ledger.change(event, agency=change.heir)
        standings.refresh(row.pk for row in rows.values())

    def refuse_undo(self, lines: Collection[dict[str, Any]]) -> None:
        """A month closed since then shows whose the commitment was."""
        ledger = Ledger(lines)
        for row in Amendment.objects.filter(pk__in=ledger.keys(Amendment._meta.label)):
            closed = CommitmentRollUp.objects.filter(commitment=row.commitment_id, period__state=PeriodState.CLOSED)
            if closed.filter(period__closed_at__gt=row.made_at).exists():
                raise ValidationError(_("A closed month rests on this change; it can no longer be taken back."))

    def settle(self, ledger: Ledger) -> None:
        items = CommitmentItem.objects.filter(pk__in=ledger.keys(CommitmentItem._meta.label))
        keys = {*ledger.keys(Commitment._meta.label), *items.values_list("commitment", flat=True)}
        standings.lock_parties(keys)
        standings.refresh(keys)


def _plans(change: Change) -> list[int]:
    return list(first_months(change.province, change.effective_on))


def _held(agencies: Collection[Agency], change: Change) -> Any:
    """The commitments of these agencies in the years that are not over, signed ones and drafts."""
    keys = [agency.pk for agency in agencies if agency.pk]
    rows = Commitment.objects.filter(agency__in=keys, event__plan__in=_plans(change))
    return rows.select_related("agency", "event").order_by("agency__sort_order", "agency__path", "event", "pk")


def _fates(row: Commitment, change: Change, *, is_free: bool) -> tuple[Fate, ...]:
    """What was signed may always stay with who signed it; a draft is nothing that could end."""
    moves = (Fate.MOVES,) if is_free and Fate.MOVES in change.fates else ()
    ends = (Fate.ENDS,) if row.is_signed and change.effective_on >= row.event.first_day else ()
    usual = (Fate.STAYS, *ends) if change.usual == Fate.ENDS else (*ends, Fate.STAYS)
    return (*moves, *usual)


def _pass_on(row: Commitment, to: Agency, change: Change, ledger: Ledger, by: User | None) -> None:
    old = row.agency
    if Commitment.objects.filter(event=row.event_id, agency=to).exists():
        raise ValidationError(_("%(name)s has a commitment of this event already.") % {"name": to.name})
    ledger.change(row, agency=to)
    links = list(
        ItemLink.objects.filter(
            item__commitment=row, item__withdrawn_by=None, owner=old, assignment__agency=to
        ).select_related("accountable")
    )
    amendment = _amendment(row, change, ledger, by) if links and row.state == CommitmentState.SIGNED else None
    for link in links:
        person = {"person": link.accountable_id, "person_name": link.accountable.full_name if link.accountable else ""}
        ledger.change(link, owner=to)
        before = {"agency": old.pk, "agency_name": old.name} | person
        after = {"agency": to.pk, "agency_name": to.name} | person
        if amendment is not None:
            _note(ledger, amendment, link.item_id, Aspect.OWNER, before, after, link.pk)
    record(
        row, "commitment-passed-on", by=by, at=now(), agency=old, old={"agency": old.code}, new={"agency": to.code},
        reason=change.decision,
    )  # fmt: skip


def _withdraw(row: Commitment, change: Change, ledger: Ledger, by: User | None) -> None:
    items = list(row.items.filter(withdrawn_by=None))
    if not items:
        return
    amendment = _amendment(row, change, ledger, by)
    for item in items:
        ledger.change(item, withdrawn_by=amendment)
        _note(ledger, amendment, item.pk, Aspect.WITHDRAWN, {"text": item.text}, {})
    new = {"number": amendment.number, "dated_on": amendment.dated_on, "items": len(items)}
    record(row, "commitment-ended", by=by, at=amendment.made_at, agency=row.agency_id, new=new, reason=change.decision)


def _amendment(row: Commitment, change: Change, ledger: Ledger, by: User | None) -> Amendment:
    number = change.decision.strip()[:NUMBER]
    if row.amendments.filter(number=number).exists():
        raise ValidationError(_("This commitment has an amendment of this number already."))
    return ledger.make(
        Amendment(
            commitment=row, number=number, dated_on=max(change.effective_on, row.event.first_day),
            note=str(change.kind.label), made_at=now(), made_by=by,
        )
    )  # fmt: skip


def _note(
    ledger: Ledger, amendment: Amendment, item: int, aspect: Aspect, old: dict, new: dict, link: int | None = None
) -> None:
    ledger.make(AmendmentChange(amendment=amendment, item_id=item, link_id=link, aspect=aspect, old=old, new=new))
