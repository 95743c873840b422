"""What was typed in a row of the month's page, as fields of an entry, each refused where it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.clock import today
from dxtracker.lib.dates import day_of
from dxtracker.lib.text import clean
from kpis.enums import Kind, SelfAssessment
from kpis.grammar import figures
from kpis.grammar.numerals import written
from kpis.grammar.shapes import Cell, Problem
from kpis.grammar.units import is_percent
from kpis.grammar.words import words
from kpis.models import Assignment, Cause, Entry, Indicator

NUMBERS = ("value", "numerator", "denominator")
OF_KIND = {
    Kind.NUMBER: ("value",),
    Kind.RATIO: ("numerator", "denominator"),
    Kind.DELIVERABLE: ("document_number", "document_on"),
}
OF_ANY_KIND = [name for names in OF_KIND.values() for name in names]
REPORTED_BY = {  # what is said where another field was filled in, which no page shows
    Kind.NUMBER: gettext_lazy("This item is reported by one value."),
    Kind.RATIO: gettext_lazy("This item is reported by the two parts of its ratio, numerator and denominator."),
    Kind.DELIVERABLE: gettext_lazy("This item is reported by number and date of the document."),
}
LONGEST = {"note": 4000, "document_number": 60}
TEXTS = ("value", "numerator", "denominator", "document_number", "document_on", "cause", "note", "self_assessment")
FIELDS = (*TEXTS, "promised_on")
LONGEST_POSTED = 5000


@dataclass(frozen=True)
class Wrong:
    """Why a field is refused, and what could stand there instead."""

    message: str
    proposals: tuple[str, ...] = ()


@dataclass
class Said:
    """A row as posted: its texts as typed, the fields that they mean, what is wrong with them."""

    texts: dict[str, str]
    version: int | None
    is_no_activity: bool
    seen: int | None = None
    choice: str = ""
    figures: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Wrong] = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        """Whether anything differs from what stands."""
        return bool(self.figures or self.wrong)


def fields_of(item: Assignment) -> tuple[str, ...]:
    """The fields of the cell itself: a value, two parts, or a document's number and date."""
    return OF_KIND[Kind(item.indicator.kind)]


def texts_of(entry: Entry | None, unit: str, promised_on: date | None = None) -> dict[str, str]:
    """What stands of an entry, as it is shown in the fields: Vietnamese digits and dates in every language.

    `promised_on` is the last day promised, which stands where the entry does not move it.
    """
    found = dict.fromkeys(FIELDS, "")
    promised_on = (entry.promised_on if entry else None) or promised_on
    found["promised_on"] = f"{promised_on:%d/%m/%Y}" if promised_on else ""
    if entry is None:
        return found
    for name in NUMBERS:
        number = getattr(entry, name)
        found[name] = "" if number is None else _written(number, is_percent(unit) and name == "value")
    found |= {name: getattr(entry, name) for name in ("document_number", "note", "self_assessment")}
    found["document_on"] = f"{entry.document_on:%d/%m/%Y}" if entry.document_on else ""
    found["cause"] = str(entry.cause_id or "")
    return found


def _written(number: Decimal, in_percent: bool) -> str:
    shown = number.normalize()
    return written(shown.quantize(Decimal(1)) if shown == shown.to_integral() else shown, is_percent=in_percent)


