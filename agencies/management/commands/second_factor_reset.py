"""Take the second factor of a person away who lost the phone and the backup codes."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from agencies.models import User
from agencies.people.second_factor import remove
from agencies.rights.access import can_manage


class Command(BaseCommand):
    help = "Removes a person's second factor and ends the person's sessions; the audit trail says who and why."

    def add_arguments(self, parser):
        parser.add_argument("username", help="the person who lost the phone")
        parser.add_argument("--by", required=True, help="user name of the administrator who decides")
        parser.add_argument("--reason", required=True, help="kept in the audit trail")

    def handle(self, *args, username, by, reason, **options):
        administrator, person = self._person(by), self._person(username)
        if not can_manage(administrator, person):
            said = _("%(by)s is no administrator of all that %(name)s may do.")
            raise CommandError(said % {"by": by, "name": username})
        if not reason.strip():
            raise CommandError(_("A reason is needed."))
        if not remove(person, by=administrator, reason=reason.strip()):
            self.stdout.write(_("%(name)s had no second factor.") % {"name": username})
        said = _("%(name)s is logged out everywhere and comes in by password alone next time.")
        self.stdout.write(said % {"name": username})

    def _person(self, username):
        try:
            return User.objects.get(username=username)
        except User.DoesNotExist:
            raise CommandError(_("There is no account %(name)s.") % {"name": username}) from None
