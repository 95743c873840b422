"""Forms of a conclusion: what was decided, what was done of it, and whether that is accepted."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.enums import Role
from agencies.models import Agency, Membership, User
from agencies.pages.days import DayField
from agencies.pages.stored import StoredForm
from kpis.evidence.forms import ProofField
from kpis.models import Indicator
from steering.models import AgendaPoint, Meeting
from steering.queries import agencies_of, indicators_of

LONGEST = 2000


class ConclusionForm(StoredForm):
    """Who does what until when."""

    text = forms.CharField(
        label=gettext_lazy("Conclusion"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=gettext_lazy("Responsible agency"), empty_label=gettext_lazy("Choose")
    )
    person = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Responsible person"), required=False,
        empty_label=gettext_lazy("The head of the agency"),
    )  # fmt: skip
    due_on = DayField(label=gettext_lazy("To be done by"), is_ahead=True)
    indicator = forms.ModelChoiceField(
        Indicator.objects.none(), label=gettext_lazy("Indicator or bottleneck"), required=False, empty_label="–"
    )
    point = forms.ModelChoiceField(
        AgendaPoint.objects.none(), label=gettext_lazy("Point of the agenda"), required=False, empty_label="–"
    )

    def __init__(self, *args: Any, meeting: Meeting, **options: Any) -> None:
        super().__init__(*args, **options)
        given: Any = self.fields
        given["agency"].queryset = agencies_of(meeting)
        heads = Membership.objects.in_force_on(meeting.held_on).filter(
            agency__province=meeting.province, role__in=(Role.AGENCY_HEAD, Role.DIVISION_HEAD)
        )
        people = User.objects.filter(pk__in=heads.values("user"), is_active=True)
        given["person"].queryset = people.order_by("full_name", "pk")
        given["person"].label_from_instance = lambda row: row.full_name
        given["indicator"].queryset = indicators_of(meeting.period.plan)
        given["indicator"].label_from_instance = lambda row: row.name
        given["point"].queryset = meeting.points.all()
        given["point"].label_from_instance = lambda row: f"{row.order}. {row.text[:80]}"


class NewConclusionForm(ConclusionForm):
    """The same before there is one: what it begins with is proposed."""

    def stored(self) -> None:
        """Nothing yet."""


class OutcomeForm(forms.Form):
    """What was done, and a link or a file that shows it."""

    text = forms.CharField(
        label=gettext_lazy("What was done"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    link = forms.URLField(label=gettext_lazy("Link"), max_length=400, required=False, assume_scheme="https")
    file = ProofField(
        label=gettext_lazy("File"), required=False,
        help_text=gettext_lazy("PDF, picture, .docx or .xlsx; none that is classified"),
    )  # fmt: skip

    def clean_link(self) -> str:
        """An address of the web."""
        link = str(self.cleaned_data["link"] or "")
        if link and not link.startswith(("http://", "https://")):
            raise forms.ValidationError(_("Write the address of a page, such as https://…"))
        return link


class DecideForm(forms.Form):
    """Accepted, or returned for a reason."""

    accept = forms.ChoiceField(choices=[("1", "1"), ("0", "0")])
    reason = forms.CharField(
        label=gettext_lazy("Reason, where it is returned"), max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A return needs its reason."""
        said = super().clean() or {}
        if said.get("accept") == "0" and not (said.get("reason") or "").strip():
            self.add_error("reason", _("Say why it is returned."))
        return said
