"""Delete records of logins that are older than they are kept (DX_LOGINS_KEPT_MONTHS)."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from agencies.pages.counted import Counted
from agencies.pages.days import WRITTEN
from agencies.people.logins import forget_before, months_before
from agencies.work.timers import TimedCommand

DELETED = Counted("%(n)s record of logins before %(day)s deleted", "%(n)s records of logins before %(day)s deleted")


class Command(TimedCommand):
    help = "Deletes records of logins older than DX_LOGINS_KEPT_MONTHS; for a scheduler. The trail of changes stays."

    def handle(self, *args: Any, **options: Any) -> None:
        day = months_before(timezone.localdate(), settings.DX_LOGINS_KEPT_MONTHS)
        self.stdout.write(DELETED.of(forget_before(day), day=f"{day:{WRITTEN}}"))