def read_row(
    posted: Mapping[str, str],
    item: Assignment,
    entry: Entry | None,
    causes: Iterable[Cause],
    promised_on: date | None = None,
) -> Said:
    """The fields `<key>-<name>` of a posted page for one item; a field that was not posted is left as it stands.

    `entry` and `promised_on` are what stands. `use-<key>` is a proposal's button pressed without a script:
    "value=259" or "numerator=5&denominator=8".
    """
    key, unit = item.pk, item.indicator.unit
    shown = texts_of(entry, unit, promised_on)
    texts = {name: posted[f"{key}-{name}"][:LONGEST_POSTED] for name in FIELDS if f"{key}-{name}" in posted}
    pressed = [part.partition("=") for part in posted.get(f"use-{key}", "").split("&") if part]
    texts |= {name: text for name, _sign, text in pressed if name in fields_of(item)}
    said = Said(
        shown | texts,
        _integer(posted.get(f"{key}-version", "")),
        posted.get(f"{key}-is_no_activity") == "on" and not pressed,
        _integer(posted.get(f"{key}-seen", "")),
        posted.get(f"choice-{key}", ""),
    )
    for name, text in texts.items():
        if text.strip() == shown[name].strip():
            continue
        if text.strip() and name in OF_ANY_KIND and name not in fields_of(item):
            said.wrong[name] = Wrong(str(REPORTED_BY[Kind(item.indicator.kind)]))
        else:
            _read(said, name, text, item.indicator, causes)
    if said.figures.get("promised_on", ...) == (entry.promised_on if entry else None):
        del said.figures["promised_on"]
    if said.is_no_activity != bool(entry and entry.is_no_activity) and f"{key}-version" in posted:
        said.figures["is_no_activity"] = said.is_no_activity
    _together(said, item, entry)
    return said


def keyboard_of(name: str, indicator: Indicator) -> str:
    """Which keyboard a phone opens at a field (inputmode); empty for the whole one: that for figures has no minus."""
    return "decimal" if name in NUMBERS and not (name == "value" and indicator.may_be_negative) else ""


def figure_of_text(cell: Cell, name: str, indicator: Indicator) -> Decimal | Problem | None:
    """A cell as the value or the part of a ratio that `name` says, in what the indicator measures."""
    if name == "value":
        return figures.figure(cell, indicator.unit, is_signed=indicator.may_be_negative)
    return figures.part(cell, getattr(indicator, f"{name}_label") or indicator.name)


def _read(said: Said, name: str, text: str, indicator: Indicator, causes: Iterable[Cause]) -> None:
    """One field that differs from what stands."""
    found: Any
    if name in NUMBERS:
        found = figure_of_text(Cell(text), name, indicator) if text.strip() else None
    elif name == "document_on":
        found = _day(text)
    elif name == "promised_on":
        found = _day_ahead(text)
    elif name == "cause":
        found = next((cause.pk for cause in causes if str(cause.pk) == text), None) if text else None
        name = "cause_id"
    elif name == "self_assessment":
        found = text if text in SelfAssessment.values else ""
    else:
        found = clean(text) if name == "document_number" else text.strip()
        limit = LONGEST[name]
        found = found if len(found) <= limit else Problem("too_long", {"limit": str(limit)})
    if isinstance(found, Problem):
        said.wrong[name] = Wrong(words(found), found.proposals)
    elif isinstance(found, Wrong):
        said.wrong[name] = found
    else:
        said.figures[name] = found


def _day(text: str, *, is_ahead: bool = False) -> date | Wrong | None:
    bare = clean(text)
    if not bare:
        return None
    return day_of(bare, today(), is_ahead=is_ahead) or Wrong(_("This is no date. Write it as 15/11/2022."))


def _day_ahead(text: str) -> date | Wrong | None:
    """A day on which something will be done: today at the earliest."""
    found = _day(text, is_ahead=True)
    passed = isinstance(found, date) and found < today()
    return Wrong(_("This day has passed. What is promised lies ahead.")) if passed else found


def _together(said: Said, item: Assignment, entry: Entry | None) -> None:
    """What the fields say of each other: both parts of a ratio, in order, and nothing beside "no activity"."""
    filled = [name for name in fields_of(item) if said.texts[name].strip()]
    if said.is_no_activity and filled:
        said.wrong.setdefault(filled[0], Wrong(_("A figure and “no activity” cannot stand together.")))
        return
    if item.indicator.kind != Kind.RATIO or said.wrong:
        return
    if len(filled) == 1:
        lacking = "denominator" if filled[0] == "numerator" else "numerator"
        said.wrong[lacking] = Wrong(_("Both parts of the ratio are wanted."))
        return
    parts = [said.figures.get(name, getattr(entry, name, None)) for name in fields_of(item)]
    if parts[0] is not None and parts[1] is not None and parts[0] > parts[1]:
        said.wrong["numerator"] = Wrong(_("The numerator is greater than the denominator."))


def _integer(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
