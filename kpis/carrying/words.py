"""The words of the remarks on a year's targets, and of what an item must make clear."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from agencies.pages.counted import Counted, tongue
from dxtracker.lib import numbers
from kpis.carrying.remarks import Remark
from kpis.standings.words import quantity

OF_AGENCIES = {
    "never_missed": Counted(
        "Missed by nobody last year: %(met)s of %(agencies)s agency met it.",
        "Missed by nobody last year: %(met)s of %(agencies)s agencies met it.",
    ),
    "missed_by_all": Counted(
        "Missed by all last year: %(met)s of %(agencies)s agency met it.",
        "Missed by all last year: %(met)s of %(agencies)s agencies met it.",
    ),
}


def remark_words(remark: Remark, unit: str) -> str:
    """A remark as a sentence with its figures."""
    figures = {name: _figure(name, value, unit) for name, value in remark.figures.items()}
    if remark.code in OF_AGENCIES:
        return OF_AGENCIES[remark.code].of(remark.figures["agencies"], **figures)
    return {
        "met_at_once": _("Met in the first month of last year."),
        "far_beyond": _("Last year came to %(times)s its target: %(value)s against %(target)s."),
        "other_unit": _("Reported in %(reported)s, the target is in %(unit)s."),
        "below_result": _("Asks for %(target)s; last year came to %(value)s."),
    }[remark.code] % figures


def _figure(name: str, value: Any, unit: str) -> Any:
    language = tongue()
    if name == "times":
        return numbers.times(value, language)
    if name in ("value", "target") and isinstance(value, Fraction):
        return quantity(Decimal(value.numerator) / value.denominator, unit)
    return numbers.number(value, language) if isinstance(value, int) else value


def missing_words(missing: Iterable[str]) -> str:
    """What an item does not say, by its names among the six; empty where it says all."""
    names = {
        "person": _("accountable person"),
        "task": _("task"),
        "deadline": _("deadline"),
        "responsibility": _("lead"),
        "product": _("product or target with its unit"),
        "authority": _("legal basis"),
    }
    return ", ".join(names[name] for name in missing)


def names_of(pairs: Iterable[tuple[str, int]]) -> str:
    """Agencies with how many each: Sở Nội vụ (12), Sở Tài chính (3)."""
    return ", ".join(f"{name} ({numbers.number(n, tongue())})" for name, n in pairs)
