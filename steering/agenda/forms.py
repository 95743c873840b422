"""The form of a point: what it is about, and the agency and indicator that it names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.pages.stored import StoredForm
from kpis.models import Assignment, Indicator
from steering.models import Meeting
from steering.queries import agencies_of, indicators_of

LONGEST = 1000


class PointForm(StoredForm):
    text = forms.CharField(label=_("What it is about"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"), required=False, empty_label="–")
    indicator = forms.ModelChoiceField(
        Indicator.objects.none(), label=_("Indicator or bottleneck"), required=False, empty_label="–"
    )

    def __init__(self, *args: Any, meeting: Meeting, **options: Any) -> None:
        super().__init__(*args, **options)
        self.plan = meeting.period.plan
        given: Any = self.fields
        given["agency"].queryset = agencies_of(meeting)
        given["indicator"].queryset = indicators_of(self.plan)
        given["indicator"].label_from_instance = lambda row: row.name

    @property
    def links(self) -> dict[str, Any]:
        """What the point names, its item found from both."""
        agency, indicator = self.cleaned_data["agency"], self.cleaned_data["indicator"]
        item = None
        if agency and indicator:
            item = Assignment.objects.filter(plan=self.plan, agency=agency, indicator=indicator).order_by("pk").first()
        return {"agency": agency, "indicator": indicator, "item": item}
