"""What an entry says and what changed of it, in words for its reviewer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from kpis.enums import SelfAssessment
from kpis.models import Cause, EntryEvent
from kpis.standings.words import quantity

BACK = ("return", "reopen")


@dataclass(frozen=True)
class Change:
    """One field before it was returned and as it comes now, in words."""

    label: str
    old: str
    new: str


def changes_since_return(events: Sequence[EntryEvent], causes: Iterable[Cause], unit: str = "") -> tuple[Change, ...]:
    """What was typed since the last return, field by field, old and new; none where it was never returned.

    `events` are all moves of one entry in their order.
    """
    places = [place for place, event in enumerate(events) if event.move in BACK]
    if not places:
        return ()
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for event in events[places[-1] + 1 :]:
        if event.move != "type":
            continue
        for name, value in event.new.items():
            field = name.removesuffix("_id")
            old.setdefault(field, event.old.get(name))
            new[field] = value
    names = {cause.pk: cause.name for cause in causes}
    found = []
    for field, label in _labels().items():
        if field in new:
            pair = [_words(field, value, names, unit) for value in (old[field], new[field])]
            if pair[0] != pair[1]:
                found.append(Change(label, *pair))
    return tuple(found)


def _labels() -> dict[str, str]:
    return {
        "value": _("Figure of the month"),
        "numerator": _("Numerator"),
        "denominator": _("Denominator"),
        "unit": _("Unit"),
        "document_number": _("Number of the document"),
        "document_on": _("Date of the document"),
        "is_no_activity": _("No activity"),
        "cause": _("Cause"),
        "self_assessment": _("Own assessment"),
        "note": _("Note"),
        "promised_on": _("Promise"),
    }


def _words(field: str, value: Any, causes: dict[int, str], unit: str) -> str:
    if value is None or value == "":
        return "–"
    if field == "is_no_activity":
        return _("yes") if value else _("no")
    if field == "cause":
        return causes.get(value, "–")
    if field == "self_assessment" and value in SelfAssessment.values:
        return str(SelfAssessment(value).label)
    if field in ("value", "numerator", "denominator"):
        try:
            return quantity(Decimal(str(value)), unit if field == "value" else "")
        except InvalidOperation:
            return str(value)
    if field in ("document_on", "promised_on"):
        return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
    return str(value)
