"""Write the weekly letters about what people follow, and send what is not sent yet."""

from typing import Any

from agencies.models import Agency
from agencies.pages.counted import Counted
from agencies.work.timers import TimedCommand
from kpis.reminders.actions import send_notices
from kpis.reminders.words import outbox_words
from steering.following.actions import make_digests

WEEKLY = Counted("%(n)s weekly letter written", "%(n)s weekly letters written")


class Command(TimedCommand):
    help = "Writes this week's letters to who follows something that moved; for a scheduler, safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        for province in Agency.objects.filter(province=None).order_by("path"):
            self.stdout.write(f"{province.code}: {WEEKLY.of(make_digests(province))}")
        self.stdout.write(outbox_words(send_notices()))
