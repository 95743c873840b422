"""Why a command could not work with its database: not reached, or not prepared. A sentence, where that is the fault."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _


def why_unready() -> str:
    """What is wrong with the database itself, in words; "" where it answers and every migration is applied."""
    try:
        executor = MigrationExecutor(connection)
        is_behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return _("The database does not answer. See DATABASE_URL, and whether it is started.")
    return _("The database is not prepared for this version: run manage.py migrate first.") if is_behind else ""
