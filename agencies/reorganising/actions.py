"""Agencies merged, split and ended: one transaction, one decision, one record that can be taken back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now, today
from agencies.enums import Level, Reorganising, SuccessionKind
from agencies.models import Agency, Reorganisation, Succession, User
from agencies.reorganising.divisions import Divisions, Roles
from agencies.reorganising.ledger import Ledger
from agencies.reorganising.parts import Change, Choice, NewAgency, Part, parts
from agencies.tree.actions import add_agency, days_changed, hold_province

SUCCESSIONS = {Reorganising.MERGE: SuccessionKind.MERGE, Reorganising.SPLIT: SuccessionKind.SPLIT}


def all_parts() -> tuple[Part, ...]:
    """Who sees to what is open, from the ground up: where divisions hang decides whose items they are."""
    return (Divisions(), Roles(), *parts)


@dataclass(frozen=True)
class Decision:
    """A decision as it was written down: agencies that stand, and successors that stand or are yet to be formed."""

    kind: Reorganising
    province: Agency
    predecessors: Sequence[Agency]
    effective_on: date
    number: str
    successors: Sequence[Agency] = field(default=())
    forms: Sequence[NewAgency] = field(default=())
    lives_on: bool = False


@transaction.atomic
def reorganise(decision: Decision, *, by: User | None, chosen: Mapping[str, Choice] | None = None) -> Reorganisation:
    """Carry out a decision: form what is new, end what ends, and let each open thing move, end or stay.

    `chosen`: key of an open thing (parts.Open) → what becomes of it; what nobody chose goes as proposed. Raises
    ValidationError for a decision that cannot be: another province, an agency that has ended, a day ahead.
    """
    hold_province(decision.province.pk)
    check(decision)
    forming, ledger = Ledger(), Ledger()
    act = Reorganisation.objects.create(
        province=decision.province, kind=decision.kind, effective_on=decision.effective_on, decision=decision.number,
        made_at=now(), made_by=by,
    )  # fmt: skip
    formed = [_form(decision, new, forming, by) for new in decision.forms]
    change = Change(
        decision.kind, decision.province, tuple(decision.predecessors), (*decision.successors, *formed),
        decision.effective_on, decision.number, decision.lives_on,
    )  # fmt: skip
    for part in all_parts():
        part.carry_out(change, chosen or {}, ledger, by)
    for agency in change.predecessors:
        _succeed(act, change, agency, ledger)
        if not change.lives_on:
            end(agency, change.effective_on, ledger)
        new = {"effective_on": decision.effective_on, "to": [heir.code for heir in change.successors]}
        record(agency, f"agency-{change.kind}", by=by, at=act.made_at, agency=agency, new=new, reason=change.decision)
    days_changed(ledger.keys(Agency._meta.label))
    act.changes = {"formed": forming.lines, "changed": ledger.lines}
    act.save(update_fields=["changes"])
    new = {"from": [a.code for a in change.predecessors], "to": [a.code for a in change.successors]}
    where = decision.province
    record(act, "agencies-reorganised", by=by, at=act.made_at, agency=where, new=new, reason=decision.number)
    return act


@transaction.atomic
def take_back(act: Reorganisation, *, by: User | None, reason: str) -> Reorganisation:
    """Put everything back as it was before a decision was recorded. Raises ValidationError, saying what rests on it."""
    row = Reorganisation.objects.select_for_update(no_key=True).get(pk=act.pk)
    if row.undone_at:
        raise ValidationError(_("This change has been taken back already."))
    hold_province(row.province_id)
    ledger = Ledger(row.changes["changed"])
    later = Reorganisation.objects.filter(province=row.province_id, pk__gt=row.pk, undone_at=None)
    for changes in later.values_list("changes", flat=True):
        ledger.refuse_later(Ledger(changes["changed"]))
    for part in all_parts():
        part.refuse_undo(ledger.lines)
    ledger.take_back()
    for part in all_parts():
        part.settle(ledger)
    days_changed(ledger.keys(Agency._meta.label))
    Ledger(row.changes["formed"]).take_back()
    row.undone_at, row.undone_by = now(), by
    row.save(update_fields=["undone_at", "undone_by"])
    record(row, "reorganisation-taken-back", by=by, at=row.undone_at, agency=row.province, reason=reason)
    return row


def check(decision: Decision) -> None:
    """Raise ValidationError for a decision that cannot be."""
    day, province = decision.effective_on, decision.province
    if not decision.number.strip():
        raise ValidationError(_("Name the decision."))
    if day > today():
        raise ValidationError(
            _("A change is recorded on its day or later: %(day)s lies ahead.") % {"day": f"{day:%d/%m/%Y}"}
        )
    everyone = [*decision.predecessors, *decision.successors]
    if not decision.predecessors or len({agency.pk for agency in everyone}) < len(everyone):
        raise ValidationError(_("An agency is named once, before or after the change."))
    if any(agency.province_id != province.pk for agency in everyone):
        raise ValidationError(_("A change stays within one province."))
    keys = [agency.pk for agency in everyone]
    for agency in Agency.objects.filter(pk__in=keys).exclude(Q(active_to=None) | Q(active_to__gte=day)):
        raise ValidationError(_("%(name)s has ended already.") % {"name": agency.name})
    for agency in Agency.objects.filter(pk__in=keys, active_from__gt=day - timedelta(days=1)):
        if agency.pk in {before.pk for before in decision.predecessors}:
            raise ValidationError(_("%(name)s has not begun before that day.") % {"name": agency.name})
    before, after = [one.pk for one in decision.predecessors], [one.pk for one in decision.successors]
    if not decision.lives_on:
        _refuse_ended_before_it_gave(before, day)
    _refuse_written_twice(before, after, day)
    _check_heirs(decision)


def _refuse_written_twice(before: Collection[int], after: Collection[int], day: date) -> None:
    """One decision says all that passes between two agencies on a day: what was forgotten is put into that one."""
    rows = Succession.objects.filter(predecessor__in=before, successor__in=after, effective_on=day)
    if row := rows.select_related("predecessor", "successor").first():
        said = {"before": row.predecessor.name, "after": row.successor.name, "number": row.legal_basis}
        raise ValidationError(
            _("%(before)s has passed something on to %(after)s on that day already (%(number)s): take that back first.")
            % said
        )


def _refuse_ended_before_it_gave(agencies: Collection[int], day: date) -> None:
    """Who gave a part away on a later day stood until then: else nobody alive would lead that part in between."""
    gave = Succession.objects.filter(predecessor__in=agencies, effective_on__gt=day).select_related("predecessor")
    if row := gave.order_by("effective_on").first():
        said = {"name": row.predecessor.name, "day": f"{row.effective_on:%d/%m/%Y}", "number": row.legal_basis}
        raise ValidationError(
            _("%(name)s gave a part away on %(day)s (%(number)s): it ends then or later, or take that back first.")
            % said
        )


def _check_heirs(decision: Decision) -> None:
    heirs = len(decision.successors) + len(decision.forms)
    if decision.kind == Reorganising.END and heirs:
        raise ValidationError(_("What ends without a successor names none."))
    if decision.kind == Reorganising.MERGE and (heirs != 1 or decision.lives_on):
        raise ValidationError(_("Agencies merge into one."))
    if decision.kind == Reorganising.SPLIT and (not heirs or len(decision.predecessors) != 1):
        raise ValidationError(_("One agency is divided; name who takes over a part."))
    by_code: dict[str, str] = {}
    for new in decision.forms:
        if name := by_code.get(new.code.lower()):
            raise ValidationError(_("The code %(code)s is that of %(name)s.") % {"code": new.code, "name": name})
        by_code[new.code.lower()] = new.name
    taken = Agency.objects.filter(province=decision.province, code__in=[new.code for new in decision.forms])
    if row := taken.first():
        raise ValidationError(_("The code %(code)s is that of %(name)s.") % {"code": row.code, "name": row.name})


def _form(decision: Decision, new: NewAgency, ledger: Ledger, by: User | None) -> Agency:
    agency = add_agency(
        parent=new.parent or decision.province, name=new.name, code=new.code, level=new.level or Level.AGENCY, by=by,
        short_name=new.short_name, active_from=decision.effective_on, **new.fields,
    )  # fmt: skip
    ledger.made(agency)
    for name in agency.names.all():
        ledger.made(name)
    return agency


def _succeed(act: Reorganisation, change: Change, agency: Agency, ledger: Ledger) -> None:
    for successor in change.successors:
        ledger.make(
            Succession(
                predecessor=agency,
                successor=successor,
                kind=SUCCESSIONS[change.kind],
                reorganisation=act,
                effective_on=change.effective_on,
                legal_basis=change.decision,
            )
        )


def end(agency: Agency, effective_on: date, ledger: Ledger) -> None:
    """The last day of an agency is the one before: its row is read anew, for parts may have moved it."""
    row = Agency.objects.get(pk=agency.pk)
    ledger.change(row, active_to=effective_on - timedelta(days=1))
