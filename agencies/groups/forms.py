"""The forms of a peer group: its name, who is in it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from agencies.enums import Level
from agencies.models import Agency, PeerGroup
from agencies.pages.stored import StoredForm
from agencies.tree.forms import reason_field


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the group"), max_length=120)
    reason = reason_field()

    def __init__(self, posted: Any, *, group: PeerGroup | None = None) -> None:
        super().__init__(posted, prefix="name", initial={"name": group.name} if group else {})


class Choices(forms.ModelMultipleChoiceField):
    """An agency that is in another group says in which."""

    def label_from_instance(self, obj: Any) -> str:
        others = obj.peer_group and obj.peer_group_id != self.group.pk
        return f"{obj.name} ({obj.peer_group})" if others else obj.name

    group: PeerGroup


class MembersForm(StoredForm):
    agencies = Choices(
        Agency.objects.none(), label=gettext_lazy("Agencies in the group"), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("An agency is in one group at most: chosen here, it leaves the other."),
    )  # fmt: skip
    reason = reason_field()

    def __init__(self, posted: Any, *, group: PeerGroup, agencies: list[Agency]) -> None:
        inside = [agency.pk for agency in agencies if agency.peer_group_id == group.pk]
        super().__init__(posted, prefix="members", initial={"agencies": inside})
        field: Any = self.fields["agencies"]
        field.group = group
        field.queryset = members_of(agencies)


def members_of(agencies: list[Agency]) -> Any:
    """Agencies as the choices of a field."""
    keys = [agency.pk for agency in agencies]
    return Agency.objects.filter(pk__in=keys).select_related("peer_group").order_by("sort_order", "path")


def comparable(province: Agency) -> list[Agency]:
    """The agencies of a province that may be in a group: those that report, and communes; ended ones too."""
    rows = Agency.objects.filter(province=province, level__in=[Level.AGENCY, Level.COMMUNE])
    return list(rows.select_related("peer_group").order_by("sort_order", "path"))
