"""The inputs of a row of the month's page."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from agencies.pages.counted import tongue
from dxtracker.lib.numbers import number
from kpis.entry.forms import NUMBERS, Wrong, fields_of, keyboard_of, texts_of
from kpis.enums import Kind, OverTime
from kpis.month.lines import Line


@dataclass(frozen=True)
class Cell:
    """An input: its name, label, text, what "unchanged" would type, and what is wrong with it."""

    name: str
    id: str
    field: str
    label: str
    text: str
    same: str
    wrong: Wrong | None
    is_day: bool = False
    is_words: bool = False
    before: str = ""
    shown: str = ""  # where it is no field: in a field digits are Vietnamese in every language
    keyboard: str = ""

    @property
    def is_part(self) -> bool:
        return self.field in ("numerator", "denominator")


def cells_of(line: Line, texts: dict[str, str], wrong: dict[str, Wrong]) -> tuple[Cell, ...]:
    """The inputs of an item with what stands in them and what is wrong with it."""
    indicator, key = line.assignment.indicator, line.assignment.pk
    labels = {
        "value": _("Figure of the month"),
        "numerator": indicator.numerator_label,
        "denominator": indicator.denominator_label,
        "document_number": _("Number of the document"),
        "document_on": _("Date of the document"),
    }
    same, last = unchanged(line), texts_of(line.last, indicator.unit)
    return tuple(
        Cell(
            name=f"{key}-{name}",
            id=f"cell-{key}-{name}",
            field=name,
            label=labels[name],
            text=texts[name],
            same=same.get(name, ""),
            wrong=wrong.get(name),
            is_day=name == "document_on",
            is_words=name == "document_number",
            before=last[name] if name in ("numerator", "denominator") else "",
            shown=_shown(line, name, texts[name]),
            keyboard=keyboard_of(name, indicator),
        )
        for name in fields_of(line.assignment)
    )


def _shown(line: Line, name: str, text: str) -> str:
    """The text of a cell, a figure that stands as the reader's language writes it."""
    value = getattr(line.entry, name) if line.entry and name in NUMBERS else None
    is_other = text != texts_of(line.entry, line.assignment.indicator.unit)[name]
    return text if value is None or is_other or tongue() == "vi" else number(value, tongue())


def unchanged(line: Line) -> dict[str, str]:
    """What "unchanged" types: nothing added where months are added, else the last recorded figure again."""
    indicator = line.assignment.indicator
    if indicator.kind == Kind.DELIVERABLE:
        return {}
    if indicator.over_time == OverTime.SUM:
        return {"value": "0"} if indicator.kind == Kind.NUMBER else {}
    last = texts_of(line.last, indicator.unit)
    return {name: last[name] for name in fields_of(line.assignment) if last[name]}
