"""The database as lines of JSON, a file a table: the same from SQLite and PostgreSQL, and read back by either."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from axes.models import AccessAttempt, AccessAttemptExpiration
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core import serializers
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django_tasks_db.models import DBTaskResult

from agencies.models import Agency, AuditEvent, TimerRun, User, Version, Work, Worker
from dxtracker.models import SetupCode

BATCH = 1_000
# What is over with the machine: who is logged in, who is kept waiting, by which word an empty system is set up, which
# work waits for which worker (who asked for it asks again), which timers ran.
LEFT_OUT: set[type[Model]] = {
    *(Session, AccessAttempt, AccessAttemptExpiration, SetupCode),
    *(Work, Worker, TimerRun, DBTaskResult, Version),
}
FILLED_BEFORE: tuple[type[Model], ...] = (Permission, ContentType, SetupCode)  # by migrations, and by `setup_code`


def models() -> list[type[Model]]:
    """Every table of a backup, the tree of agencies first: others are guarded by what it says."""
    known = [model for model in apps.get_models() if model not in LEFT_OUT and model._meta.managed]
    return sorted(known, key=lambda model: (model is not Agency, model._meta.label_lower))


def migrations() -> list[str]:
    """What this database is shaped by: "app.name" of every migration that ran, in order."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


@contextmanager
def one_moment() -> Iterator[None]:
    """Inside, every question is answered as of the first one, and nobody who writes has to wait."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # a transaction of Django's would shut writers out until its end
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def write_rows(model: type[Model], stream: IO[str]) -> int:
    """Every row of `model` as a line, ordered by its key, and how many there are."""
    rows = model._base_manager.order_by("pk")
    serializers.serialize("jsonl", rows.iterator(chunk_size=BATCH), stream=stream, sort_keys=True, ensure_ascii=False)
    return rows.count()


def is_empty() -> bool:
    """Whether this system has neither agency nor person nor trail."""
    people: tuple[type[Model], ...] = (Agency, User, AuditEvent)
    return not any(model._base_manager.exists() for model in people)


def make_room() -> None:
    """Take away what an empty system holds: a backup brings its own."""
    for model in FILLED_BEFORE:
        model._base_manager.all().delete()
    ContentType.objects.clear_cache()


def read_rows(model: type[Model], lines: Iterable[str]) -> list[tuple[Model, dict[str, Any]]]:
    """Store the rows as they are written; (row, {relation: keys}) of those that relate to many, for `relate`."""
    batch: list[Model] = []
    many: list[tuple[Model, dict[str, Any]]] = []
    for found in serializers.deserialize("jsonl", lines):
        batch.append(found.object)
        if kept := {name: keys for name, keys in (found.m2m_data or {}).items() if keys}:
            many.append((found.object, kept))
        if len(batch) == BATCH:
            _store(model, batch)
            batch = []
    _store(model, batch)
    return many


def relate(many: Iterable[tuple[Model, dict[str, Any]]]) -> None:
    for row, relations in many:
        for name, keys in relations.items():
            getattr(row, name).set(keys)


def go_on_counting() -> None:
    """The next new row of each table gets a key that is free."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models()):
            cursor.execute(statement)


def _store(model: type[Model], rows: list[Model]) -> None:
    fields = model._meta.local_concrete_fields
    if not any(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False) for field in fields):
        model._base_manager.bulk_create(rows, batch_size=BATCH)
        return
    for row in rows:  # storing many at once would date them today
        row.save_base(raw=True, force_insert=True)
