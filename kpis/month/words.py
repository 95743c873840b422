"""The words of remarks at a cell (plausibility.py) and of gaps before sending (readiness.py): code → sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.pages.counted import tongue
from dxtracker.lib import numbers
from kpis.enums import Kind
from kpis.grammar.numerals import written
from kpis.grammar.units import is_percent
from kpis.month.lines import Line
from kpis.month.plausibility import Remark
from kpis.month.readiness import Gap

THOUSANDTHS = Decimal("0.001")
AUTOMATIC = gettext_lazy("Automatic figures of the system %(name)s")
WORDS = {
    "fell": gettext_lazy("The running total falls from %(before)s to %(value)s. Is %(value)s the month's own figure?"),
    "jumped": gettext_lazy("%(value)s is more than three times the %(before)s of the month before. Is it right?"),
    "parts_fell": gettext_lazy(
        "A running total falls: %(numerator_before)s / %(denominator_before)s the month before,"
        " now %(numerator)s / %(denominator)s. Are these the month's own figures?"
    ),
    "parts_jumped": gettext_lazy(
        "%(numerator)s / %(denominator)s is more than three times the %(numerator_before)s / %(denominator_before)s"
        " of the month before. Is it right?"
    ),
    "over_all": gettext_lazy("%(value)s is more than everything. Is it the number and not the share?"),
    "other_unit": gettext_lazy("The figure came in another unit than the target's."),
    "far_beyond": gettext_lazy("%(times)s of the target. Check the unit, and attach evidence."),
    "self_assessed_otherwise": gettext_lazy("Your own assessment says otherwise than the figures."),
    "parts_differ": gettext_lazy(
        "The divisions report %(parts)s together (figures from %(told)s of %(asked)s), here it is %(value)s."
    ),
    "not_typed": gettext_lazy("Nothing is entered. Type 0 if it is zero, or tick “no activity”."),
    "cause_wanted": gettext_lazy("The target is missed: choose the cause."),
    "explanation_wanted": gettext_lazy("No progress: explain it in the note."),
    "evidence_wanted": gettext_lazy("Evidence is missing: attach a file or name the document."),
    "document_half": gettext_lazy("A document issued has both a number and a date."),
    "document_ahead": gettext_lazy("This day is still to come: a task is done once its document is issued."),
    "promise_passed": gettext_lazy("The day promised has passed since it was typed: name one that lies ahead."),
    "returned_unchanged": gettext_lazy("The figure was returned and has not been changed since."),
    "seen_fell": gettext_lazy("The running total falls from %(before)s to %(value)s."),
    "seen_jumped": gettext_lazy("%(value)s is more than three times the %(before)s of the month before."),
    "seen_parts_fell": gettext_lazy(
        "A running total falls: %(numerator_before)s / %(denominator_before)s the month before,"
        " now %(numerator)s / %(denominator)s."
    ),
    "seen_parts_jumped": gettext_lazy(
        "%(numerator)s / %(denominator)s is more than three times the %(numerator_before)s / %(denominator_before)s"
        " of the month before."
    ),
    "seen_over_all": gettext_lazy("%(value)s is more than everything."),
    "seen_far_beyond": gettext_lazy("%(times)s of the target."),
    "seen_self_assessed_otherwise": gettext_lazy("The agency's own assessment says otherwise than the figures."),
    "returned_changed": gettext_lazy("The figure was returned and comes changed: old and new stand below."),
}


@dataclass(frozen=True)
class Proposal:
    """A button beside a remark: its words, and the text that each field of the row would hold."""

    label: str
    fields: Mapping[str, str]

    @property
    def value(self) -> str:
        """The texts as one value, for a form without a script."""
        return "&".join(f"{name}={text}" for name, text in self.fields.items())


def typed(value: Fraction, unit: str = "") -> str:
    """A number as it is typed, Vietnamese whatever the language of the page: "22.196.242", "93,5"."""
    exact = Decimal(value.numerator) / value.denominator
    short = exact.quantize(THOUSANDTHS, ROUND_HALF_UP).normalize() if exact % 1 else exact
    return written(short, is_percent=is_percent(unit))


def remark_words(remark: Remark, unit: str) -> str:
    """The sentence of a remark, its numbers in the unit of the item."""
    language = tongue()
    unit = "" if remark.code.startswith(("parts_fell", "parts_jumped", "seen_parts")) else unit
    units = {"told": "", "asked": ""}
    numbered = [(name, n) for name, n in remark.numbers.items() if name != "times"]
    said = {name: _quantity(n, units.get(name, unit), language) for name, n in numbered}
    if "times" in remark.numbers:
        said["times"] = numbers.times(remark.numbers["times"], language)
    text = str(WORDS[remark.code]) % said
    return text[:1].upper() + text[1:]


def gap_words(gap: Gap) -> str:
    """The sentence of what is missing."""
    return str(WORDS[gap.code])


def keep_words(remark: Remark) -> str:
    """What answers a remark's question and leads to the note; empty where it asks none."""
    if remark.code in ("jumped", "parts_jumped"):
        return _("Right, keep it and say why")
    return _("Keep it and say why") if remark.code in ("fell", "parts_fell", "parts_differ") else ""


def proposals(remark: Remark, line: Line) -> tuple[Proposal, ...]:
    """What could stand in the cell instead, one click each."""
    if remark.proposal:
        unit = line.assignment.indicator.unit
        sums = {name: typed(total, unit if name == "value" else "") for name, total in remark.proposal.items()}
        return (Proposal(_("Yes, add it up to %(total)s") % {"total": " / ".join(sums.values())}, sums),)
    if remark.code == "parts_differ":
        fields = parts_fields(line)
        label = _("Take the divisions' %(parts)s") % {"parts": " / ".join(fields.values())}
        return (Proposal(label, fields),)
    return ()


def parts_fields(line: Line) -> dict[str, str]:
    """What the divisions' items come to, as the fields of the row; empty where they come to nothing."""
    parts = line.parts
    if parts is None or parts.value is None:
        return {}
    if line.assignment.indicator.kind == Kind.RATIO and parts.numerator is not None and parts.denominator is not None:
        return {"numerator": typed(parts.numerator), "denominator": typed(parts.denominator)}
    return {"value": typed(parts.value, line.assignment.indicator.unit)}


def _quantity(value: Fraction, unit: str, language: str) -> str:
    shown = numbers.number(int(value) if value.denominator == 1 else value, language)
    return numbers.with_unit(shown, unit)


def automatic_words(name: str) -> str:
    """From where a figure comes that no person typed: "Số liệu tự động từ hệ thống một cửa"."""
    return str(AUTOMATIC) % {"name": name}
