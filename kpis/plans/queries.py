"""The rules of a year as they hold from month to month, and what a change of them would move before it is confirmed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kpis.models import Assignment, Period, Plan, PlanRules
from kpis.models.plan import Rules
from kpis.standings.foreseen import Foreseen, foresee, with_rules

DATED = tuple(field.name for field in Rules._meta.get_fields())  # the rules that may be others from a month on
RULES = {"pace_tolerance": "tolerance", "exceed_threshold": "exceed_threshold"}  # field of Plan → of measures.Rules


@dataclass(frozen=True)
class InForce:
    """The rules that hold from `month` on, until another row: `fields` (those of DATED), milestones as shares.

    `later` is the row that says so; None for what the year began with.
    """

    month: int
    fields: Mapping[str, Any]
    milestones: Mapping[int, Decimal]
    later: PlanRules | None = None

    @property
    def since(self) -> datetime | None:
        return self.later.set_at if self.later else None

    def differs_from(self, other: "InForce") -> list[str]:
        """The names of what is another: those of DATED, and "milestones"."""
        names = [name for name in DATED if self.fields[name] != other.fields[name]]
        return [*names, *(["milestones"] if dict(self.milestones) != dict(other.milestones) else [])]


def rules_by_month(plan: Plan) -> list[InForce]:
    """What holds from which month on, the earliest first; two queries."""
    first = InForce(1, _fields(plan), dict(plan.milestones.values_list("month", "share")))
    rows = plan.later_rules.select_related("set_by").order_by("month")
    return [first, *(in_force(row) for row in rows)]


def in_force(row: PlanRules) -> InForce:
    """A later row as what it says."""
    shares = {month: Decimal(text) for month, text in ((int(n), t) for n, t in row.milestones.items())}
    return InForce(row.month, _fields(row), shares, row)


def _fields(row: Rules) -> dict[str, Any]:
    return {name: getattr(row, name) for name in DATED}


def rules_in(rows: Iterable[InForce], month: int) -> InForce:
    """Of `rows` the one that holds in a month."""
    return [row for row in rows if row.month <= month][-1]


def months_not_closed(plan: Plan) -> list[Period]:
    """The months after the last closed one, in order; one query."""
    rows = list(plan.periods.order_by("month"))
    last = max((row.month for row in rows if row.is_closed), default=0)
    return [row for row in rows if row.month > last]


def what_would_move(
    plan: Plan, *, since: int = 1, milestones: Mapping[int, Decimal] | None = None, **fields: Any
) -> tuple[Foreseen, ...]:
    """The open months that would change if `plan` had these `fields` from the month `since` on; nothing is written.

    `plan` is as it is stored. `fields` are fields of Plan with shares as they are stored (0.05 is 5 %); those that
    move neither a state nor a rate are passed over. `milestones`: all of them (month → share), None for those it has.
    They would hold until the next month from which other rules are on record. Empty where nothing would move, or
    nothing is changed. Each month says how many items would go from which state to which (`moved`, `items`) and the
    province's counts `before` and `after`: {% include "kpis/plans/_moves.html" %}.
    """
    rows = rules_by_month(plan)
    until = next((row.month for row in rows if row.month > since), 13)
    stood = rules_in(rows, since)
    changed: dict[str, Any] = {
        rule: Fraction(fields[name])
        for name, rule in RULES.items()
        if name in fields and Fraction(fields[name]) != Fraction(stood.fields[name])
    }
    if milestones is not None and dict(milestones) != dict(stood.milestones):
        changed["milestones"] = {month: Fraction(share) for month, share in milestones.items()}
    policy = bool(fields.get("counts_no_activity", stood.fields["counts_no_activity"]))
    if not changed and policy == stood.fields["counts_no_activity"]:
        return ()
    months = range(since, until)
    keys = Assignment.objects.filter(plan=plan).order_by("pk").values_list("pk", flat=True) if changed else ()
    change = with_rules(months, **changed)
    found = foresee(plan, keys, change, counts_no_activity=dict.fromkeys(months, policy))
    return tuple(month for month in found if month)
