"""The form of an item: its words, its way, and one row of terms for each assigned item that it may stand for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.pages.days import DayField
from agencies.pages.stored import StoredForm
from commitments.drift.terms import Terms
from commitments.enums import Way
from commitments.models import CommitmentItem
from commitments.signing.drafting import Agreed, Offer
from commitments.signing.forms import WordingField
from dxtracker.lib.text import clean
from kpis.grammar.shapes import Problem
from kpis.grammar.targets import LONGEST, understood
from kpis.grammar.words import words


@dataclass(frozen=True)
class TermsRow:
    """The fields of one assigned item; its terms count where it is chosen."""

    offer: Offer
    chosen: BoundField
    target: BoundField
    part: BoundField
    deadline: BoundField
    person: BoundField


class ItemForm(StoredForm):
    """Text, way, own deadline; for each of `offers` a tick, and target, part, deadline and person as signed."""

    text = WordingField(label=gettext_lazy("What is committed to, as signed"))
    way = forms.ChoiceField(label=gettext_lazy("How it is fulfilled"), choices=Way.choices, widget=forms.RadioSelect)
    deadline = DayField(
        label=gettext_lazy("Deadline"), required=False,
        help_text=gettext_lazy("Of an item that stands for no assigned item."),
    )  # fmt: skip

    def __init__(self, posted: Any = None, *, offers: Sequence[Offer], item: CommitmentItem | None = None) -> None:
        initial: dict[str, Any] = {"way": Way.ASSIGNED if offers else Way.CONFIRMED}
        if item:
            initial = {"text": item.text, "way": item.way, "deadline": item.deadline}
        super().__init__(posted, initial=initial)
        self.offers, self.item = offers, item
        for offer in offers:
            self._add(offer)

    def stored(self) -> Any:
        """The item with the terms of what it stands for; other assigned items may come and go."""
        linked = [repr(offer.agreed) for offer in self.offers if offer.is_linked]
        return [self.initial, linked] if self.item else None

    def kept_fields(self) -> list[str]:
        linked = [str(offer.assignment) for offer in self.offers if offer.is_linked]
        return [name for name in self.fields if "-" not in name or name.partition("-")[2] in linked]

    def _add(self, offer: Offer) -> None:
        key, terms = offer.assignment, offer.agreed.terms
        people = [("", _("nobody named")), *((str(person), name) for person, name in offer.people)]
        self.fields |= {
            f"link-{key}": forms.BooleanField(label=offer.name, required=False, initial=offer.is_linked),
            f"target-{key}": forms.CharField(
                label=_("Target as signed"), required=False, max_length=LONGEST, initial=offer.target
            ),
            f"part-{key}": forms.BooleanField(
                label=_("A part of it"), required=False, initial=offer.agreed.is_part
            ),
            f"deadline-{key}": DayField(label=_("Deadline as signed"), required=False, initial=terms.deadline),
            f"person-{key}": forms.TypedChoiceField(
                label=_("Accountable"), required=False, choices=people, coerce=int, empty_value=None,
                initial=terms.accountable,
            ),
        }  # fmt: skip

    @property
    def rows(self) -> list[TermsRow]:
        names = ("link", "target", "part", "deadline", "person")
        return [TermsRow(offer, *(self[f"{name}-{offer.assignment}"] for name in names)) for offer in self.offers]

    def clean(self) -> dict[str, Any]:
        """Whether way and assigned items agree; the texts of chosen targets as terms."""
        given = super().clean() or {}
        chosen = [offer for offer in self.offers if given.get(f"link-{offer.assignment}")]
        if given.get("way") == Way.ASSIGNED and not chosen:
            self.add_error("way", _("Choose the assigned items below, or another way."))
        if given.get("way") and given["way"] != Way.ASSIGNED and chosen:
            self.add_error("way", _("Assigned items are chosen below: choose this way, or clear them."))
        given["links"] = tuple(agreed for offer in chosen if (agreed := self._agreed(offer, given)))
        return given

    def _agreed(self, offer: Offer, given: dict[str, Any]) -> Agreed | None:
        key = offer.assignment
        if any(f"{name}-{key}" in self.errors for name in ("target", "deadline", "person")):
            return None
        terms = read_target(given[f"target-{key}"], offer)
        if isinstance(terms, Problem):
            self.add_error(f"target-{key}", _sentence(terms, offer))
            return None
        is_part = given[f"part-{key}"]
        if is_part and terms.low is None:
            self.add_error(f"target-{key}", _("A part of a target is a number."))
            return None
        terms = replace(terms, deadline=given[f"deadline-{key}"], accountable=given[f"person-{key}"])
        return Agreed(key, terms, is_part)

    def said(self) -> dict[str, Any]:
        """What commitments.items.actions takes."""
        return {name: self.cleaned_data[name] for name in ("text", "way", "deadline", "links")}


def read_target(text: str, offer: Offer) -> Terms | Problem:
    """The terms of an offer with the target that a text states; the text as it was offered means the same terms."""
    terms, typed = offer.agreed.terms, clean(text)
    if typed == clean(offer.target):
        return terms
    goal = understood(typed, offer.unit)
    if isinstance(goal, Problem):
        return goal
    if goal is None:
        return replace(terms, operator="", low=None, high=None, raw="")
    unit = goal.unit or terms.unit or offer.unit
    return replace(terms, operator=goal.operator, low=goal.low, high=goal.high, unit=unit, raw=goal.raw)


def _sentence(problem: Problem, offer: Offer) -> str:
    """What was not understood, and what would be: proposals, else the target in force."""
    said, known = words(problem), problem.proposals or ((offer.target,) if offer.target else ())
    if not known:
        return said
    instead = _("Write for instance: %(texts)s") % {"texts": " · ".join(known)}
    return f"{said} {instead}"
