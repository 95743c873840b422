"""Goals of later years, set and taken away; months are never judged by them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now
from agencies.models import Agency, User
from kpis.models import Document, Goal, Indicator

FIELDS = ("year", "raw", "document")


@transaction.atomic
def set_goal(
    *, indicator: Indicator, agency: Agency, year: int, raw: str, by: User | None, document: Document | None = None,
    reason: str = "",
) -> Goal:  # fmt: skip
    """What `indicator` is to reach at `agency` (or in the whole province) by a later year, as it was written.

    A goal of the same year is replaced; said again as it stands it leaves no trace. Raises ValidationError for an
    agency of another province than the indicator's, and for what the model does not allow.
    """
    if agency.root_id != indicator.province_id:
        raise ValidationError(_("This agency is not of the indicator's province."))
    Indicator.objects.select_for_update(no_key=True).get(pk=indicator.pk)  # two first goals at once: one by one
    rows = Goal.objects.filter(indicator=indicator, agency=agency, year=year)
    goal = rows.first() or Goal(indicator=indicator, agency=agency, year=year)
    old = {name: getattr(goal, name) for name in FIELDS} if goal.pk else {}
    new = {"year": year, "raw": raw.strip(), "document": document}
    if old == new:
        return goal
    goal.raw, goal.document, goal.set_at, goal.set_by = raw.strip(), document, now(), by
    goal.full_clean(exclude=["set_by"])
    goal.save()
    record(goal, "goal-set", by=by, at=goal.set_at, agency=agency, old=old, new=new, reason=reason)
    return goal


@transaction.atomic
def remove_goal(goal: Goal, *, by: User | None, reason: str) -> None:
    """Take a goal away; its event keeps what it said."""
    row = Goal.objects.select_for_update(no_key=True).filter(pk=goal.pk).first()
    if row is None:
        return
    old = {name: getattr(row, name) for name in FIELDS}
    record(row, "goal-removed", by=by, at=now(), agency=row.agency_id, old=old, reason=reason)
    row.delete()
