"""The database refuses a department where a province belongs, whichever way the row comes.

A check constraint cannot look into another table, so that triggers do. They are set after every migration and lifted
before it: SQLite rebuilds tables and loses, or stumbles over, what hangs on them.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connections

from agencies.enums import Level

WHY = "this is no province"
FUNCTION = f"""
CREATE OR REPLACE FUNCTION refuse_no_province() RETURNS trigger AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM agencies_agency WHERE id = NEW.province_id AND level <> '{Level.PROVINCE}') THEN
    RAISE EXCEPTION '{WHY}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$ LANGUAGE plpgsql
"""  # noqa: S608
MOMENTS = {"added": "INSERT", "moved": "UPDATE OF province_id"}


def guarded_tables() -> Iterator[str]:
    """Tables of models with a foreign key `province` to the tree."""
    agency = apps.get_model("agencies.Agency")
    for model in apps.get_models():
        if any(field.name == "province" and field.related_model is agency for field in model._meta.local_fields):
            yield model._meta.db_table


def lift(using: str, **kwargs: Any) -> None:
    """Receiver of pre_migrate: the triggers go."""
    _run(using, is_set=False)


def install(using: str, **kwargs: Any) -> None:
    """Receiver of post_migrate: the triggers stand."""
    _run(using, is_set=True)


def _run(using: str, *, is_set: bool) -> None:
    connection = connections[using]
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if is_set and not is_sqlite:
            cursor.execute(FUNCTION)
        for table in sorted(there.intersection(guarded_tables())):
            for name, moment in MOMENTS.items():
                trigger = f"{table}_{name}_to_a_province"
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}" + ("" if is_sqlite else f" ON {table}"))
                if is_set:
                    written = _on_sqlite if is_sqlite else _on_postgresql
                    cursor.execute(written(table, trigger, moment))


def _on_sqlite(table: str, trigger: str, moment: str) -> str:
    return f"""
        CREATE TRIGGER {trigger} BEFORE {moment} ON {table}
        WHEN EXISTS (SELECT 1 FROM agencies_agency WHERE id = NEW.province_id AND level <> '{Level.PROVINCE}')
        BEGIN SELECT RAISE(ABORT, '{WHY}'); END
    """  # noqa: S608


def _on_postgresql(table: str, trigger: str, moment: str) -> str:
    return f"CREATE TRIGGER {trigger} BEFORE {moment} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_no_province()"
