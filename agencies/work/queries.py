"""What is known of work, of workers and of timers."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_tasks import task_backends
from django_tasks_db import DatabaseBackend

from agencies.models import TimerRun, Work, Worker
from agencies.work.rules import is_there, may_write


@dataclass(frozen=True)
class Progress:
    """How far work is: `stage`, `done` of `total` (0: nobody knows) while it is done; `error` is why it stopped.

    `waits` is true before it begins, and again where its worker died. `seen_at` is the last sign of life of any worker
    (None: there never was one), `has_worker` whether one is there.
    """

    step: str
    stage: str = ""
    done: int = 0
    total: int = 0
    error: str = ""
    waits: bool = False
    seen_at: datetime | None = None
    has_worker: bool = True

    @property
    def is_running(self) -> bool:
        """Whether it will go on by itself."""
        return not self.error


def progress_of(subject: str, key: int) -> Progress | None:
    """How far the last work on a subject is; None where there is none, or it went well.

    One query, two where it is not over.
    """
    told = ("workers__seen_at", "workers__ended_at", "workers__stage", "workers__done", "workers__total")
    rows = Work.objects.filter(subject=subject, subject_id=key)
    rows = rows.order_by(F("ended_at").desc(nulls_first=True), "-pk", F("workers__seen_at").desc(nulls_last=True))
    row: dict[str, Any] | None = rows.values("step", "ended_at", "error", *told).first()
    if row is None or (row["ended_at"] and not row["error"]):
        return None
    if row["ended_at"]:
        return Progress(row["step"], error=row["error"])
    moment = timezone.now()
    if _is_alive(row["workers__seen_at"], row["workers__ended_at"], moment):
        stage, done, total = row["workers__stage"], row["workers__done"], row["workers__total"]
        return Progress(row["step"], stage, done, total, seen_at=row["workers__seen_at"])
    rows_seen = _seen()
    has_worker = any(_is_alive(*seen, moment) for seen in rows_seen)
    return Progress(
        row["step"], waits=True, seen_at=max((at for at, _over in rows_seen), default=None), has_worker=has_worker
    )


def words_of_silence(progress: Progress) -> str:
    """That nobody carries out what waits, and since when, in the reader's language."""
    if progress.seen_at is None:
        return _("The work waits: no worker has been seen yet. It begins as soon as one is there.")
    since = date_format(timezone.localtime(progress.seen_at), "H:i, d/m/Y")
    return _("The work waits: no worker has been seen since %(since)s. It goes on as soon as one is there.") % {
        "since": since
    }


def words_of(progress: Progress | None, stages: Mapping[str, str]) -> str:
    """What is done just now, in the reader's language; `stages`: a word of ours → how it is said."""
    if progress is None or progress.error:
        return ""
    if not progress.has_worker:
        return words_of_silence(progress)
    return _("Waiting for its turn") if progress.waits else stages.get(progress.stage, _("Beginning"))


def is_worker_there() -> bool:
    """Whether work that is asked for now is carried out: by a worker, or at once where there is no queue."""
    if not isinstance(task_backends["default"], DatabaseBackend):
        return True
    moment = timezone.now()
    return any(_is_alive(*seen, moment) for seen in _seen())


def _is_alive(seen_at: datetime | None, ended_at: datetime | None, moment: datetime) -> bool:
    """Whether a worker is there: seen just now, or silent because it writes for long where only one can."""
    return is_there(seen_at, ended_at, moment) or (may_write(seen_at, ended_at, moment) and is_held_by_writer())


def is_held_by_writer() -> bool:
    """Whether somebody writes to SQLite just now; asked over a line of its own, which writes nothing."""
    path = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor != "sqlite" or not path.is_file():
        return False
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as line:
        try:
            line.execute("BEGIN IMMEDIATE")
            line.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return True
    return False


def timers() -> dict[str, dict[str, Any]]:
    """{command: {"at": moment, "ok": whether all was well}} of the scheduler's commands that ever ran."""
    rows = TimerRun.objects.values_list("name", "ran_at", "is_ok")
    return {name: {"at": timezone.localtime(at).isoformat(timespec="seconds"), "ok": ok} for name, at, ok in rows}


def timers_ran() -> list[tuple[str, datetime, bool]]:
    """(command, when it ended last, whether all was well) of the scheduler's commands that ever ran."""
    return list(TimerRun.objects.order_by("name").values_list("name", "ran_at", "is_ok"))


def works_waiting() -> int:
    """How much work is asked for and not over."""
    return Work.objects.filter(ended_at=None).count()


def _seen() -> list[tuple[datetime, datetime | None]]:
    """(last seen, ended) of the few workers that are remembered."""
    return list(Worker.objects.values_list("seen_at", "ended_at"))
