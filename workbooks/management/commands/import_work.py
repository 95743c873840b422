"""Works off the queue of large imports, as the pages ask for them; progress is kept where the pages look."""

import logging
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from agencies.models import User
from dxtracker.lib.limited import TookTooLong, within
from kpis.errors import CannotChange
from workbooks.models import ImportRun
from workbooks.reading.shapes import CannotRead
from workbooks.runs import actions as run
from workbooks.runs import progress, queue
from workbooks.words import words

SECONDS = 600  # processor time of one step: ten times what the largest file that is read at all takes
log = logging.getLogger("dxtracker.imports")


class Command(BaseCommand):
    help = "Carries out the steps of large imports that wait in the queue. Not for people: use import_workbook."

    def handle(self, *args: Any, **options: Any) -> None:
        queue.work(carry_out)


def carry_out(pk: int, asked: progress.Progress) -> None:
    """One step of one run; what stops it is said where its page looks, and the next is not kept from its turn."""
    by = User.objects.get(pk=asked.by)
    with translation.override(by.language), progress.heartbeat(pk):
        try:
            with within(SECONDS):
                _work(ImportRun.objects.get(pk=pk), by, asked)
        except (CannotChange, CannotRead) as error:
            asked.error = words(error.problem) if isinstance(error, CannotRead) else str(error)
        except TookTooLong:
            asked.error = _("The work took too long and was stopped. Nothing was written.")
        except Exception:
            log.exception("import %s stopped", pk)
            asked.error = _("The work stopped at an error of the system. Nothing was written.")
    if asked.error:
        progress.tell(pk, asked)
    else:
        progress.forget(pk)


def _work(held: ImportRun, by: User, shown: progress.Progress) -> None:
    def tell(stage: str, done: int, total: int) -> None:
        shown.stage, shown.done, shown.total = stage, done, total
        progress.tell(held.pk, shown)

    tell("read", 0, 0)
    if shown.task == "read":
        run.read(held)
    else:
        run.confirm(held, by=by, keep_good=shown.keep_good, as_written=shown.as_written, progress=tell)
