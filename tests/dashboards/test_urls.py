"""No page is forgotten: every URL of ours is named in the tests of rights, and no GET writes."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from tests.dashboards.test_rights import ALL

WRITES = ("INSERT", "UPDATE", "DELETE")


def test_every_board_is_in_the_tests_of_rights():
    names = {pattern.name for pattern in get_resolver("dashboards.urls").url_patterns}
    elsewhere = {"freshness-letter", "commitment", "dossier", "dossier-letter"}  # tested beside their boards
    assert names == (set(ALL) - {"division"}) | elsewhere


def test_no_get_writes(client, urls, committee):
    client.force_login(committee)
    for url in [*urls.values(), "/", "/account/", "/account/password/"]:
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        written = [q["sql"] for q in queries if q["sql"].lstrip().upper().startswith(WRITES)]
        assert written == [], url
