"""Load the demonstration of Vĩnh Phúc 2022, once; say who may log in."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from dxtracker.demonstration.loading import load
from dxtracker.demonstration.people import PASSWORD, accounts
from kpis.errors import CannotChange


class Command(BaseCommand):
    help = "Loads the demonstration data; a second run changes nothing."

    def handle(self, *args, **options):
        if not settings.DX_DEMONSTRATION:
            raise CommandError(_("This system is not a demonstration: set DX_DEMO=1 to load its data."))
        try:
            is_new = load()
        except CannotChange as refused:
            raise CommandError(str(refused)) from None
        if is_new:
            self.stdout.write(_("The demonstration of Vĩnh Phúc 2022 is loaded."))
        else:
            self.stdout.write(_("The demonstration is there already; nothing was changed."))
        self._print_accounts()

    def _print_accounts(self):
        header = (_("Account"), _("Post"), _("Agency"), _("Password"))
        rows = [header, *((*account, PASSWORD) for account in accounts())]
        widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
        self.stdout.write("")
        for row in rows:
            self.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
