"""Print a one-time code for setting an empty system up in the browser; ./run new does so."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from dxtracker.setup.actions import issue_code
from dxtracker.setup.code import is_empty

log = logging.getLogger("dxtracker.setup")


class Command(BaseCommand):
    help = (
        "Prints and logs a new set-up code of an empty system; the one before is void. Exit status 1 where there is a "
        "province already."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_empty():
            raise CommandError(_("This system is set up: its administrators log in."))
        code = issue_code()
        log.info("set-up code %s", code)
        self.stdout.write(_("Set-up code: %(code)s") % {"code": code})
