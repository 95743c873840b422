"""A cache in the database, for processes that share no other: what it counts, it counts one by one."""

from typing import Any

from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.db import connections, router, transaction


class SharedTable(DatabaseCache):
    """Django reads a number and writes the next one: of two processes at once, one would not count."""

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        using = router.db_for_write(self.cache_model_class)  # type: ignore[attr-defined]
        with transaction.atomic(using=using):  # in SQLite nobody else writes until its end
            self._hold(using, self.make_and_validate_key(key, version=version))
            return super().incr(key, delta, version)

    def _hold(self, using: str, key: str) -> None:
        connection = connections[using]
        if not connection.features.has_select_for_update:
            return
        table = connection.ops.quote_name(self._table)  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table} WHERE cache_key = %s FOR UPDATE", [key])  # noqa: S608 - our own name


def make_table(**kwargs: Any) -> None:
    """Receiver of post_migrate: the table, where the cache is one and it is not there yet."""
    if isinstance(caches["default"], SharedTable):
        call_command("createcachetable", verbosity=0)
