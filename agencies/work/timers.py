"""Commands that a scheduler runs tell when they ended last, and whether all was well; one that failed logs an error."""

import logging
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from agencies.work.actions import tell_timer

log = logging.getLogger("dxtracker.timers")


class TimedCommand(BaseCommand):
    """A command of the scheduler; `/health/ready` tells its last run."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        name = type(self).__module__.rpartition(".")[2]
        try:
            output = super().execute(*args, **options)
        except Exception as error:
            if self.is_timers_run(options):
                log.error("%s failed: %s", name, error)
                with suppress(DatabaseError):
                    tell_timer(name, str(error) or type(error).__name__)
            raise
        if self.is_timers_run(options):
            tell_timer(name)
        return output

    def is_timers_run(self, options: dict[str, Any]) -> bool:
        """Whether a run with these options is the one that a scheduler makes."""
        return True
