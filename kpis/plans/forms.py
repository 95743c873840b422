"""A plan's thresholds as people write them, and the word that what they move was seen."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from agencies.pages.days import DayField
from agencies.pages.stored import StoredForm
from kpis.enums import Calendar
from kpis.fields import MilestonesField, PercentField, exceed_field, tolerance_field
from kpis.models import Document, Period, Plan
from kpis.models.plan import MOST_DUE_DAYS
from kpis.plans.queries import DATED, InForce
from kpis.standings.foreseen import Foreseen


class RulesForm(StoredForm):
    """The rules of a year from a month on, as its page changes them; where all is closed, what is of the whole year."""

    SENT_AS = "stood"  # what it moves is seen besides (`stamp`)

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    document = forms.ModelChoiceField(
        Document.objects.none(), label=gettext_lazy("Legal basis"), required=False, empty_label="–"
    )
    calendar = forms.ChoiceField(label=gettext_lazy("Calendar"), choices=Calendar.choices)
    due_working_days = forms.IntegerField(
        label=gettext_lazy("Working days until due"), min_value=0, max_value=MOST_DUE_DAYS,
        help_text=gettext_lazy("Moves the due days of the months that have not begun."),
    )  # fmt: skip
    pace_tolerance = tolerance_field()
    exceed_threshold = exceed_field()
    evidence_multiple = forms.DecimalField(
        label=gettext_lazy("Evidence wanted from this multiple of the target"), min_value=1, max_digits=6,
        decimal_places=2, localize=True,
    )  # fmt: skip
    bottleneck_least = forms.IntegerField(
        label=gettext_lazy("Bottleneck from so many agencies"), min_value=1, max_value=10_000
    )
    bottleneck_share = PercentField(label=gettext_lazy("Bottleneck from this share of the agencies, %"))
    milestones = MilestonesField(label=gettext_lazy("Milestones of the year, % of the target"))
    since = forms.TypedChoiceField(
        label=gettext_lazy("In force from"), coerce=int,
        help_text=gettext_lazy("Thresholds, policies and milestones; months before keep theirs."),
    )  # fmt: skip
    counts_no_activity = forms.BooleanField(label=gettext_lazy("No activity stays in the denominator"), required=False)
    shows_score = forms.BooleanField(label=gettext_lazy("Shows the weighted score"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)

    def __init__(self, *args: Any, plan: Plan, stood: InForce, months: Sequence[Period], **kwargs: Any) -> None:
        named = {name: getattr(plan, name) for name in ("name", "document", "calendar", "due_working_days")}
        times = stood.fields["evidence_multiple"].normalize()
        kwargs["initial"] = named | dict(stood.fields) | {"milestones": stood.milestones, "evidence_multiple": times}
        super().__init__(*args, **kwargs)
        documents = Document.objects.filter(province=plan.province_id)
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]
        self.fields["since"].choices = [(period.month, period.label) for period in months]  # type: ignore[attr-defined]
        if not months:
            for name in ("since", "milestones", *DATED):
                del self.fields[name]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """All but the boxes to tick and what stands below them."""
        return [field for field in self if field.name not in ("since", "reason") and not self._is_box(field)]

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [field for field in self if self._is_box(field)]

    @property
    def last_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("since", "reason") if name in self.fields]

    def _is_box(self, field: forms.BoundField) -> bool:
        return isinstance(field.field, forms.BooleanField)

    @property
    def rules(self) -> dict[str, Any]:
        """The fields of the plan."""
        return {name: value for name, value in self.cleaned_data.items() if name in RULE_NAMES}


RULE_NAMES = frozenset(RulesForm.base_fields) - {"reason", "since", "milestones"}


class DueDayForm(forms.Form):
    """Another due day of a month that has not begun."""

    due_on = DayField(label=gettext_lazy("Due on"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


class DayOffForm(forms.Form):
    """A day off or a swapped one."""

    on = DayField(label=gettext_lazy("Day"))
    is_worked = forms.BooleanField(label=gettext_lazy("Worked although the calendar says off"), required=False)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)


def stamp(months: Iterable[Foreseen]) -> str:
    """The word for what `what_would_move` found: posted with a change, it says that just this was shown."""
    shown = [
        (m.period.pk, sorted(m.moved), sorted(m.before.states.items()), sorted(m.after.states.items()),
         m.before.counts_no_activity, m.after.counts_no_activity)
        for m in months
    ]  # fmt: skip
    return sha256(repr(shown).encode()).hexdigest()[:16]
