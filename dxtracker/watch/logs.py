"""Lines of the log: JSON, each with its request and with who asked from where. Refusals are lines, not tracebacks."""

import json
import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

access, log = logging.getLogger("dxtracker.access"), logging.getLogger("dxtracker.watch")
SLOW_SECONDS = 1.0
UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")  # what ends or turns a line; JSON lets it by
TOLD_BY_DATABASE = re.compile(r"\nDETAIL: .*?(?=\n(?:HINT|CONTEXT): |\n\nThe above |\n\nDuring |\Z)", re.DOTALL)
SPOKEN = {"message", "path", "trace"}  # what else stands in a line is no address: nobody hides theirs by asking for it
FACTS = ("request", "person", "address", "method", "path", "route", "status", "seconds", "queries")


@dataclass
class Asked:
    """A request while it is answered: its number, when it came, how many questions it put to the database."""

    request: HttpRequest
    id: str = field(default_factory=lambda: uuid4().hex)
    began: float = field(default_factory=time.perf_counter)
    queries: int = 0

    def count(self, execute: Callable[..., Any], *args: Any) -> Any:
        """For `execute_wrapper`: one question more."""
        self.queries += 1
        return execute(*args)

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.began


_asked: ContextVar[Asked | None] = ContextVar("asked", default=None)


@contextmanager
def speaking_of(request: HttpRequest) -> Iterator[Asked]:
    """Lines that are logged inside are about `request`."""
    asked = Asked(request)
    request.asked = asked  # type: ignore[attr-defined]  # Django's own line of a refusal comes when this is over
    token = _asked.set(asked)
    try:
        with connection.execute_wrapper(asked.count):
            yield asked
    finally:
        _asked.reset(token)


def tell(asked: Asked, response: HttpResponse) -> None:
    """The line of an answered request: a warning where it took a second or more. What was searched for is not in it."""
    seconds = round(asked.seconds, 3)
    is_slow = seconds >= SLOW_SECONDS
    found = asked.request.resolver_match
    facts = {
        "method": asked.request.method,
        "path": asked.request.path,
        "route": found.view_name if found else "",
        "status": response.status_code,
        "seconds": seconds,
        "queries": asked.queries,
    }
    access.log(logging.WARNING if is_slow else logging.INFO, "slow" if is_slow else "answered", extra=facts)


class Whose(logging.Filter):
    """Gives each record `request`, `person` and `address` where there are any; asks nothing of the database.

    `hidden` is the word of the request's address by which a link opens. One record may pass several handlers.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if hasattr(record, "hidden"):
            return True
        request = getattr(record, "request", None)
        asked = _asked.get() or getattr(request, "asked", None)
        request = asked.request if asked else request
        user = getattr(request, "_cached_user", None)
        found = getattr(request, "resolver_match", None)
        record.hidden = found.kwargs.get("token", "") if found else ""
        record.person = getattr(user, "username", "")
        record.address = getattr(request, "META", {}).get("REMOTE_ADDR", "")
        record.request = asked.id if asked else ""
        return True


def is_refusal(record: logging.LogRecord) -> bool:
    return 400 <= getattr(record, "status_code", 0) < 500


class RefusalsAreLines(logging.Filter):
    """What was refused is no fault of the program: 400 to 499 leave no traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if is_refusal(record):
            record.exc_info = record.exc_text = None
        return True


def without_secrets(text: str, hidden: str) -> str:
    """The text of a line without the word by which a link opens, and without the row of which PostgreSQL complains."""
    text = TOLD_BY_DATABASE.sub("", text)
    return text.replace(f"/{hidden}/", "/…/") if hidden else text


class Line(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).astimezone(timezone.get_default_timezone())
        line: dict[str, Any] = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name in FACTS if (value := getattr(record, name, "")) not in ("", None)}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        for name in SPOKEN & line.keys():
            line[name] = without_secrets(line[name], getattr(record, "hidden", ""))
        return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(line, ensure_ascii=False, default=str))


class Letter(logging.Handler):
    """Errors leave by mail to DX_ERRORS_TO, once an hour at most for a machine; the line, never what a form carried.

    Refusals do not: who asks under a wrong host, which Django calls an error, would take the hour's letter every hour.
    """

    def emit(self, record: logging.LogRecord) -> None:
        from django.core.mail import send_mail

        try:
            if not settings.DX_ERRORS_TO or is_refusal(record) or not is_due(time.time()):
                return
            subject = f"{settings.ALLOWED_HOSTS[0]}: {record.levelname} {record.name}"
            send_mail(subject, self.format(record), None, settings.DX_ERRORS_TO)
        except Exception as error:
            log.warning("no letter about an error could leave: %s", error)


def is_due(now: float) -> bool:
    """Whether the last letter about errors left an hour ago; if so, this one counts as sent at `now`."""
    mark = settings.VAR / "errors_mailed"
    try:
        if now - mark.stat().st_mtime < 3600:
            return False
    except FileNotFoundError:
        pass
    mark.touch()
    return True
