import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tools import catalogue


class Command(BaseCommand):
    help = "Brings locale/vi up to date with the code and compiles it; --check only looks."
    # Neither the database nor the URLs need to be in order for words to be collected.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail where a message is missing, fuzzy or unused")
        parser.add_argument("--compile", action="store_true", help="only compile the catalogue that is there")
        parser.add_argument(
            "--learn",
            nargs="+",
            type=Path,
            default=[],
            metavar="FILE.json",
            help='pairs {"English": "Tiếng Việt"}',
        )

    def handle(self, *args: Any, check: bool, compile: bool, learn: list[Path], **options: Any) -> None:
        path = catalogue.catalogue_path()
        with catalogue.locked():
            if compile:
                catalogue.compile_catalog(path)
                return
            wanted = catalogue.extract(settings.BASE_DIR)
            if check:
                self.report(catalogue.problems(catalogue.load(path), wanted))
                return
            learned: dict[str, str] = {}
            for file in learn:
                learned |= json.loads(file.read_text(encoding="utf-8"))
            catalogue.save(catalogue.renewed(catalogue.load(path), wanted, learned), path)
            catalogue.compile_catalog(path)
            left = catalogue.problems(catalogue.load(path), wanted)
        self.stdout.write(f"{len(wanted)} messages, {len(left)} to mend")
        for line in left:
            self.stdout.write(f"  {line}")

    def report(self, lines: list[str]) -> None:
        if lines:
            raise CommandError("\n".join([f"the Vietnamese catalogue has {len(lines)} problem(s)", *lines]))
        self.stdout.write("the Vietnamese catalogue is complete")
