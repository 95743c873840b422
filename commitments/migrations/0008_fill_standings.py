"""Standings of what was signed before they were kept, in every month that was opened; a closed month as it reads today.

A closed month counts what had been confirmed when it was closed, and looks away from what was revoked since.
"""

from collections import defaultdict
from datetime import date

from django.db import migrations
from django.db.models import Q
from django.utils import timezone

from commitments.drift.terms import Terms, differences
from commitments.standings.rules import is_fulfilled, is_promised, item_state

BATCH = 100
TERMS = ("operator", "low", "high", "baseline", "unit")
ASPECTS = ("target", "deadline", "owner")


def fill(apps, schema_editor):
    Commitment = apps.get_model("commitments", "Commitment")
    Period = apps.get_model("kpis", "Period")
    rows = Commitment.objects.order_by("event__plan", "pk")
    plans = defaultdict(list)
    for plan, key in rows.values_list("event__plan", "pk"):
        plans[plan].append(key)
    for plan, keys in plans.items():
        periods = list(Period.objects.filter(plan=plan).exclude(state="planned").order_by("pk"))
        for start in range(0, len(keys) if periods else 0, BATCH):
            _fill(apps, keys[start : start + BATCH], periods)


def _fill(apps, keys, periods):
    RollUp = apps.get_model("commitments", "CommitmentRollUp")
    Standing = apps.get_model("commitments", "CommitmentStanding")
    items = _items(apps, keys)
    links, drifts = _links(apps, [item.pk for held in items.values() for item in held])
    confirmed = _confirmed(apps, [item.pk for held in items.values() for item in held])
    states = _states(apps, {link.assignment_id for held in links.values() for link in held}, periods)
    sums, rows = [], []
    for commitment in apps.get_model("commitments", "Commitment").objects.filter(pk__in=keys).select_related("event"):
        first, own = _first_day(commitment.event), items.get(commitment.pk, ())
        for period in periods:
            is_signed = commitment.state == "signed" and first <= period.data_to
            sum_up = RollUp(commitment=commitment, period=period, tier=commitment.tier)
            sum_up.state = "signed" if is_signed else "draft"
            sum_up.items = 0 if is_signed else sum(item.withdrawn_by_id is None for item in own)
            for item in own if is_signed else ():
                begins = item.added_by.dated_on if item.added_by else first
                ends = item.withdrawn_by.dated_on if item.withdrawn_by else None
                if is_promised(begins, ends, period.data_to):
                    held = [states.get((link.assignment_id, period.pk), "no_data") for link in links[item.pk]]
                    row = Standing(item=item, period=period, commitment=commitment)
                    _judge(row, item, held, _counting(confirmed[item.pk], period), drifts[item.pk], period.data_to)
                    rows.append(row)
                    sum_up.items += 1
                    sum_up.fulfilled += row.is_fulfilled
                    sum_up.drifting += row.is_drifting
            sums.append(sum_up)
    RollUp.objects.bulk_create(sums, batch_size=500)
    Standing.objects.bulk_create(rows, batch_size=500)


def _judge(row, item, states, done, drifted, until):
    row.state = item_state(item.way, states, done and done.fulfilled_on, item.deadline, until)
    row.is_fulfilled = is_fulfilled(row.state)
    row.fulfilment = done if item.way != "assigned" and row.is_fulfilled else None
    row.is_drifting = bool(drifted)
    row.drifted_aspects = " ".join(aspect for aspect in ASPECTS if aspect in drifted)
    row.drifting_since = min((day for day in drifted.values() if day), default=None)


def _first_day(event):
    if event.precision == "day":
        return event.signed_on
    return event.signed_on.replace(day=1, month=event.signed_on.month if event.precision == "month" else 1)


def _items(apps, keys):
    found = defaultdict(list)
    rows = apps.get_model("commitments", "CommitmentItem").objects.filter(commitment__in=keys)
    for row in rows.select_related("added_by", "withdrawn_by").order_by("pk"):
        found[row.commitment_id].append(row)
    return found


def _links(apps, items):
    """Item → its links, and item → what of it drifted with the first day of that, as far as it is known."""
    rows = apps.get_model("commitments", "ItemLink").objects.filter(item__in=items).select_related("assignment")
    held, drifts = defaultdict(list), defaultdict(dict)
    rows = list(rows.order_by("pk"))
    targets = _newest_targets(apps, {row.assignment_id for row in rows})
    for row in rows:
        held[row.item_id].append(row)
        target, given = targets.get(row.assignment_id), row.assignment
        agreed = Terms(
            **{name: getattr(row, name) for name in TERMS}, deadline=row.deadline, owner=row.owner_id,
            accountable=row.accountable_id,
        )  # fmt: skip
        live = Terms(
            **({name: getattr(target, name) for name in TERMS} if target else {}), deadline=given.deadline,
            owner=given.agency_id, accountable=given.accountable_id,
        )  # fmt: skip
        for one in differences(agreed, live, is_part=row.is_part):
            day = _since(apps, str(one.aspect), agreed, live, given.pk, target)
            known = drifts[row.item_id].get(str(one.aspect))
            drifts[row.item_id][str(one.aspect)] = min(filter(None, (known, day)), default=None)
    return held, drifts


def _newest_targets(apps, assignments):
    rows = apps.get_model("kpis", "Target").objects.filter(assignment__in=assignments).select_related("in_force_from")
    return {row.assignment_id: row for row in rows.order_by("in_force_from__month")}


def _since(apps, aspect, agreed, live, assignment, target):
    if aspect == "target":
        return target.in_force_from.data_from if target else None
    if aspect == "deadline":
        return _written(apps, assignment, "deadline", live.deadline.isoformat() if live.deadline else None)
    moved = []
    if agreed.owner != live.owner:
        moved.append(_written(apps, assignment, "agency", live.owner))
    if agreed.accountable not in (None, live.accountable):
        moved.append(_written(apps, assignment, "accountable", live.accountable))
    return min(moved) if all(moved) else None


def _written(apps, assignment, name, live) -> date | None:
    """The day of the last event that wrote the field, where that is the value in force."""
    trail = apps.get_model("agencies", "AuditEvent").objects.filter(
        object_type="kpis.assignment", object_id=assignment, new__has_key=name
    )
    event = trail.order_by("-at", "-pk").first()
    return timezone.localtime(event.at).date() if event and event.new.get(name) == live else None


def _states(apps, assignments, periods):
    rows = apps.get_model("kpis", "Standing").objects.filter(assignment__in=assignments, period__in=periods)
    return {(item, period): state for item, period, state in rows.values_list("assignment", "period", "state")}


def _confirmed(apps, items):
    found = defaultdict(list)
    rows = apps.get_model("commitments", "Fulfilment").objects.filter(item__in=items)
    for row in rows.filter(Q(state="confirmed") | Q(revoked_at__isnull=False)).order_by("pk"):
        found[row.item_id].append(row)
    return found


def _counting(rows, period):
    for row in rows:
        if row.fulfilled_on > period.data_to:
            continue
        if period.state != "closed":
            counts = row.state == "confirmed"
        else:
            counts = row.decided_at <= period.closed_at and (
                row.revoked_at is None or row.revoked_at > period.closed_at
            )
        if counts:
            return row
    return None


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0007_standings"),
        ("kpis", "0004_commitment_imports"),
        ("agencies", "0002_audit_is_append_only"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
