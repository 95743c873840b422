"""Read or carry out a stored import, as the pages ask for large ones; its progress is kept where the pages look."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from agencies.models import User
from kpis.errors import CannotChange
from workbooks.models import ImportRun
from workbooks.reading.shapes import CannotRead
from workbooks.runs import actions as run
from workbooks.runs import progress
from workbooks.words import words


class Command(BaseCommand):
    help = "Carries out a step of a large import that the pages have begun. Not for people: use import_workbook."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int)
        parser.add_argument("task", choices=["read", "confirm"])
        parser.add_argument("--user", required=True)
        parser.add_argument("--keep-good", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        pk, task = options["run"], options["task"]
        by = User.objects.get(username=options["user"])
        held = progress.Progress(task)
        with translation.override(by.language), progress.heartbeat(pk):
            try:
                self._work(ImportRun.objects.get(pk=pk), by, held, options["keep_good"])
            except (CannotChange, CannotRead) as error:
                held.error = words(error.problem) if isinstance(error, CannotRead) else str(error)
            except Exception:
                held.error = _("The work stopped at an error of the system. Nothing was written.")
                progress.tell(pk, held)
                raise
        if held.error:
            progress.tell(pk, held)
            raise CommandError(held.error)
        progress.forget(pk)

    def _work(self, held: ImportRun, by: User, shown: progress.Progress, keep_good: bool) -> None:
        def tell(stage: str, done: int, total: int) -> None:
            shown.stage, shown.done, shown.total = stage, done, total
            progress.tell(held.pk, shown)

        tell("read", 0, 0)
        if shown.task == "read":
            run.read(held)
        else:
            run.confirm(held, by=by, keep_good=keep_good, progress=tell)
