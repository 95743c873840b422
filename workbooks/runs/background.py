"""Large imports are read and carried out by a process of their own, so that no request waits for them.

The process belongs to nobody: it outlives the web server's worker that began it. Killed, it leaves everything or
nothing, because all it writes is one transaction; the page notices that its heart has stopped and offers it again.
"""

import os
import subprocess
import sys
import time

from django.conf import settings

from agencies.models import User
from workbooks.models import ImportRun
from workbooks.runs import progress, queue

LARGE_FILE = 1_000_000  # bytes from which reading is left to a process
LARGE_TEXT = 400_000  # letters in its cells from which understanding is
LARGE_RUN = 2_000  # lines from which confirming is


def is_large_file(size: int) -> bool:
    """Whether a file of so many bytes is read in the background."""
    return size > LARGE_FILE


def is_large_run(run: ImportRun) -> bool:
    """Whether a previewed run is carried out in the background."""
    return sum(run.counts.values()) > LARGE_RUN


def is_busy(run: ImportRun) -> bool:
    """Whether a process is at work on `run` just now."""
    held = progress.progress_of(run.pk)
    return held is not None and held.is_running


def start(run: ImportRun, task: str, *, by: User, keep_good: bool = False, as_written: bool = False) -> None:
    """Put "read" or "confirm" of `run` in the queue, and begin where a seat is free; nothing where it is in it."""
    if is_busy(run):
        return
    asked = progress.Progress(
        task, progress.WAITING, by=by.pk, keep_good=keep_good, as_written=as_written, asked_at=time.time()
    )
    progress.tell(run.pk, asked)
    if queue.has_seat():
        spawn(["import_work"])


def spawn(arguments: list[str]) -> None:
    """A detached `manage.py` of these arguments, its words in var/log."""
    folder = settings.VAR / "log"
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    with (folder / "imports.log").open("ab") as log:
        subprocess.Popen(  # noqa: S603  -- our own program; the argument is a word of ours
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=os.environ.copy()
        )
