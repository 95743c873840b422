"""Forms of the months' page: opening early, closing knowingly, reopening for a reason until a day."""

from datetime import date, datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.clock import today
from agencies.pages.counted import Counted
from agencies.pages.days import DayField

WITHOUT = Counted(
    "%(n)s agency has not reported. Tick the box to close the month without it.",
    "%(n)s agencies have not reported. Tick the box to close the month without them.",
)


class OpenForm(forms.Form):
    """Before the month's first day the box must be ticked."""

    early = forms.BooleanField(required=False)

    def __init__(self, *args, begins_on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.begins_on = begins_on

    def clean_early(self) -> bool:
        if self.begins_on > today() and not self.cleaned_data["early"]:
            raise forms.ValidationError(_("The month has not begun. Tick the box to open it early."))
        return bool(self.cleaned_data["early"])


class CloseForm(forms.Form):
    """The box is always ticked by hand: nothing of a closed month can be typed or corrected any more.

    `shown` is how many were silent when the page came: a box that was ticked for others is ticked anew.
    """

    anyway = forms.BooleanField(required=False)
    shown = forms.CharField(required=False)
    field_order = ("shown", "anyway")

    def __init__(self, *args, silent: int = 0, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.silent = silent

    def clean_anyway(self) -> bool:
        if self.cleaned_data["anyway"] and self.cleaned_data.get("shown") in ("", str(self.silent)):
            return True
        if not self.silent:
            raise forms.ValidationError(_("Tick the box to close the month."))
        raise forms.ValidationError(WITHOUT.of(self.silent))


class ReopenForm(forms.Form):
    """`until` is the last day on which the month is open, today at the earliest."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, strip=True, widget=forms.Textarea(attrs={"rows": 2})
    )
    until = DayField(label=gettext_lazy("Until the end of"), is_ahead=True)

    def clean_until(self) -> datetime:
        day: date = self.cleaned_data["until"]
        if day < today():
            raise forms.ValidationError(_("This day has passed. Choose today or a later day."))
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
