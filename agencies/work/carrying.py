"""One attempt at a piece of work: its language, its time, what stops it, how far it is."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from django.db import InterfaceError, OperationalError
from django.utils import translation
from django.utils.translation import gettext as _

from agencies.models import Work
from agencies.work.actions import begin, finish
from agencies.work.errors import Lost, Stopped
from dxtracker.lib.limited import TookTooLong, within

SECONDS = 600  # processor time of one attempt: ten times what the largest file that is read at all takes
log = logging.getLogger("dxtracker.work")


class Listener(Protocol):
    """Who hears how far the work in hand is."""

    def take(self, key: int | None) -> None: ...

    def tell(self, stage: str, done: int, total: int) -> None: ...


class Ears:
    """Who listens in this process: the worker's pulse, or nobody."""

    listener: Listener | None = None


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Inside, `listener` hears how far the work in hand is."""
    before, Ears.listener = Ears.listener, listener
    try:
        yield
    finally:
        Ears.listener = before


def tell(stage: str, done: int = 0, total: int = 0) -> None:
    """How far the work in hand is, for its page: a word of ours, `done` of `total`. Where nobody listens, nothing."""
    if Ears.listener is not None:
        Ears.listener.tell(stage, done, total)


def carry_out(key: int, attempt: str, step: Callable[[Work], None]) -> None:
    """Carry out `step` of a Work unless another attempt counts, and write down its end.

    `step` writes all or nothing, inside `agencies.work.actions.holding` where writing twice would differ. What it
    raises as Stopped is shown to people. Where the database went away the work is taken up again.
    """
    work = begin(key, attempt)
    if work is None:
        return
    if Ears.listener is not None:
        Ears.listener.take(key)
    try:
        with translation.override(work.by.language):
            error = _attempt(work, step)
        if error is not None:
            finish(work, error)
    finally:
        if Ears.listener is not None:
            Ears.listener.take(None)


def _attempt(work: Work, step: Callable[[Work], None]) -> str | None:
    """Why the step did not come to its end, empty where it did; None where it is another's by now."""
    try:
        with within(SECONDS):
            step(work)
    except Lost:
        log.warning("work %s was taken up by another worker", work.pk)
        return None
    except Stopped as error:
        return str(error)
    except TookTooLong:
        return _("The work took too long and was stopped. Nothing was written.")
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("work %s stopped", work.pk)
        return _("The work stopped at an error of the system. Nothing was written.")
    return ""
