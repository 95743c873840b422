"""Delete what is remembered of background work that ended long ago."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from agencies.work.actions import prune
from agencies.work.timers import TimedCommand

DAYS = 14


class Command(TimedCommand):
    help = f"Deletes finished background work, its tasks and workers not seen for {DAYS} days; for a scheduler."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{prune(timezone.now() - timedelta(days=DAYS))} rows of background work deleted")
