"""Every address of ours gets what nobody would ask, send or write into it, and never falls over."""

import re
from copy import deepcopy
from urllib.parse import unquote

import pytest
from django.db import transaction
from django.http import QueryDict
from django.urls import Resolver404, get_resolver, resolve, reverse

from tests import factories
from tests.addressed import issued_reports, named, promised  # noqa: F401  -- fixtures
from tests.test_addresses import SPACES, TABLE, address_of, of, patterns, world  # noqa: F401  -- a fixture

HOSTILE = [
    "NaN", "1e9", "-1", "0", "9" * 30, "\x00", "\uffff", "%00", "' OR 1=1 --", "<script>alert(1)</script>", "../../etc",
    "a" * 5_000, "\u0301" * 3_000, "²", "null", "[[[[1]]]]", "PL I!A0", "{{7*7}}", "vinh-phuc", "2022-13-45",
]  # fmt: skip
ASKED = (
    "year", "month", "province", "page", "tab", "after", "format", "q", "next", "agency", "group", "indicator",
    "pillar", "state", "cause", "person", "event", "since", "until", "kind", "item",
)  # fmt: skip
SENT = (
    "to", "version", "seen", "decision", "text", "place", "proposal", "name", "code", "value", "do", "act", "reason",
    "choose", "holds_from", "holds_until", "kind", "number", "outcome", "note", "file", "fulfilled_on", "title",
    "signatory_name", "until", "decision_number", "kept", "username", "password", "forget", "keep_good", "as_written",
    "remember",
)  # fmt: skip
ASKED_NOTHING = ("health", "waiting", "setup", "metrics")


@pytest.fixture
def all_powerful(client, province, agency_a, administrator):
    """Somebody to whom every page of the world opens."""
    for place, role in ((province, "officer"), (agency_a, "agency_head"), (agency_a, "agency_clerk")):
        factories.MembershipFactory(user=administrator, agency=place, role=role)
    client.force_login(administrator)
    return client


def fell_over(client, method: str, address: str, data=None) -> bool:
    """Whether the server failed; what the request wrote is taken back, and whoever it logged out is there again."""
    client.raise_request_exception, cookies = False, deepcopy(client.cookies)
    with transaction.atomic():
        status = getattr(client, method)(address, data).status_code
        transaction.set_rollback(True)
    client.cookies = cookies
    return status >= 500


@pytest.fixture
def looked_at(monkeypatch):
    """The names by which a page has looked into what it was asked, while it was answered."""
    names = set()
    for method in ("__getitem__", "__contains__", "getlist"):
        monkeypatch.setattr(QueryDict, method, _noting(names, getattr(QueryDict, method)))
    monkeypatch.setattr(QueryDict, "__init__", _not_noting(names, QueryDict.__init__))
    return names


def _noting(names: set[str], method):
    def note(asked, name, *others):
        names.add(name)
        return method(asked, name, *others)

    return note


def _not_noting(names: set[str], method):
    """Reading a query string looks for each field whether it came before."""

    def undo(*args, **kwargs):
        before = set(names)
        method(*args, **kwargs)
        names.intersection_update(before)

    return undo


@pytest.mark.parametrize("space", SPACES)
def test_nothing_that_is_asked_makes_a_page_fall_over(all_powerful, world, space, looked_at):  # noqa: F811  -- a fixture
    """Everything at once, then field by field: whatever the page looks at, and whatever it looks at then."""
    fallen, seen = [], set()
    for number, name in enumerate(of(space)):
        address, alone = address_of(name, world), set()
        looked_at.clear()
        asked = [{}, *(dict.fromkeys(ASKED, value) for value in HOSTILE[number % 4 :: 4])]
        fallen += [(address, one) for one in asked if fell_over(all_powerful, "get", address, one)]
        while fields := sorted(looked_at - alone):
            alone.update(fields)
            single = [{field: HOSTILE[(number + at) % len(HOSTILE)]} for at, field in enumerate(fields)]
            fallen += [(address, one) for one in single if fell_over(all_powerful, "get", address, one)]
        seen |= looked_at
    assert fallen == []
    assert bool(seen) == (space not in ASKED_NOTHING)  # what is looked at is noted, and nothing else


@pytest.mark.parametrize("space", SPACES)
def test_nothing_that_is_posted_makes_a_page_fall_over(all_powerful, world, space):  # noqa: F811  -- a fixture
    sent = []
    for number, name in enumerate(of(space)):
        if not TABLE[name].endswith("/ 405"):
            address = address_of(name, world)
            sent += [(address, dict.fromkeys((*ASKED, *SENT), value)) for value in HOSTILE[number % 4 :: 4]]
    assert [(address, data["year"]) for address, data in sent if fell_over(all_powerful, "post", address, data)] == []


@pytest.mark.parametrize(
    "value", ["%00", "%EF%BF%BF", "%C2%B2", "%FF%FE", "a" * 300, "..", "%2e%2e", "' OR 1=1", "9" * 5_000]
)
def test_no_path_makes_a_page_fall_over(all_powerful, value):
    """Where an address takes the value; all others end in the same page, which is asked for once."""
    routes = [route for _name, route in patterns(get_resolver().url_patterns) if "<" in route and "?P" not in route]
    filled = ["/" + re.sub("<[^>]*>", value, route) for route in routes]
    taken = [address for address in filled if is_taken(address)]
    assert [address for address in {*taken, filled[0]} if fell_over(all_powerful, "get", address)] == []


def is_taken(address: str) -> bool:
    try:
        return bool(resolve(unquote(address)))
    except Resolver404:
        return False


def test_the_administration_stands_what_its_lists_are_asked(all_powerful, administrator, settings):
    type(administrator).objects.update(is_superuser=True, is_staff=True)
    lists = [name for name, _route in patterns(get_resolver().url_patterns) if name.endswith("_changelist")]
    assert len(lists) > 10
    asked = [
        {"q": "\x00"},
        {"o": "NaN"},
        {"p": "NaN"},
        {"e": "1"},
        {"at__year": "1"},
        {"id__exact": "NaN"},
        {"pk__in": ","},
    ]
    assert [(n, a) for n in lists for a in asked if fell_over(all_powerful, "get", reverse(n), a)] == []
