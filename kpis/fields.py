"""Boxes for shares and for the way through a year, as people write them."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.pages.counted import tongue
from dxtracker.lib.numbers import number
from kpis.grammar.milestones import NotMilestones, read, written

WRITTEN = re.compile(r"(\d{1,4})(?:[.,](\d{1,2}))?\s*(%?)")


class _WrittenField(forms.Field):
    """A box whose value may be written in several ways: it is changed where it means something else."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != self.to_python(initial)
        except forms.ValidationError:
            return True


class PercentField(_WrittenField):
    """A share typed as per cent and kept as a share: "5", "5%" and "5,0 %" are 0.05.

    Below 1 the sign is asked for: 0.05 was 5 per cent where shares were typed.
    """

    default_error_messages = {
        "invalid": _("Write per cent with at most two decimals, such as 5 or 7,5."),
        "below": _("5 per cent is written 5. If less than 1 per cent is meant, write the sign: 0,5%."),
        "above": _("It is less than 100 per cent."),
        "over": _("It is at most %(most)s per cent."),
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
        text = number(points, tongue())
        return f"{text}%" if 0 < points < 1 else text


def tolerance_field(**options: Any) -> PercentField:
    """How far behind its pace is still on track."""
    said = _("How far an item may lag behind its pace and still count as on track: 5 is 5 per cent.")
    return PercentField(label=_("Pace tolerance, %"), help_text=said, includes_most=False, **options)


def exceed_field(**options: Any) -> PercentField:
    """From where on an item is beyond its target."""
    said = _("How far beyond its target an item counts as exceeded: 10 is from 110 per cent on.")
    return PercentField(label=_("Exceeded beyond, %"), help_text=said, most=900, **options)


class MilestonesField(_WrittenField):
    """Milestones as one line: "25/50/75/100" by quarters, "3: 20; 9: 70" by months; empty for none."""

    default_error_messages = {
        "unreadable": _("Write 25/50/75/100 by quarters, 3: 20; 9: 70 by months. Not understood: %(part)s."),
        "month": _("There is no month %(part)s."),
        "share": _("A share is 100 per cent at most: %(part)s."),
        "twice": _("Month %(part)s is named twice."),
        "falls": _("A later month asks for no less than an earlier one: %(part)s."),
    }  # fmt: skip

    def __init__(self, **options: Any) -> None:
        said: dict[str, Any] = {
            "label": _("Milestones, % of the target"), "required": False,
            "help_text": _("By the end of each quarter: 25/50/75/100; of chosen months: 3: 20; 9: 70."),
        } | options  # fmt: skip
        widget = forms.TextInput(attrs={"autocomplete": "off", "maxlength": 200})
        super().__init__(widget=widget, **said)

    def to_python(self, value: Any) -> dict[int, Decimal]:
        """Month → share, exact; empty for nothing."""
        if isinstance(value, Mapping):
            return {int(month): Decimal(share) for month, share in value.items()}
        try:
            return read(str(value or "")[:200])
        except NotMilestones as error:
            told = {"part": error.part[:40]}
            raise forms.ValidationError(self.error_messages[error.code], code=error.code, params=told) from error

    def prepare_value(self, value: Any) -> Any:
        """What stands in the box: the shortest way of writing it, or what was typed."""
        return written(self.to_python(value)) if isinstance(value, Mapping) else value
