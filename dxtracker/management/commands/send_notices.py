"""Make the day's letters about open months and send what is not sent yet."""

from typing import Any

from agencies.models import Agency
from agencies.work.timers import TimedCommand
from kpis.models import Plan
from kpis.reminders.actions import make_notices, send_notices
from steering.conclusions.telling import make_reminders


class Command(TimedCommand):
    help = "Writes the reminders of the day and sends the outbox; for a scheduler, safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        for plan in Plan.objects.select_related("province").order_by("province__path", "year"):
            made = make_notices(plan)
            self.stdout.write(f"{plan.province.code} {plan.year}: {made} letters written")
        for province in Agency.objects.filter(province=None).order_by("path"):
            made = make_reminders(province)
            self.stdout.write(f"{province.code}: {made} letters about conclusions written")
        done = send_notices()
        self.stdout.write(f"{done.sent} sent, {done.failed} failed and kept for the next run")
