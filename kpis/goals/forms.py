"""A goal as people write it: whose, of which indicator, by which year."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from agencies.pages.stored import StoredForm
from kpis.enums import Kind, Operator
from kpis.grammar import values
from kpis.grammar.shapes import Cell, Problem
from kpis.grammar.words import words
from kpis.items.forms import DocumentField, reason_field
from kpis.models import Document, Indicator
from kpis.models.plan import LAST_YEAR


class GoalForm(StoredForm):
    """A goal of a later year; of one that stands, indicator, agency and year stay."""

    indicator = forms.ModelChoiceField(
        label=gettext_lazy("Indicator, task"), queryset=Indicator.objects.none(), empty_label=gettext_lazy("Choose")
    )
    agency = forms.ModelChoiceField(
        label=gettext_lazy("Whose goal"), queryset=Agency.objects.none(), empty_label=gettext_lazy("Choose"),
        help_text=gettext_lazy("The province, or one of its agencies."),
    )  # fmt: skip
    year = forms.IntegerField(label=gettext_lazy("By the year"), max_value=LAST_YEAR)
    raw = forms.CharField(
        label=gettext_lazy("Goal as written"), max_length=400, strip=True,
        help_text=gettext_lazy("“≥ 80%”, “Trên 100.000”, “50-60%”, “không quá 2”, “Hoàn thành”"),
    )  # fmt: skip
    document = DocumentField()
    reason = reason_field(required=False)

    def __init__(
        self, posted: Any, *, indicators: QuerySet[Indicator], agencies: QuerySet[Agency],
        documents: QuerySet[Document], after: int, standing: Any = None, first: Any = None,
    ) -> None:  # fmt: skip
        said = {name: getattr(standing, name) for name in ("raw", "document")} if standing else first
        super().__init__(posted, initial=said)
        self.standing, self.after = standing, after
        for name, rows in {"indicator": indicators, "agency": agencies, "document": documents}.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        if standing:
            for name in ("indicator", "agency", "year"):
                del self.fields[name]

    def stored(self) -> Any:
        """The goal that stands."""
        return self.initial if self.standing else None

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year <= self.after:
            raise forms.ValidationError(_("A goal is of a year after %(year)s.") % {"year": self.after})
        return year

    def clean(self) -> dict[str, Any]:
        """A goal is written as a target is."""
        said = super().clean() or {}
        indicator = self.standing.indicator if self.standing else said.get("indicator")
        year = self.standing.year if self.standing else said.get("year")
        if not indicator or not year or not said.get("raw"):
            return said
        found = values.target(Cell(said["raw"]), indicator.unit, year)
        if isinstance(found, Problem):
            self.add_error("raw", words(found))
        elif found is None:
            self.add_error("raw", _("This says that nothing is assigned."))
        elif (found.operator == Operator.DONE) != (indicator.kind == Kind.DELIVERABLE):
            self.add_error("raw", _("A task is done or not; a measure has a number."))
        return said


class RemoveForm(forms.Form):
    reason = reason_field(required=True)
