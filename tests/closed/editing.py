"""Every field of every row from which boards are made, written over: nothing is left as it was."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import DatabaseError, models, transaction

from agencies.databases.reading import KEPT
from agencies.models import User

# Where a month is found and whether it is closed; who reads and where in the tree; what no two may share.
OF_THE_ADDRESS = {
    "kpis.Period": {"plan", "month", "state", "checksum"},
    "kpis.Plan": {"province", "year"},
}


def write_over(reader: User) -> set[str]:
    """Change all rows but those of `reader` field by field; returns the fields that the database refused to change."""
    refused = set()
    for label in sorted(KEPT):
        model = apps.get_model(label)
        for field in model._meta.concrete_fields:
            if field.primary_key or field.name in OF_THE_ADDRESS.get(label, ()):
                continue
            rows = [row for row in model._base_manager.all() if not _is_of(row, reader)]
            if not _write(field, rows):
                refused.add(f"{label}.{field.name}")
    return refused


def _is_of(row: models.Model, reader: User) -> bool:
    return row == reader or getattr(row, "user_id", None) == reader.pk


def _write(field: models.Field, rows: list[models.Model]) -> bool:
    """All at once, else each for itself; False where none can be changed."""
    values = {row.pk: _other(field, getattr(row, field.attname)) for row in rows}
    try:
        with transaction.atomic():
            for row in rows:
                _save(field, row, values[row.pk])
        return True
    except DatabaseError:
        return sum(_saved(field, row, values[row.pk]) for row in rows) > 0


def _saved(field: models.Field, row: models.Model, value: Any) -> bool:
    try:
        with transaction.atomic():
            _save(field, row, value)
        return True
    except DatabaseError:
        return False


def _save(field: models.Field, row: models.Model, value: Any) -> None:
    models.QuerySet(type(row)).filter(pk=row.pk).update(**{field.attname: value})


def _other(field: models.Field, value: Any) -> Any:
    """Another value of the field's kind."""
    if isinstance(field, models.ForeignKey):
        others = field.related_model._base_manager.exclude(pk=value).values_list("pk", flat=True)
        return None if field.null and value is not None else others.first() or value
    if field.choices:
        return next((code for code, _label in field.flatchoices if code != value), value)
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return value + timedelta(days=1) if value else None
    if isinstance(field, models.DateField):
        return value + timedelta(days=1) if value else date(2022, 6, 1)
    if isinstance(field, models.DecimalField):
        return value / 2 if value else Decimal("0.5")
    if isinstance(field, models.IntegerField):
        return (value or 0) + 7
    if isinstance(field, models.JSONField):
        return {"khac": 1}
    return f"{str(value)[: (field.max_length or 1000) - 1]}x"
