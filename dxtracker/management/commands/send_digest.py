"""Write the weekly letters about what people follow, and send what is not sent yet."""

from typing import Any

from agencies.models import Agency
from agencies.work.timers import TimedCommand
from kpis.reminders.actions import send_notices
from steering.following.actions import make_digests


class Command(TimedCommand):
    help = "Writes this week's letters to who follows something that moved; for a scheduler, safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        for province in Agency.objects.filter(province=None).order_by("path"):
            self.stdout.write(f"{province.code}: {make_digests(province)} weekly letters written")
        done = send_notices()
        self.stdout.write(f"{done.sent} sent, {done.failed} failed and kept for the next run")
