"""The form of a decision on agencies, and what becomes of each thing that is open."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.enums import Fate, Reorganising
from agencies.models import Agency
from agencies.pages.days import DayField
from agencies.reorganising.parts import Choice, NewAgency, Open

CODE = re.compile(r"[\w.\-]{1,40}")


class DecisionForm(forms.Form):
    """Which agencies, what becomes of them, from which day, by which decision."""

    kind = forms.ChoiceField(label=gettext_lazy("What the decision does"), choices=Reorganising.choices)
    predecessors = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Agencies before"), queryset=Agency.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    successor = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Successors that stand"), queryset=Agency.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None where it is formed anew or there is none; several where an agency is divided."),
    )  # fmt: skip
    new_name = forms.CharField(label=gettext_lazy("Name of the agency formed"), max_length=200, required=False)
    new_code = forms.RegexField(
        r"^[\w.\-]+$", label=gettext_lazy("Its code"), max_length=40, required=False,
        error_messages={"invalid": gettext_lazy("Letters, digits, dots and dashes.")},
    )  # fmt: skip
    new_short_name = forms.CharField(label=gettext_lazy("Its short name"), max_length=80, required=False)
    further = forms.CharField(
        label=gettext_lazy("Further agencies formed"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Where an agency is divided, one a line: name; code; short name."),
    )  # fmt: skip
    effective_on = DayField(label=gettext_lazy("From"))
    decision = forms.CharField(label=gettext_lazy("Decision"), max_length=200)
    lives_on = forms.BooleanField(
        label=gettext_lazy("The agency that gives a part away goes on"), required=False, initial=True
    )

    def __init__(self, posted: Any, *, agencies: Any, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(posted, initial=dict(initial or {}))
        for name in ("predecessors", "successor"):
            self.fields[name].queryset = agencies  # type: ignore[attr-defined]

    def clean_further(self) -> list[NewAgency]:
        """The agencies of the lines, each with its name and code."""
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["further"].splitlines())):
            name, code, short_name = (*(part.strip() for part in line.split(";")), "", "")[:3]
            if not name or len(name) > 200 or len(short_name) > 80 or not CODE.fullmatch(code):
                raise forms.ValidationError(_("“%(line)s”: write name; code; short name.") % {"line": line[:60]})
            found.append(NewAgency(name, code, short_name))
        return found

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        formed = bool(said.get("new_name") or said.get("new_code"))
        heirs = len(said.get("successor") or ()) + formed + len(said.get("further") or ())
        if said.get("kind") == Reorganising.END:
            if heirs:
                self.add_error("successor", _("What ends without a successor names none."))
        elif said.get("kind") == Reorganising.MERGE and heirs != 1:
            self.add_error("successor", _("Choose who takes over, or name the agency that is formed: one of the two."))
        elif not heirs and "further" not in self.errors:
            self.add_error("successor", _("One agency is divided; name who takes over a part."))
        if formed:
            for name in ("new_name", "new_code"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("An agency that is formed has a name and a code."))
        return said


def chosen_of(posted: Mapping[str, Any], things: Iterable[Open], successors: Collection[str]) -> dict[str, Choice]:
    """What was chosen for each thing ("ends", "moves:code"); what is not offered there counts as not chosen."""
    found = {}
    for thing in things:
        said, _colon, to = str(posted.get(f"fate-{thing.key}", "")).partition(":")
        if said in thing.fates and (not to or (said == Fate.MOVES and to in successors)):
            found[thing.key] = Choice(Fate(said), to)
    return found
