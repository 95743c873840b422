"""Turns are counted by all processes together where they share a cache; none of its own is needed."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from django.conf import settings as ours
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from agencies.pages import pace
from dxtracker import services
from tests.kpis.test_concurrency import at_once, own_file  # noqa: F401  -- a fixture
from tests.servers import redis_in

MIDDLE = time.time() // 60 * 60 + 24 * 3600 + 30.0  # of a minute ahead: a table lets go what is old by its own clock
TAKES = f"""
import time, django
django.setup()
time.time = lambda: {MIDDLE}
from agencies.pages.pace import seconds_to_wait
print(sum(not seconds_to_wait("export-1", 30) for _turn in range(40)))
"""


@contextmanager
def alone(_folder):
    yield ""


@contextmanager
def in_a_table(folder):
    python(folder, "database", "manage.py", "createcachetable").wait(60)
    yield "database"


def python(folder, url, *args):
    """A process with the product's settings, on a database in `folder` and the cache of `url`."""
    given = {"CACHE_URL": url, "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "DX_VAR": str(folder)}
    own = os.environ | given | {"DJANGO_SETTINGS_MODULE": "dxtracker.settings"}
    return subprocess.Popen([sys.executable, *args], cwd=ours.BASE_DIR, env=own, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize(("shared", "turns"), [(alone, 60), (in_a_table, 30), (redis_in, 30)])
def test_two_processes_that_share_a_cache_give_no_more_turns_than_one(tmp_path, shared, turns):
    with shared(tmp_path) as url:
        asking = [python(tmp_path, url, "-c", TAKES) for _one in range(2)]
        given = [int(process.communicate(timeout=60)[0]) for process in asking]
    assert sum(given) == turns


@pytest.mark.django_db(transaction=True)
def test_a_table_counts_each_of_many_at_once(own_file, monkeypatch):  # noqa: F811
    monkeypatch.setattr(pace.time, "time", lambda: MIDDLE)
    with override_settings(CACHES={"default": services.cache("database")}):
        call_command("createcachetable", verbosity=0)
        given = []
        ask = lambda: given.extend(pace.seconds_to_wait("export-1", 20) for _turn in range(10))  # noqa: E731
        assert at_once(*[ask] * 4) == [None] * 4
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE dxtracker_cache")
    assert sorted(given) == [0] * 20 + [30] * 20


@pytest.mark.django_db
def test_migrating_makes_the_table():
    with override_settings(CACHES={"default": services.cache("database")}):
        call_command("migrate", verbosity=0)
        cache.set("a", 1)
        assert cache.get("a") == 1
    assert "dxtracker_cache" in connection.introspection.table_names()


def test_a_redis_that_does_not_answer_holds_nobody_up(tmp_path, caplog):
    with override_settings(CACHES={"default": services.cache(f"unix://{tmp_path}/nobody.sock?db=0")}):
        assert [pace.seconds_to_wait("export-1", 1) for _turn in range(3)] == [0, 0, 0]
    assert "the cache does not answer" in caplog.text


@pytest.mark.parametrize("url", ["memcached://localhost", "none", "localhost:6379"])
def test_another_address_is_refused_with_what_it_may_be(url):
    with pytest.raises(
        ImproperlyConfigured, match=r'CACHE_URL phải để trống, là "database" hoặc địa chỉ của một Redis'
    ):
        services.cache(url)
