"""Judge every item of every plan anew; with --check only say where what is stored differs."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from agencies.pages.counted import Counted
from agencies.work.timers import TimedCommand
from kpis.models import Plan
from kpis.standings import actions as standings

WRITTEN = Counted("%(n)s row written", "%(n)s rows written")
DIFFERENCES = Counted("%(n)s difference found", "%(n)s differences found")


class Command(TimedCommand):
    help = "Rebuilds the standings of open periods; --check prints differences and exits 1 when there is one."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="change nothing, print each difference")

    def is_timers_run(self, options):
        return bool(options.get("check"))

    def handle(self, *args, check, **options):
        plans = Plan.objects.select_related("province").order_by("province__path", "year")
        if check:
            self._check(plans)
            return
        for plan in plans:
            self.stdout.write(f"{plan.province.code} {plan.year}: {WRITTEN.of(standings.rebuild(plan))}")

    def _check(self, plans):
        found = 0
        for plan in plans:
            for difference in standings.check(plan):
                found += 1
                self.stdout.write(f"{plan.province.code} {plan.year}: {difference}")
        if found:
            raise CommandError(DIFFERENCES.of(found))
        self.stdout.write(_("no difference"))
