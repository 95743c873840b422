"""The form of a point: what it is about, and the agency and indicator that it names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.enums import Level
from agencies.models import Agency
from kpis.models import Assignment, Indicator, Plan

LONGEST = 1000


def agencies_of(province: Agency) -> Any:
    """The agencies that report to the province."""
    return Agency.objects.filter(province=province, level__in=(Level.AGENCY, Level.COMMUNE)).order_by(
        "sort_order", "path"
    )


def indicators_of(plan: Plan) -> Any:
    """The indicators of a year."""
    return Indicator.objects.filter(assignments__plan=plan).distinct().order_by("sort_order", "code")


class PointForm(forms.Form):
    text = forms.CharField(label=_("What it is about"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"), required=False, empty_label="–")
    indicator = forms.ModelChoiceField(
        Indicator.objects.none(), label=_("Indicator or bottleneck"), required=False, empty_label="–"
    )

    def __init__(self, *args: Any, plan: Plan, **options: Any) -> None:
        super().__init__(*args, **options)
        self.plan = plan
        given: Any = self.fields
        given["agency"].queryset = agencies_of(plan.province)
        given["indicator"].queryset = indicators_of(plan)
        given["indicator"].label_from_instance = lambda row: row.name

    @property
    def links(self) -> dict[str, Any]:
        """What the point names, its item found from both."""
        agency, indicator = self.cleaned_data["agency"], self.cleaned_data["indicator"]
        item = None
        if agency and indicator:
            item = Assignment.objects.filter(plan=self.plan, agency=agency, indicator=indicator).order_by("pk").first()
        return {"agency": agency, "indicator": indicator, "item": item}
