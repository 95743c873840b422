"""PgBouncer gives each transaction another session of PostgreSQL: pages, commands and the worker work all the same."""

import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import requests
from django.conf import settings as ours
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection

from agencies.models import Worker
from dxtracker import services
from kpis.models import Entry
from tests.databases import copied, entered
from tests.factories import PASSWORD
from tests.servers import pages_of, pooler_in, wait_until
from tests.sharing import made

PEOPLE = ("head_a", "clerk_a", "officer", "administrator")
pytestmark = pytest.mark.services
KINDS, SESSIONS = (
    ("number", "monthly", "latest", "average", "peak"),
    2,
)  # fewer sessions than threads that ask: they change hands all the time
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture
def province(own_database, django_db_blocker):
    """The people of the cast by name, and five items of agency_a, in a database of their own."""
    if connection.vendor != "postgresql":
        pytest.skip("other databases have no pooler")
    with django_db_blocker.unblock(), copied("pooled") as name, entered(name):
        known = {"db": None}
        people = {person: made(person, known).username for person in PEOPLE}
        people["items"] = [made("item", known)(kind=kind).pk for kind in KINDS]
        made("months", known)
        yield people


@pytest.fixture
def pool(province):
    with tempfile.TemporaryDirectory(prefix="dxb-", dir="/tmp") as folder, pooler_in(Path(folder), SESSIONS) as url:
        yield url


def manage(url, *command, settings="tests.settings", **given):
    own = os.environ | {"DATABASE_URL": url, "DATABASE_POOLED": "1", "DJANGO_SETTINGS_MODULE": settings} | given
    return subprocess.Popen([sys.executable, "manage.py", *command], cwd=ours.BASE_DIR, env=own, stderr=subprocess.PIPE)


def log_in(at, username):
    browser = requests.Session()
    token = TOKEN.search(browser.get(f"{at}/account/login/").text)[1]
    form = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert browser.post(f"{at}/account/login/", form, allow_redirects=False).status_code == 302
    return browser


def test_pages_and_commands_work_where_sessions_change_hands(province, pool, tmp_path):
    with pages_of(pool, DATABASE_POOLED="1", DX_TODAY="2022-10-10") as at:
        with ThreadPoolExecutor(len(PEOPLE)) as hands:
            browsers = dict(zip(PEOPLE, hands.map(lambda name: log_in(at, province[name]), PEOPLE), strict=True))
            asked = [hands.submit(read, at, browsers[name]) for name in PEOPLE * 5]
            saved = [
                hands.submit(save, at, browsers["clerk_a"], item, number)
                for number, item in enumerate(province["items"])
            ]
            assert {status for one in asked for status in one.result()} == {200}
            assert [one.result() for one in saved] == ["1"] * len(KINDS)
        trail = browsers["administrator"].get(f"{at}/audit/?format=jsonl")
        assert (trail.status_code, len(trail.text.splitlines()) > len(KINDS)) == (200, True)
    worker = manage(pool, "worker", settings="dxtracker.settings", DX_VAR=str(tmp_path))
    wait_until(Worker.objects.exists, "no worker is seen")
    worker.terminate()
    assert worker.wait(20) == 0
    assert sorted(Entry.objects.values_list("value", flat=True)) == list(range(len(KINDS)))
    assert Session.objects.count() >= len(PEOPLE)
    for command in (["rebuild_standings", "--check"], ["backup", str(tmp_path / "a.backup")]):
        assert manage(pool, *command).wait(60) == 0


def read(at, browser):
    """A board as a page and as a file, what was found, the rows of the month: what is answered to each."""
    ask = "?year=2022&month=9"
    addresses = (f"/boards/agency/so-a/{ask}", f"/boards/rows/{ask}&format=csv", "/search/?q=so", "/account/sessions/")
    return [browser.get(at + address, timeout=60).status_code for address in addresses]


def save(at, browser, item, number):
    """Types a figure as the page's script does; "1" where it is saved."""
    page, ask = f"{at}/entry/so-a/", "?year=2022&month=9"
    token = TOKEN.search(browser.get(page + ask, timeout=60).text)[1]
    form = {f"{item}-value": number, f"{item}-version": "", "csrfmiddlewaretoken": token}
    return browser.post(f"{page}{item}/{ask}", form, headers={"HX-Request": "true"}, timeout=60).headers.get("DX-Saved")


def test_what_is_wished_for_a_session_is_refused_by_a_pooler(pool):
    with closing(connection.copy("unpooled")) as told:
        told.settings_dict |= services.database(pool)
        with pytest.raises(OperationalError, match="unsupported startup parameter: options"):
            told.ensure_connection()
        told.settings_dict |= services.database(pool, is_pooled=True)
        told.ensure_connection()
