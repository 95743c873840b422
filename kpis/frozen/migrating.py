"""The months that were closed before months were kept: kept as they stand, once the tables are those of the code."""

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from kpis.frozen.months import freeze_missing, missing, sum_up_kept
from kpis.models import FrozenMonth


def keep_closed_months(using: str = DEFAULT_DB_ALIAS, **kwargs: object) -> None:
    """Receiver of post_migrate. A migration would copy by the tables of its day, and not all apps stand there yet.

    Does nothing while migrations are still to come. What was kept before it was summed up beside other provinces is
    summed up now.
    """
    connection = connections[using]
    if using != DEFAULT_DB_ALIAS or FrozenMonth._meta.db_table not in connection.introspection.table_names():
        return
    if (missing().exists() or FrozenMonth.objects.exists()) and not _is_anything_to_come(connection):
        freeze_missing()
        sum_up_kept()


def _is_anything_to_come(connection) -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
