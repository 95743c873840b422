"""Rules of a year changed and the next one planned, beside a world whose months are closed."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from kpis.carrying import actions as carrying
from kpis.carrying.compared import side_by_side
from kpis.goals import actions as goals
from kpis.models import Assignment, Goal
from kpis.plans import actions as plans
from tests.closed.world import World


def next_targets(world: World) -> object:
    """A target of a year that is planned."""
    made = carrying.begin_year(world.plan, year=2031, rule="same", by=world.administrator)
    item = Assignment.objects.filter(plan=made.plan).exclude(indicator__kind="deliverable").first()
    target = {"operator": ">=", "low": Decimal(9), "unit": "x"}
    return carrying.set_targets(made.plan, {item: target}, by=world.administrator)


def next_rule(world: World) -> object:
    """No target for the items of a year that is planned."""
    made = carrying.begin_year(world.plan, year=2032, rule="same", by=world.administrator)
    return carrying.apply_rule(made.plan, side_by_side(made.plan).rows, rule="empty", by=world.administrator)


def next_goal(world: World) -> Goal:
    """A goal of a later year at one of the world's items."""
    item = world.items["number"]
    return goals.set_goal(
        indicator=item.indicator, agency=item.agency, year=2030, raw="Trên 1.000", by=world.administrator
    )  # fmt: skip


PLANNING: dict[str, Callable[[World], object]] = {
    "kpis.plans.actions.change_rules": lambda w: plans.change_rules(
        w.plan, exceed_threshold=Decimal("0.1"), milestones={9: Decimal(1)}, due_working_days=5, by=w.administrator
    ),
    "kpis.plans.actions.move_due_day": lambda w: plans.move_due_day(
        plans.start_plan(w.province, year=2030, by=w.administrator).periods.get(month=12),
        due_on=date(2030, 12, 30),
        by=w.administrator,
    ),
    "kpis.goals.actions.set_goal": next_goal,
    "kpis.goals.actions.remove_goal": lambda w: goals.remove_goal(next_goal(w), by=w.administrator, reason="Nhầm"),
    "kpis.carrying.actions.begin_year": lambda w: carrying.begin_year(
        w.plan, year=2027, rule="last_result", by=w.administrator
    ),
    "kpis.carrying.actions.carry_over": lambda w: carrying.carry_over(
        plans.start_plan(w.province, year=2028, by=w.administrator), w.plan, rule="same", by=w.administrator
    ),
    "kpis.carrying.actions.set_targets": next_targets,
    "kpis.carrying.actions.apply_rule": next_rule,
}
