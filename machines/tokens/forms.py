"""Forms of tokens: what one is for, what it may, for how long; a further system, and for whom a system acts."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.clock import today
from agencies.models import Agency
from agencies.pages.stored import StoredForm
from dxtracker.lib.text import clean
from machines.enums import Reach
from machines.tokens.words import called

DAYS = [(30, _("30 days")), (90, _("90 days")), (365, _("one year"))]


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=120)
    reach = forms.ChoiceField(label=_("What it may do"), choices=Reach)
    days = forms.TypedChoiceField(label=_("Valid for"), choices=DAYS, coerce=int, initial=90)

    def clean_name(self) -> str:
        return clean(self.cleaned_data["name"])


class AgenciesField(forms.ModelMultipleChoiceField):
    """The agencies of a province, itself and the divisions too, that stand or for which a system acts already."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self) -> None:
        about = _("As the province it reads everything; at an agency it reads, and writes where its token may.")
        nobody = {"required": _("Choose at least one agency.")}
        super().__init__(Agency.objects.none(), label=_("Acts for"), help_text=about, error_messages=nobody)

    def offer(self, province: Agency, held: Iterable[Agency] = ()) -> None:
        """Offer what stands today, and `held`."""
        standing = Q(active_to=None) | Q(active_to__gte=today()) | Q(pk__in=[agency.pk for agency in held])
        self.queryset = Agency.objects.within(province).filter(standing).select_related("parent").order_by("path")

    def label_from_instance(self, obj: Agency) -> str:
        return called(obj)


class SystemForm(TokenForm):
    """A system with its first token."""

    agencies = AgenciesField()
    field_order = ("name", "agencies", "reach", "days")

    def __init__(self, posted: Any = None, *, province: Agency) -> None:
        super().__init__(posted)
        self.fields["name"].label = _("Name of the system")
        cast(AgenciesField, self.fields["agencies"]).offer(province)


class AgenciesForm(StoredForm):
    """For whom a system acts."""

    agencies = AgenciesField()

    def __init__(self, posted: Any = None, *, province: Agency, held: list[Agency]) -> None:
        super().__init__(posted, initial={"agencies": [agency.pk for agency in held]})
        cast(AgenciesField, self.fields["agencies"]).offer(province, held)
