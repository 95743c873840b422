"""Forms of a meeting: when, where, who; and its announcement."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.clock import today
from agencies.pages.days import DayField
from agencies.pages.posts import PostField
from agencies.pages.stored import StoredForm
from kpis.models import Period


class MeetingForm(StoredForm):
    """When and where the meeting is, who chairs it and who takes part."""

    held_on = DayField(label=_("Day of the meeting"), is_ahead=True)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    chair = forms.CharField(
        label=_("Who chairs it"), max_length=200, help_text=_("Name and post, as the paper says it")
    )
    members = forms.CharField(
        label=_("Who takes part"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One line for each person or body"),
    )  # fmt: skip


class PlanForm(MeetingForm):
    """The same for a new meeting, and the month whose figures it is about."""

    period = forms.ModelChoiceField(Period.objects.none(), label=_("Month"), empty_label=None)
    field_order = ("period", "held_on", "place", "chair", "members")

    def __init__(self, *args: Any, periods: Sequence[Period], **options: Any) -> None:
        super().__init__(*args, **options)
        given: Any = self.fields
        given["period"].queryset = Period.objects.filter(pk__in=[row.pk for row in periods]).select_related("plan")
        given["period"].label_from_instance = lambda row: row.label
        given["period"].queryset = given["period"].queryset.order_by("-plan__year", "-month")

    def stored(self) -> None:
        """Nothing yet."""


class AnnounceForm(forms.Form):
    """The number and day of the announcement, who signs it and in which post."""

    number = forms.CharField(label=_("Number of the announcement"), max_length=60, help_text=_("Such as 105/TB-BCĐ"))
    announced_on = DayField(has_come=True, label=_("Day"))
    signatory = forms.CharField(label=_("Who signs"), max_length=120, required=False)
    signatory_post = PostField(help_text=_("As it stands on paper below “TL. TRƯỞNG BAN”: CHÁNH VĂN PHÒNG"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **({"initial": {"announced_on": today()}} | options))
