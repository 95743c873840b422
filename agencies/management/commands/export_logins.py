"""Write the records of logins as JSON lines."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from agencies.clock import day_given
from agencies.people.logins import lines


class Command(BaseCommand):
    help = "Prints logins, logouts and failed attempts, one JSON object a line, the oldest first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=day_given, help="a day such as 2026-01-01")

    def handle(self, *args: Any, since: date | None, **options: Any) -> None:
        for line in lines(since):
            self.stdout.write(line)
