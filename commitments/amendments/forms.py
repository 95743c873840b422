"""The form of an amendment: differences to take over, wordings, deadlines, withdrawals, one item to add."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.pages.days import DayField
from agencies.pages.stored import StoredForm
from commitments.amendments.actions import NewItem, number_is_taken
from commitments.amendments.changes import Amending, ItemLine
from commitments.drift.terms import Terms
from commitments.enums import Way
from commitments.signing.drafting import Agreed
from commitments.signing.forms import WordingField


@dataclass(frozen=True)
class ItemRow:
    """An item with the fields that change it; `deadline` where it has one of its own."""

    line: ItemLine
    text: BoundField
    deadline: BoundField | None
    withdraw: BoundField

    @property
    def is_touched(self) -> bool:
        """Whether something of it was typed or went wrong: then its fields are shown open."""
        fields = [field for field in (self.text, self.deadline, self.withdraw) if field]
        return any(field.errors or (field.form.is_bound and field.form.fields[field.name].has_changed(
            field.initial, field.data)) for field in fields)  # fmt: skip


class AmendForm(StoredForm):
    """`amending` is what is offered; what was posted of a difference that is another by now is refused."""

    number = forms.CharField(label=gettext_lazy("Number of the amendment"), max_length=60)
    dated_on = DayField(has_come=True, label=gettext_lazy("Date of the amendment"))
    note = WordingField(label=gettext_lazy("Note"), required=False, rows=2)
    accept = forms.MultipleChoiceField(
        label=gettext_lazy("Take over"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("What is in force has changed since. Look at the differences again.")
        },
    )
    add_text = WordingField(label=gettext_lazy("What is committed to"), required=False, rows=2)
    add_way = forms.ChoiceField(
        label=gettext_lazy("How it is fulfilled"), choices=Way.choices, required=False, initial=Way.CONFIRMED
    )
    add_deadline = DayField(is_ahead=True, label=gettext_lazy("Deadline"), required=False)
    add_assignments = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Assigned items, on the terms in force now"), required=False, coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, posted: Any = None, *, amending: Amending) -> None:
        super().__init__(posted)
        self.amending = amending
        self.drifts = {drift.value: drift for drift in amending.drifts}
        choices: Any = self.fields["accept"]
        choices.choices = [(drift.value, f"{drift.name}: {drift.words}") for drift in amending.drifts]
        offered: Any = self.fields["add_assignments"]
        offered.choices = amending.assignable
        for item in amending.items:
            self._add(item)

    def _add(self, item: ItemLine) -> None:
        self.fields[f"text-{item.key}"] = WordingField(
            label=_("Wording"),
            initial=item.text,
            error_messages={"required": _("Write what is committed to, or withdraw the item.")},
        )
        if item.is_own:
            self.fields[f"deadline-{item.key}"] = DayField(
                label=_("Deadline"), required=False, initial=item.deadline
            )  # fmt: skip
        self.fields[f"withdraw-{item.key}"] = forms.BooleanField(label=_("Withdraw this item"), required=False)

    def stored(self) -> Any:
        """The items that stand, with what an amendment may write anew: another amendment may have been first."""
        return [(item.key, item.text, item.deadline) for item in self.amending.items]

    def kept_fields(self) -> list[str]:
        return [name for name in self.fields if name.startswith(("text-", "deadline-"))]

    @property
    def rows(self) -> list[ItemRow]:
        return [
            ItemRow(
                item,
                self[f"text-{item.key}"],
                self[f"deadline-{item.key}"] if item.is_own else None,
                self[f"withdraw-{item.key}"],
            )
            for item in self.amending.items
        ]

    def clean_number(self) -> str:
        number = self.cleaned_data["number"]
        if number_is_taken(self.amending.commitment, number):
            raise forms.ValidationError(_("This commitment has an amendment of this number already."))
        return number

    def clean_dated_on(self) -> date:
        day = self.cleaned_data["dated_on"]
        if day < self.amending.commitment.event.first_day:
            raise forms.ValidationError(_("An amendment is not dated before the signing."))
        return day

    def clean(self) -> dict[str, Any]:
        """A new item has a text, and stands for assigned items where its way says so."""
        given = super().clean() or {}
        chosen = given.get("add_assignments")
        if not given.get("add_text"):
            if chosen or given.get("add_deadline"):
                self.add_error("add_text", _("Write what is committed to."))
            return given
        if (given.get("add_way") == Way.ASSIGNED) != bool(chosen):
            self.add_error("add_way", _("Choose assigned items for this way, and for no other."))
        return given

    def said(self, terms_of: Callable[[list[int]], Mapping[int, Terms]]) -> dict[str, Any]:
        """What commitments.amendments.actions.amend takes; `terms_of` reads the live terms of assigned items."""
        given, items = self.cleaned_data, self.amending.items
        taken = [self.drifts[value] for value in given["accept"]]
        return {
            "number": given["number"],
            "dated_on": given["dated_on"],
            "note": given["note"],
            "accept": {(drift.link, drift.aspect): drift.value for drift in taken},
            "texts": {item.key: text for item in items if (text := given[f"text-{item.key}"]) != item.text},
            "deadlines": {
                item.key: day
                for item in items
                if item.is_own and (day := given[f"deadline-{item.key}"]) != item.deadline
            },
            "withdraw": [item.key for item in items if given[f"withdraw-{item.key}"]],
            "add": self._added(terms_of),
        }

    def _added(self, terms_of: Callable[[list[int]], Mapping[int, Terms]]) -> list[NewItem]:
        given = self.cleaned_data
        if not given["add_text"]:
            return []
        terms = terms_of(given["add_assignments"]) if given["add_assignments"] else {}
        links = tuple(Agreed(key, terms[key]) for key in given["add_assignments"])
        return [NewItem(given["add_text"], given["add_way"] or Way.CONFIRMED, given["add_deadline"], links)]
