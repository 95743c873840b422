"""Write a backup of database and files, encrypted where a key is given."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from agencies.pages.counted import written
from agencies.pages.disk import why_not
from agencies.work.timers import TimedCommand
from dxtracker.backup.actions import let_old_ones_go, write_backup
from dxtracker.backup.archive import new_key
from kpis.errors import CannotChange


class Command(TimedCommand):
    help = "Writes database and files of one moment into TARGET (a file, or a folder); exit 1 where a file is missing."

    def add_arguments(self, parser):
        parser.add_argument(
            "target", type=Path, help="the file to write, or a folder in which it is named by the moment"
        )
        parser.add_argument(
            "--key",
            type=Path,
            default=settings.DX_BACKUP_KEY,
            help="a file with public keys of age: only their owner can read it (DX_BACKUP_KEY)",
        )
        parser.add_argument(
            "--keep",
            action="store_true",
            help="TARGET is a folder, made where there is none; let its old ones go: 7 days, 4 weeks, 12 months",
        )
        parser.add_argument(
            "--new-key", action="store_true", help="write a new secret key into TARGET, print the public"
        )

    def is_timers_run(self, options):
        return not options.get("new_key")

    def handle(self, *args, target, key, keep, **options):
        try:
            if options["new_key"]:
                self._make_key(target)
                return
            if keep:
                target.mkdir(mode=0o750, parents=True, exist_ok=True)
            done = write_backup(target, key=key)
        except CannotChange as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(why_not(error)) from error
        self.stdout.write(
            _("%(path)s; rows: %(rows)s, files: %(files)s")
            % {**vars(done), "rows": written(done.rows), "files": written(done.files)}
        )
        for name in let_old_ones_go(done.path.parent) if keep else []:
            self.stdout.write(_("%s is kept no longer") % name)
        if done.missing:
            raise CommandError(_("Files that rows name are missing: %s") % ", ".join(done.missing))

    def _make_key(self, target):
        self.stdout.write(_("public key: %s") % new_key(target))
