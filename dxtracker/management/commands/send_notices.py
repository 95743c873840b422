"""Make the day's letters about open months and send what is not sent yet."""

from typing import Any

from agencies.models import Agency
from agencies.pages.counted import Counted
from agencies.work.timers import TimedCommand
from kpis.models import Plan
from kpis.reminders.actions import make_notices, send_notices
from kpis.reminders.words import outbox_words
from steering.conclusions.telling import make_reminders

LETTERS = Counted("%(n)s letter written", "%(n)s letters written")
ABOUT_CONCLUSIONS = Counted("%(n)s letter about conclusions written", "%(n)s letters about conclusions written")


class Command(TimedCommand):
    help = "Writes the reminders of the day and sends the outbox; for a scheduler, safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        for plan in Plan.objects.select_related("province").order_by("province__path", "year"):
            self.stdout.write(f"{plan.province.code} {plan.year}: {LETTERS.of(make_notices(plan))}")
        for province in Agency.objects.filter(province=None).order_by("path"):
            self.stdout.write(f"{province.code}: {ABOUT_CONCLUSIONS.of(make_reminders(province))}")
        self.stdout.write(outbox_words(send_notices()))
