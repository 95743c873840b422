"""What an entry reports, in words, for who signs it and who reviews it."""

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.pages.counted import tongue
from dxtracker.lib import numbers
from kpis.enums import Kind
from kpis.grammar.units import is_percent
from kpis.measuring.measures import scale_of
from kpis.models import Entry
from kpis.month.lines import Line
from kpis.standings.words import apart, quantity, unit_of


def figure_words(entry: Entry, line: Line) -> str:
    """The month's own figure as it was reported: "45 / 120 (37,5%)", "198 tin", "12/KH-SXD, 05/11/2022"."""
    if entry.is_no_activity:
        return _("no activity")
    if line.assignment.indicator.kind == Kind.DELIVERABLE:
        day = f"{entry.document_on:%d/%m/%Y}" if entry.document_on else ""
        return ", ".join(part for part in (entry.document_number, day) if part) or "–"
    return _figure(entry.value, entry.numerator, entry.denominator, entry.unit, line)


def verified_words(entry: Entry, line: Line) -> str:
    """What the reviewer found instead; empty where nothing was corrected."""
    parts = entry.verified_value, entry.verified_numerator, entry.verified_denominator
    return _figure(*parts, "", line) if any(part is not None for part in parts) else ""


def _figure(
    value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None, unit: str, line: Line
) -> str:
    indicator, low = line.assignment.indicator, line.target.low if line.target else None
    if indicator.kind != Kind.RATIO:
        return apart(value, low, unit or unit_of(line.target, indicator))
    if numerator is None or denominator is None:
        return "–"
    scale = scale_of(indicator.unit)
    shown = f"{quantity(numerator)} / {quantity(denominator)}"
    if scale == 1 or not denominator:
        return shown
    return f"{shown} ({apart(numerator * scale / denominator, low, indicator.unit)})"


def change_words(line: Line) -> str:
    """How the item stands against the month before: "+31 lượt", "−2,5 điểm %"; "–" with nothing to compare."""
    before, now = line.before.reading.value if line.before else None, line.now.reading.value
    if before is None or now is None or not line.is_typed:
        return "–"
    change: Fraction = now - before
    if not change:
        return _("unchanged")
    unit = unit_of(line.target, line.assignment.indicator)
    shown = numbers.number(int(abs(change)) if change.denominator == 1 else abs(change), tongue())
    sign = "+" if change > 0 else numbers.MINUS
    points = ngettext("percentage point", "percentage points", 1 if abs(change) == 1 else 2)
    return sign + numbers.with_unit(shown, points if is_percent(unit) else unit)
