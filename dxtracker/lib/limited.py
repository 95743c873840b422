"""Runs a function over bytes that nobody vouches for, in a process of its own with limits on memory and time.

Pure: no Django. Why: docs/adr/0010-untrusted-workbooks.md.
"""

import importlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = "import sys; sys.path.insert(0, sys.argv.pop(1)); from dxtracker.lib.limited import serve; serve()"
# What a process needs of its surroundings to start at all; secrets in the environment are not among it.
_ENVIRONMENT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_WAITING = 4  # a busy machine may take so many times longer than the processor time granted


class TookTooLong(Exception):
    """The process came to the end of its time."""


class CannotStart(Exception):
    """The machine starts no process now."""


def answer_of(function: str, asked: bytes, *, seconds: int, memory: int) -> bytes:
    """What `function` ("package.module:name", bytes to bytes) makes of `asked`, in a process of its own.

    `seconds` of processor time and `memory` in bytes of address space are all that it may take. A process that dies
    for want of memory leaves an empty or broken answer. Raises TookTooLong and CannotStart.
    """
    command = [sys.executable, "-I", "-c", _PROGRAM, str(_ROOT), function, str(seconds), str(memory)]
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    # Where processes have no limits, the clock is the only one.
    patience = seconds * (_WAITING if hasattr(signal, "SIGXCPU") else 1)
    try:
        done = subprocess.run(command, input=asked, capture_output=True, timeout=patience, env=environment)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise TookTooLong from None
    except OSError as error:
        raise CannotStart from error
    if done.returncode in (-getattr(signal, "SIGXCPU", 0), -getattr(signal, "SIGKILL", 0)):
        raise TookTooLong
    return done.stdout


def confine(seconds: int, memory: int) -> None:
    """No more memory and processor time than given, no file written, no core dumped; Windows knows no such limits."""
    try:
        import resource
    except ImportError:
        return
    for limit, amount in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (amount, amount))


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """So much processor time for what is inside; TookTooLong is raised in it. Only the main thread can be told."""
    if not hasattr(signal, "SIGPROF") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def over(*_: object) -> None:
        raise TookTooLong

    # Counted from now on: a limit on all that the process has used falls behind where a machine loses ticks, and an
    # old process would hardly be stopped. Told again after as long: what is raised where Python tidies up is swallowed.
    told = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, told)


def serve() -> None:
    """The process itself: arguments function, seconds, bytes of memory; asked on standard input, answers on output."""
    room, name = sys.argv[1].split(":")
    function = getattr(importlib.import_module(room), name)
    confine(int(sys.argv[2]), int(sys.argv[3]))
    answer = function(sys.stdin.buffer.read())
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)  # freeing what was read one by one takes time and serves nobody
