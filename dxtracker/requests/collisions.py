"""What a database says of two who wrote the same at the same moment."""

from django.db import DatabaseError

# unique and foreign keys; who waits for whom in a circle, or for too long
OF_POSTGRESQL = {"23505", "23503", "23P01", "40P01", "40001", "55P03"}
OF_SQLITE = {
    "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_FOREIGNKEY", "SQLITE_BUSY",
    "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED",
}  # fmt: skip


def has_collided(error: Exception) -> bool:
    """Whether somebody else was there first. What a row may never be is a fault of ours, and none of these."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else None
    return getattr(cause, "pgcode", None) in OF_POSTGRESQL or getattr(cause, "sqlite_errorname", None) in OF_SQLITE
