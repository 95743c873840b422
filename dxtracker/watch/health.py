"""What a watcher asks a machine, without a name: does it live, and is everything there that it needs to serve."""

import os
from functools import cache
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from agencies.work.queries import is_worker_there, timers


@require_safe
def health_live(_request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def health_ready(_request: HttpRequest) -> HttpResponse:
    """200 where the database answers, is migrated, files can be reached and a worker lives; else 503 and what is not.

    `timers` tells when each command of the scheduler ended last, and whether all was well; nothing hangs on it here.
    """
    found = {"database": True, "migrations": False, "storage": is_storage_there(), "worker": False}
    told: dict[str, Any] = {}
    try:
        found["migrations"] = are_all_migrations_applied()
        if found["migrations"]:
            found["worker"], told = is_worker_there(), timers()
    except DatabaseError:
        found["database"] = False
    return JsonResponse(found | {"timers": told}, status=200 if all(found.values()) else 503)


def are_all_migrations_applied() -> bool:
    return migrations_known() <= MigrationRecorder(connection).applied_migrations().keys()


@cache
def migrations_known() -> frozenset[tuple[str, str]]:
    """(app, name) of every migration of this release: it does not change while the process lives."""
    return frozenset(MigrationLoader(None).disk_migrations)


def is_storage_there() -> bool:
    """Whether files can be kept: a folder says of what is not there only that it is not, so it is asked otherwise."""
    try:
        if isinstance(default_storage, FileSystemStorage):
            return can_be_written(Path(default_storage.location))
        default_storage.exists("imports")
    except OSError:
        return False
    return True


def can_be_written(folder: Path) -> bool:
    while not folder.exists():  # the first file that is kept makes it
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
