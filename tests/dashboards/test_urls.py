"""No page is forgotten: every URL of ours is named in the tests of rights, and no GET writes."""

from pathlib import Path

from django.db import connection
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from dashboards import boards, search, urls
from tests.dashboards.test_rights import ALL

BOARDS = Path(boards.__file__).parent
WRITES = ("INSERT", "UPDATE", "DELETE")


def test_every_board_is_in_the_tests_of_rights():
    names = {pattern.name for pattern in get_resolver("dashboards.urls").url_patterns}
    letters = {f"{of}-letter{kind}" for of in ("freshness", "dossier") for kind in ("", "-pdf")}
    files = {"file", "file-ask", "file-fetch"}
    elsewhere = {"audit", "commitment", "country", "dossier"} | letters | files  # tested beside their boards
    assert names == (set(ALL) - {"division"}) | elsewhere


def test_every_board_is_a_module_or_a_folder_that_tells_its_address():
    names = {path.stem for path in BOARDS.iterdir() if not path.name.startswith("__")}
    assert {name.removeprefix("dashboards.boards.").split(".")[0] for name in told()} == names


def test_a_page_is_called_as_its_address_and_its_template():
    for page in urls.PAGES:
        first, *_papers = page.urlpatterns
        assert first.callback.__name__ == first.name.replace("-", "_")
        get_template(f"dashboards/{first.callback.__name__}.html")


def told():
    return [page.__name__ for page in urls.PAGES if page is not search]


def test_no_get_writes(client, urls, committee):
    client.force_login(committee)
    for url in [*urls.values(), "/", "/account/", "/account/password/"]:
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        written = [q["sql"] for q in queries if q["sql"].lstrip().upper().startswith(WRITES)]
        assert written == [], url
