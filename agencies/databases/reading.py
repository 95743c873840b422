"""Which database a page reads: the living one, or what was kept of a closed month (docs/adr/0014).

A closed month's boards are built on a database of their own, which holds the rows as they were on the day of closing.
Inside `reading(name)` every question on a kept model goes there; what hangs on a row of the living database (the
person who asks, their session) stays with it. Writing is always done on the living one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

LIVE = DEFAULT_DB_ALIAS
REPLICA = "replica"  # the same rows on another machine, for what only reads (agencies/databases/replica.py)
KEPT: set[str] = set()  # labels of the models of which closed months keep rows; kpis.frozen.tables fills it
_database: ContextVar[str] = ContextVar("database", default=LIVE)


def database() -> str:
    """The name of the database that is read now."""
    return _database.get()


def is_live() -> bool:
    """Whether rows are read as they are today, and not as a closed month kept them."""
    return _database.get() in (LIVE, REPLICA)


def connection() -> BaseDatabaseWrapper:
    """The connection for questions that are written out."""
    return connections[_database.get()]


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Inside, what closed months keep is read from the database `name`."""
    token = _database.set(name)
    try:
        yield
    finally:
        _database.reset(token)


def read_on(name: str) -> None:
    """From now on until the innermost `reading` or `live` ends, the database `name` is read."""
    _database.set(name)


@contextmanager
def live() -> Iterator[None]:
    """Inside, the living database is read, whichever month the page shows."""
    with reading(LIVE):
        yield


class Router:
    """Sends questions on kept models to the month that is read; all else, and all writing, to the living database."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        name = _database.get()
        if name == LIVE or model._meta.label not in KEPT:
            return None
        row = hints.get("instance")
        return LIVE if row is not None and row._state.db == LIVE else name

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return LIVE

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True
