"""Whoever writes a row of ours gives its province another version in the same transaction.

It hangs on the connection itself: an action, a command, a form of the administration that is written tomorrow takes
part without knowing of it. Who writes takes a part of the version that no other transaction holds, so that nobody
waits for another.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from secrets import randbits
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from agencies.databases.reading import LIVE, live
from agencies.models import FailedLogin, TimerRun, User, Version, Worker
from agencies.rights.access import provinces

EVERYWHERE = 0
UNSHOWN = (Version, FailedLogin, Worker, TimerRun)  # what no board says anything of, however often it is written
BITS = 48  # the sum of thousands of parts stays below what a column holds
WRITES = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
LOGIN = 'UPDATE "agencies_user" SET "last_login" = %s WHERE'  # no page shows it
RENAMES = f'UPDATE "{User._meta.db_table}"'  # who has gone to another province is named still in the one before
BUMP = """
    UPDATE agencies_version SET token = %s
     WHERE id = (SELECT id FROM agencies_version WHERE place = %s ORDER BY id LIMIT 1 {free})
"""
ANOTHER_PART = "INSERT INTO agencies_version (token, place) VALUES (%s, %s)"
_writer: ContextVar[Callable[[], User] | None] = ContextVar("writer", default=None)
_migrating = False


@contextmanager
def written_by(find: Callable[[], User]) -> Iterator[None]:
    """What is written inside concerns the provinces of the person whom `find` gives, and no others."""
    token = _writer.set(find)
    try:
        yield
    finally:
        _writer.reset(token)


def watch(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Receiver of connection_created: from now on the connection tells what it writes.

    In front: a connection is made where it is first asked, inside wrappers that end by taking away the last one.
    """
    if connection.alias == LIVE and bumping not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, bumping)


def rest(**kwargs: Any) -> None:
    """Receiver of pre_migrate: the table may be missing."""
    global _migrating
    _migrating = True


def resume(**kwargs: Any) -> None:
    """Receiver of post_migrate."""
    global _migrating
    _migrating = False


def bumping(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """An execute wrapper: what writes a row of ours bumps the version, once a transaction (and once for people).

    Outside of a transaction after the write: a page read in between is only read once more.
    """
    if _migrating or not is_ours(sql):
        return execute(sql, params, many, context)
    connection, is_of_people = context["connection"], sql.startswith(RENAMES)
    if not connection.in_atomic_block:
        found = execute(sql, params, many, context)
        bump(connection, everywhere=is_of_people)
        return found
    mark = _is_bumped_everywhere if is_of_people else _is_bumped
    if all(func not in (mark, _is_bumped_everywhere) for _sids, func, *_rest in connection.run_on_commit):
        connection.on_commit(mark)  # goes where its savepoint is rolled back: the next write bumps again
        bump(connection, everywhere=is_of_people)
    return execute(sql, params, many, context)


def _is_bumped() -> None:
    """Marks a transaction of which the version is another already."""


def _is_bumped_everywhere() -> None:
    """Marks one of which it is another for all provinces."""


def bump(connection: BaseDatabaseWrapper, *, everywhere: bool = False) -> None:
    """Another version for the provinces of who writes; for all of them where that is not known, or `everywhere`."""
    free = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    with connection.cursor() as cursor:
        for place in [EVERYWHERE] if everywhere else places():
            values = (randbits(BITS), place)
            cursor.execute(BUMP.format(free=free), values)
            if not cursor.rowcount:
                cursor.execute(ANOTHER_PART, values)


def places() -> list[int]:
    """The keys of the provinces that what is written now concerns; EVERYWHERE for who is bound to none."""
    find = _writer.get()
    user = find() if find else None
    if user is None or not user.is_authenticated or user.is_superuser:
        return [EVERYWHERE]
    with live():
        return sorted(place.pk for place in provinces(user)) or [EVERYWHERE]


def is_ours(sql: Any) -> bool:
    """Whether a statement writes into a table of this product, other than those of UNSHOWN."""
    found = WRITES.match(sql) if isinstance(sql, str) else None
    return found is not None and found[1] in our_tables() and not sql.startswith(LOGIN)


@cache
def our_tables() -> frozenset[str]:
    """The tables of all apps that stand in this house, without those of UNSHOWN."""
    own = [app.label for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in own]
    return frozenset(model._meta.db_table for model in models if model not in UNSHOWN)
