"""Copies of one province-year to the others, in SQL: keys move by blocks, days by years."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.color import no_style
from django.db import connection, models

from agencies.models import Agency, User
from benchmarks.country.signings import Signings
from benchmarks.country.size import MONTHS, Size
from benchmarks.country.years import Pattern
from commitments.models import (
    Commitment,
    CommitmentItem,
    CommitmentRollUp,
    CommitmentStanding,
    Fulfilment,
    ItemLink,
    SigningEvent,
)
from kpis.models import (
    Assignment,
    Cause,
    CauseClaim,
    Entry,
    Indicator,
    Period,
    Plan,
    Promise,
    Report,
    RollUp,
    Standing,
    Target,
)

SIGNED = (SigningEvent, Commitment, CommitmentItem, Fulfilment)
JUDGED = (CommitmentStanding, CommitmentRollUp)
KEYED = (Assignment, Target, Entry, *SIGNED)  # others point at these: their keys are given, not drawn
BY_PERIOD = (Entry, Report, Standing, RollUp, *JUDGED)
COPIED = (Assignment, Target, Entry, CauseClaim, Promise, Report, Standing, RollUp, *SIGNED, ItemLink, *JUDGED)


@contextmanager
def laid_aside(pattern: Pattern) -> Iterator[None]:
    """The pattern's rows in temporary tables, so that the tables that grow need not be read."""
    with connection.cursor() as cursor:
        for model in COPIED:
            source = f'SELECT * FROM "{model._meta.db_table}" WHERE {_rows(model, pattern)}'  # noqa: S608  -- numbers
            cursor.execute(f'CREATE TEMPORARY TABLE "{_aside(model)}" AS {source}')
        yield
        for model in COPIED:
            cursor.execute(f'DROP TABLE "{_aside(model)}"')


def _aside(model: type[models.Model]) -> str:
    return f"pattern_{model._meta.model_name}"


def _rows(model: type[models.Model], pattern: Pattern) -> str:
    if model is Assignment:
        return f"plan_id = {pattern.plan}"
    if model in (*SIGNED, ItemLink):
        return _signed_rows(model, pattern.plan, pattern.signings)
    if model in (Report, RollUp, *JUDGED):
        return f"period_id BETWEEN {pattern.period} AND {pattern.period + MONTHS - 1}"
    return f"assignment_id BETWEEN {pattern.assignment} AND {pattern.assignment + pattern.assignments - 1}"


def _signed_rows(model: type[models.Model], plan: int, signings: Signings) -> str:
    if model is SigningEvent:
        return f"plan_id = {plan}"
    if model is Commitment:
        return f"event_id BETWEEN {signings.event} AND {signings.event + signings.events - 1}"
    if model is CommitmentItem:
        return f"commitment_id BETWEEN {signings.commitment} AND {signings.commitment + signings.commitments - 1}"
    return f"item_id BETWEEN {signings.item} AND {signings.item + signings.items - 1}"


def copy_year(size: Size, pattern: Pattern, *, number: int, province: int, years: int, months: int) -> None:
    """Write the copy `number` (1 …) of the pattern: for the province of that index, `years` later, its first months."""
    moved = {
        Plan: number,
        Period: number * MONTHS,
        Assignment: number * pattern.assignments,
        Target: number * pattern.assignments,
        Entry: number * pattern.entries,
        Agency: province * size.places,
        User: province * size.people,
        Indicator: province * size.items,
        Cause: province * 2,
        SigningEvent: number * pattern.signings.events,
        Commitment: number * pattern.signings.commitments,
        CommitmentItem: number * pattern.signings.items,
        Fulfilment: number * pattern.signings.fulfilments,
    }
    with connection.cursor() as cursor:
        for model in COPIED:
            cursor.execute(_insert(model, pattern.period + months - 1, moved, years))


def _insert(model: type[models.Model], last_period: int, moved: dict, years: int) -> str:
    """The rows of one table, month after month, as they would have come."""
    fields = [f for f in model._meta.concrete_fields if not f.primary_key or model in KEYED]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field, moved, years) for field in fields)
    rows = f"period_id <= {last_period} ORDER BY period_id, id" if model in BY_PERIOD else "TRUE ORDER BY id"
    source = f'SELECT {values} FROM "{_aside(model)}" WHERE {rows}'  # noqa: S608  -- names and numbers of our own
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) {source}'


def _value(model: type[models.Model], field: models.Field, moved: dict, years: int) -> str:
    column = f'"{field.column}"'
    target = model if field.primary_key else field.remote_field and field.remote_field.model
    if target in moved:
        return f"{column} + {moved[target]}"
    if years and isinstance(field, models.DateField):  # a DateTimeField is one
        return _years_later(column, years, isinstance(field, models.DateTimeField))
    return column


def _years_later(column: str, years: int, is_moment: bool) -> str:
    if connection.vendor == "postgresql":
        return f"({column} + interval '{years} years')::{'timestamptz' if is_moment else 'date'}"
    return f"{'datetime' if is_moment else 'date'}({column}, '+{years} years')"


@contextmanager
def in_bulk() -> Iterator[None]:
    """On PostgreSQL indexes are built once at the end; a superuser's copies, right by design, look up no reference."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come cannot be altered
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        may_skip = cursor.fetchone()[0]
        again = _drop_indexes(cursor)
        if may_skip:
            cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        if may_skip:
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        for statement in again:
            cursor.execute(statement)


def _drop_indexes(cursor) -> list[str]:
    """Drop the indexes of the tables that grow, but for primary keys; returns what makes them again."""
    tables = [model._meta.db_table for model in COPIED]
    cursor.execute(
        "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'u' AND conrelid::regclass::text = ANY(%s)",
        [tables],
    )
    again = []
    for table, name, definition in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        again.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND schemaname = current_schema()"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        [tables],
    )
    for name, definition in cursor.fetchall():
        cursor.execute(f'DROP INDEX "{name}"')
        again.append(definition)
    return again


def settle_keys() -> None:
    """Let the next row of each table follow the keys that were given."""
    own = [*KEYED, Agency, User, Indicator, Cause, Plan, Period]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), own):
            cursor.execute(statement)


def gather_statistics() -> None:
    """What the planner needs to know; on PostgreSQL also the map that index-only reads want. Not in a transaction."""
    with connection.cursor() as cursor:
        if connection.in_atomic_block or connection.vendor != "postgresql":
            cursor.execute("ANALYZE")
        else:
            cursor.execute("VACUUM (ANALYZE)")
