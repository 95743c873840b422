"""What a line of the log says of the request: who and from where. Refusals are lines, not tracebacks."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest

_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


@contextmanager
def speaking_of(request: HttpRequest) -> Iterator[None]:
    """Lines that are logged inside are about `request`."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


class Whose(logging.Filter):
    """Gives each record `person` and `address`, "-" where there is none; asks nothing of the database."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = _request.get() or getattr(record, "request", None)
        user = getattr(request, "_cached_user", None)
        record.person = getattr(user, "username", "") or "-"
        record.address = getattr(request, "META", {}).get("REMOTE_ADDR", "") or "-"
        return True


class RefusalsAreLines(logging.Filter):
    """What was refused is no fault of the program: 400 to 499 leave no traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if 400 <= getattr(record, "status_code", 0) < 500:
            record.exc_info = record.exc_text = None
        return True
