"""What all tests of a file begin with is written once for the file; each test gets copies of its own and rolls back.

A file says SHARED = ("closed",): these fixtures, and all that they ask for. They ask for nothing that is of one test
alone (settings, client, tmp_path). What day it is meanwhile stands in SHARED_ON. Fixtures that are functions, as
`item`, are made anew for each test, from its copies. The rows are there for all tests of the file.
"""

from copy import deepcopy
from functools import cache
from inspect import isfunction, isgeneratorfunction, signature, unwrap
from types import ModuleType

import pytest
from django.db import transaction
from django.test import override_settings

A_DATABASE = {"db", "transactional_db", "django_db_setup", "own_database", "demonstration", "on_the_demonstration"}


def of_the_cast(name: str):
    """The function of a fixture of tests/conftest.py."""
    from tests import conftest

    return unwrap(getattr(conftest, name))


def made(name: str, known: dict, function_of=of_the_cast):
    """What the fixture `name` returns, with all it asks for, made once into `known`."""
    if name not in known:
        function = function_of(name)
        assert not isgeneratorfunction(function), f"{name} cleans up after a test: it cannot be shared"
        known[name] = function(**{need: made(need, known, function_of) for need in signature(function).parameters})
    return known[name]


def _in(module: ModuleType, name: str):
    """The function of a fixture: the file's own, else the cast's."""
    from tests import conftest

    own = getattr(module, name, None)
    return unwrap(own) if isinstance(own, type(conftest.province)) else of_the_cast(name)


@cache
def _asked_for(module: ModuleType) -> set[str]:
    """What a file shares and all that this asks for."""
    found, waiting = set(), [*getattr(module, "SHARED", ())]
    while waiting:
        name = waiting.pop()
        if name != "db" and name not in found:
            found.add(name)
            waiting += signature(_in(module, name)).parameters
    return found


@pytest.fixture(scope="module")
def shared_rows(request, months_root, django_db_setup, django_db_blocker):
    """Fixture → what it returned, for all that the file shares; the database forgets it at the end."""
    day = getattr(request.module, "SHARED_ON", None)
    with django_db_blocker.unblock(), override_settings(DX_TODAY=day), transaction.atomic():
        known: dict = {"db": None}
        for name in request.module.SHARED:
            made(name, known, lambda name: _in(request.module, name))
        yield {name: value for name, value in known.items() if name != "db" and not isfunction(value)}
        transaction.set_rollback(True)


@pytest.fixture
def own_rows(shared_rows, db):
    """The shared rows as objects that a test may change."""
    return deepcopy(shared_rows)


def is_of_database(item) -> bool:
    """Whether a test asks for a database."""
    return not A_DATABASE.isdisjoint(item.fixturenames) or item.get_closest_marker("django_db") is not None


def shared_first(items):
    """What the file shares is set up before anything of one test: an override of settings ends in reverse order.

    A test that asks for no database gets nothing: there is none where it runs alone.
    """
    for item in items:
        is_shared = getattr(getattr(item, "module", None), "SHARED", ()) and is_of_database(item)
        if is_shared and "shared_rows" not in item.fixturenames:
            item.fixturenames.insert(0, "shared_rows")


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef, request):
    """Hand out the copy in place of calling the fixture."""
    module = getattr(request, "module", None)
    if module is None or fixturedef.scope != "function" or not _asked_for(module):
        return None
    if fixturedef.argname == "_django_db_helper":  # before the transaction of the test begins
        request.getfixturevalue("shared_rows")
    if fixturedef.argname not in _asked_for(module):
        return None
    rows = request.getfixturevalue("own_rows")
    if fixturedef.argname not in rows:
        return None
    fixturedef.cached_result = (rows[fixturedef.argname], fixturedef.cache_key(request), None)
    return True
