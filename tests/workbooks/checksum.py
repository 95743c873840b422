"""What the tables hold, as one digest a table: two equal dictionaries mean that no row differs, keys included."""

import hashlib
import json
from collections.abc import Collection

from django.apps import apps
from django.db import models

APPS = ("agencies", "kpis", "commitments", "workbooks")
# What an import leaves behind on purpose.
TRACES = (
    "agencies.auditevent",
    "agencies.reorganisation",
    "agencies.version",
    "workbooks.importrun",
)


def tables_checksum(exclude: Collection[str] = ()) -> dict[str, str]:
    """{"kpis.entry": SHA-256 of all its rows in the order of their keys}, of every table of ours but the traces.

    `exclude` leaves out further tables ("kpis.document") or columns ("agencies.user.last_login").
    """
    found = {}
    for app in APPS:
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            label = model._meta.label_lower
            if label not in (*TRACES, *exclude) and model._meta.managed and not model._meta.proxy:
                found[label] = _digest(
                    model, [f for f in model._meta.concrete_fields if f"{label}.{f.name}" not in exclude]
                )
    return found


def _digest(model: type[models.Model], fields: list) -> str:
    columns = [field.attname for field in fields]
    rows = model._base_manager.order_by("pk").values_list(*columns)
    return hashlib.sha256(json.dumps([columns, *map(list, rows)], default=_plain).encode()).hexdigest()


def _plain(value: object) -> str:
    """PostgreSQL hands bytes out as a view of them, whose text is its address."""
    return bytes(value).hex() if isinstance(value, memoryview | bytes) else str(value)
