"""Large imports are read and carried out by the worker, so that no request waits for them.

What an import writes and the end of its work are one transaction: a worker that dies leaves everything or nothing, and
what it left is taken up by the next (agencies/work).
"""

from django.db import connection, transaction
from django_tasks import task

from agencies.models import User, Work
from agencies.work.actions import ask, holding
from agencies.work.carrying import carry_out, tell
from agencies.work.errors import Stopped
from kpis.errors import CannotChange
from workbooks.models import ImportRun
from workbooks.reading.shapes import CannotRead
from workbooks.runs import actions, progress
from workbooks.words import words

LARGE_FILE = 1_000_000  # bytes from which reading is left to the worker
LARGE_TEXT = 400_000  # letters in its cells from which understanding is
LARGE_RUN = 2_000  # lines from which confirming is


def is_large_file(size: int) -> bool:
    """Whether a file of so many bytes is read in the background."""
    return size > LARGE_FILE


def is_large_run(run: ImportRun) -> bool:
    """Whether a previewed run is carried out in the background."""
    return sum(run.counts.values()) > LARGE_RUN


def is_busy(run: ImportRun) -> bool:
    """Whether work on `run` waits or is under way."""
    held = progress.progress_of(run.pk)
    return held is not None and held.is_running


def start(run: ImportRun, step: str, *, by: User, keep_good: bool = False, as_written: bool = False) -> None:
    """Put "read" or "confirm" of `run` in the queue; nothing where it is in it."""
    said = {"keep_good": keep_good, "as_written": as_written}
    ask(import_step, subject=progress.SUBJECT, key=run.pk, step=step, by=by, said=said)


@task()
def import_step(key: int, attempt: str) -> None:
    """The step of an import that a Work names."""
    carry_out(key, attempt, _step)


def _step(work: Work) -> None:
    run = ImportRun.objects.get(pk=work.subject_id)
    try:
        if work.step == "read":
            tell("read")
            found = actions.found_in(run)
            with transaction.atomic(), holding(work):
                actions.keep(run, found)
        else:
            tell("write" if connection.vendor == "sqlite" else "read")  # there the next words come with the end
            actions.confirm(run, by=work.by, work=work, **work.said)
    except (CannotChange, CannotRead) as error:
        raise Stopped(words(error.problem) if isinstance(error, CannotRead) else str(error)) from error
