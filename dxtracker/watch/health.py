"""What a watcher asks a machine, without a name: does it live, and is everything there that it needs to serve."""

from functools import cache

from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def health_live(_request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def health_ready(_request: HttpRequest) -> HttpResponse:
    """200 where the database answers, is migrated and files can be reached; else 503 and which of these is not so."""
    found = {"database": True, "migrations": False, "storage": is_storage_there()}
    try:
        found["migrations"] = are_all_migrations_applied()
    except DatabaseError:
        found["database"] = False
    return JsonResponse(found, status=200 if all(found.values()) else 503)


def are_all_migrations_applied() -> bool:
    return migrations_known() <= MigrationRecorder(connection).applied_migrations().keys()


@cache
def migrations_known() -> frozenset[tuple[str, str]]:
    """(app, name) of every migration of this release: it does not change while the process lives."""
    return frozenset(MigrationLoader(None).disk_migrations)


def is_storage_there() -> bool:
    try:
        default_storage.exists("imports")
    except OSError:
        return False
    return True
