"""The agencies that a person may see, by peer group, with their month; filters by words and freshness."""

from dataclasses import dataclass

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from dashboards.boards.parts import Crumb, previous_label
from dashboards.boards.province import AgencyRow, Group, agency_groups
from dashboards.scope import Scope
from dxtracker.lib.text import fold

FRESHNESS = [
    ("", gettext_lazy("All")),
    ("approved", gettext_lazy("reported")),
    ("partial", gettext_lazy("in review")),
    ("silent", gettext_lazy("not reported")),
]


class AgenciesForm(forms.Form):
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)
    month = forms.IntegerField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=200)
    freshness = forms.ChoiceField(label=gettext_lazy("Freshness"), required=False, choices=FRESHNESS)


@dataclass(frozen=True)
class AgencyList:
    groups: tuple[Group, ...]
    previous_label: str
    form: forms.Form
    crumbs: tuple[Crumb, ...]

    @property
    def agencies(self) -> list[AgencyRow]:
        return [row for group in self.groups for row in group.rows]


def build(scope: Scope, agencies: QuerySet[Agency], asked: dict) -> AgencyList:
    """Those of `agencies` that report to the province; ranks are those of the whole peer group. One query."""
    form = AgenciesForm(asked)
    wanted = form.cleaned_data if form.is_valid() else {}
    visible = set(agencies.reporting_level().values_list("code", flat=True))
    words = fold(wanted.get("q", "")).split()
    fresh = wanted.get("freshness", "")
    groups = []
    for group in agency_groups(scope):
        rows = tuple(
            row
            for row in group.rows
            if row.code in visible
            and (not fresh or row.freshness == fresh)
            and all(word in fold(f"{row.name} {row.code}") for word in words)
        )
        if rows:
            groups.append(Group(group.code, group.name, rows))
    return AgencyList(tuple(groups), previous_label(scope), form, (Crumb(_("Agencies")),))
