"""The door of every request: what it carries is fit for any query and any file, and no cache keeps the answer."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import Http404

from dxtracker.requests.addresses import client_address, networks_of
from dxtracker.requests.incoming import clean
from kpis.models import CauseClaim

DIRTY = "Chưa\x00 có\x07 phần\x0b mềm\uffff\u202e"
LOGIN = "/account/login/"
PATHS = [
    "/boards/agency/so%00a/",
    "/entry/so%00a/",
    "/boards/indicator/%07/",
    "/entry/so-a%0b/",
    "/%EF%BF%BF/",
    "/search/%00",
]
QUERIES = [
    "/search/?q=%00", "/search/?q=s%07o%EF%BF%BF", "/search/?q=%FF%FE", "/search/?%00=1", "/boards/rows/?agency=%00",
    "/boards/rows/?state=%00&page=NaN", "/boards/promises/?agency=%00", "/boards/excluded/?q=%00",
    "/boards/province/?month=%00", "/boards/province/?month=1e9", "/boards/province/?province=%00",
    "/months/?year=%00", "/imports/?province=%00&page=NaN", "/account/login/?next=NaN", "/boards/agencies/?group=%00",
    "/commitments/new/?event=%00", "/boards/freshness/?group=%00",
]  # fmt: skip


@pytest.fixture(autouse=True)
def fit_for_any_database():
    """PostgreSQL refuses NUL where SQLite takes it: no question to either holds one."""

    def ask(execute, sql, params, many, context):
        assert "\\x00" not in repr(params), sql
        return execute(sql, params, many, context)

    with connection.execute_wrapper(ask):
        yield


@pytest.mark.parametrize("path", PATHS)
def test_an_address_with_a_control_character_is_not_found(client, province, plan, committee, path, rf):
    client.force_login(committee)
    answer = client.get(path)
    assert (answer.status_code, "Không có trang này" in answer.content.decode()) == (404, True)
    with pytest.raises(Http404):  # at the door: what comes behind it asks a database that may refuse the question
        clean(rf.get(path))


@pytest.mark.parametrize("address", QUERIES)
def test_no_query_string_breaks_a_page(client, province, plan, months, administrator, address):
    client.force_login(administrator)
    assert client.get(address).status_code in (200, 302, 404)


def test_a_text_is_kept_without_what_nobody_can_print(client, item, cause, clerk_a):
    client.force_login(clerk_a)
    said = {"cause": cause.pk, "outcome": "not_measurable", "holds_from": "01/01/2022", "note": DIRTY}
    answer = client.post(f"/causes/claim/{item().pk}/", said)
    assert answer.status_code == 302
    assert CauseClaim.objects.get().note == "Chưa có phần mềm"


def test_a_cookie_with_a_control_character_is_no_cookie(client, committee):
    client.cookies["sessionid"] = "abc"
    client.cookies["sessionid"].set("sessionid", "a\x00b", '"a\\000b"')
    assert client.get("/boards/province/").url.startswith(LOGIN)


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "idna", "nonsense"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_form_is_utf_8_whatever_it_says(client, db, charset, kind):
    answer = client.generic("POST", f"{LOGIN}?next=/x", b"username=a&password=b", f"{kind}; charset={charset}")
    assert answer.status_code == 422
    assert "<h1" in answer.content.decode()


def test_a_form_of_a_thousand_rows_is_read(client, clerk_a, item):
    target = item()
    client.force_login(clerk_a)
    rows = {f"{number}-value": "1" for number in range(9_000)} | {f"{target.pk}-value": "5"}
    assert client.post("/entry/so-a/?year=2022&month=9", rows).status_code == 302
    assert target.entries.get().value == 5


@pytest.mark.parametrize("who", ["nobody", "clerk"])
@pytest.mark.parametrize(
    "fields", [{str(number): "1" for number in range(10_001)}, {"note": "a" * (8 * 2**20 + 1)}], ids=["many", "long"]
)
def test_what_is_beyond_every_form_is_refused_and_stored_nowhere(client, clerk_a, item, who, fields):
    given = item()
    if who == "clerk":
        client.force_login(clerk_a)
    stored = set(Session.objects.values_list("session_key", "session_data"))
    client.raise_request_exception = False
    answer = client.post(f"/entry/so-a/{given.pk}/?year=2022&month=9", fields)
    assert (answer.status_code, "<h1" in answer.content.decode()) == (400, True)
    assert not given.entries.exists()
    assert set(Session.objects.values_list("session_key", "session_data")) == stored


def test_no_page_is_stored_and_a_board_by_who_asked_alone(client, committee, plan, months, close_until):
    client.force_login(committee)
    for address in ("/account/", "/account/sessions/", "/plans/", "/months/", "/following/"):
        assert {"private", "no-store"} <= set(client.get(address)["Cache-Control"].split(", ")), address
    for address in ("/boards/agencies/", "/boards/agencies/?format=csv", "/boards/rows/?format=xlsx"):
        assert client.get(address)["Cache-Control"] == "private, no-cache", address
    client.logout()
    assert "no-store" in client.get("/boards/agencies/")["Cache-Control"]


# --- whose request it is -----------------------------------------------------------------------------------------

TRUSTED = networks_of(["127.0.0.1", " 10.0.0.0/8", ""])


@pytest.mark.parametrize(
    ("neighbour", "said", "found"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # what the browser said of itself is passed over
        ("127.0.0.1", "203.0.113.7, 10.1.2.3", "203.0.113.7"),  # two proxies
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # a stranger says what it likes
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.7, nonsense", "127.0.0.1"),
        ("", "203.0.113.7", "203.0.113.7"),  # a unix socket has only neighbours of its own machine
        ("", "", "0.0.0.0"),  # noqa: S104
        ("127.0.0.1", "2001:DB8::1", "2001:db8::1"),
        ("::ffff:127.0.0.1", "203.0.113.7", "203.0.113.7"),  # a server that listens to both kinds of addresses
        ("127.0.0.1", "::ffff:203.0.113.7, ::ffff:10.1.2.3", "203.0.113.7"),
    ],
)
def test_the_browser_is_behind_the_last_trusted_proxy(neighbour, said, found):
    assert client_address({"REMOTE_ADDR": neighbour, "HTTP_X_FORWARDED_FOR": said}, TRUSTED) == found
