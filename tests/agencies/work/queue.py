"""Workers of a test: one that is there, one that takes a task, one that dies, one that does all that waits."""

from datetime import timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from agencies.models import Worker
from agencies.work.rules import SILENT
from agencies.work.worker import worker


def work_off():
    worker(is_batch=True).run()


def seen(name="w", ago=timedelta(0), **fields):
    moment = timezone.now() - ago
    return Worker.objects.update_or_create(name=name, defaults={"started_at": moment, "seen_at": moment, **fields})[0]


def in_hands_of(name):
    """What the one task is called with, as a worker of that name has just taken it."""
    task = DBTaskResult.objects.get(status="READY")
    task.claim(name)
    return task.args_kwargs["args"]


def die(name="w"):
    Worker.objects.filter(name=name).update(seen_at=timezone.now() - 2 * SILENT)
