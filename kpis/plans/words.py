"""What a year's rules are called, and what stands in them."""

from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agencies.pages.counted import tongue
from dxtracker.lib.numbers import number
from kpis.grammar.milestones import written
from kpis.models import PlanRules

NAMES = {field.name: field.verbose_name for field in PlanRules._meta.concrete_fields}
SHARES = ("pace_tolerance", "exceed_threshold", "bottleneck_share")


def rule_name(name: str) -> str:
    """A rule as forms and lists call it."""
    return capfirst(str(NAMES[name]))


def rule_value(name: str, value: Any) -> str:
    """What a rule says: "5%", "yes", "25/50/75/100"."""
    if name == "milestones":
        return written(value) or _("straight line")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    language = tongue()
    if name in SHARES:
        return f"{number(Decimal(value) * 100, language)}%"
    return number(value, language)
