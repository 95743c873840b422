"""Several people approve figures of one agency at the same moment, each on a connection of their own."""

import sqlite3
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from kpis import standings
from kpis.actions.entries import approve
from kpis.actions.periods import close_period
from kpis.models import RollUp

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_file(transactional_db, tmp_path):
    """SQLite gets a file, as in real life: in memory, connections do not wait for each other."""
    if connection.vendor != "sqlite" or not connection.is_in_memory_db():
        yield
        return
    connection.ensure_connection()
    memory, name = connection.connection, connection.settings_dict["NAME"]
    file = sqlite3.connect(tmp_path / "test.sqlite3")
    memory.backup(file)
    file.close()
    connection.connection, connection.settings_dict["NAME"] = None, str(tmp_path / "test.sqlite3")
    yield
    connection.close()
    connection.connection, connection.settings_dict["NAME"] = memory, name


def at_once(*steps):
    """Run `steps` in threads that start together; returns what each raised, or None."""
    barrier, raised = Barrier(len(steps)), [None] * len(steps)

    def run(number, step):
        barrier.wait()
        try:
            step()
        except Exception as error:  # handed to the test
            raised[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return raised


def test_approvals_of_one_agency_at_the_same_time_end_with_the_right_roll_ups(
    item, submitted, plan, agency_a, officer, administrator
):
    items = [item(kind=kind, low=100) for kind in ("number", "monthly", "latest", "peak")]
    keys = [submitted(target, month, value=120).pk for target in items for month in (3, 5)]

    raised = at_once(
        lambda: approve(keys[:4], by=officer),
        lambda: approve(keys[4:], by=administrator),
    )

    assert raised == [None, None]
    assert RollUp.objects.get(agency=agency_a, period__month=5).exceeded == 4
    assert RollUp.objects.get(agency=agency_a, period__month=5).fresh == 4
    assert list(standings.check(plan)) == []


def test_a_month_is_closed_with_a_figure_or_before_it_never_around_it(item, submitted, plan, officer, administrator):
    target = item(low=100)
    entry = submitted(target, 1, value=120)

    at_once(
        lambda: approve([entry.pk], by=officer),
        lambda: close_period(plan.periods.get(month=1), by=administrator),
    )

    entry.refresh_from_db()
    assert entry.status == "approved"
    assert target.standings.get(period__month=1).state == "exceeded"
    assert list(standings.check(plan)) == []


def test_one_figure_is_approved_once(item, submitted, officer, administrator):
    entry = submitted(item(), 3, value=120)
    raised = at_once(lambda: approve([entry.pk], by=officer), lambda: approve([entry.pk], by=administrator))
    assert sum(error is None for error in raised) == 1
    assert entry.events.filter(move="approve").count() == 1
