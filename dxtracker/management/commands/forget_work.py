"""Delete what is remembered of background work that ended long ago, and files prepared before today."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from agencies.pages.counted import Counted
from agencies.work.actions import prune
from agencies.work.timers import TimedCommand
from dashboards.prepared.actions import forget_files

DAYS, FILE_DAYS = 14, 1
ROWS = Counted("%(n)s row of background work deleted", "%(n)s rows of background work deleted")
FILES = Counted("%(n)s prepared file deleted", "%(n)s prepared files deleted")


class Command(TimedCommand):
    help = f"Deletes background work that ended {DAYS} days ago and files prepared a day ago; for a scheduler."

    def handle(self, *args: Any, **options: Any) -> None:
        moment = timezone.now()
        rows, files = prune(moment - timedelta(days=DAYS)), forget_files(moment - timedelta(days=FILE_DAYS))
        self.stdout.write(f"{ROWS.of(rows)}, {FILES.of(files)}")
