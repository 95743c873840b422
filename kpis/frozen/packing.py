"""A closed month as a SQLite database: its tables, the rows copied into it, its checksum, packed and unpacked."""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.models import DateField, DateTimeField, DecimalField, Field, ForeignKey, Model

from agencies.databases import beforehand
from kpis.frozen.tables import PEOPLE, TABLES
from kpis.models import Period, RollUp, Standing

AT_ONCE = 2000
LEVEL = 6  # of zlib: a twelfth of a year's size, at 30 MB a second
NAMED = ("id", "username", "full_name", "is_illustrative", "is_system")  # what is kept of a person
# What is no fact of the month: when it was closed, and the numbers of rows that are written anew without a change.
NO_FACTS = {
    Period._meta.db_table: {"state", "opened_at", "closed_at", "closed_by_id", "checksum"},
    Standing._meta.db_table: {"id"},
    RollUp._meta.db_table: {"id"},
}
NEVER = "1970-01-01 00:00:00"


@dataclass(frozen=True)
class Schema:
    """The statements that make the tables of a month, and the indexes that are made when it is unpacked."""

    tables: tuple[str, ...]
    indexes: tuple[str, ...]

    @cached_property
    def version(self) -> str:
        """Changes with the tables, so that a month unpacked by older code is unpacked anew."""
        return hashlib.sha256("\n".join((*self.tables, *self.indexes, beforehand.TABLE)).encode()).hexdigest()[:8]


@cache
def schema() -> Schema:
    """The schema of today's models."""
    editor = wrapper(":memory:", "schema").schema_editor(collect_sql=True, atomic=False)
    with editor:
        for model in _models():
            editor.create_model(model)
        tables = tuple(editor.collected_sql)
        indexes = tuple(str(statement) for statement in editor.deferred_sql)
    editor.connection.close()
    return Schema(tables, indexes)


def wrapper(address: str, name: str) -> DatabaseWrapper:
    """Django's connection to a SQLite database beside those of the settings.

    Days and truths come as they are stored: each field of Django's makes of them what it is, once and not twice.
    """
    settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": address, "OPTIONS": {"detect_types": 0}}
    return DatabaseWrapper(connections.configure_settings({DEFAULT_DB_ALIAS: settings})[DEFAULT_DB_ALIAS], name)


def _models() -> list[type[Model]]:
    return [apps.get_model(label) for label in (*TABLES, PEOPLE)]


# --- making one --------------------------------------------------------------------------------------------------


def copy_of(period: Period) -> sqlite3.Connection:
    """A database in memory with all that the month keeps, `period` in it as it is here (closed, not yet saved)."""
    made = sqlite3.connect(":memory:")
    made.deserialize(_empty())
    for label in TABLES:
        _copy(made, label, period)
    _copy_people(made)
    closed = [period.state, _plain(period.closed_at), period.closed_by_id, "kept", period.pk]
    made.execute("UPDATE kpis_period SET state = ?, closed_at = ?, closed_by_id = ?, checksum = ? WHERE id = ?", closed)
    made.commit()
    return made


@cache
def _empty() -> bytes:
    """The database without a row."""
    with closing(sqlite3.connect(":memory:")) as made:
        for statement in schema().tables:
            made.execute(statement)
        made.commit()
        return made.serialize()


def _copy(made: sqlite3.Connection, label: str, period: Period) -> None:
    model, (text, places) = TABLES[label].model, _question(label, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(text, [place(period) if callable(place) else place for place in places])
        _insert(made, model, _read(cursor, model._meta.concrete_fields))


@cache
def _question(label: str, vendor: str) -> tuple[str, list[Any]]:
    """The SQL that reads all concrete fields of a model's kept rows, in their order, and its values.

    What is of the month is a function of it: composed anew for each month the questions took two thirds of a closing.
    """
    of_month = {20_001: lambda p: p.plan_id, 20_003: lambda p: p.month, 20_005: lambda p: p.plan.province_id}
    plan_id, month, province_id = of_month
    standing_for = SimpleNamespace(plan_id=plan_id, month=month, plan=SimpleNamespace(province_id=province_id))
    kept = TABLES[label]
    rows = kept.model._base_manager.filter(kept.rows(cast(Period, standing_for))).order_by("pk")
    text, values = rows.query.sql_with_params()
    return text, [of_month.get(value, value) for value in values]


def _read(cursor, fields: Sequence[Field]) -> Iterator[Sequence]:
    """The rows of a cursor as SQLite stores them: days and decimals as text, what else is as it is."""
    told = [place for place, field in enumerate(fields) if isinstance(field, DateField | DecimalField)]
    while rows := cursor.fetchmany(AT_ONCE):
        for row in rows:
            kept = list(row)
            for place in told:
                kept[place] = _plain(kept[place])
            yield kept


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _insert(made: sqlite3.Connection, model: type[Model], rows: Iterable[Sequence]) -> None:
    columns = [f'"{field.column}"' for field in model._meta.concrete_fields]
    marks = ", ".join("?" * len(columns))
    into = f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)})'
    made.executemany(f"{into} VALUES ({marks})", rows)


