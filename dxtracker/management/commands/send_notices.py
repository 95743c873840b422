"""Make the day's letters about open months and send what is not sent yet."""

from typing import Any

from django.core.management.base import BaseCommand

from kpis.models import Plan
from kpis.reminders.actions import make_notices, send_notices


class Command(BaseCommand):
    help = "Writes the reminders of the day and sends the outbox; for a scheduler, safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        for plan in Plan.objects.select_related("province").order_by("province__path", "year"):
            made = make_notices(plan)
            self.stdout.write(f"{plan.province.code} {plan.year}: {made} letters written")
        done = send_notices()
        self.stdout.write(f"{done.sent} sent, {done.failed} failed and kept for the next run")
