"""A replica that PostgreSQL keeps of the living database: what only reads may be built on it, and is no older for it.

A page's month comes with the version of its province, from the living database. Where the replica has the same version
it holds all that was written until then, so that whoever just wrote, and everybody else, sees what the living database
would show; where it lags behind, or does not answer, the living one is read. Tags stay those of the living database.
"""

import logging
import time
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps

from django.db import InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse

from agencies.databases.reading import LIVE, REPLICA, database, read_on

AWAY = 30.0  # seconds for which one that did not answer is not asked again
log = logging.getLogger("dxtracker.replica")
_may_be_read: ContextVar[bool] = ContextVar("may_be_read", default=False)
_away_until = 0.0
View = Callable[..., HttpResponse]


def on_replica(view: View) -> View:
    """For a view that writes nothing. What fails on the replica is answered by the living database."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        token = _may_be_read.set(True)
        try:
            return view(request, *args, **kwargs)
        except (OperationalError, InterfaceError) as error:
            if database() != REPLICA:
                raise
            _leave_alone(error)
        finally:
            _may_be_read.reset(token)
        read_on(LIVE)
        return view(request, *args, **kwargs)

    return answered


def database_for(version: int | None, version_on: Callable[[str], int | None]) -> str:
    """Where to read what was of this version when the living database was asked: on the replica where it knows that."""
    if not _may_be_read.get() or REPLICA not in connections.settings or time.monotonic() < _away_until:
        return LIVE
    try:
        return REPLICA if version_on(REPLICA) == version else LIVE
    except (OperationalError, InterfaceError) as error:
        _leave_alone(error)
        return LIVE


def _leave_alone(error: Exception) -> None:
    global _away_until
    _away_until = time.monotonic() + AWAY
    connections[REPLICA].close()
    log.warning("the replica is left alone for %.0f seconds: %s", AWAY, error)
