"""Who signs for the head, on which days, by which paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.clock import today
from agencies.deputies.queries import candidates
from agencies.models import Agency, User
from agencies.pages.days import DayField


class DeputyForm(forms.Form):
    deputy = forms.ModelChoiceField(User.objects.none(), label=_("The deputy who signs"), empty_label=_("Choose"))
    since = DayField(label=_("First day"))
    until = DayField(label=_("Last day"))
    decision_number = forms.CharField(label=_("Number of the paper"), max_length=60)
    reason = forms.CharField(label=_("Why"), max_length=500, required=False, help_text=_("Kept in the trail."))

    def __init__(self, posted: Any, *, agency: Agency) -> None:
        super().__init__(posted, initial={"since": today()})
        self.fields["deputy"].queryset = candidates(agency)  # type: ignore[attr-defined]
