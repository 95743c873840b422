"""Words for what a column holds and for the fields that an import changes."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from agencies.pages.counted import Counted
from kpis.enums import Operator
from workbooks.enums import ImportKind
from workbooks.kinds.agencies import read as agency_rows
from workbooks.kinds.committed_items import words as committed_items
from workbooks.kinds.figures import template as figures_template
from workbooks.kinds.people import words as people
from workbooks.kinds.shapes import Words
from workbooks.kinds.succession import words as succession
from workbooks.reading.shapes import Column

COLUMNS = {
    Column.NUMBER: _("Row number"),
    Column.CODE: _("Indicator code"),
    Column.INDICATOR: _("Indicator, task"),
    Column.UNIT: _("Unit"),
    Column.TARGET: _("Assigned target"),
    Column.LEAD: _("Lead agency"),
    Column.COORDINATORS: _("Coordinating agencies"),
    Column.DIVISION: _("Division"),
    Column.DEADLINE: _("Deadline"),
    Column.PRODUCT: _("Product"),
    Column.NOTE: _("Note"),
    Column.SECTION: _("Section"),
    Column.BASELINE: _("Baseline"),
    Column.WEIGHT: _("Weight"),
    Column.AGENCY: _("One agency's target"),
    Column.TOTAL: _("The sheet's own total"),
    Column.OTHER_YEAR: _("Another year"),
    Column.IGNORED: _("Not read"),
}
AGENCY_COLUMNS = {
    "agency_code": _("Code"),
    "name": _("Official name"),
    "short_name": _("Short name"),
    "aliases": _("Other names"),
    "peer_group": _("Peer group"),
    "parent": _("Belongs to"),
    "level": _("Level"),
    "unit_code": _("Administrative code"),
    "sort_order": _("Order in lists"),
    "active_from": _("Since"),
    "active_to": _("Until"),
    "ignored": _("Not read"),
}
FIELDS = {
    "operator": _("Comparison"),
    "low": _("Assigned target"),
    "high": _("Upper bound"),
    "unit": _("Unit"),
    "baseline": _("Baseline"),
    "deadline": _("Deadline"),
    "is_recurring": _("All year round"),
    "section": _("Section"),
    "product": _("Product"),
    "weight": _("Weight"),
    "coordinators": _("Coordinating agencies"),
    "noted": _("Coordinating agencies"),
    "agency": _("Lead agency"),
    "goal": _("Goal of a later year"),
    **committed_items.LABELS.fields,
}
# Where a field's change is shown; a field that has its own column goes there by its name.
PLACES = {
    "operator": (Column.TARGET, Column.AGENCY),
    "low": (Column.TARGET, Column.AGENCY),
    "high": (Column.TARGET, Column.AGENCY),
    "is_recurring": (Column.DEADLINE,),
    "noted": (Column.COORDINATORS,),
    "goal": (Column.TARGET,),
    "agency": (Column.LEAD,),
}
SPEAKING = {"low"}  # a change that needs no label beside it: 41,7 → 42


ADDED: Mapping[str, Words] = {
    ImportKind.COMMITMENTS: committed_items.LABELS,
    ImportKind.PEOPLE: people.LABELS,
    ImportKind.SUCCESSION: succession.LABELS,
}

# What an import wrote, by table.
WRITTEN: Mapping[str, Counted] = {
    "assignments": Counted("%(n)s item newly assigned", "%(n)s items newly assigned"),
    "changed_assignments": Counted("%(n)s item changed", "%(n)s items changed"),
    "targets": Counted("%(n)s target set", "%(n)s targets set"),
    "changed_targets": Counted("%(n)s target corrected in the same month", "%(n)s targets corrected in the same month"),
    "indicators": Counted("%(n)s indicator added to the catalogue", "%(n)s indicators added to the catalogue"),
    "agencies": Counted("%(n)s agency added", "%(n)s agencies added"),
    "changed_agencies": Counted("%(n)s agency changed", "%(n)s agencies changed"),
    "agency_aliases": Counted("%(n)s other name added", "%(n)s other names added"),
    "entries": Counted("%(n)s figure typed as a draft", "%(n)s figures typed as drafts"),
    "changed_entries": Counted("%(n)s draft changed", "%(n)s drafts changed"),
    "aliases": Counted("%(n)s name of an agency remembered", "%(n)s names of agencies remembered"),
    "headings": Counted("%(n)s heading remembered", "%(n)s headings remembered"),
    "phrases": Counted("%(n)s phrase for many bodies remembered", "%(n)s phrases for many bodies remembered"),
    "goals": Counted("%(n)s goal of a later year kept", "%(n)s goals of later years kept"),
    "changed_goals": Counted("%(n)s goal of a later year changed", "%(n)s goals of later years changed"),
}

MISSING: Mapping[str, Counted] = {
    ImportKind.ASSIGNMENTS: Counted(
        "%(n)s item that stands and that this sheet does not name: it stays as it is",
        "%(n)s items that stand and that this sheet does not name: they stay as they are",
    ),
    ImportKind.AGENCIES: Counted(
        "%(n)s agency that this sheet does not name: it stays as it is",
        "%(n)s agencies that this sheet does not name: they stay as they are",
    ),
    ImportKind.FIGURES: Counted(
        "%(n)s item that this sheet does not name: its figures stay as they are",
        "%(n)s items that this sheet does not name: their figures stay as they are",
    ),
    **{kind: words.missing for kind, words in ADDED.items()},
}


def missing_sentence(kind: ImportKind, count: int) -> str:
    """What stands and is not in the sheet, by what the sheet is of: "3 people that this sheet does not name: …"."""
    return MISSING[kind].of(count)


def roles_of(kind: str) -> dict[str, str]:
    """What a column of this kind of sheet may be said to hold, role → word; a month's workbook has its own columns."""
    if kind == ImportKind.ASSIGNMENTS:
        return {str(role): str(word) for role, word in COLUMNS.items()}
    if kind == ImportKind.AGENCIES:
        return {role: str(AGENCY_COLUMNS.get(role, role)) for role in (*agency_rows.WORDS, "ignored")}
    if kind in ADDED:
        return {role: str(word) for role, word in ADDED[kind].columns.items()} | {"ignored": column_word("ignored")}
    return {}


def column_word(role: str) -> str:
    """What a column holds, in the reader's language."""
    added = {role: word for words in ADDED.values() for role, word in words.columns.items()}
    known = {**added, **figures_words(), **AGENCY_COLUMNS, **{str(r): word for r, word in COLUMNS.items()}}
    return str(known.get(role, role))


def figures_words() -> dict[str, Any]:
    """The headings of a month's workbook by role."""
    return {role: heading for role, (heading, *_rest) in figures_template.COLUMNS.items()}


def field_word(field: str) -> str:
    """The name of a field of an item, an agency or an entry."""
    return str(FIELDS[field]) if field in FIELDS else column_word(field)


def shown(field: str, value: str) -> str:
    """A changed value in words: comparisons as people write them."""
    return str(Operator(value).label) if field == "operator" and value in Operator.values else value
