"""Work is asked for, begun, ended, taken up again: each a small transaction of its own, or part of what it writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from agencies.models import TimerRun, User, Work, Worker
from agencies.work.errors import Lost
from agencies.work.rules import ATTEMPTS, is_there, priority


def ask(
    task: Task[[int, str], None], *, subject: str, key: int, step: str, by: User, said: dict[str, Any] | None = None
) -> bool:
    """Put work on a subject in the queue; whether it was: False where work on it is not over yet.

    `task` takes the key of the Work and the word of the attempt, and calls agencies.work.carrying.carry_out.
    """
    try:
        with transaction.atomic():
            forget(subject, key)
            work = Work.objects.create(
                task=task.module_path, subject=subject, subject_id=key, step=step, by=by, said=said or {},
                asked_at=timezone.now(),
            )  # fmt: skip
            _enqueue(work, task)
    except IntegrityError:
        return False
    return True


def forget(subject: str, key: int) -> None:
    """What became of earlier work on a subject need not be shown any longer."""
    Work.objects.filter(subject=subject, subject_id=key, ended_at__isnull=False).delete()


def begin(key: int, attempt: str) -> Work | None:
    """The work as an attempt begins it; None where it is over, or another attempt counts."""
    ours = Work.objects.filter(pk=key, attempt=attempt, ended_at=None)
    if not ours.update(begun_at=timezone.now(), attempts=F("attempts") + 1):
        return None
    return ours.select_related("by").first()


@contextmanager
def holding(work: Work | None) -> Iterator[None]:
    """Inside a transaction: what is written inside and the end of the work are one.

    Raises Lost where another attempt counts; none can begin until the transaction is over. What is done at once is
    no work (None): nothing else ends with it.
    """
    if work is None:
        yield
        return
    ours = Work.objects.filter(pk=work.pk, attempt=work.attempt, ended_at=None)
    if ours.select_for_update(no_key=True).first() is None:
        raise Lost
    yield
    ours.update(ended_at=timezone.now())


def note(work: Work, **said: Any) -> None:
    """Write down what long work has done so far, for an attempt after this one. Raises Lost where another counts."""
    work.said = work.said | said
    if not Work.objects.filter(pk=work.pk, attempt=work.attempt, ended_at=None).update(said=work.said):
        raise Lost


def finish(work: Work, error: str = "") -> None:
    """The attempt is over: well, or for a reason that people read. Nothing happens where it was over already."""
    Work.objects.filter(pk=work.pk, attempt=work.attempt, ended_at=None).update(ended_at=timezone.now(), error=error)


def take_up_again() -> int:
    """Give what dead workers left to the queue anew, under a new word; how many pieces of work that is.

    Work that a living transaction holds is passed over: whoever holds it is not dead. After three attempts it ends.
    """
    taken = 0
    if not Work.objects.filter(ended_at=None).exists():
        return taken
    with transaction.atomic():
        moment = timezone.now()
        seen = Worker.objects.values_list("name", "seen_at", "ended_at")
        alive = {name for name, seen_at, ended_at in seen if is_there(seen_at, ended_at, moment)}
        left = Work.objects.filter(ended_at=None).select_for_update(skip_locked=True, no_key=True, of=["self"])
        for work in left.select_related("by"):
            queued = DBTaskResult.objects.filter(pk=work.queued_as).first() if work.queued_as else None
            if queued and _is_in_hands(queued, alive):
                continue
            if queued and queued.status == TaskResultStatus.RUNNING:
                DBTaskResult.objects.filter(pk=queued.pk).update(status=TaskResultStatus.FAILED, finished_at=moment)
            _again(work)
            taken += 1
    return taken


def _is_in_hands(queued: DBTaskResult, alive: set[str]) -> bool:
    """Whether a task waits for a worker, or a living one has it."""
    if queued.status == TaskResultStatus.RUNNING:
        return bool(queued.worker_ids) and queued.worker_ids[-1] in alive
    return queued.status == TaskResultStatus.READY


def _again(work: Work) -> None:
    work.attempt = uuid4()
    work.save(update_fields=["attempt"])
    if work.attempts >= ATTEMPTS:
        with translation.override(work.by.language):
            finish(work, _("The work was begun three times and never came to its end. Nothing was written."))
        return
    _enqueue(work, import_string(work.task))


def _enqueue(work: Work, task: Task[[int, str], None]) -> None:
    before = Work.objects.filter(by=work.by_id, ended_at=None).exclude(pk=work.pk).count()
    queued = task.using(priority=priority(before)).enqueue(work.pk, str(work.attempt))
    Work.objects.filter(pk=work.pk).update(queued_as=queued.id)


def tell_timer(name: str, error: str = "") -> None:
    """A command of the scheduler ended: well, or with `error`."""
    told = {"ran_at": timezone.now(), "is_ok": not error, "words": error[:300]}
    TimerRun.objects.update_or_create(name=name, defaults=told)


def prune(before: datetime) -> int:
    """Delete what ended before a moment: work, tasks of the queue, workers; how many rows."""
    gone = 0
    for rows in (
        DBTaskResult.objects.finished().filter(finished_at__lt=before),
        Work.objects.filter(ended_at__lt=before),
        Worker.objects.filter(seen_at__lt=before),
    ):
        gone += rows.delete()[0]
    return gone
