"""Open the months whose first day has come and close those whose reopening has run out, in every plan."""

from typing import Any

from django.utils.translation import gettext as _

from agencies.work.timers import TimedCommand
from kpis.models import Plan
from kpis.periods.actions import tend


class Command(TimedCommand):
    help = "Opens months that have begun, closes reopened ones whose time is over; for a scheduler, safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        for plan in Plan.objects.select_related("province").order_by("province__path", "year"):
            done = tend(plan)
            said = [_("%(month)s is open") % {"month": period.within} for period in done.opened]
            said += [_("%(month)s is closed") % {"month": period.within} for period in done.closed]
            told = ", ".join(said) or _("nothing to do")
            self.stdout.write(f"{plan.province.code} {plan.year}: {told}")
