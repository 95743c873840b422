"""Forms of the months' page: closing although somebody is silent, reopening for a reason until a day."""

from datetime import date, datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.clock import today

DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


class CloseForm(forms.Form):
    """With `silent` agencies the box must be ticked."""

    anyway = forms.BooleanField(label=gettext_lazy("Close although agencies have not reported"), required=False)

    def __init__(self, *args, silent: int = 0, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.silent = silent

    def clean_anyway(self) -> bool:
        if self.silent and not self.cleaned_data["anyway"]:
            raise forms.ValidationError(
                _("%(n)s agencies have not reported. Tick the box to close the month without them.")
                % {"n": self.silent}
            )
        return bool(self.cleaned_data["anyway"])


class ReopenForm(forms.Form):
    """`until` is the last day on which the month is open, today at the earliest."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, strip=True, widget=forms.Textarea(attrs={"rows": 2})
    )
    until = forms.DateField(
        label=gettext_lazy("Until the end of"), input_formats=DAYS, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean_until(self) -> datetime:
        day: date = self.cleaned_data["until"]
        if day < today():
            raise forms.ValidationError(_("This day has passed. Choose today or a later day."))
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
