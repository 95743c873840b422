"""A second database beside the empty one of a test run: filled once, entered by whoever needs what it holds.

`python -m tests.databases FOLDER` prepares both as files of SQLite, for as many test runs as find FOLDER in
DX_TEST_PREPARED: each of their workers would else migrate by itself, and load the demonstration.
"""

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import django
import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

MIGRATED, DEMONSTRATION = "migrated.sqlite3", "demonstration.sqlite3"


@contextmanager
def copied(name: str) -> Iterator[str]:
    """A copy of the test database as it is now, under another name; gone at the end. Yields how `entered` calls it."""
    if connection.vendor == "sqlite":
        address = f"file:{name}?mode=memory&cache=shared"
        copy = sqlite3.connect(address, uri=True)  # held open: memory without a connection is forgotten
        connection.ensure_connection()
        connection.connection.backup(copy)
        yield address
        copy.close()
        return
    own = connection.settings_dict["NAME"]
    name = f"{own}_{name}"
    connection.close()  # PostgreSQL copies only what nobody is connected to
    _on_the_server(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)}")
    _on_the_server(f"CREATE DATABASE {connection.ops.quote_name(name)} TEMPLATE {connection.ops.quote_name(own)}")
    yield name
    _on_the_server(f"DROP DATABASE {connection.ops.quote_name(name)} WITH (FORCE)")


@contextmanager
def unguarded(table: str) -> Iterator[None]:
    """Inside, the triggers of `table` are gone: a test that writes for good leaves an empty database behind."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            guards = cursor.fetchall()
            lift, set_again = [f"DROP TRIGGER {name}" for name, _ in guards], [sql for _, sql in guards]
        else:
            lift, set_again = (
                [f"ALTER TABLE {table} DISABLE TRIGGER USER"],
                [f"ALTER TABLE {table} ENABLE TRIGGER USER"],
            )
        for statement in lift:
            cursor.execute(statement)
        yield
        for statement in set_again:
            cursor.execute(statement)


def _on_the_server(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def entered(name: str) -> Iterator[None]:
    """Inside, the connection leads to the database `name`; afterwards to the one before."""
    before, own = connection.connection, connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        connection.connection = None  # left open: the database in memory lives as long as it does
    else:
        connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            if connection.connection is not None:
                connection.connection.close()
            connection.connection = before
        else:
            connection.close()
        connection.settings_dict["NAME"] = own


@contextmanager
def refused(constraint: str):
    """The database itself refuses, naming the constraint (SQLite names the columns of a unique one)."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        yield
    if "UNIQUE constraint failed" not in str(error.value):
        assert constraint in str(error.value)


def filled(address: str, prepared: str) -> sqlite3.Connection | None:
    """A connection to the database in memory at `address`, filled from a prepared file: None where there is none."""
    source = Path(os.environ.get("DX_TEST_PREPARED", "none")) / prepared
    if connection.vendor != "sqlite" or not source.exists():
        return None
    copy = sqlite3.connect(address, uri=True)
    with closing(sqlite3.connect(source)) as file:
        file.backup(copy)
    return copy


def prepare(folder: Path) -> None:
    """Write both files into `folder`: the empty database as the migrations leave it, and the demonstration."""
    connection.settings_dict["NAME"] = str(folder / MIGRATED)
    call_command("migrate", verbosity=0)
    connection.close()
    shutil.copyfile(folder / MIGRATED, folder / DEMONSTRATION)
    connection.settings_dict["NAME"] = str(folder / DEMONSTRATION)
    with override_settings(DX_DEMONSTRATION=True, DX_TODAY=date(2022, 11, 10), MONTHS_ROOT=folder / "months"):
        call_command("demonstration", verbosity=0)
    connection.close()


if __name__ == "__main__":
    django.setup()
    prepare(Path(sys.argv[1]))
