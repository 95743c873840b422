"""What a closed month keeps: of each model, the rows that belong to its plan, its province or its months so far.

An upper floor adds its own models when it starts (`keep`). A test finds every model that is neither kept nor said to
be left out.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, Q

from agencies.databases.reading import KEPT
from agencies.models import AuditEvent
from kpis.models import Assignment, Period


@dataclass(frozen=True)
class Kept:
    """A model and the condition on its rows, made for a month."""

    label: str
    rows: Callable[[Period], Q]

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.label)


TABLES: dict[str, Kept] = {}


def keep(label: str, *, plan: str = "", province: str = "", period: str = "") -> None:
    """Closed months keep the rows of `label` whose path leads to their plan, province or a period up to theirs.

    Without a path they keep them all.
    """

    def rows(month: Period) -> Q:
        if period:
            return Q(**{f"{period}__plan": month.plan_id, f"{period}__month__lte": month.month})
        if plan:
            return Q(**{plan: month.plan_id})
        return Q(**{province: month.plan.province_id}) if province else Q()

    _add(label, rows)


def _add(label: str, rows: Callable[[Period], Q]) -> None:
    TABLES[label] = Kept(label, rows)
    KEPT.add(label)


def _tree(month: Period) -> Q:
    return Q(pk=month.plan.province_id) | Q(province=month.plan.province_id)


def _of_tree(path: str) -> Callable[[Period], Q]:
    def rows(month: Period) -> Q:
        province = month.plan.province_id
        return Q(**{path: province}) | Q(**{f"{path}__province": province})

    return rows


def _groups(month: Period) -> Q:
    return Q(province=None) | Q(province=month.plan.province_id)


def _trail(month: Period) -> Q:
    """Of the trail, what was written of the plan's items: it says since when they are as they are."""
    items = Assignment.objects.filter(plan=month.plan_id)
    return Q(object_type=Assignment._meta.label_lower, object_id__in=items.order_by().values("pk"))


def _earlier_reopenings(month: Period) -> Q:
    """Of reopened months those before it: its own come into the next report, and closed again it is the same."""
    return Q(period__plan=month.plan_id, period__month__lt=month.month)


PEOPLE = "agencies.User"  # those who are named in the rows kept, by name alone (kpis.frozen.files)
KEPT.add(PEOPLE)
_add("agencies.PeerGroup", _groups)
_add("agencies.Agency", _tree)
_add("agencies.AgencyName", _of_tree("agency"))
_add("agencies.Succession", _of_tree("predecessor"))
_add("agencies.Membership", _of_tree("agency"))
_add(AuditEvent._meta.label, _trail)
keep("kpis.Pillar")
for name in ("Document", "DayOff", "Indicator", "Cause"):
    keep(f"kpis.{name}", province="province")
keep("kpis.Plan", plan="pk")
for name in ("Milestone", "PlanRules", "Period", "Assignment", "Bottleneck"):
    keep(f"kpis.{name}", plan="plan")
for name in ("Coordination", "Handover", "Target", "Entry", "CauseClaim", "Promise"):
    keep(f"kpis.{name}", plan="assignment__plan")
for name in ("EntryEvent", "Evidence"):
    keep(f"kpis.{name}", plan="entry__assignment__plan")
_add("kpis.Goal", _of_tree("agency"))
keep("kpis.Report", plan="period__plan")
_add("kpis.Reopening", _earlier_reopenings)
for name in ("Standing", "RollUp"):
    keep(f"kpis.{name}", period="period")