def _copy_people(made: sqlite3.Connection) -> None:
    """Those who are named in the rows copied, by name alone: no password, address or right of anybody."""
    people = apps.get_model(PEOPLE)
    named: set[int] = set()
    for model in _models():
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.related_model is people:
                table, column = model._meta.db_table, field.column
                rows = made.execute(f'SELECT DISTINCT "{column}" FROM "{table}"')  # noqa: S608  -- names of our own
                named |= {key for (key,) in rows if key}
    rows = people._base_manager.filter(pk__in=named).order_by("pk").values(*NAMED)
    _insert(made, people, ([_of_a_person(field, row) for field in people._meta.concrete_fields] for row in rows))


def _of_a_person(field: Field, row: dict) -> object:
    if field.attname in NAMED:
        return row[field.attname]
    if isinstance(field, DateTimeField):
        return None if field.null else NEVER
    return False if field.get_internal_type() == "BooleanField" else ""


# --- its checksum, packing, unpacking ------------------------------------------------------------------------------


def checksum_of(made: sqlite3.Connection) -> str:
    """SHA-256 over all tables and rows, a line each, in order: closed again unchanged, a month has the same."""
    found = hashlib.sha256()
    line = json.JSONEncoder(ensure_ascii=False).encode  # made anew for each row it takes half as long again
    for table in _tables_in(made):
        names = [row[1] for row in made.execute(f'PRAGMA table_info("{table}")')]
        columns = ", ".join(f'"{name}"' for name in names if name not in NO_FACTS.get(table, ()))
        found.update(f"{table}: {columns}\n".encode())
        rows = made.execute(f'SELECT {columns} FROM "{table}" ORDER BY {columns}')  # noqa: S608  -- names of our own
        for row in rows:
            found.update(line(row).encode() + b"\n")
    return found.hexdigest()


def _tables_in(made: sqlite3.Connection) -> list[str]:
    names = made.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in names if not name.startswith("sqlite_")]


def pack(made: sqlite3.Connection) -> tuple[bytes, int]:
    """The database as one piece, packed; and how large it is unpacked."""
    content = made.serialize()
    return zlib.compress(content, LEVEL), len(content)


def unpack(content: bytes) -> sqlite3.Connection:
    """The packed database, in memory."""
    made = sqlite3.connect(":memory:")
    made.deserialize(zlib.decompress(content))
    return made


def unpack_to(path: Path, content: bytes) -> None:
    """Write the packed database to a file, with the tables and columns of today's models and with indexes."""
    path.write_bytes(zlib.decompress(content))
    path.chmod(0o600)
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode = OFF")
        made.execute("PRAGMA synchronous = OFF")  # lost, it is unpacked again
        _bring_up_to_date(made)
        for statement in (*schema().indexes, beforehand.TABLE):
            made.execute(statement)
        made.execute("ANALYZE")
        made.commit()


def _bring_up_to_date(made: sqlite3.Connection) -> None:
    """Add the tables and columns that came after the month was closed: empty, or with their default."""
    known = set(_tables_in(made))
    for statement in schema().tables:
        if statement.split('"')[1] not in known:
            made.execute(statement)
    database = wrapper(":memory:", "schema")
    editor = database.schema_editor(collect_sql=True)
    for model in _models():
        table = model._meta.db_table
        columns = {row[1] for row in made.execute(f'PRAGMA table_info("{table}")')}
        for field in model._meta.concrete_fields:
            if field.column not in columns:
                default = [_plain(editor.effective_default(field))]
                made.execute(f'ALTER TABLE "{table}" ADD COLUMN "{field.column}" {field.db_type(database)}')
                made.execute(f'UPDATE "{table}" SET "{field.column}" = ?', default)  # noqa: S608  -- names of our own
