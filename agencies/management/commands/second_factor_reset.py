"""Take the second factor of a person away who lost the phone and the backup codes."""

from django.core.management.base import BaseCommand, CommandError

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
            raise CommandError(f"{by} is no administrator of all that {username} may do")
        if not reason.strip():
            raise CommandError("a reason is needed")
        if not remove(person, by=administrator, reason=reason.strip()):
            self.stdout.write(f"{username} had no second factor")
        self.stdout.write(f"{username} is logged out everywhere and comes in by password alone next time")

    def _person(self, username):
        try:
            return User.objects.get(username=username)
        except User.DoesNotExist:
            raise CommandError(f"there is no {username}") from None
