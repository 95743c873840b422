"""The examples of what the standing body says of a bottleneck, in their order: changed, resolved, confirmed anew."""

from datetime import date

from kpis.bottlenecks.actions import (
    Paper,
    change_bottleneck,
    confirm_bottleneck,
    resolve_bottleneck,
    withdraw_bottleneck,
)
from kpis.models import Bottleneck
from kpis.plans.actions import change_rules
from tests.closed.world import World

PAPER = Paper("105/KH-UBND", date(2022, 6, 1))


def _open() -> Bottleneck:
    return Bottleneck.objects.get(resolved_on=None)


def changed(world: World) -> object:
    return change_bottleneck(_open(), owner=world.a, due_on=date(2022, 9, 1), by=world.officer, reason="đổi hạn")


def withdrawn(world: World) -> None:
    """The one confirmed anew goes again, the first stays for others."""
    withdraw_bottleneck(_open(), by=world.officer, reason="xác nhận nhầm")


def resolved(world: World) -> object:
    return resolve_bottleneck(_open(), resolved_on=date(2022, 6, 1), by=world.officer, paper=PAPER)


def confirmed_anew(world: World) -> object:
    """A bottleneck at one agency, by rules of the open months that ask for no more."""
    plan = change_rules(world.plan, by=world.administrator, bottleneck_least=1)
    said = {"indicator": world.items["ratio"].indicator, "cause": world.cause, "owner": world.b, "paper": PAPER}
    days = {"confirmed_on": date(2022, 6, 2), "due_on": date(2022, 9, 1)}
    return confirm_bottleneck(plan, by=world.officer, **said, **days)
