"""The one queue of large imports: few are worked on at once, and nobody's dozen keeps another person waiting.

What waits stands in the progress files (workbooks/runs/progress.py); seats and the choice of the next are locked files
beside them, which the system unlocks when a process dies. Whoever gives back a seat looks once more whether something
came meanwhile: nothing is left waiting with every seat empty.
"""

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from workbooks.runs import progress
from workbooks.runs.progress import WAITING, Progress

try:
    import fcntl
except ImportError:  # a system without such locks works on everything at once
    fcntl = None  # type: ignore[assignment]

AT_ONCE = 2
Job = tuple[int, Progress]  # the key of a run, what is asked


def folder() -> Path:
    """Where the locks are, beside the stored files."""
    path = Path(settings.MEDIA_ROOT) / "imports" / "queue"
    path.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def locked(name: str, *, wait: bool) -> Iterator[bool]:
    """Hold the lock of that name; False where another process holds it and we do not `wait`."""
    with (folder() / f"{name}.lock").open("ab") as file:
        if fcntl is None:
            yield True
            return
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True


@contextmanager
def seat() -> Iterator[bool]:
    """One of the places at which work is done; False where all are taken."""
    with contextlib.ExitStack() as stack:
        yield any(stack.enter_context(locked(f"seat-{number}", wait=False)) for number in range(AT_ONCE))


def has_seat() -> bool:
    """Whether somebody who came now would find a seat."""
    with seat() as is_free:
        return is_free


def claim() -> Job | None:
    """The next job, from now on under way: of who has least under way, then of who waited longest to be served."""
    with locked("choice", wait=True):
        jobs = progress.all_of_them()
        waiting = [job for job in jobs if job[1].stage == WAITING]
        if not waiting:
            return None
        busy = Counter(asked.by for _pk, asked in jobs if asked.is_running and asked.stage != WAITING)
        pk, asked = min(waiting, key=lambda job: (busy[job[1].by], _served_at(job[1].by), job[1].asked_at, job[0]))
        asked.stage = "start"
        progress.tell(pk, asked)
        (folder() / f"served-{asked.by}").write_text(str(time.time()))
        return pk, asked


def _served_at(person: int) -> float:
    path = folder() / f"served-{person}"
    return float(path.read_text()) if path.exists() else 0.0


def work(carry_out: Callable[[int, Progress], None]) -> None:
    """Carry out what waits, one after the other, until nothing does or every seat is taken by others."""
    while any(asked.stage == WAITING for _pk, asked in progress.all_of_them()):
        with seat() as is_free:
            if not is_free:
                return
            while job := claim():
                carry_out(*job)
