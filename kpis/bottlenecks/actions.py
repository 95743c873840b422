"""What the standing body says of a bottleneck that was found: its cause confirmed, given an owner and a day, resolved.

Nothing here makes a bottleneck, and none goes because of it: they are found from what is missed (rules.py).
"""

from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now, today
from agencies.models import Agency, User
from agencies.reference import actions as reference
from kpis.bottlenecks.queries import is_named_today
from kpis.errors import CannotChange
from kpis.models import Bottleneck, Cause, Document, Indicator, Plan


class Paper(NamedTuple):
    """A document by its number as it is written ("105/KH-UBND") and its day, which may be unknown."""

    number: str
    issued_on: date | None = None


@transaction.atomic
def confirm_bottleneck(
    plan: Plan,
    *,
    indicator: Indicator,
    cause: Cause,
    owner: Agency,
    confirmed_on: date,
    due_on: date | None,
    by: User | None,
    paper: Paper | None = None,
    note: str = "",
) -> Bottleneck:
    """Confirm the cause of a bottleneck and say who removes it until when.

    Raises CannotChange where the indicator is none in the latest month or nobody names the cause there, for a cause
    that is confirmed already, for a day before that of confirmation, for a day of confirmation or of the document that
    lies ahead, and for an owner of another province.
    """
    Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)  # two who confirm at once: one finds it done
    if not is_named_today(plan, indicator, cause):
        raise CannotChange(_("This cause is named at no bottleneck of the latest month."))
    if plan.bottlenecks.filter(indicator=indicator, cause=cause, resolved_on=None).exists():
        raise CannotChange(_("This cause is confirmed already."))
    _refuse(plan, owner, confirmed_on, due_on)
    _refuse_ahead(confirmed_on, paper)
    row = Bottleneck.objects.create(
        plan=plan,
        indicator=indicator,
        cause=cause,
        owner=owner,
        confirmed_on=confirmed_on,
        confirmed_by=by,
        due_on=due_on,
        document=_document(plan, paper, by),
        note=note,
    )
    new = {"indicator": indicator.code, "cause": cause.code, "owner": owner.code, "due_on": due_on}
    new |= {"confirmed_on": confirmed_on, "document": paper.number if paper else ""}
    record(row, "bottleneck-confirmed", by=by, at=now(), agency=plan.province_id, new=new, reason=note)
    return row


@transaction.atomic
def change_bottleneck(
    bottleneck: Bottleneck, *, owner: Agency, due_on: date | None, by: User | None, reason: str
) -> Bottleneck:
    """Another owner, another day; a reason is wanted. Raises CannotChange, also for one that is resolved."""
    row = _held(bottleneck)
    if not reason.strip():
        raise CannotChange(_("Say why it is changed."))
    _refuse(row.plan, owner, row.confirmed_on, due_on)
    old = {"owner": row.owner.code if row.owner else None, "due_on": row.due_on}
    row.owner, row.due_on = owner, due_on
    row.save(update_fields=["owner", "due_on"])
    new = {"owner": owner.code, "due_on": due_on}
    record(row, "bottleneck-changed", by=by, at=now(), agency=row.plan.province_id, old=old, new=new, reason=reason)
    return row


@transaction.atomic
def resolve_bottleneck(
    bottleneck: Bottleneck, *, resolved_on: date, by: User | None, paper: Paper | None = None, note: str = ""
) -> Bottleneck:
    """The cause is removed since a day.

    Raises CannotChange for one that is resolved, and for a day before that of confirmation or one that lies ahead.
    """
    row = _held(bottleneck)
    if resolved_on < row.confirmed_on:
        raise CannotChange(_("A bottleneck is resolved on the day of its confirmation or later."))
    _refuse_ahead(resolved_on, paper)
    row.resolved_on, row.resolved_by, row.resolved_document = resolved_on, by, _document(row.plan, paper, by)
    row.save(update_fields=["resolved_on", "resolved_by", "resolved_document"])
    new = {"resolved_on": resolved_on, "document": paper.number if paper else ""}
    record(row, "bottleneck-resolved", by=by, at=now(), agency=row.plan.province_id, new=new, reason=note)
    return row


@transaction.atomic
def withdraw_bottleneck(bottleneck: Bottleneck, *, by: User | None, reason: str) -> None:
    """Take back a confirmation that was wrong: the row goes, the trail keeps what it said and why it went.

    What is found stays found, and closed months stay as they were. Raises CannotChange without a reason, and for one
    that is resolved.
    """
    row = _held(bottleneck)
    if not reason.strip():
        raise CannotChange(_("Say why it is withdrawn."))
    old: dict[str, object] = {"indicator": row.indicator.code, "cause": row.cause.code}
    old |= {"owner": row.owner.code if row.owner else None}
    old |= {"confirmed_on": row.confirmed_on, "due_on": row.due_on, "note": row.note}
    agency = row.plan.province_id
    record(row, "bottleneck-withdrawn", by=by, at=now(), agency=agency, old=old, reason=reason.strip())
    row.delete()


def _held(bottleneck: Bottleneck) -> Bottleneck:
    rows = Bottleneck.objects.select_for_update(of=["self"], no_key=True).select_related(
        "plan", "owner", "indicator", "cause"
    )
    row = rows.filter(pk=bottleneck.pk).first()
    if row is None:
        raise CannotChange(_("This confirmation was withdrawn in the meantime."))
    if row.resolved_on:
        raise CannotChange(_("This bottleneck is resolved already."))
    return row


def _refuse(plan: Plan, owner: Agency, confirmed_on: date, due_on: date | None) -> None:
    if plan.province_id not in (owner.pk, owner.province_id):
        raise CannotChange(_("The agency belongs to another province."))
    if due_on and due_on < confirmed_on:
        raise CannotChange(_("The day until which it is to be resolved lies before its confirmation."))


def _refuse_ahead(day: date, paper: Paper | None) -> None:
    """What has happened, and the document that says so, have a day that has come."""
    if max(day, (paper and paper.issued_on) or day) > today():
        raise CannotChange(_("This day is still to come."))


def _document(plan: Plan, paper: Paper | None, by: User | None) -> Document | None:
    """The province's document of that number and day, added where there is none."""
    if paper is None or not paper.number.strip():
        return None
    number, _slash, symbol = (part.strip() for part in paper.number.strip().partition("/"))
    rows = Document.objects.filter(province=plan.province_id, number=number, symbol=symbol)
    if found := rows.filter(issued_on=paper.issued_on).order_by("pk").first():
        return found
    new = Document()
    return reference.keep(new, by=by, province=plan.province, number=number, symbol=symbol, issued_on=paper.issued_on)
