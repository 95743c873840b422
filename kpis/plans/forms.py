"""A plan's thresholds as people write them, and the word that what they move was seen."""

import re
from collections.abc import Iterable
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy

from agencies.days import DayField
from dxtracker.lib.numbers import number
from kpis.enums import Calendar
from kpis.models import Document, Plan
from kpis.models.plan import MOST_DUE_DAYS
from kpis.standings.foreseen import Foreseen

MONTHS = range(1, 13)
WRITTEN = re.compile(r"(\d{1,4})(?:[.,](\d{1,2}))?\s*(%?)")


class PercentField(forms.Field):
    """A share typed as per cent and kept as a share: "5", "5%" and "5,0 %" are 0.05.

    Below 1 the sign is asked for: 0.05 was 5 per cent where shares were typed.
    """

    default_error_messages = {
        "invalid": gettext_lazy("Write per cent with at most two decimals, such as 5 or 7,5."),
        "below": gettext_lazy("5 per cent is written 5. If less than 1 per cent is meant, write the sign: 0,5%."),
        "above": gettext_lazy("It is less than 100 per cent."),
        "over": gettext_lazy("It is at most %(most)s per cent."),
    }

    def __init__(self, *, most: int = 100, includes_most: bool = True, **options: Any) -> None:
        self.most, self.includes_most = most, includes_most
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 8, "maxlength": 12})
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> Decimal | None:
        """The share, exact; None for nothing."""
        if isinstance(value, Decimal):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        found = WRITTEN.fullmatch(text)
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        points = Decimal(f"{found[1]}.{found[2] or 0}")
        if 0 < points < 1 and not found[3]:
            raise forms.ValidationError(self.error_messages["below"], code="below")
        if points > self.most:
            raise forms.ValidationError(self.error_messages["over"], code="over", params={"most": self.most})
        if points == self.most and not self.includes_most:
            raise forms.ValidationError(self.error_messages["above"], code="above")
        return points / 100

    def prepare_value(self, value: Any) -> Any:
        """What stands in the box: per cent as the reader writes it, or what was typed."""
        if not isinstance(value, Decimal | int | float):
            return value
        points = Decimal(str(value)) * 100
        text = number(points, (get_language() or "vi")[:2])
        return f"{text}%" if 0 < points < 1 else text

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != self.to_python(initial)
        except forms.ValidationError:
            return True


class RulesForm(forms.Form):
    """The rules of a year as its page changes them; milestones are `month_1` to `month_12`, empty for none."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    document = forms.ModelChoiceField(Document.objects.none(), label=gettext_lazy("Legal basis"), required=False)
    calendar = forms.ChoiceField(label=gettext_lazy("Calendar"), choices=Calendar.choices)
    due_working_days = forms.IntegerField(
        label=gettext_lazy("Working days until due"), min_value=0, max_value=MOST_DUE_DAYS,
        help_text=gettext_lazy("Moves the due days of the months that have not begun."),
    )  # fmt: skip
    pace_tolerance = PercentField(
        label=gettext_lazy("Pace tolerance, %"), includes_most=False,
        help_text=gettext_lazy("How far an item may lag behind its pace and still count as on track: 5 is 5 per cent."),
    )  # fmt: skip
    exceed_threshold = PercentField(
        label=gettext_lazy("Exceeded beyond, %"), most=900,
        help_text=gettext_lazy("How far beyond its target an item counts as exceeded: 10 is from 110 per cent on."),
    )  # fmt: skip
    evidence_multiple = forms.DecimalField(
        label=gettext_lazy("Evidence wanted from this multiple of the target"), min_value=1, max_digits=6,
        decimal_places=2, localize=True,
    )  # fmt: skip
    bottleneck_least = forms.IntegerField(
        label=gettext_lazy("Bottleneck from so many agencies"), min_value=1, max_value=10_000
    )
    bottleneck_share = PercentField(label=gettext_lazy("Bottleneck from this share of the agencies, %"))
    counts_no_activity = forms.BooleanField(label=gettext_lazy("No activity stays in the denominator"), required=False)
    shows_score = forms.BooleanField(label=gettext_lazy("Shows the weighted score"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)

    def __init__(self, *args: Any, plan: Plan, milestones: dict[int, Decimal], **kwargs: Any) -> None:
        named = {name: getattr(plan, name) for name in self.base_fields if name != "reason"}
        shares = {f"month_{month}": share for month, share in milestones.items()}
        kwargs["initial"] = named | shares
        super().__init__(*args, **kwargs)
        documents = Document.objects.filter(province=plan.province_id)
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]
        for month in MONTHS:
            self.fields[f"month_{month}"] = PercentField(label=str(month), required=False)

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """All but the milestones, the boxes to tick and the reason."""
        return [
            field for field in self
            if not field.name.startswith("month_") and field.name != "reason" and not self._is_box(field)
        ]  # fmt: skip

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [field for field in self if self._is_box(field)]

    @property
    def milestone_fields(self) -> list[forms.BoundField]:
        return [self[f"month_{month}"] for month in MONTHS]

    def _is_box(self, field: forms.BoundField) -> bool:
        return isinstance(field.field, forms.BooleanField)

    def clean(self) -> dict[str, Any]:
        """Milestones do not fall from one month to the next."""
        cleaned = super().clean() or {}
        highest = Decimal(0)
        for month in MONTHS:
            share = cleaned.get(f"month_{month}")
            if share is not None and share < highest:
                self.add_error(f"month_{month}", gettext_lazy("A later month asks for no less than an earlier one."))
            highest = max(highest, share or highest)
        return cleaned

    @property
    def milestones(self) -> dict[int, Decimal]:
        """Month → share, of those that are given."""
        given = {month: self.cleaned_data.get(f"month_{month}") for month in MONTHS}
        return {month: share for month, share in given.items() if share is not None}

    @property
    def rules(self) -> dict[str, Any]:
        """The fields of the plan."""
        return {name: value for name, value in self.cleaned_data.items() if name in RULE_NAMES}


RULE_NAMES = frozenset(RulesForm.base_fields) - {"reason"}


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
