"""Who leads an item in a month: by its handovers, also in one that has no standings yet, or as the month judged it."""

from collections.abc import Sequence

from django.db.models import BigIntegerField, F, Field, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Coalesce

from kpis.models import Assignment, Handover, Period, Plan, Standing

IS_OWN = Q(given_to=None) | Q(given_to=F("agency"))  # of an item: who leads it is who it was given to


def leader_of(item: Assignment, handovers: Sequence[Handover], month: int) -> int:
    """What `lead_in` asks, of an item read with its handovers in the order of months: the key of the agency."""
    return next((row.before_id for row in handovers if row.in_force_from.month > month), item.agency_id)


def lead_in(month: int, of: str = "") -> Coalesce:
    """For a query on assigned items: who leads each in a month (1…12) of its plan, by key or by its text field `of`.

    That is the agency before the next handover, else the one that leads it now.
    """
    later = Handover.objects.filter(assignment=OuterRef("pk"), in_force_from__month__gt=month)
    found = Subquery(later.order_by("in_force_from__month").values(f"before__{of}" if of else "before")[:1])
    kind: Field = TextField() if of else BigIntegerField()
    return Coalesce(found, F(f"agency__{of}" if of else "agency"), output_field=kind)


def led_elsewhere(plan: Plan) -> QuerySet[Assignment]:
    """The items of a plan that are asked and led by another agency than the one that they were given to."""
    passed = Assignment.objects.filter(plan=plan, given_to__isnull=False, withdrawn_from=None)
    return passed.exclude(given_to=F("agency")).order_by("pk")


def led_by(period: Period, of: str = "agency") -> Subquery:
    """For a query on what an item has (`assignment`): whom a month judged to lead it; None where it was not judged."""
    judged = Standing.objects.filter(assignment=OuterRef("assignment"), period=period)
    return Subquery(judged.order_by().values(of)[:1])


def leading_in(period: Period) -> Coalesce:
    """The same, and who leads it now where it was not judged."""
    return Coalesce(led_by(period), "assignment__agency", output_field=BigIntegerField())
