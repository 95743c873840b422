"""Forms of the standing body's word on a bottleneck."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.clock import today
from agencies.models import Agency
from agencies.pages.days import DayField
from agencies.pages.stored import StoredForm
from kpis.bottlenecks.actions import Paper
from kpis.models import Bottleneck, Cause

LONGEST = 2000


def agencies_of(province: Agency) -> Any:
    """Who may be made responsible: the province itself and the agencies that report to it."""
    return (Agency.objects.filter(pk=province.pk) | Agency.objects.filter(province=province)).exclude(
        level="division"
    ).alive_on(today()).order_by("path")  # fmt: skip


class PaperForm(forms.Form):
    """A document by number and day; the number may be unknown."""

    number = forms.CharField(
        label=gettext_lazy("Document"), max_length=80, required=False,
        help_text=gettext_lazy("Number and symbol, such as 105/KH-UBND"),
    )  # fmt: skip
    issued_on = DayField(has_come=True, label=gettext_lazy("Document's day"), required=False)

    def clean(self) -> dict[str, Any]:
        """A day stands beside a number."""
        said = super().clean() or {}
        if said.get("issued_on") and not said.get("number"):
            self.add_error("number", _("Write the document's number too."))
        number, _slash, symbol = (said.get("number") or "").partition("/")
        if max(len(number), len(symbol)) > 40:
            self.add_error("number", _("At most 40 characters before the stroke, and 40 after it."))
        return said

    @property
    def paper(self) -> Paper | None:
        """The document as actions take it."""
        number = self.cleaned_data.get("number")
        return Paper(number, self.cleaned_data.get("issued_on")) if number else None


class ConfirmForm(PaperForm):
    """Which cause, who removes it, until when, by which document."""

    cause = forms.ModelChoiceField(Cause.objects.none(), label=gettext_lazy("Cause"), empty_label=None)
    owner = forms.ModelChoiceField(
        Agency.objects.none(), label=gettext_lazy("Responsible for removing it"), empty_label=gettext_lazy("Choose")
    )
    due_on = DayField(is_ahead=True, label=gettext_lazy("To be resolved by"))
    confirmed_on = DayField(has_come=True, label=gettext_lazy("Confirmed on"))
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("cause", "owner", "due_on", "confirmed_on", "number", "issued_on", "note")

    def __init__(self, *args: Any, province: Agency, causes: Iterable[Cause], **options: Any) -> None:
        super().__init__(*args, **options)
        given: Any = self.fields
        given["cause"].queryset = Cause.objects.filter(pk__in=[row.pk for row in causes])
        given["owner"].queryset = agencies_of(province)

    def clean(self) -> dict[str, Any]:
        """Days in order."""
        said = super().clean()
        if said.get("due_on") and said.get("confirmed_on") and said["due_on"] < said["confirmed_on"]:
            self.add_error("due_on", _("The day until which it is to be resolved lies before its confirmation."))
        return said


class ChangeForm(StoredForm):
    """Another owner or day, and why."""

    owner = forms.ModelChoiceField(
        Agency.objects.none(), label=gettext_lazy("Responsible for removing it"), empty_label=gettext_lazy("Choose")
    )
    due_on = DayField(is_ahead=True, label=gettext_lazy("To be resolved by"))
    reason = forms.CharField(
        label=gettext_lazy("Why it is changed"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, posted: Any = None, *, row: Bottleneck) -> None:
        own = {"owner": row.owner_id, "due_on": row.due_on}
        super().__init__(posted, auto_id="id_change_%s", initial=own)
        given: Any = self.fields
        given["owner"].queryset = agencies_of(row.plan.province)


class WithdrawForm(forms.Form):
    """Why a confirmation was wrong."""

    reason = forms.CharField(
        label=gettext_lazy("Why it was wrong"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, posted: Any = None, **options: Any) -> None:
        super().__init__(posted, auto_id="id_withdraw_%s", **options)


class ResolveForm(PaperForm):
    """Since when it is removed, and by which document."""

    resolved_on = DayField(has_come=True, label=gettext_lazy("Resolved on"))
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("resolved_on", "number", "issued_on", "note")

    def __init__(self, posted: Any = None, **options: Any) -> None:
        super().__init__(posted, auto_id="id_resolve_%s", **options)
