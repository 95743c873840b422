"""Items and their targets: given, changed from a period on, promised."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now
from agencies.models import Agency, User
from agencies.reference import keep
from kpis.enums import PeriodState
from kpis.errors import CannotChange
from kpis.models import Assignment, Indicator, Period, Plan, Promise, Standing, Target
from kpis.standings import actions as standings

ITEM_FIELDS = {
    "code", "section", "product", "deadline", "is_recurring", "applicable_from", "weight", "accountable", "document",
    "sort_order",
}  # fmt: skip
TARGET_FIELDS = ("operator", "low", "high", "baseline", "unit", "raw")
BLANK_TARGET = {"low": None, "high": None, "baseline": None, "unit": "", "raw": "", "document": None}


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
    standings.lock([assignment.agency_id])
    kept = keep(assignment, by=by, reason=reason, action="item-changed", **fields)
    standings.refresh([kept.pk])
    return kept


@transaction.atomic
def set_target(assignment: Assignment, *, in_force_from: Period, by: User | None, reason: str = "", **target) -> Target:
    """A new target in force from a period on; periods before keep theirs, closed ones do not move.

    A second target for the same period replaces the first, all of it, while no closed period rests on that one.
    Raises CannotChange.
    """
    if in_force_from.plan_id != assignment.plan_id:
        raise CannotChange(_("A target is in force from a month of its own plan."))
    standings.lock([assignment.agency_id])
    frozen = Standing.objects.filter(assignment=assignment, period__state=PeriodState.CLOSED)
    if frozen.filter(period=in_force_from).exists() or frozen.filter(target__in_force_from=in_force_from).exists():
        raise CannotChange(_("A closed month rests on this target; the new one must be in force from a later month."))
    earlier = assignment.targets.filter(in_force_from__month__lte=in_force_from.month)
    before = earlier.order_by("-in_force_from__month").first()
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
def promise(assignment: Assignment, *, due_on: date, by: User | None, text: str = "", reason: str = "") -> Promise:
    """A dated word that the item will be done; a later one moves it and both stay."""
    row = Promise.objects.create(
        assignment=assignment, due_on=due_on, text=text, reason=reason, made_at=now(), made_by=by
    )
    new = {"due_on": due_on, "text": text}
    record(row, "promise-made", by=by, at=row.made_at, agency=assignment.agency_id, new=new, reason=reason)
    standings.refresh([assignment.pk])
    return row
