"""Judge every item of every plan anew; with --check only say where what is stored differs."""

from django.core.management.base import CommandError

from agencies.work.timers import TimedCommand
from kpis.models import Plan
from kpis.standings import actions as standings


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
            self.stdout.write(f"{plan.province.code} {plan.year}: {standings.rebuild(plan)} rows written")

    def _check(self, plans):
        found = 0
        for plan in plans:
            for difference in standings.check(plan):
                found += 1
                self.stdout.write(f"{plan.province.code} {plan.year}: {difference}")
        if found:
            raise CommandError(f"{found} differences")
        self.stdout.write("no difference")
