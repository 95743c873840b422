"""The one field in which a day is typed, wherever one is asked for."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from agencies.clock import today
from dxtracker.lib.dates import PATTERN, day_of

WRITTEN = "%d/%m/%Y"
ATTRS = {
    "class": "day",
    "placeholder": gettext_lazy("day/month/year"),
    "pattern": PATTERN,
    "title": gettext_lazy("A day such as 15/11/2022 or 15/11"),
    "autocomplete": "off",
}


class DayField(forms.DateField):
    """A day as text, alike in every browser: "9/11" is this year's, with `is_ahead` the next such day.

    With `has_come` it is the day of something that has happened: one that lies ahead is refused.
    What names no day is held by the browser before anything is sent, so that a file chosen beside it is not lost.
    """

    default_error_messages = {
        "invalid": gettext_lazy("This is no date. Write it as 15/11/2022."),
        "ahead": gettext_lazy("This day is still to come."),
    }

    def __init__(self, *, is_ahead: bool = False, has_come: bool = False, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(format=WRITTEN, attrs=dict(ATTRS)), **options)
        self.is_ahead, self.has_come = is_ahead, has_come

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if self.has_come and value and value > today():
            raise forms.ValidationError(self.error_messages["ahead"], code="ahead")

    def to_python(self, value: Any) -> date | None:
        """The day; refuses what names none."""
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value
        found = day_of(str(value), today(), is_ahead=self.is_ahead)
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found
