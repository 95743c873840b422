"""What a change of a plan's thresholds would move, before anybody confirms it."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kpis.models import Assignment, Plan
from kpis.standings.facts import rules_of
from kpis.standings.foreseen import Foreseen, foresee, with_rules

RULES = {"pace_tolerance": "tolerance", "exceed_threshold": "exceed_threshold"}  # field of Plan → of measures.Rules


def what_would_move(
    plan: Plan, *, milestones: Mapping[int, Decimal] | None = None, **fields: Any
) -> tuple[Foreseen, ...]:
    """The open months that would change if `plan` had these `fields`, in order; nothing is written.

    `plan` is as it is stored. `fields` are fields of Plan with shares as they are stored (0.05 is 5 %); those that
    move neither a state nor a rate are passed over. `milestones`: all of them (month → share), None for those it has.
    Empty where nothing would move, or nothing is changed. Each month says how many items would go from which state to
    which (`moved`, `items`) and the province's counts `before` and `after`: {% include "kpis/plans/_moves.html" %}.
    """
    rules = rules_of(plan)
    changed: dict[str, Any] = {}
    for name, rule in RULES.items():
        if name in fields and Fraction(fields[name]) != getattr(rules, rule):
            changed[rule] = Fraction(fields[name])
    if milestones is not None:
        shares = {month: Fraction(share) for month, share in milestones.items()}
        if shares != rules.milestones:
            changed["milestones"] = shares
    policy = bool(fields.get("counts_no_activity", plan.counts_no_activity))
    if not changed and policy == plan.counts_no_activity:
        return ()
    keys = Assignment.objects.filter(plan=plan).order_by("pk").values_list("pk", flat=True) if changed else ()
    months = foresee(plan, keys, with_rules(**changed), counts_no_activity=policy)
    return tuple(month for month in months if month)
