"""What is posted about causes: an agency's claim, and the standing body's word on it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from agencies.pages.days import DayField
from kpis.causes.rules import EXCLUDING, may_lead_to
from kpis.causes.words import unfounded
from kpis.enums import ClaimOutcome
from kpis.models import Cause, CauseClaim
from kpis.review.forms import LONGEST_REASON


class ClaimForm(forms.Form):
    """An agency's claim; what takes an item out of the measurable has to say more than the cause."""

    cause = forms.ModelChoiceField(Cause.objects.none(), label=gettext_lazy("Cause"), empty_label="–")
    outcome = forms.ChoiceField(
        label=gettext_lazy("What follows from it"), choices=ClaimOutcome.choices, widget=forms.RadioSelect
    )
    holds_from = DayField(label=gettext_lazy("Since"))
    holds_until = DayField(is_ahead=True, label=gettext_lazy("Until, where it is known"), required=False)
    note = forms.CharField(
        label=gettext_lazy("What happened, and what is being done"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, province: Agency, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        causes: Any = self.fields["cause"]
        causes.queryset = Cause.objects.filter(province=province).order_by("kind", "code")

    def clean(self) -> dict[str, Any]:
        """Days in order, and a note where the item would leave the measurable."""
        said = super().clean() or {}
        since, until = said.get("holds_from"), said.get("holds_until")
        if since and until and until < since:
            self.add_error("holds_until", _("The last day lies before the first."))
        cause, outcome = said.get("cause"), said.get("outcome")
        if cause and outcome and not may_lead_to(cause.kind, outcome):
            self.add_error("outcome", unfounded(outcome))
        if outcome in EXCLUDING and not said.get("note"):
            self.add_error("note", _("Say what happened: the standing body decides on it."))
        return said


class DecideClaimForm(forms.Form):
    """The standing body's word on a claim: confirmed until a day, or refused with a reason."""

    act = forms.ChoiceField(choices=[("confirm", ""), ("refuse", "")])
    holds_until = DayField(is_ahead=True, label=gettext_lazy("Holds until"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=LONGEST_REASON, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, posted: Mapping | None = None, *, claim: CauseClaim, **options) -> None:
        initial = {"holds_until": claim.holds_until}  # it begins with the last day that was claimed
        super().__init__(posted, auto_id=f"id_{claim.pk}_%s", initial=initial, **options)
        self.outcome, self.since, self.kind = claim.outcome, claim.holds_from, claim.cause.kind

    def clean(self) -> dict[str, Any]:
        """What leaves the measurable is confirmed until a day; a refusal says why."""
        said = super().clean() or {}
        if said.get("act") == "refuse" and not said.get("reason"):
            self.add_error("reason", _("Say why the claim is refused."))
        if said.get("act") != "confirm" or "holds_until" in self.errors:
            return said
        if not may_lead_to(self.kind, self.outcome):
            self.add_error("reason", unfounded(self.outcome))
        until = said.get("holds_until")
        if until is None and self.outcome in EXCLUDING:
            self.add_error("holds_until", _("Say until which day it holds."))
        if until and until < self.since:
            self.add_error("holds_until", _("The last day lies before the first."))
        return said
