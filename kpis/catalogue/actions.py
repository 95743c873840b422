"""The catalogue and the rules of a year: what is changed in it moves the standings of the items that rest on it."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now, today
from agencies.models import User
from agencies.reference import actions as reference
from kpis.causes.rules import may_lead_to
from kpis.enums import ClaimState, Kind, Operator, PeriodState
from kpis.grammar.milestones import stored
from kpis.grammar.units import not_of_ratio
from kpis.measuring.calendar import OwnDays
from kpis.models import Assignment, Cause, DayOff, Indicator, Milestone, Period, Plan, Target
from kpis.queries import own_days
from kpis.standings import actions as standings

Row = TypeVar("Row", bound=models.Model)
Items = models.QuerySet[Assignment]

RESTING: dict[type[models.Model], Callable[..., Items]] = {
    Plan: lambda plan: Assignment.objects.filter(plan=plan),
    Indicator: lambda indicator: Assignment.objects.filter(indicator=indicator),
    Cause: lambda cause: Assignment.objects.filter(claims__cause=cause),
}


@transaction.atomic
def keep(row: Row, *, by: User | None, reason: str = "", **fields) -> Row:
    """Add or change a row of reference data and judge the items that rest on it anew, in open months.

    Raises ValidationError as agencies/reference does, for a cause that would become subjective while claims take items
    out of the measurable by it, and for a ratio that would be computed in another unit than its targets have.
    """
    is_new = row.pk is None
    if isinstance(row, Cause) and not is_new and "kind" in fields:
        _check_claims(row, fields["kind"])
    if isinstance(row, Indicator) and not is_new:
        _check_targets(row, fields)
    before = own_days(row.province_id or fields["province"]) if isinstance(row, DayOff) else None
    kept = reference.keep(row, by=by, reason=reason, **fields)
    if not is_new and type(kept) in RESTING:
        standings.refresh(RESTING[type(kept)](kept).values_list("pk", flat=True))
    if isinstance(kept, DayOff) and before:
        _move_due_days(kept.province_id, before, by=by)
    return kept


def _check_claims(cause: Cause, kind: str) -> None:
    resting = cause.claims.exclude(state=ClaimState.REFUSED).values_list("outcome", flat=True)
    if not all(may_lead_to(kind, outcome) for outcome in resting):
        raise ValidationError(_("Items are taken out of the measurable by this cause: decide on them first."))


def _check_targets(indicator: Indicator, fields: Mapping[str, Any]) -> None:
    if fields.keys().isdisjoint(("kind", "unit")):
        return
    stored = Indicator.objects.get(pk=indicator.pk)  # a form has filled the one that it saves
    kind, unit = fields.get("kind", stored.kind), fields.get("unit", stored.unit)
    if kind != Kind.RATIO:
        return
    held = Target.objects.filter(assignment__indicator=indicator.pk).exclude(operator=Operator.DONE).order_by("unit")
    for named in held.values_list("unit", flat=True).distinct():
        if not_of_ratio(named or stored.unit, unit):
            told = _("Its items have targets in %(unit)s: a ratio is computed in the unit of its targets.")
            raise ValidationError(told % {"unit": named or stored.unit})


@transaction.atomic
def remove(row: models.Model, *, by: User | None) -> None:
    """Delete a row of reference data, as agencies/reference does; a day off gives its months their days back."""
    before = own_days(row.province_id) if isinstance(row, DayOff) else None
    reference.remove(row, by=by)
    if isinstance(row, DayOff) and before:
        _move_due_days(row.province_id, before, by=by)


def _move_due_days(province: int, before: OwnDays, *, by: User | None) -> None:
    """Months whose due day is still to come are due by the days off as they are now; what is past or closed stays.

    So does a day that somebody set: it is not the one that followed from the days off as they were `before`.
    """
    days = own_days(province)
    coming = Period.objects.filter(plan__province=province, due_on__gte=today()).exclude(state=PeriodState.CLOSED)
    for period in coming.select_for_update(of=["self"], no_key=True).select_related("plan").order_by("pk"):
        followed, due_on = (one.after(period.data_to, period.plan.due_working_days) for one in (before, days))
        if due_on < today() or due_on == period.due_on or period.due_on != followed:
            continue
        old, period.due_on = {"due_on": period.due_on}, due_on
        period.save(update_fields=["due_on"])
        record(period, "period-due-moved", by=by, at=now(), agency=province, old=old, new={"due_on": due_on})


@transaction.atomic
def set_milestones(plan: Plan, shares: Mapping[int, Decimal], *, by: User | None, reason: str = "") -> None:
    """Let `shares` (month → share of the target wanted by its end) be all the milestones that a plan begins with.

    Raises ValidationError for a month or a share that there is not.
    """
    Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    old = dict(plan.milestones.values_list("month", "share"))
    if old == dict(shares):
        return
    plan.milestones.exclude(month__in=shares).delete()
    for month, share in shares.items():
        row = plan.milestones.filter(month=month).first() or Milestone(plan=plan, month=month)
        row.share = share
        row.full_clean()
        row.save()
    values = {"old": {"milestones": stored(old)}, "new": {"milestones": stored(shares)}}
    record(plan, "milestones-set", by=by, at=now(), agency=plan.province_id, reason=reason, **values)
    standings.refresh(RESTING[Plan](plan).values_list("pk", flat=True))
