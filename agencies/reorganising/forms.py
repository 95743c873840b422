"""The form of a decision on agencies, and what becomes of each thing that is open."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.days import DayField
from agencies.enums import Fate, Reorganising
from agencies.models import Agency
from agencies.reorganising.parts import Choice, Open


class DecisionForm(forms.Form):
    """Which agencies, what becomes of them, from which day, by which decision."""

    kind = forms.ChoiceField(label=gettext_lazy("What the decision does"), choices=Reorganising.choices)
    predecessors = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Agencies before"), queryset=Agency.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=gettext_lazy("Hold Ctrl to choose several."),
    )  # fmt: skip
    successor = forms.ModelChoiceField(
        label=gettext_lazy("Successor that stands"), queryset=Agency.objects.none(), required=False,
        empty_label=gettext_lazy("None: it is formed anew, or there is none"),
    )  # fmt: skip
    new_name = forms.CharField(label=gettext_lazy("Name of the agency formed"), max_length=200, required=False)
    new_code = forms.RegexField(
        r"^[\w.\-]+$", label=gettext_lazy("Its code"), max_length=40, required=False,
        error_messages={"invalid": gettext_lazy("Letters, digits, dots and dashes.")},
    )  # fmt: skip
    new_short_name = forms.CharField(label=gettext_lazy("Its short name"), max_length=80, required=False)
    effective_on = DayField(label=gettext_lazy("From"))
    decision = forms.CharField(label=gettext_lazy("Decision"), max_length=200)
    lives_on = forms.BooleanField(
        label=gettext_lazy("The agency that gives a part away goes on"), required=False, initial=True
    )

    def __init__(self, posted: Any, *, agencies: Any, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(posted, initial=dict(initial or {}))
        for name in ("predecessors", "successor"):
            self.fields[name].queryset = agencies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        formed = bool(said.get("new_name") or said.get("new_code"))
        if said.get("kind") == Reorganising.END:
            if said.get("successor") or formed:
                self.add_error("successor", _("What ends without a successor names none."))
        elif bool(said.get("successor")) == formed:
            self.add_error("successor", _("Choose who takes over, or name the agency that is formed: one of the two."))
        if formed:
            for name in ("new_name", "new_code"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("An agency that is formed has a name and a code."))
        return said


def chosen_of(posted: Mapping[str, Any], things: Iterable[Open]) -> dict[str, Choice]:
    """What was chosen for each thing; what is not offered there counts as not chosen."""
    found = {}
    for thing in things:
        said = str(posted.get(f"fate-{thing.key}", ""))
        if said in thing.fates:
            found[thing.key] = Choice(Fate(said))
    return found
