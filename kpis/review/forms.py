"""What a reviewer posts: figures chosen with the versions read, reasons, a correction."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpis.entry.forms import OF_KIND, figure_of_text, keyboard_of
from kpis.enums import Kind
from kpis.grammar.shapes import Cell, Problem
from kpis.grammar.words import words
from kpis.models import Assignment

LONGEST_REASON = 2000


@dataclass(frozen=True)
class Reviewed:
    """One post of the review page. `act` is approve | unflagged | return; keys are of entries.

    `chosen` are those to be decided, `ticked` those whose box is ticked, whatever was pressed.
    """

    act: str
    chosen: frozenset[int]
    ticked: frozenset[int] = frozenset()
    versions: Mapping[int, int] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)
    phrases: Mapping[int, str] = field(default_factory=dict)
    reason: str = ""
    phrase: str = ""

    def why(self, key: int) -> str:
        """The reason for one figure: its own, else the one that was given for all."""
        return self.own_reason(key) or _joined(self.phrase, self.reason)

    def own_reason(self, key: int) -> str:
        """What was written to return one figure."""
        return _joined(self.phrases.get(key, ""), self.reasons.get(key, ""))

    def without(self, keys: Iterable[int]) -> "Reviewed":
        """What is left of it once figures are decided: the other ticks, and the reasons written beside them."""
        return replace(self, chosen=self.ticked - frozenset(keys))


def reviewed_of(posted: QueryDict) -> Reviewed:
    """Read a post; what is no key or no number is passed over."""
    act = posted.get("act", "")
    chosen, unflagged = (frozenset(int(n) for n in posted.getlist(f) if _is_key(n)) for f in ("chosen", "unflagged"))
    texts = {name: str(text).strip()[:LONGEST_REASON] for name, text in posted.items()}
    versions = {key: int(text) for key, text in _keyed(texts, "version-").items() if _is_key(text)}
    said = Reviewed(
        act=act,
        chosen=chosen,
        ticked=chosen,
        versions=versions,
        reasons=_keyed(texts, "reason-"),
        phrases=_keyed(texts, "phrase-"),
        reason=texts.get("reason", ""),
        phrase=texts.get("phrase", ""),
    )
    if act != "unflagged":
        return said
    # A figure for which a reason to return it is written is not approved with those that raise no flag.
    return replace(said, chosen=frozenset(key for key in unflagged if not said.own_reason(key)))


def _keyed(posted: Mapping[str, str], start: str) -> dict[int, str]:
    found = ((name.removeprefix(start), text) for name, text in posted.items() if name.startswith(start))
    return {int(key): text for key, text in found if _is_key(key)}


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _joined(phrase: str, reason: str) -> str:
    return " ".join(part for part in (phrase, reason) if part)


class FigureField(forms.CharField):
    """A number as it is typed in Vietnamese: "22.196.242", "93,5"."""

    def __init__(self, *, read: Callable[[Cell], Decimal | Problem | None], **options) -> None:
        super().__init__(max_length=60, **options)
        self.read = read

    def clean(self, value: Any) -> Decimal | None:
        """The exact number; refused with the words that imports have for it."""
        text = super().clean(value)
        found = self.read(Cell(text)) if text else None
        if isinstance(found, Problem):
            raise forms.ValidationError(words(found))
        return forms.DecimalField(max_digits=15, decimal_places=3).clean(found) if found is not None else None


class VerifyForm(forms.Form):
    """The reviewer's figures beside the reported ones, and why; `versions` is what was read."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why it is corrected"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, posted: Mapping | None = None, *, item: Assignment, key: int, **options) -> None:
        super().__init__(posted, auto_id=f"id_{key}_%s", **options)
        indicator = item.indicator
        labels = {
            "value": _("Verified value"),
            "numerator": _("Verified: %(part)s") % {"part": indicator.numerator_label or _("numerator")},
            "denominator": _("Verified: %(part)s") % {"part": indicator.denominator_label or _("denominator")},
        }
        self.figures = OF_KIND[Kind(indicator.kind)]
        for name in self.figures:
            self.fields[name] = FigureField(
                label=labels[name], read=partial(figure_of_text, name=name, indicator=indicator)
            )
            self.fields[name].widget.attrs["inputmode"] = keyboard_of(name, indicator) or "text"
        self.order_fields([*self.figures, "reason", "version"])

    def clean(self) -> dict[str, Any]:
        """A ratio's parts in order."""
        said = super().clean() or {}
        parts = said.get("numerator"), said.get("denominator")
        if parts[0] is not None and parts[1] is not None and not 0 <= parts[0] <= parts[1]:
            self.add_error("numerator", _("The numerator is greater than the denominator."))
        return said

    @property
    def verified(self) -> dict[str, Decimal]:
        """The fields of Entry that hold what was verified."""
        return {f"verified_{name}": self.cleaned_data[name] for name in self.figures}


class ReopenEntryForm(forms.Form):
    """A recorded figure goes back to the agency for a reason."""

    version = forms.IntegerField(min_value=0)
    reason = forms.CharField(max_length=LONGEST_REASON)
