"""Forms of a new year: its first rule for all targets, a rule for chosen items, a target as people write it."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from agencies.pages.stored import StoredForm
from kpis.carrying.compared import CompareRow
from kpis.enums import Calendar, Kind, TargetRule
from kpis.grammar import values as cells
from kpis.grammar.shapes import Cell, Goal
from kpis.grammar.units import not_of_ratio
from kpis.grammar.words import words
from kpis.models import Document
from kpis.models.plan import FIRST_YEAR, LAST_YEAR, MOST_DUE_DAYS

AMOUNTS = (TargetRule.RAISED_PERCENT, TargetRule.RAISED_BY)


class RuleForm(forms.Form):
    """What becomes of last year's targets; two of the rules want a number."""

    rule = forms.ChoiceField(label=gettext_lazy("Targets"), choices=TargetRule.choices)
    amount = forms.CharField(
        label=gettext_lazy("By how much"), required=False, max_length=20,
        help_text=gettext_lazy("A number, where targets are raised."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 8}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text = cleaned.get("amount", "").strip().rstrip("%").strip()
        cleaned["amount"] = Fraction(0)
        if cleaned.get("rule") not in AMOUNTS:
            return cleaned
        found = cells.number(Cell(text)) if text else None
        if isinstance(found, Decimal) and 0 < found < 10**9:
            cleaned["amount"] = Fraction(found)
        else:
            self.add_error("amount", _("Say by how much, as a number above zero."))
        return cleaned


class NewYearForm(RuleForm):
    """A new year: its number and calendar, and what becomes of the targets; a province's first has none before it."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    name = forms.CharField(
        label=gettext_lazy("Name"), required=False, max_length=200,
        help_text=gettext_lazy("Empty: the usual name of the province's plans."),
    )  # fmt: skip
    document = forms.ModelChoiceField(
        Document.objects.none(), label=gettext_lazy("Legal basis"), required=False, empty_label="–"
    )
    calendar = forms.ChoiceField(label=gettext_lazy("Calendar"), choices=Calendar.choices)
    due_working_days = forms.IntegerField(
        label=gettext_lazy("Working days until due"), min_value=0, max_value=MOST_DUE_DAYS
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=500)
    field_order = ("year", "name", "document", "calendar", "due_working_days", "rule", "amount", "reason")

    def __init__(self, *args: Any, province: Agency, is_first: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:  # no year before has targets of which anything could become
            del self.fields["rule"], self.fields["amount"]
        documents = Document.objects.filter(province=province)
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]


class TargetsForm(StoredForm):
    """The targets of one agency's items as text: `target_<key>`; an empty one leaves its item as it is.

    What is typed and a rule for `chosen` items go one after the other: neither is dropped with the other's button.
    """

    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=500)

    def __init__(
        self, *args: Any, rows: Iterable[CompareRow], year: int, is_rule: bool, chosen: set[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.year, self.is_rule, self.chosen = list(rows), year, is_rule, chosen
        for row in self.rows:
            self.fields[f"target_{row.item.pk}"] = forms.CharField(
                label=row.item.indicator.name, required=False, max_length=400, initial=row.target_text,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip

    def stored(self) -> Any:
        """The targets as they stand."""
        return {str(row.item.pk): row.target_text for row in self.rows}

    def clean(self) -> dict[str, Any]:
        """Each changed text is understood as a sheet's cell is, or refused at its place."""
        cleaned = super().clean() or {}
        self.found: dict[Any, dict[str, Any]] = {}
        for row in self.rows:
            name = f"target_{row.item.pk}"
            text = cleaned.get(name, "")
            if not text.strip() or text == row.target_text:
                continue
            goal = cells.target(Cell(text), row.unit, self.year)
            if not isinstance(goal, Goal):
                self.add_error(name, words(goal) if goal else _("The target is missing."))
            elif (goal.operator == "done") != (row.item.indicator.kind == Kind.DELIVERABLE):
                self.add_error(name, _("A task is done or not; a measure has a number."))
            elif other := row.item.indicator.kind == Kind.RATIO and not_of_ratio(goal.unit, row.item.indicator.unit):
                self.add_error(name, words(other))
            else:
                said = {"operator": goal.operator, "low": goal.low, "high": goal.high, "raw": text.strip()}
                self.found[row.item] = said | {"unit": goal.unit or row.unit}
        self._one_at_a_time()
        return cleaned

    def _one_at_a_time(self) -> None:
        if self.is_rule and self.found:
            self.add_error(None, _("Targets are typed and not saved. Save them first; then apply the rule."))
        elif self.chosen and not self.is_rule:
            self.add_error(
                None, _("Items are chosen for a rule. Apply it first, or choose none; then save what is typed.")
            )
