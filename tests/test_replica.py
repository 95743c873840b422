"""Boards are built on a replica as far as it is, and nobody is ever shown less than the living database would show.

The replica is a copy that catches up when it is told to; `./check services` has PostgreSQL stream one.
"""

import random
import tempfile
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.databases import replica
from agencies.databases.reading import REPLICA
from agencies.models import Membership
from agencies.versions.writing import written_by
from dxtracker import services
from tests.closed.boards import addresses
from tests.dashboards.conftest import function_of
from tests.databases import copied, entered
from tests.servers import standby_in, wait_until
from tests.sharing import made

MONTH = "?year=2022&month=9"
BOARD = f"/boards/agencies/{MONTH}&format=csv"
CLOSED = "/boards/province/?year=2022&month=6"
WRITES = ("INSERT", "UPDATE", "DELETE")


class Copy:
    """Another database that is as the living one was when it last caught up."""

    def __init__(self, held, _host):
        self.held, self.number = held, 0
        connections.settings[REPLICA] = deepcopy(connection.settings_dict)

    def catch_up(self):
        drop_connection()
        self.number += 1
        name = self.held.enter_context(copied(f"replica{self.number}"))
        connections.settings[REPLICA]["NAME"] = name


class Standby:
    """PostgreSQL's own replica, which replays nothing until it is told to."""

    def __init__(self, held, host):
        connections.settings[REPLICA] = told = deepcopy(connection.settings_dict)
        told["OPTIONS"] = told["OPTIONS"] | {"host": host}
        self.control = connection.copy()  # of a database that is there, whatever is replayed
        self.control.settings_dict |= {"NAME": "postgres", "OPTIONS": told["OPTIONS"]}
        held.callback(self.control.close)

    def catch_up(self):
        written = one(
            connection, "SELECT pg_current_wal_insert_lsn()"
        )  # the tests' server writes its log a little later
        ask = lambda question, *values: one(self.control, question, *values)  # noqa: E731
        ask("SELECT pg_wal_replay_resume()")
        wait_until(lambda: ask("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", written), "the replica does not follow")
        ask("SELECT pg_wal_replay_pause()")
        wait_until(lambda: ask("SELECT pg_get_wal_replay_pause_state()") == "paused", "the replica does not wait")


def one(at, question, *values):
    with at.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchone()[0]


def drop_connection():
    connections[REPLICA].close()
    del connections[REPLICA]


@pytest.fixture
def world(own_database, django_db_blocker, request):
    """What the fixtures of the cast return, by name, in a database of its own."""
    is_streamed = "Standby" in request.node.name
    if is_streamed != (connection.vendor == "postgresql"):
        pytest.skip("PostgreSQL streams a replica of its own (./check services), SQLite has a copy")
    with django_db_blocker.unblock(), copied("living") as name, entered(name):
        known = {"db": None}
        for each in ("board_items", "officer", "committee", "clerk_a", "agency_a", "province", "item", "approved"):
            made(each, known, function_of)
        yield known


@pytest.fixture(scope="module")
def standby(own_database, django_db_blocker):
    """The folder of the socket of a replica that follows the tests' PostgreSQL."""
    with ExitStack() as held:
        folder = held.enter_context(tempfile.TemporaryDirectory(prefix="dxs-", dir="/tmp", ignore_cleanup_errors=True))
        held.enter_context(django_db_blocker.unblock())
        yield held.enter_context(standby_in(Path(folder)))


@pytest.fixture(params=[Copy, pytest.param(Standby, marks=pytest.mark.services)])
def beside(request, world, monkeypatch):
    """The replica, which has caught up; `.catch_up()`."""
    monkeypatch.setattr(replica, "_away_until", 0.0)
    with ExitStack() as held:
        held.callback(lambda: connections.settings.pop(REPLICA))
        host = request.getfixturevalue("standby") if request.param is Standby else ""
        found = request.param(held, host)
        held.callback(drop_connection)
        found.catch_up()
        yield found


@pytest.fixture
def reader(world):
    client = Client()
    client.force_login(world["committee"])
    return client


def write(world, *, kind, value):
    """A figure more by the officer, as a request of theirs writes it."""
    with written_by(lambda: world["officer"]):
        world["approved"](world["item"](agency=world["agency_b"], kind=kind, low=value), 9, value=value)


@contextmanager
def without():
    before, replica._away_until = replica._away_until, float("inf")
    yield
    replica._away_until = before


def truth(client, address=BOARD):
    """What the living database alone answers to who has seen nothing yet."""
    with without():
        return client.get(address).content


def asked_there():
    return CaptureQueriesContext(connections[REPLICA])


def test_every_board_reads_the_same_on_the_replica_and_writes_nothing_there(world, beside, reader, months_of_boards):
    used = 0
    made("close_until", world)(6)
    beside.catch_up()
    months_of_boards += [("/boards/changes/", "?", "year=2022&from=6&to=9&format=json"), (CLOSED, "&", "format=json")]
    for address in (f"{address}{sign}{ask}" for address, sign, ask in months_of_boards):
        with asked_there() as there:
            found = reader.get(address)
        asked = [query["sql"] for query in there]
        assert not [sql for sql in asked if sql.startswith(WRITES)], address
        used += len(asked) > 1
        assert (found.status_code, found.content == truth(reader, address)) == (200, True), address
    assert used > len(months_of_boards) / 2


