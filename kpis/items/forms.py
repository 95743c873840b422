"""The forms of one item: its target as written, its terms, giving it, withdrawing it."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency, User
from agencies.pages.counted import tongue
from agencies.pages.days import DayField
from agencies.pages.stored import StoredForm
from kpis.enums import Kind, Operator
from kpis.fields import MilestonesField
from kpis.grammar import values
from kpis.grammar.milestones import stored
from kpis.grammar.shapes import Cell, Goal, Problem
from kpis.grammar.units import not_of_ratio, same_unit
from kpis.grammar.words import words
from kpis.models import Document, Indicator, Period
from kpis.standings.leads import IS_OWN, led_elsewhere
from kpis.standings.words import target_text, unit_of

LONGEST_REASON = 1000
LONGEST_TARGET = 400


def reason_field(*, required: bool) -> forms.CharField:
    label = gettext_lazy("Reason") if required else gettext_lazy("Reason, where there is one")
    box = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=LONGEST_REASON, strip=True, required=required, widget=box)


class MonthField(forms.TypedChoiceField):
    """A month of the plan that is not closed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=gettext_lazy("In force from"), coerce=int, **options)

    def offer(self, periods: Iterable[Period]) -> None:
        self.choices = [(p.month, p.label) for p in periods]


class DocumentField(forms.ModelChoiceField):
    """A document of the province, by its sign and subject."""

    def __init__(self, **options: Any) -> None:
        said: dict[str, Any] = {"label": gettext_lazy("By document"), "required": False, "empty_label": "–"} | options
        super().__init__(queryset=Document.objects.none(), **said)

    def label_from_instance(self, obj: Any) -> str:
        return ": ".join(filter(None, [str(obj), obj.title[:60]])) if obj.number else str(obj)[:90]


class WrittenTarget(forms.Form):
    """A target in the words of a sheet, read by the same grammar; what was understood is shown before it is kept."""

    target = forms.CharField(
        label=gettext_lazy("Target as written"), max_length=LONGEST_TARGET, strip=True,
        help_text=gettext_lazy("“≥ 80%”, “Trên 100.000”, “50-60%”, “không quá 2”, “Hoàn thành”"),
    )  # fmt: skip
    milestones = MilestonesField(label=gettext_lazy("Own milestones, % of the target"))
    understood = forms.CharField(required=False, max_length=LONGEST_TARGET, widget=forms.HiddenInput)
    goal: Goal | None = None

    def read(self, text: str, indicator: Indicator, year: int) -> Goal:
        """The target that a text says for an indicator; raises ValidationError with the words of the grammar."""
        found = values.target(Cell(text), indicator.unit, year)
        if isinstance(found, Problem):
            raise ValidationError([words(found), *(_("For instance: %(text)s") % {"text": p} for p in found.proposals)])
        if found is None:
            raise ValidationError(_("This says that nothing is assigned."))
        if (found.operator == Operator.DONE) != (indicator.kind == Kind.DELIVERABLE):
            task, measure = _("A task is completed: write “Hoàn thành”."), _("A measure has a figure for its target.")
            raise ValidationError(task if indicator.kind == Kind.DELIVERABLE else measure)
        if indicator.kind == Kind.RATIO and (other := not_of_ratio(found.unit, indicator.unit)):
            raise ValidationError(words(other))
        self.goal = found
        return found

    @property
    def reading(self) -> str:
        """The target as understood, in one way of writing."""
        unit = self.unit
        return values.format_target(self.goal, unit, tongue()) if self.goal else ""

    @property
    def reading_with_unit(self) -> str:
        """The same as it is read back: "> 200.000 lượt"."""
        named = replace(self.goal, unit=self.unit) if self.goal else None
        return values.format_target(named, "", tongue()) if named else ""

    @property
    def remarks(self) -> list[str]:
        """What the grammar wants looked at."""
        return [words(problem) for problem in self.goal.warnings] if self.goal else []

    @property
    def unit(self) -> str:
        return (self.goal.unit if self.goal else "") or self.indicator.unit

    @property
    def indicator(self) -> Indicator:
        raise NotImplementedError

    @property
    def is_agreed(self) -> bool:
        """Whether the reading was shown and is the one that is sent."""
        return bool(self.goal) and self.cleaned_data.get("understood") == self.reading

    def refuse_milestones(self) -> None:
        """An error at the milestones of a target that has no way: a limit, a task."""
        if not self.goal or not self.cleaned_data.get("milestones"):
            return
        if self.goal.operator in (Operator.LT, Operator.LE):
            self.add_error("milestones", _("A limit holds all year: it has no milestones."))
        elif self.goal.operator == Operator.DONE:
            self.add_error("milestones", _("A task is done or not: it has no milestones."))

    def fields_of_target(self) -> dict[str, Any]:
        """The fields of Target."""
        assert self.goal is not None  # noqa: S101 -- the form is valid
        said = self.cleaned_data
        return {"operator": self.goal.operator, "low": self.goal.low, "high": self.goal.high, "unit": self.unit,
                "raw": said["target"], "document": said.get("document"),
                "milestones": stored(said.get("milestones") or {})}  # fmt: skip


