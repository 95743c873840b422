"""Take a backup back into an empty system."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from agencies.pages.counted import written
from agencies.pages.disk import why_not
from dxtracker.backup.actions import restore_backup
from kpis.errors import CannotChange


class Command(BaseCommand):
    help = "Restores a backup into a migrated, empty database and storage: all of it, or nothing and exit 1."

    def add_arguments(self, parser):
        parser.add_argument("source", type=Path, help="a file that `backup` wrote")
        parser.add_argument("--key", type=Path, help="the file of the secret key, for an encrypted one")

    def handle(self, *args, source, key, **options):
        try:
            done = restore_backup(source, key=key)
        except CannotChange as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(why_not(error)) from error
        self.stdout.write(
            _("Restored from %(path)s; rows: %(rows)s, files: %(files)s")
            % {**vars(done), "rows": written(done.rows), "files": written(done.files)}
        )
        if done.missing:
            raise CommandError(_("Files that rows name are missing: %s") % ", ".join(done.missing))