@pytest.fixture
def months_of_boards(world):
    """[(address, "?" or "&", month and format)] of the boards, while the clock stands still."""
    within = [address for address in addresses() if address != "/boards/country/"]  # it stands in no province
    found = [(address, "&" if "?" in address else "?", f"{MONTH[1:]}&format=json") for address in within]
    with time_machine.travel(datetime(2022, 10, 10, 9), tick=False):
        yield found


def test_who_has_written_reads_it_and_keeps_no_older_answer(world, beside, reader):
    before = reader.get(BOARD)
    with asked_there() as there:
        assert reader.get(BOARD, headers={"If-None-Match": before["ETag"]}).status_code == 304
    assert len(there) == 0, "the living database knows the version"
    write(world, kind="monthly", value=7)
    for _again in range(3):
        after = reader.get(BOARD, headers={"If-None-Match": before["ETag"]})
        assert (after.status_code, after.content) == (200, truth(reader))
    assert after.content != before.content
    beside.catch_up()
    with asked_there() as there:
        assert reader.get(BOARD, headers={"If-None-Match": after["ETag"]}).status_code == 304
        assert reader.get(BOARD).content == after.content
    assert len(there) > 1


@pytest.mark.parametrize("seed", range(3))
def test_however_it_lags_nobody_is_shown_less_than_there_is(world, beside, reader, seed):
    chance, kept = random.Random(seed), {}
    kinds = ["monthly", "latest", "average", "peak"]
    for step in chance.choices(["write", "catch up", "read", "ask again"], weights=[1, 1, 3, 3], k=24):
        if step == "write" and kinds:
            write(world, kind=kinds.pop(), value=chance.randint(1, 99))
        elif step == "catch up":
            beside.catch_up()
        else:
            held = {"If-None-Match": kept["tag"]} if kept and step == "ask again" else {}
            found = reader.get(BOARD, headers=held)
            if found.status_code == 200:
                kept = {"tag": found["ETag"], "content": found.content}
            assert kept["content"] == truth(reader), (seed, step)


def test_a_right_that_is_gone_is_gone_whatever_the_replica_says(world, beside, reader):
    with written_by(lambda: world["officer"]):
        Membership.objects.filter(user=world["committee"]).delete()
    assert reader.get(BOARD).status_code == 404


def test_what_may_write_never_asks_the_replica(world, beside):
    client, row = Client(), world["board_items"]["task"].pk
    client.force_login(world["clerk_a"])
    with asked_there() as there:
        assert client.get(f"/entry/so-a/{MONTH}").status_code == 200
        client.post(f"/entry/so-a/{row}/{MONTH}", {f"{row}-version": ""}, HTTP_HX_REQUEST="true")
    assert len(there) == 0


def test_one_that_fails_midway_is_left_alone_and_nobody_notices(world, beside, reader, caplog):
    def fail(execute, sql, params, many, context):
        if "agencies_version" not in sql:
            raise OperationalError("canceling statement due to conflict with recovery")
        return execute(sql, params, many, context)

    with connections[REPLICA].execute_wrapper(fail):
        found = reader.get(BOARD)
    assert (found.status_code, found.content) == (200, truth(reader))
    assert "left alone for 30 seconds: canceling statement" in caplog.text
    with asked_there() as there:
        assert reader.get(BOARD).content == found.content
    assert len(there) == 0


def test_one_that_does_not_answer_is_left_alone(world, beside, reader, caplog):
    drop_connection()
    connections.settings[REPLICA]["NAME"] = "file:/nowhere/db?mode=ro" if connection.vendor == "sqlite" else "nowhere"
    assert reader.get(BOARD).content == truth(reader)
    assert "left alone" in caplog.text
    assert replica._away_until > 0


@pytest.mark.parametrize(
    ("url", "of"), [("sqlite:///a", "postgresql:///dx"), ("postgresql:///dx", "sqlite:///a"), ("x", "postgresql:///dx")]
)
def test_only_postgresql_keeps_a_replica(url, of):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_REPLICA_URL chỉ dành cho bản sao mà PostgreSQL giữ"):
        services.replica(url, services.database(of))


def test_a_replica_is_not_waited_for_long():
    found = services.replica("postgresql://dx@other/dx", services.database("postgresql:///dx"))
    waits = {"connect_timeout": 2, "tcp_user_timeout": 5000}
    told = services.database("postgresql:///dx")["OPTIONS"]
    assert found["OPTIONS"] == waits | told | {"options": f"{told['options']} -c statement_timeout=5s"}


def test_of_a_pooler_no_wish_for_a_session_is_asked():
    found = services.replica("postgresql://dx@other/dx", services.database("postgresql:///dx"), is_pooled=True)
    assert found["OPTIONS"] == {"connect_timeout": 2, "tcp_user_timeout": 5000}
