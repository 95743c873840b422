"""Items and their targets: given, changed from a period on, withdrawn, passed to another agency, promised."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now
from agencies.models import Agency, User
from agencies.reference.actions import keep
from agencies.reorganising.ledger import Ledger
from kpis.enums import Operator, PeriodState
from kpis.errors import CannotChange
from kpis.grammar.units import same_unit
from kpis.models import Assignment, Document, Handover, Indicator, Period, Plan, Promise, Standing, Target
from kpis.standings import actions as standings

ITEM_FIELDS = {
    "code", "section", "product", "deadline", "is_recurring", "applicable_from", "applicable_by", "weight",
    "accountable", "document", "sort_order",
}  # fmt: skip
TARGET_FIELDS = ("operator", "low", "high", "baseline", "unit", "raw", "milestones")
BLANK_TARGET: dict[str, Any] = {
    "low": None,
    "high": None,
    "baseline": None,
    "unit": "",
    "raw": "",
    "document": None,
    "milestones": {},
}


@transaction.atomic
def assign(
    *,
    plan: Plan,
    agency: Agency,
    indicator: Indicator,
    by: User | None,
    in_force_from: Period,
    target: dict,
    **fields,
) -> Assignment:
    """Give `indicator` to `agency` with its first target (`target`: the fields of Target) and judge it."""
    assignment = Assignment.objects.create(plan=plan, agency=agency, indicator=indicator, **fields)
    new = {"agency": agency.code, "indicator": indicator.code}
    record(assignment, "item-assigned", by=by, at=now(), agency=agency, new=new)
    set_target(assignment, in_force_from=in_force_from, by=by, **target)
    return assignment


@transaction.atomic
def edit_item(assignment: Assignment, *, by: User | None, reason: str = "", **fields) -> Assignment:
    """Change what is said of an item beside its target (ITEM_FIELDS) and judge it anew in open months.

    Raises ValidationError for what the model does not allow, ValueError for a field that is not among these.
    """
    if unknown := fields.keys() - ITEM_FIELDS:
        raise ValueError(f"not edited here: {', '.join(sorted(unknown))}")
    standings.hold([assignment.pk])
    kept = keep(assignment, by=by, reason=reason, action="item-changed", **fields)
    standings.refresh([kept.pk])
    return kept


@transaction.atomic
def set_target(assignment: Assignment, *, in_force_from: Period, by: User | None, reason: str = "", **target) -> Target:
    """A new target in force from a period on; periods before keep theirs, closed ones do not move.

    A second target for the same period replaces the first, all of it, while no closed period rests on that one.
    `milestones` (month → share, both as text) are the item's own; where they are not named those of the target before
    stay, and so does its baseline while the unit is the same. Raises CannotChange.
    """
    if in_force_from.plan_id != assignment.plan_id:
        raise CannotChange(_("A target is in force from a month of its own plan."))
    standings.hold([assignment.pk])
    frozen = Standing.objects.filter(assignment=assignment, period__state=PeriodState.CLOSED)
    if frozen.filter(period=in_force_from).exists() or frozen.filter(target__in_force_from=in_force_from).exists():
        raise CannotChange(_("A closed month rests on this target; the new one must be in force from a later month."))
    earlier = assignment.targets.filter(in_force_from__month__lte=in_force_from.month)
    before = earlier.order_by("-in_force_from__month").first()
    if before and target.get("operator") != Operator.DONE:
        target.setdefault("milestones", before.milestones)
        own = assignment.indicator.unit
        if same_unit(target.get("unit") or own, before.unit or own):
            target.setdefault("baseline", before.baseline)
    row = Target.objects.update_or_create(
        assignment=assignment,
        in_force_from=in_force_from,
        defaults=BLANK_TARGET | target | {"set_at": now(), "set_by": by},
    )[0]
    old = {name: getattr(before, name) for name in TARGET_FIELDS} if before else {}
    new = {name: getattr(row, name) for name in TARGET_FIELDS} | {"in_force_from": in_force_from.month}
    record(row, "target-set", by=by, at=row.set_at, agency=assignment.agency_id, old=old, new=new, reason=reason)
    standings.refresh([assignment.pk])
    return row


@transaction.atomic
def withdraw(
    assignment: Assignment,
    *,
    in_force_from: Period,
    by: User | None,
    reason: str,
    document: Document | None = None,
    ledger: Ledger | None = None,
) -> Assignment:
    """Ask an item no more from a month on, with its divisions' parts: it leaves x/y and stays readable.

    Months before keep what they say. Raises CannotChange without a reason, where it is withdrawn already, and where
    that month or a later one is closed.
    """
    if not reason.strip():
        raise CannotChange(_("Say why the item is withdrawn."))
    whole = Assignment.objects.filter(Q(pk=assignment.pk) | Q(part_of=assignment))
    standings.hold(whole.values_list("pk", flat=True))
    _refuse_closed(assignment.plan, in_force_from)
    kept, touched = ledger or Ledger(), []
    held = Assignment.objects.get(pk=assignment.pk)
    if held.withdrawn_from_id and ledger is None:  # a reorganisation may have come to it with its whole
        raise CannotChange(_("This item is withdrawn already."))
    for row in (held, *whole.filter(part_of=assignment, withdrawn_from=None)):
        kept.change(row, withdrawn_from=in_force_from, withdrawn_because=reason.strip(), withdrawn_by=document)
        new = {"withdrawn_from": in_force_from.month, "document": document}
        record(row, "item-withdrawn", by=by, at=now(), agency=row.agency_id, new=new, reason=reason)
        touched.append(row)
    standings.refresh([row.pk for row in touched])
    return touched[0]


@transaction.atomic
def reinstate(assignment: Assignment, *, by: User | None, reason: str) -> Assignment:
    """Ask a withdrawn item again, as if it never had been. Raises CannotChange once a closed month rests on it."""
    standings.hold([assignment.pk])
    row = Assignment.objects.select_related("withdrawn_from", "plan").get(pk=assignment.pk)
    if row.withdrawn_from is None:
        raise CannotChange(_("This item is not withdrawn."))
    _refuse_closed(row.plan, row.withdrawn_from)
    old = {"withdrawn_from": row.withdrawn_from.month, "reason": row.withdrawn_because}
    row.withdrawn_from, row.withdrawn_because, row.withdrawn_by = None, "", None
    row.save(update_fields=["withdrawn_from", "withdrawn_because", "withdrawn_by"])
    record(row, "item-reinstated", by=by, at=now(), agency=row.agency_id, old=old, reason=reason)
    standings.refresh([row.pk])
    return row


def _refuse_closed(plan: Plan, since: Period) -> None:
    if since.plan_id != plan.pk:
        raise CannotChange(_("The month is one of the item's own plan."))
    if plan.periods.filter(state=PeriodState.CLOSED, month__gte=since.month).exists():
        raise CannotChange(_("That month or a later one is closed; choose a later month."))


@transaction.atomic
def hand_over(
    assignments: Iterable[Assignment],
    *,
    to: Agency,
    since: Period,
    by: User | None,
    reason: str,
    ledger: Ledger | None = None,
) -> list[Handover]:
    """Pass items of one plan to another lead agency from a month on (docs/adr/0021); the months before keep theirs.

    An item stays one row with its code, figures and history. One that has come to its agency in that month or a later
    one passes on from then: that handover leads to the new agency at once, and goes where that is the one from which
    it came. Raises CannotChange where that month or a later one is closed, and where the agency leads another item of
    the indicator that was given to the same agency.
    """
    rows = [row for row in assignments if row.agency_id != to.pk]
    before = sorted({row.agency_id for row in rows})
    standings.hold([row.pk for row in rows], [*before, to.pk])
    _refuse_closed(since.plan, since)
    if any(row.plan_id != since.plan_id for row in rows):
        raise CannotChange(_("The month is one of the item's own plan."))
    _refuse_twins(rows, to)
    kept, at, later = ledger or Ledger(), now(), came_since(rows, since)
    made = [
        _pass_further(later[row.pk], row, to, kept, at, by, reason)
        if row.pk in later
        else _pass_on(row, to, since, kept, at, by, reason)
        for row in rows
    ]
    standings.refresh([row.pk for row in rows], also=before)
    return made


def _refuse_twins(rows: Collection[Assignment], to: Agency) -> None:
    """An agency may lead several items of an indicator, but each was given to another agency (docs/adr/0021)."""
    every = Assignment.objects.annotate(first=Coalesce("given_to", "agency"))
    said = ("plan", "indicator", "first")
    held = every.filter(Q(withdrawn_from=None) | Q(given_to__isnull=False), agency=to).values_list(*said)
    taken, twins = set(held.filter(indicator__in={row.indicator_id for row in rows})), set()
    for name, *key in every.filter(pk__in=[row.pk for row in rows]).values_list("indicator__name", *said):
        if tuple(key) in taken:
            twins.add(name)
        taken.add(tuple(key))
    if twins:
        words = {"name": to.name, "items": ", ".join(sorted(twins))}
        raise CannotChange(_("%(name)s would lead two items given to the same agency: %(items)s.") % words)


def _pass_on(
    row: Assignment, to: Agency, since: Period, ledger: Ledger, at: datetime, by: User | None, reason: str
) -> Handover:
    """The event belongs to the agency that passes it on: it must not keep one from being taken back that was formed."""
    made = ledger.make(
        Handover(assignment=row, in_force_from=since, before=row.agency, after=to, reason=reason, at=at, by=by)
    )  # fmt: skip
    _now_led_by(to, row, since, ledger, at, by, reason)
    return made


def _pass_further(
    came: Handover, row: Assignment, to: Agency, ledger: Ledger, at: datetime, by: User | None, reason: str
) -> Handover:
    if came.before_id == to.pk:  # it leads the item all along: nothing is left of its going and coming
        ledger.remove(came)
    else:
        ledger.change(came, after=to)
    _now_led_by(to, row, came.in_force_from, ledger, at, by, reason)
    return came


def _now_led_by(
    to: Agency, row: Assignment, since: Period, ledger: Ledger, at: datetime, by: User | None, reason: str
) -> None:
    old = row.agency
    ledger.change(row, agency=to, given_to=row.given_to or old)
    new = {"agency": to.code, "in_force_from": since.month}
    record(row, "item-handed-over", by=by, at=at, agency=old, old={"agency": old.code}, new=new, reason=reason)


def came_since(rows: Iterable[Assignment], since: Period) -> dict[int, Handover]:
    """Of the items that have come to their agency in a month of the plan or a later one, the handover; by item."""
    passed = [row.pk for row in rows if row.given_to_id]
    found = Handover.objects.filter(assignment__in=passed, in_force_from__month__gte=since.month)
    found = found.select_related("in_force_from").order_by("in_force_from__month")
    return {row.assignment_id: row for row in found} if passed else {}


@transaction.atomic
def promise(assignment: Assignment, *, due_on: date, by: User | None, text: str = "", reason: str = "") -> Promise:
    """A dated word that the item will be done; a later one moves it and both stay."""
    standings.hold([assignment.pk])
    row = Promise.objects.create(
        assignment=assignment, due_on=due_on, text=text, reason=reason, made_at=now(), made_by=by
    )
    new = {"due_on": due_on, "text": text}
    record(row, "promise-made", by=by, at=row.made_at, agency=assignment.agency_id, new=new, reason=reason)
    standings.refresh([assignment.pk])
    return row
