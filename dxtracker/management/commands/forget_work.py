"""Delete what is remembered of background work that ended long ago, and files prepared before today."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from agencies.work.actions import prune
from agencies.work.timers import TimedCommand
from dashboards.prepared.actions import forget_files

DAYS, FILE_DAYS = 14, 1


class Command(TimedCommand):
    help = f"Deletes background work that ended {DAYS} days ago and files prepared a day ago; for a scheduler."

    def handle(self, *args: Any, **options: Any) -> None:
        moment = timezone.now()
        rows, files = prune(moment - timedelta(days=DAYS)), forget_files(moment - timedelta(days=FILE_DAYS))
        self.stdout.write(f"{rows} rows of background work and {files} prepared files deleted")
