"""What a worker carries out beside a world whose months are closed."""

from collections.abc import Callable

from agencies.work import actions as work
from tests.closed.world import World, an_import
from workbooks.runs.background import import_step


def confirmed_by_the_worker(world: World) -> object:
    run = an_import(world.plan, world.months[9], world.officer, "Một việc nhập nền")
    said = {"keep_good": False, "as_written": True}
    return work.ask(import_step, subject="import", key=run.pk, step="confirm", by=world.officer, said=said)


WORKING: dict[str, Callable[[World], object]] = {"agencies.work.actions.ask": confirmed_by_the_worker}
