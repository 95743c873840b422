"""What set-up and the command `start_province` ask for: a province, a person, a year."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.clock import today
from agencies.enums import Level
from agencies.models import Agency, User
from agencies.people.forms import LONGEST_NAME, LONGEST_PASSWORD, CodeForm
from dxtracker.lib.text import clean, same_name_key, sort_key
from dxtracker.setup import start
from dxtracker.setup.start import short_of
from kpis.enums import Calendar
from kpis.fields import exceed_field, tolerance_field
from kpis.models.plan import A_YEAR, DUE_DAYS, FIRST_YEAR, LAST_YEAR, MOST_DUE_DAYS

A_USER_NAME = gettext_lazy("A user name has no marks and no spaces: letters, digits and . - _ alone.")
CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{0,18}[A-Z0-9])?")


class SetupCodeForm(CodeForm):
    """The code that was printed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Set-up code")


class ProvinceForm(forms.Form):
    """A province that is not there yet: its name as documents write it, a few letters that stand for it."""

    name = forms.CharField(label=gettext_lazy("Name of the province"), max_length=200)
    code = forms.CharField(
        label=gettext_lazy("Letters for it"), max_length=20,
        help_text=gettext_lazy("Capital letters, digits and hyphens, such as PTO. They stand in addresses and sheets."),
    )  # fmt: skip

    def clean_name(self) -> str:
        name = clean(self.cleaned_data["name"])
        if any(same_name_key(other.name) == same_name_key(name) for other in provinces_there()):
            raise ValidationError(_("%(name)s is in this system already.") % {"name": name})
        return name

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].upper()
        if not CODE.fullmatch(code):
            raise ValidationError(_("Only capital letters without marks, digits and hyphens."))
        if any(other.code.upper() == code for other in provinces_there()):
            raise ValidationError(_("A province with the letters %(code)s is in this system already.") % {"code": code})
        return code


def provinces_there() -> list[Agency]:
    """The provinces of this system; one query."""
    return list(Agency.objects.filter(level=Level.PROVINCE))


class AdministratorForm(forms.Form):
    """The person who sets up what follows, with a password of their own."""

    full_name = forms.CharField(label=gettext_lazy("Full name"), max_length=120)
    username = UsernameField(
        label=gettext_lazy("User name"), max_length=LONGEST_NAME,
        validators=[ASCIIUsernameValidator(message=A_USER_NAME)],
        help_text=gettext_lazy("Letters without marks, digits and . - _"),
    )  # fmt: skip
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    password = forms.CharField(
        label=gettext_lazy("Password"), strip=False, max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 10 characters, no common word, not only digits."),
    )  # fmt: skip

    def clean_username(self) -> str:
        name = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError(_("There is an account with this name already."))
        return str(name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "password" in cleaned:
            said = {name: cleaned.get(name, "") for name in ("username", "full_name", "email")}
            try:
                validate_password(cleaned["password"], User(**said))
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


def whole_number(first: int, last: int, said: Any, **options: Any) -> forms.IntegerField:
    """A field for a whole number from `first` to `last`, which says the same of all that is none."""
    faults = [MinValueValidator(first, said), MaxValueValidator(last, said)]
    return forms.IntegerField(validators=faults, error_messages={"invalid": said}, **options)


class YearForm(forms.Form):
    """A year, its calendar and its first reporting month."""

    year = whole_number(
        FIRST_YEAR, LAST_YEAR, A_YEAR % {"first": FIRST_YEAR, "last": LAST_YEAR}, label=gettext_lazy("Year")
    )
    calendar = forms.ChoiceField(
        label=gettext_lazy("Days of a month"), choices=Calendar, initial=Calendar.FIFTEENTH, widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Either the 15th to the 14th or the calendar month.")},
    )  # fmt: skip
    due_working_days = whole_number(
        0, MOST_DUE_DAYS, DUE_DAYS % {"n": MOST_DUE_DAYS}, initial=3,
        label=gettext_lazy("Working days until a month is due"),
    )  # fmt: skip
    first_month = forms.TypedChoiceField(
        label=gettext_lazy("First month to report"), choices=[(n, n) for n in range(1, 13)], coerce=int,
        help_text=gettext_lazy("Months before it are closed empty at once: nobody reports them."),
    )  # fmt: skip


class ChosenProvinceForm(ProvinceForm):
    """One of today's provinces, or another by its name and letters."""

    known = forms.ChoiceField(
        label=gettext_lazy("One of today's 34 provinces"),
        required=False,
        widget=forms.Select(attrs={"autofocus": True}),
    )
    field_order = ["known", "name", "code"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provinces = {row.code: row for row in start.provinces()}
        listed = sorted(self.provinces.values(), key=lambda row: sort_key(short_of(row.name)))
        offered = [("", _("Choose")), *((row.code, f"{row.name} ({row.code})") for row in listed)]
        self.fields["known"].choices = offered  # type: ignore[attr-defined]
        if (code := self.initial.get("code")) in self.provinces:  # chosen before, and so changed by choosing again
            self.initial = {"known": code}
        self.fields["name"].required = self.fields["code"].required = False

    def clean_name(self) -> str:
        return super().clean_name() if self.cleaned_data["name"] else ""

    def clean_code(self) -> str:
        return super().clean_code() if self.cleaned_data["code"] else ""

    def clean(self) -> dict[str, Any]:
        """The chosen province; what is typed beside it must be the same or nothing."""
        cleaned = super().clean() or {}
        chosen = self.provinces.get(cleaned.get("known", ""))
        if chosen is None:
            for name in ("name", "code"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Choose a province above, or write its name and its letters."))
            return cleaned
        for name, known in (("name", chosen.name), ("code", chosen.code)):
            if cleaned.get(name) not in (None, "", known):
                self.add_error(name, _("This is not the province that is chosen above. Leave one of them empty."))
        return cleaned | {"name": chosen.name, "code": chosen.code}

    def said(self) -> dict[str, str]:
        """name and code, as the draft keeps them."""
        return {name: self.cleaned_data[name] for name in ("name", "code")}


class OwnAccountForm(AdministratorForm):
    """The administrator's own account, its password written twice."""

    again = forms.CharField(
        label=gettext_lazy("The password again"), strip=False, max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        again = cleaned.pop("again", None)
        if again is not None and "password" in cleaned and again != cleaned["password"]:
            self.add_error("again", _("The two passwords differ."))
        return cleaned


class FirstYearForm(YearForm):
    """A year with its thresholds."""

    pace_tolerance = tolerance_field(initial=Decimal(0))
    exceed_threshold = exceed_field(initial=Decimal(0))


def usual_year() -> dict[str, Any]:
    """The year and the month that run today, by the calendar of most: the 15th to the 14th."""
    day = today()
    coming = day if day.day < 15 else day + timedelta(days=20)
    return {"year": coming.year, "first_month": coming.month}
