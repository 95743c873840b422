"""A province out of nothing: itself, its administrator and its first year, or nothing of it and a sentence why."""

import sys
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies.clock import today
from dxtracker.setup.actions import appoint_first, start_province
from dxtracker.setup.forms import AdministratorForm, ProvinceForm, YearForm
from kpis.models import Plan
from kpis.plans.actions import start_plan

OPTIONS = {
    "code": "--code", "name": "--name", "year": "--year", "calendar": "--calendar", "due_working_days": "--due-days",
    "first_month": "--first-month", "username": "--admin", "full_name": "--full-name", "email": "--email",
    "password": "--password-stdin",
}  # fmt: skip


class Command(BaseCommand):
    help = (
        "Starts a province: the province, its first administrator, the plan of a year with its twelve months, and what "
        "they need to work. The administrator's password is read from the standard input. Exit status: 0 all of it is "
        "there, 1 nothing was changed, and why."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", default="", help="letters for the province, such as PTO")
        parser.add_argument("--name", default="", help='the province, such as "Tỉnh Phú Thọ"')
        parser.add_argument("--year", default="", help="the first year that is planned")
        parser.add_argument("--first-month", default="1", metavar="N", help="months before it are closed empty at once")
        parser.add_argument("--admin", default="", metavar="NAME", help="user name of the first administrator")
        parser.add_argument("--email", default="", help="the administrator's address")
        parser.add_argument("--full-name", default="", help="the administrator's name; the user name where left out")
        parser.add_argument("--password-stdin", action="store_true", help="read the administrator's own password")
        parser.add_argument("--calendar", default="fifteenth", help="fifteenth (15th to 14th) or calendar (the month)")
        parser.add_argument("--due-days", default="3", metavar="N", help="working days until a month is due")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        given = forms_of(options)
        if faults := refused(given):
            raise CommandError("\n".join(faults))
        place, person, year = (form.cleaned_data for form in given)
        try:
            province = start_province(by=None, on=first_day(year["year"]), **place)
        except IntegrityError:
            raise CommandError(_("%(name)s is in this system already.") % place) from None
        administrator = appoint_first(province, by=None, **person)
        try:
            plan = start_plan(province, by=administrator, **year)
        except ValidationError as wrong:
            raise CommandError("\n".join(f"--first-month: {text}" for text in wrong.messages)) from None
        self.stdout.write(said(plan, administrator.username))


def forms_of(options: dict[str, Any]) -> tuple[forms.Form, forms.Form, forms.Form]:
    """What was given, as the pages of set-up would ask for it."""
    calendar = {"calendar": "month"}.get(options["calendar"], options["calendar"])
    person = {
        "username": options["admin"], "full_name": options["full_name"] or options["admin"],
        "email": options["email"], "password": sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else "",
    }  # fmt: skip
    year = {
        "year": options["year"], "calendar": calendar, "due_working_days": options["due_days"],
        "first_month": options["first_month"],
    }  # fmt: skip
    return ProvinceForm({"name": options["name"], "code": options["code"]}), AdministratorForm(person), YearForm(year)


def refused(given: tuple[forms.Form, ...]) -> list[str]:
    """Each fault with the option at which it is: "--email: Nhập địa chỉ email hợp lệ."."""
    faults = [(name, text) for form in given for name, texts in form.errors.items() for text in texts]
    return [f"{OPTIONS[name]}: {text}" for name, text in faults]


def first_day(year: int) -> date:
    """The day by which it is known which groups of agencies there are: today, or that of a year gone by."""
    return min(today(), date(year, 12, 31))


def said(plan: Plan, username: str) -> str:
    """What is there now and what comes next."""
    place = plan.province
    done = _("%(name)s (%(code)s) is there, with the plan of %(year)s and the administrator %(person)s.")
    return done % {"name": place.name, "code": place.code, "year": plan.year, "person": username}
