"""Let a person see the provinces beside each other, or end it: the one role that no administrator gives."""

import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.clock import day_given, today
from agencies.country.actions import country_role_of, give_country_role
from agencies.models import User
from agencies.people.actions import add_person, end_role, set_password


class Command(BaseCommand):
    help = (
        "Gives a person the role above the provinces (the board of the country and nothing inside a province), or ends "
        "it. With --email the account is made where there is none. The trail says who and why. Exit status: 0 done, 1 "
        "nothing was changed, and why."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="the person")
        parser.add_argument("--reason", required=True, help="kept in the trail: the decision, who asked for it")
        parser.add_argument("--by", default="", metavar="NAME", help="user name of the superuser who decides")
        parser.add_argument("--since", type=day_given, metavar="DAY", help="first day (2022-10-01); today")
        parser.add_argument("--until", type=day_given, metavar="DAY", help="last day; without it no end")
        parser.add_argument("--end", action="store_true", help="end the role, with --until or today")
        parser.add_argument("--full-name", default="", help="of a new account; the user name where left out")
        parser.add_argument("--email", default="", help="make an account with this address where there is none")
        parser.add_argument("--password-stdin", action="store_true", help="read a new account's first password")

    @transaction.atomic
    def handle(self, *args: Any, username: str, reason: str, by: str, **options: Any) -> None:
        if not reason.strip():
            raise CommandError(_("A reason is needed."))
        told: dict[str, Any] = {"by": self._superuser(by) if by else None, "reason": reason.strip()}
        try:
            person = self._person(username, options, told)
            said = self._end(person, options, told) if options["end"] else self._give(person, options, told)
        except ValidationError as wrong:
            raise CommandError("\n".join(wrong.messages)) from None
        except PermissionDenied as wrong:
            raise CommandError(str(wrong)) from None
        self.stdout.write(said % {"name": person.username})

    def _give(self, person: User, options: dict[str, Any], told: dict[str, Any]) -> str:
        days = {name: options[name] for name in ("since", "until") if options[name]}
        give_country_role(person, **days, **told)
        return _("%(name)s sees the board of the country.")

    def _end(self, person: User, options: dict[str, Any], told: dict[str, Any]) -> str:
        held = country_role_of(person, today())
        if held is None:
            raise CommandError(_("%(name)s holds no such role.") % {"name": person.username})
        end_role(held, until=options["until"] or today(), **told)
        return _("The role of %(name)s ends.")

    def _person(self, username: str, options: dict[str, Any], told: dict[str, Any]) -> User:
        found = User.objects.filter(username=username).first()
        if found is not None:
            return found
        if not options["email"] or options["end"]:
            raise CommandError(_("There is no account %(name)s.") % {"name": username})
        said = {"username": username, "full_name": options["full_name"] or username, "email": options["email"]}
        made = add_person(**said, **told)
        if options["password_stdin"]:
            password = sys.stdin.readline().rstrip("\r\n")
            validate_password(password, made)
            set_password(made, password, **told)
        return made

    def _superuser(self, username: str) -> User:
        found = User.objects.filter(username=username, is_superuser=True, is_active=True).first()
        if found is None:
            raise CommandError(_("%(name)s is no superuser.") % {"name": username})
        return found
