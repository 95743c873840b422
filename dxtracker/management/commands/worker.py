"""Carries out what pages give to the queue: the one service beside the pages."""

from typing import Any

from django.core.management.base import BaseCommand

from agencies.work.worker import work_on


class Command(BaseCommand):
    help = "Carries out work that takes long, until it is ended (SIGTERM: after the work in hand; twice: at once)."

    def add_arguments(self, parser):
        parser.add_argument(
            "--beside", type=int, metavar="PID", help="end when that process, which started this one, ends"
        )

    def handle(self, *args: Any, beside: int | None, **options: Any) -> None:
        work_on(beside=beside)
