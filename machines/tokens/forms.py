"""Forms of tokens: what one is for, what it may, for how long; a further system."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.enums import Level
from agencies.models import Agency
from dxtracker.lib.text import clean
from machines.enums import Reach

DAYS = [(30, _("30 days")), (90, _("90 days")), (365, _("one year"))]


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=120)
    reach = forms.ChoiceField(label=_("What it may do"), choices=Reach)
    days = forms.TypedChoiceField(label=_("Valid for"), choices=DAYS, coerce=int, initial=90)

    def clean_name(self) -> str:
        return clean(self.cleaned_data["name"])


class SystemForm(TokenForm):
    """A system with its first token. At a province it reads; at an agency it writes too, where its token may."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Acts for"), empty_label=_("Choose"))
    field_order = ("name", "agency", "reach", "days")

    def __init__(self, posted: Any = None, *, province: Agency) -> None:
        super().__init__(posted)
        self.fields["name"].label = _("Name of the system")
        inside = Agency.objects.within(province).filter(active_to=None)
        self.fields["agency"].queryset = inside.order_by("path")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        agency = found.get("agency")
        if agency is not None and agency.level == Level.PROVINCE and found.get("reach") == Reach.WRITE:
            self.add_error("reach", _("Figures are written for an agency. For the whole province a system reads."))
        return found
