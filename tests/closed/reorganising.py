"""Examples of what becomes of agencies and of their items."""

from collections.abc import Callable
from datetime import date

from agencies.enums import Reorganising
from agencies.groups import actions as groups
from agencies.models import Reorganisation
from agencies.reorganising import actions as reorganising
from agencies.reorganising.parts import NewAgency
from agencies.tree import actions as tree
from kpis.items import actions as items
from kpis.models import Assignment
from tests.closed.world import World


def reorganised(world: World) -> Reorganisation:
    """Both agencies become one, their items and people with them."""
    decision = reorganising.Decision(
        Reorganising.MERGE, world.province, (world.a, world.b), date(2022, 2, 1), "NQ 01/2022",
        forms=(NewAgency("Sở hợp nhất", "so-hop-nhat"),),
    )  # fmt: skip
    return reorganising.reorganise(decision, by=world.administrator)


def withdrawn(world: World) -> Assignment:
    return items.withdraw(world.items["number"], in_force_from=world.months[7], by=world.officer, reason="thôi giao")


REORGANISING: dict[str, Callable[[World], object]] = {
    "agencies.reorganising.actions.reorganise": reorganised,
    "agencies.reorganising.actions.take_back": lambda w: reorganising.take_back(
        reorganised(w), by=w.administrator, reason="ghi nhầm"
    ),
    "agencies.groups.actions.add_group": lambda w: groups.add_group(w.province, "Nhóm mới", by=w.administrator),
    "agencies.groups.actions.rename_group": lambda w: groups.rename_group(
        w.a.peer_group, "Tên mới của nhóm", province=w.province, by=w.administrator
    ),
    "agencies.groups.actions.fill_group": lambda w: groups.fill_group(
        groups.add_group(w.province, "Nhóm mới", by=w.administrator), [w.a], province=w.province, by=w.administrator
    ),
    "agencies.groups.actions.remove_group": lambda w: groups.remove_group(
        groups.add_group(w.province, "Nhóm mới", by=w.administrator), by=w.administrator
    ),
    "agencies.tree.actions.remove_alias": lambda w: tree.remove_alias(
        tree.add_alias(w.b, "Sở KHĐT", by=w.administrator), by=w.administrator
    ),
    "kpis.items.actions.withdraw": withdrawn,
    "kpis.items.actions.reinstate": lambda w: items.reinstate(withdrawn(w), by=w.officer, reason="rút nhầm"),
    "kpis.items.actions.hand_over": lambda w: items.hand_over(
        [w.items["number"]], to=w.b, since=w.months[7], by=w.administrator, reason="NQ 01/2022"
    ),
}
