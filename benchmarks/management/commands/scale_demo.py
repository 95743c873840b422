"""Writes a country in bulk, to see how the boards bear it; checks a sample of what it wrote."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from benchmarks.country.check import differences
from benchmarks.country.load import AlreadyThere, load
from benchmarks.country.size import Size


class Command(BaseCommand):
    help = "Write provinces T01 … with agencies, items and judged months of the years up to 2022, in bulk."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--provinces", type=int, default=1)
        parser.add_argument("--agencies", type=int, default=30)
        parser.add_argument("--items", type=int, default=25, help="items of each agency")
        parser.add_argument("--years", type=int, default=1)
        parser.add_argument("--month-open", type=int, default=11, help="the open month of 2022")
        parser.add_argument("--keep", type=int, default=12, help="closed months of each year that are kept as closed")
        parser.add_argument("--sample", type=int, default=500, help="items judged again at the end")

    def handle(self, **options) -> None:
        if not (0 < options["provinces"] < 100 and 0 < options["agencies"] < 1000 and 0 < options["items"] < 1000):
            raise CommandError("1 to 99 provinces, 1 to 999 agencies and 1 to 999 items, please.")
        if not (0 < options["years"] <= 20 and 1 <= options["month_open"] <= 12):
            raise CommandError("1 to 20 years and a month from 1 to 12, please.")
        size = Size(options["provinces"], options["agencies"], options["items"], options["month_open"])
        try:
            plans = load(size, options["years"], self.stdout.write, options["keep"])
        except AlreadyThere as taken:
            raise CommandError(f"Nothing was written: the database already holds {taken}.") from taken
        found = list(differences(plans, options["sample"], periods=24))
        for line in found:
            self.stderr.write(line)
        if found:
            raise CommandError(f"{len(found)} differences from what a rebuild gives.")
        self.stdout.write(self.style.SUCCESS("A sample judged again shows no difference from what is stored."))
