"""Many rows in few statements. Composing an instance for each row costs ten times as much as writing it.

Rows are tuples in the order of `fields` (names of model fields); NULLs and defaults are the caller's business.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models

from dxtracker.lib.batches import MOST, batched

PARAMETERS = 30_000  # a statement holds no more on SQLite


def insert(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Insert `rows` into the model's table."""
    _write(model, fields, list(rows), "")


def upsert(
    model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence], unique: Sequence[str],
    update: Sequence[str],
) -> None:  # fmt: skip
    """Insert `rows`, or overwrite the fields `update` of the row that has the same `unique` fields."""
    quote = connection.ops.quote_name
    held = ", ".join(quote(_field(model, name).column) for name in unique)
    columns = [quote(_field(model, name).column) for name in update]
    assigned = ", ".join(f"{column} = excluded.{column}" for column in columns)
    _write(model, fields, list(rows), f" ON CONFLICT ({held}) DO UPDATE SET {assigned}")


def _write(model: type[models.Model], fields: Sequence[str], rows: list[Sequence], tail: str) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(_field(model, name).column) for name in fields)
    into = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608  -- names of our own tables
    adapters = [_adapter(_field(model, name)) for name in fields]
    adapted = [(place, adapter) for place, adapter in enumerate(adapters) if adapter]
    one = "(" + ", ".join(["%s"] * len(fields)) + ")"
    with connection.cursor() as cursor:
        for some in batched(rows, min(MOST, PARAMETERS // len(fields))):
            given: list[Any] = []
            for row in some:
                cells = list(row)
                for place, adapter in adapted:
                    if cells[place] is not None:
                        cells[place] = adapter(cells[place])
                given += cells
            cursor.execute(into + ", ".join([one] * len(some)) + tail, given)


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _adapter(field: Any) -> Callable[[Any], Any] | None:
    """How a value becomes what the database driver takes, where that is not the value itself."""
    ops = connection.ops
    if isinstance(field, models.DateTimeField):
        return ops.adapt_datetimefield_value
    if isinstance(field, models.DateField):
        return ops.adapt_datefield_value
    if isinstance(field, models.DecimalField):
        return lambda value: ops.adapt_decimalfield_value(value, field.max_digits, field.decimal_places)
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, ensure_ascii=False)
    return None
