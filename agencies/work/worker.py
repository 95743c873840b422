"""The worker's process: it takes tasks from the queue one by one, and a second thread tells that it lives.

What it has in hand is written by that thread alone, over a connection of its own: nothing that is told waits for the
transaction of the work, or goes with it. SQLite has one writer: there nothing is told while the work writes.
"""

import logging
import os
import signal
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, InterfaceError, connection, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker

from agencies.models import Worker
from agencies.work.actions import take_up_again
from agencies.work.carrying import Ears
from agencies.work.rules import BEAT

WATCH = 0.5  # seconds between looks whether the parent is there
ASLEEP = 2.0  # seconds until a database that went away is asked again
log = logging.getLogger("dxtracker.work")


@dataclass
class InHand:
    work_id: int | None = None
    stage: str = ""
    done: int = 0
    total: int = 0


class Pulse:
    """Writes every few seconds, and soon after something was told, that the worker lives and what it has in hand."""

    def __init__(self, name: str, parent: int | None = None):
        self.name, self.parent = name, parent
        self.in_hand = InHand()
        self._told, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._live, name="pulse", daemon=True)
        self._watch = threading.Thread(target=self._end_with_parent, name="watch", daemon=True)

    def start(self) -> None:
        self.beat()
        Ears.listener = self
        self._thread.start()
        if self.parent is not None:
            self._watch.start()

    def stop(self) -> None:
        """The worker ends: what it has not carried out may be taken up by others at once."""
        Ears.listener = None
        self._over.set()
        self._told.set()
        if self._thread.is_alive():
            self._thread.join(BEAT)
        with suppress(DatabaseError, InterfaceError):
            Worker.objects.filter(name=self.name).update(seen_at=timezone.now(), ended_at=timezone.now(), work=None)

    def take(self, key: int | None) -> None:
        self.in_hand = InHand(key)
        self._told.set()

    def tell(self, stage: str, done: int, total: int) -> None:
        is_next = stage != self.in_hand.stage
        self.in_hand = InHand(self.in_hand.work_id, stage, done, total)
        if is_next and not connection.in_atomic_block:
            self.write()
        else:
            self._told.set()

    def beat(self) -> None:
        """One sign of life; and what the dead left is given to the queue."""
        self.write()
        take_up_again()

    def write(self) -> None:
        moment = timezone.now()
        row: dict[str, Any] = {"seen_at": moment, **vars(self.in_hand)}
        if not Worker.objects.filter(name=self.name).update(**row):
            Worker.objects.create(name=self.name, started_at=moment, **row)

    def _live(self) -> None:
        while not self._over.is_set():
            self._told.wait(BEAT)
            self._told.clear()
            try:
                self.beat()
            except (DatabaseError, InterfaceError) as error:
                log.info("no sign of life could be written: %s", error)
                connection.close()
            self._over.wait(1)
        connections.close_all()

    def _end_with_parent(self) -> None:
        while not self._over.wait(WATCH):
            if os.getppid() != self.parent:
                end_now()
                return


def end_now() -> None:
    """End this process as who is asked twice: the work in hand is given up, and taken up by the next worker."""
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(WATCH)
    os.kill(os.getpid(), signal.SIGTERM)


def worker(*, is_batch: bool = False) -> TaskWorker:
    """A worker under a name that no other has; `is_batch`: it ends when nothing waits."""
    name = f"{socket.gethostname()[:40]}-{os.getpid()}-{get_random_string(8)}"
    return TaskWorker(
        queue_names=["default"], interval=1, batch=is_batch, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id=name, excluded_queue_names=[],
    )  # fmt: skip


def work_on(*, beside: int | None = None) -> None:
    """Work until a signal says so; `beside`: or until that parent process has ended.

    A database that goes away is waited for, and met under a new name: what was in hand counts as left by the old one.
    """
    while True:
        ours = worker()
        ours.configure_signals()
        pulse = Pulse(ours.worker_id, beside)
        try:
            pulse.start()
            ours.run()
            return
        except (DatabaseError, InterfaceError) as error:
            log.warning("the database does not answer: %s", error)
            connection.close()
            time.sleep(ASLEEP)
        finally:
            pulse.stop()
