"""A province's year begins: the plan with its rules, and its months planned by its calendar."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies import reference
from agencies.models import Agency, User
from kpis.errors import CannotChange
from kpis.models import Plan
from kpis.periods.actions import close_period, open_period, plan_periods

# What a year's rules may be given as; what is left out is as the model has it.
RULES = {
    "document", "calendar", "due_working_days", "pace_tolerance", "exceed_threshold", "evidence_multiple",
    "counts_no_activity", "shows_score",
}  # fmt: skip


@transaction.atomic
def start_plan(
    province: Agency,
    *,
    year: int,
    by: User | None,
    name: str = "",
    reason: str = "",
    first_month: int = 1,
    **rules: Any,
) -> Plan:
    """Begin `year` in `province`: its plan and its twelve months, planned by the plan's calendar and due days.

    The one way in which a plan is made: by set-up, by the command `start_province`, by the pages of years. `rules` are
    those of RULES, thresholds as shares; an empty `name` is the usual one. Nothing is carried over from another
    year: items are given afterwards. Leaves two events, of the plan and of its months.

    Raises ValidationError, by field, for a year that is there already and for rules that the model does not allow.
    """
    if unknown := rules.keys() - RULES:
        raise ValueError(f"no rule of a plan: {', '.join(sorted(unknown))}")
    province = Agency.objects.select_for_update(no_key=True).get(pk=province.pk)
    if Plan.objects.filter(province=province, year=year).exists():
        raise ValidationError({"year": _("The year %(year)s has its plan already.") % {"year": year}})
    given: dict[str, Any] = {"province": province, "year": year, "name": name or usual_name(province, year)} | rules
    plan = reference.keep(Plan(), by=by, reason=reason, **given)
    plan_periods(plan, by=by)
    try:
        for period in plan.periods.filter(month__lt=first_month).order_by("month"):
            close_period(open_period(period, by=by), by=by)
    except CannotChange as error:
        raise ValidationError({"first_month": str(error)}) from error
    return plan


def usual_name(province: Agency, year: int) -> str:
    """How a province calls its plan of a year: "Kế hoạch chuyển đổi số tỉnh Phú Thọ năm 2026"."""
    return f"Kế hoạch chuyển đổi số {province.name[:1].lower()}{province.name[1:]} năm {year}"[:200]