class TargetForm(WrittenTarget):
    """Another target, or another way to it, from a month on, by a document."""

    month = MonthField()
    document = DocumentField()
    reason = reason_field(required=False)
    field_order = ["target", "milestones", "month", "document", "reason"]

    def __init__(self, posted: Any, *, item: Any, last: Any, periods: Iterable[Period], documents: Any) -> None:
        first = {"target": target_text(last), "milestones": last.milestones} if last else {}
        super().__init__(posted, prefix="target", initial=first)
        self.item, self.last = item, last
        if item.indicator.kind == Kind.DELIVERABLE:
            del self.fields["milestones"]
        self.fields["month"].offer(periods)  # type: ignore[attr-defined]
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]

    @property
    def indicator(self) -> Indicator:
        return self.item.indicator

    @property
    def remarks(self) -> list[str]:
        """Those of the grammar; and what becomes of figures reported already where the target is in another unit."""
        old = unit_of(self.last, self.indicator)
        moves = bool(self.goal and self.last) and not same_unit(self.unit, old) and self.item.entries.exists()
        said = [words(Problem("unit_of_figures", {"unit": old}))] if moves else []
        return [*super().remarks, *said]

    def clean_target(self) -> str:
        text: str = self.cleaned_data["target"]
        self.read(text, self.indicator, self.item.plan.year)
        return text

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        self.refuse_milestones()
        return said


class ItemTerms(StoredForm):
    """What is said of an item beside its target."""

    deadline = DayField(label=gettext_lazy("Deadline"), is_ahead=True, required=False)
    accountable = forms.ModelChoiceField(
        label=gettext_lazy("Accountable person"), queryset=User.objects.none(), required=False, empty_label="–"
    )
    weight = forms.DecimalField(
        label=gettext_lazy("Weight"), max_digits=8, decimal_places=3, min_value=Decimal("0.001"), localize=True
    )
    applicable_from = DayField(label=gettext_lazy("Applies from"), required=False)
    applicable_by = DocumentField(label=gettext_lazy("Document that proves this day"))
    document = DocumentField(label=gettext_lazy("Legal basis"))
    reason = reason_field(required=False)

    def __init__(self, posted: Any, *, item: Any, people: Any, documents: Any) -> None:
        names = [name for name in self.base_fields if name != "reason"]
        super().__init__(
            posted,
            prefix="terms",
            initial={name: getattr(item, name) for name in names} | {"weight": item.weight.normalize()},
        )
        self.fields["accountable"].queryset = people  # type: ignore[attr-defined]
        for name in ("applicable_by", "document"):
            self.fields[name].queryset = documents  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "applicable_from" in self.changed_data and said.get("applicable_from") and not said.get("applicable_by"):
            self.add_error("applicable_by", _("A day from which an item applies rests on a document."))
        return said


class WithdrawForm(forms.Form):
    """From which month on the item is asked no more, and why."""

    month = MonthField()
    document = DocumentField()
    reason = reason_field(required=True)

    def __init__(self, posted: Any, *, periods: Iterable[Period], documents: Any) -> None:
        super().__init__(posted, prefix="withdraw")
        self.fields["month"].offer(periods)  # type: ignore[attr-defined]
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]


class ReinstateForm(forms.Form):
    reason = reason_field(required=True)

    def __init__(self, posted: Any) -> None:
        super().__init__(posted, prefix="reinstate")


class GiveForm(WrittenTarget):
    """An indicator given to an agency by hand."""

    chosen = forms.ModelChoiceField(
        label=gettext_lazy("Indicator, task"), queryset=Indicator.objects.none(), empty_label=gettext_lazy("Choose")
    )
    agency = forms.ModelChoiceField(
        label=gettext_lazy("Lead agency"), queryset=Agency.objects.none(), empty_label=gettext_lazy("Choose")
    )
    month = MonthField()
    deadline = DayField(label=gettext_lazy("Deadline"), is_ahead=True, required=False)
    weight = forms.DecimalField(
        label=gettext_lazy("Weight"), max_digits=8, decimal_places=3, min_value=Decimal("0.001"), initial=1,
        localize=True,
    )  # fmt: skip
    accountable = forms.ModelChoiceField(
        label=gettext_lazy("Accountable person"), queryset=User.objects.none(), required=False, empty_label="–"
    )
    document = DocumentField(label=gettext_lazy("Legal basis"))
    field_order = ["chosen", "agency", "target", "milestones", "month", "deadline", "accountable", "weight", "document"]

    def __init__(self, posted: Any, *, plan: Any, choices: dict[str, Any], periods: Iterable[Period]) -> None:
        super().__init__(posted)
        self.plan = plan
        self.fields["month"].offer(periods)  # type: ignore[attr-defined]
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    @property
    def lacks(self) -> str:
        """What has to be there before anything can be given: agencies, then indicators; empty where both are."""
        wanted = {"agencies": "agency", "indicators": "chosen"}
        rows = ((name, self.fields[field].queryset) for name, field in wanted.items())  # type: ignore[attr-defined]
        return next((name for name, found in rows if not found.exists()), "")

    @property
    def indicator(self) -> Indicator:
        return self.cleaned_data["chosen"]

    @property
    def remarks(self) -> list[str]:
        """Those of the grammar; and who leads the item that the agency was given before."""
        first, indicator = self.cleaned_data.get("agency"), self.cleaned_data.get("chosen")
        if not first:
            return super().remarks
        names = (
            led_elsewhere(self.plan).filter(given_to=first, indicator=indicator).values_list("agency__name", flat=True)
        )
        said = [words(Problem("led_elsewhere", {"first": first.name, "now": name})) for name in names]
        return [*super().remarks, *said]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("chosen") and said.get("target"):
            try:
                self.read(said["target"], said["chosen"], self.plan.year)
            except ValidationError as error:
                self.add_error("target", error)
        self.refuse_milestones()
        if said.get("chosen") and said.get("agency") and self.plan.assignments.filter(
            IS_OWN, agency=said["agency"], indicator=said["chosen"]
        ).exists():  # fmt: skip
            self.add_error("chosen", _("This agency holds this item already."))
        return said
