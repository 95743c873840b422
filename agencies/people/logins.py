"""Records of logins: who came in, went out or failed, from where; kept for some time, exported as JSON lines."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import transaction
from django.utils import timezone

from agencies.clock import midnight
from dxtracker.lib.dates import month_end

WHO = ("username", "ip_address", "user_agent")


def forget_before(day: date) -> int:
    """Delete the records of logins before `day`; returns how many. The trail of changes is not among them."""
    moment = midnight(day)
    with transaction.atomic():
        gone = [kind.objects.filter(attempt_time__lt=moment).delete()[0] for kind in (AccessFailureLog, AccessLog)]
        gone.append(AccessAttempt.objects.filter(attempt_time__lt=moment).delete()[0])
    return sum(gone)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of that month.

    >>> months_before(date(2026, 3, 31), 1), months_before(date(2026, 11, 29), 24)
    (datetime.date(2026, 2, 28), datetime.date(2024, 11, 29))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, month_end(year, month + 1).day))


def lines(since: date | None = None) -> Iterator[str]:
    """One JSON object a line, the oldest first: at, event (login, logout, failed), user, address, browser."""
    kinds = ((AccessLog, "attempt_time", "login"), (AccessLog, "logout_time", "logout"))
    said = []
    for model, when, event in (*kinds, (AccessFailureLog, "attempt_time", "failed")):
        rows = model.objects.exclude(**{when: None}).order_by(when).values(when, *WHO)
        if since:  # of a session over midnight the end alone: each day's export has what is of the day
            rows = rows.filter(**{f"{when}__gte": midnight(since)})
        said += [_line(row, when, event) for row in rows]
    for line in sorted(said, key=lambda line: line["at"]):
        yield json.dumps(line, ensure_ascii=False)


def _line(row: dict[str, Any], when: str, event: str) -> dict[str, Any]:
    at: datetime = timezone.localtime(row[when])
    return {
        "at": at.isoformat(), "event": event, "user": row["username"], "address": row["ip_address"],
        "browser": row["user_agent"],
    }  # fmt: skip
