"""The workbook in which an agency fills in its figures of a month: one row an item, only the cells to type in open.

A hidden sheet says whose and which month it is, and what stood of every item when it was made: what comes back is
held against that, so that nobody's later figure is overwritten unseen.
"""

import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from openpyxl import load_workbook
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter

from agencies.clock import now
from agencies.models import Agency
from dxtracker.lib import xlsx
from dxtracker.lib.numbers import number
from dxtracker.lib.text import clean
from dxtracker.lib.xlsx import Column, SheetSpec
from kpis.entry.forms import OF_KIND
from kpis.enums import Kind
from kpis.measuring.workflow import can_move
from kpis.models import Assignment, Cause, Entry, Period, Target
from kpis.standings.words import target_text, unit_of

FORMAT = "dxtracker-figures-1"
LANGUAGES = ("vi", "en")
BASE_SHEET = "dxtracker"
ABOUT = ("format", "agency", "year", "month", "made_at")
PROVINCE = "province"  # its key; workbooks made before 12/2026 do not say it
FIELDS = (
    "value", "numerator", "denominator", "document_number", "document_on", "is_no_activity", "cause", "note",
)  # fmt: skip
TYPED_IN = ("unit", "over_time")  # how the figure was asked for; workbooks made before 12/2026 do not say it
BASE = ("item", "version", *FIELDS, *TYPED_IN)
FOR_ALL = ("is_no_activity", "cause", "note")
MARK = "x"
# role → heading, kind of column, width
COLUMNS: dict[str, tuple[Any, xlsx.Kind, float]] = {
    "number": (gettext_lazy("Line no."), "number", 6),
    "indicator": (gettext_lazy("Indicator, task"), "text", 44),
    "unit": (gettext_lazy("Unit"), "text", 10),
    "target": (gettext_lazy("Assigned target"), "text", 18),
    "typed": (gettext_lazy("What is typed"), "text", 18),
    "before": (gettext_lazy("Figure of an earlier month"), "text", 16),
    "value": (gettext_lazy("Figure of this month"), "number", 14),
    "numerator": (gettext_lazy("Numerator"), "number", 12),
    "denominator": (gettext_lazy("Denominator"), "number", 12),
    "document_number": (gettext_lazy("Number of the document issued"), "text", 16),
    "document_on": (gettext_lazy("Date of the document issued"), "date", 14),
    "is_no_activity": (gettext_lazy("No activity (x)"), "text", 10),
    "cause": (gettext_lazy("Cause"), "text", 30),
    "note": (gettext_lazy("Note"), "text", 30),
    "item": (gettext_lazy("Item code"), "text", 12),
}
ROLES = tuple(COLUMNS)
PLACE = {role: column for column, role in enumerate(ROLES, 1)}
INPUTS = FIELDS


def headings() -> dict[str, tuple[str, ...]]:
    """Role → its headings in every language: a template comes back in the language in which it was made."""
    found: dict[str, list[str]] = {role: [] for role in ROLES}
    for language in LANGUAGES:
        with override(language):
            for role, (heading, *_rest) in COLUMNS.items():
                found[role].append(str(heading))
    return {role: tuple(texts) for role, texts in found.items()}


def template(agency: Agency, period: Period, language: str) -> bytes:
    """The workbook of one agency and month as it stands now, in `language`; six queries."""
    items = items_of(agency, period)
    entries = entries_of(items, period)
    with override(language):
        targets = targets_of(items, period)
        visible, locked = _visible(agency, period, items, entries, targets, language)
        about = dict(zip(ABOUT, (FORMAT, agency.code, period.plan.year, period.month, now().isoformat()), strict=True))
        about |= {PROVINCE: agency.root_id}
        data = xlsx.write([visible, _hidden(about, items, entries, targets)], title=visible.titles[0])
    return _locked(data, visible, locked)


def items_of(agency: Agency, period: Period) -> list[Assignment]:
    """The agency's items of the period's year, with their indicators, in the order of the plan."""
    rows = Assignment.objects.filter(plan=period.plan_id, agency=agency).select_related("indicator", "given_to")
    return list(rows.order_by("sort_order", "pk"))


def codes_of(items: Iterable[Assignment]) -> dict[int, str]:
    """What a row is found again by, by the item's key: the indicator's code.

    Behind it whom the item was first given to, where the agency holds another of the same indicator since it took
    that one over (docs/adr/0021).
    """
    items = list(items)
    held = Counter(item.indicator_id for item in items)
    return {
        item.pk: f"{item.indicator.code} ({item.given_to.code})" if item.given_to and held[item.indicator_id] > 1
        else item.indicator.code
        for item in items
    }  # fmt: skip


def entries_of(items: Iterable[Assignment], period: Period) -> dict[int, Entry]:
    """What stands of each item in `period`, by the item's key."""
    rows = Entry.objects.filter(assignment__in=list(items), period=period).select_related("cause", "typed_by")
    return {row.assignment_id: row for row in rows}


def standing_fields(entry: Entry | None) -> dict[str, Any]:
    """What an entry says, by FIELDS; blanks where there is none. `cause` is a code."""
    if entry is None:
        return dict.fromkeys(FIELDS[:3]) | {"document_number": "", "document_on": None, "is_no_activity": False} | {
            "cause": "", "note": "",
        }  # fmt: skip
    return {name: getattr(entry, name) for name in FIELDS} | {"cause": entry.cause.code if entry.cause else ""}


def typed_in(item: Assignment, target: Target | None) -> tuple[str, str]:
    """TYPED_IN of an item: the unit, and whether the month's own figure or the running total is asked for."""
    return unit_of(target, item.indicator), item.indicator.over_time


def _visible(
    agency: Agency,
    period: Period,
    items: Sequence[Assignment],
    entries: Mapping[int, Entry],
    targets: Mapping[int, Target],
    language: str,
) -> tuple[SheetSpec, set[tuple[int, int]]]:
    """The sheet to fill in, and the places in its open columns that are not to be filled in."""
    before = _before(items, period)
    causes = list(Cause.objects.filter(province=agency.root_id).values_list("name", flat=True))
    codes, rows, fills, locked = codes_of(items), [], {}, set()
    for line, item in enumerate(items, 1):
        entry = entries.get(item.pk)
        is_open = entry is None or can_move("type", entry.status)
        wanted = (*OF_KIND[Kind(item.indicator.kind)], *FOR_ALL) if is_open else ()
        for role in INPUTS:
            fills[line, PLACE[role]] = "input" if role in wanted else "quiet"
            locked |= set() if role in wanted else {(line, PLACE[role])}
        rows.append(_row(line, item, targets.get(item.pk), before.get(item.pk), entry, codes[item.pk], language))
    lists = {PLACE["is_no_activity"]: [MARK]} | ({PLACE["cause"]: causes} if causes else {})
    spec = SheetSpec(
        name=_("Figures"),
        columns=[Column(str(heading), kind, width) for heading, kind, width in COLUMNS.values()],
        rows=rows,
        titles=_titles(agency, period),
        fills=fills,
        hidden=[PLACE["item"]],
        protect=True,
        unlocked=[PLACE[role] for role in INPUTS],
        lists=lists,
        frozen=PLACE["indicator"],
    )
    return spec, locked


def _titles(agency: Agency, period: Period) -> list[str]:
    return [
        _("%(agency)s: figures of %(month)s") % {"agency": agency.name, "month": period.within},
        _("Fill in the yellow cells only, save, and hand the file in on the Excel import page."),
        _("A blank cell leaves what stands. 0 is a figure. Nothing happened this month: put x under “No activity”."),
        _("A ratio takes its numerator and its denominator; a task the number and the date of the document issued."),
    ]


def _row(
    line: int,
    item: Assignment,
    target: Target | None,
    before: Entry | None,
    entry: Entry | None,
    code: str,
    language: str,
) -> list[xlsx.Value]:
    indicator = item.indicator
    said = standing_fields(entry)
    name = item.title
    if indicator.kind == Kind.RATIO:
        name += "\n" + _("Numerator: %(top)s. Denominator: %(bottom)s") % {
            "top": indicator.numerator_label, "bottom": indicator.denominator_label,
        }  # fmt: skip
    is_task = indicator.kind == Kind.DELIVERABLE
    typed = indicator.get_kind_display() if is_task else indicator.get_over_time_display()
    told = figure_text(standing_fields(before), language) if before else ""
    said |= {"is_no_activity": MARK if said["is_no_activity"] else None}
    said |= {"cause": entry.cause.name if entry and entry.cause else None}
    inputs = [said[role] if said[role] != "" else None for role in INPUTS]
    return [line, name, unit_of(target, indicator), target_text(target), typed, told, *inputs, code]


def targets_of(items: Sequence[Assignment], period: Period) -> dict[int, Target]:
    """The target of each item in force in `period`."""
    rows = Target.objects.filter(assignment__in=items, in_force_from__month__lte=period.month)
    return {row.assignment_id: row for row in rows.order_by("in_force_from__month")}


def _before(items: Sequence[Assignment], period: Period) -> dict[int, Entry]:
    """The latest entry of each item in an earlier month of the year that says anything."""
    rows = Entry.objects.filter(assignment__in=items, period__month__lt=period.month).order_by("period__month")
    return {row.assignment_id: row for row in rows.select_related("cause") if figure_text(standing_fields(row))}


def figure_text(said: Mapping[str, Any], language: str = "vi") -> str:
    """The figure among FIELDS in words: "41,5", "5 / 8", "12/QĐ-UBND (05/03/2022)", "no activity"; else empty."""
    if said["is_no_activity"]:
        return _("no activity")
    if said["value"] is not None:
        return number(said["value"], language)
    if said["numerator"] is not None or said["denominator"] is not None:
        return f"{number(said['numerator'], language)} / {number(said['denominator'], language)}"
    day = f"({said['document_on']:%d/%m/%Y})" if said["document_on"] else ""
    return f"{said['document_number']} {day}".strip()


def _hidden(
    about: Mapping[str, Any],
    items: Sequence[Assignment],
    entries: Mapping[int, Entry],
    targets: Mapping[int, Target],
) -> SheetSpec:
    """Lines "#agency", … and, of every item, the version and the fields that stood, and TYPED_IN."""
    rows: list[list[xlsx.Value]] = [[f"#{name}", str(value)] for name, value in about.items()]
    codes = codes_of(items)
    for item in items:
        entry = entries.get(item.pk)
        said = standing_fields(entry)
        stood = (plain(said[name]) for name in FIELDS)
        asked = typed_in(item, targets.get(item.pk))
        rows.append([codes[item.pk], str(entry.version if entry else 0), *stood, *asked])
    whole = [[*row, *[None] * (len(BASE) - len(row))] for row in rows]
    return SheetSpec(name=BASE_SHEET, columns=[Column(name) for name in BASE], rows=whole, is_hidden=True, protect=True)


def plain(value: Any) -> str:
    """A field as the hidden sheet and comparisons hold it: the same text for the same value, spaces apart.

    >>> plain(Decimal("41.50")), plain(None), plain(True), plain(date(2022, 3, 5))
    ('41.5', '', 'x', '2022-03-05')
    """
    if value is None or value is False or value == "":
        return ""
    if isinstance(value, bool):
        return MARK
    if isinstance(value, Decimal):
        return format(value.normalize() if value else Decimal(0), "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return clean(str(value))


def _locked(data: bytes, spec: SheetSpec, places: Iterable[tuple[int, int]]) -> bytes:
    """The workbook with these places of the table locked, though their columns are open."""
    book = load_workbook(io.BytesIO(data))
    sheet = book[book.sheetnames[0]]
    for row, column in places:
        sheet[f"{get_column_letter(column)}{spec.header_row + row}"].protection = Protection(locked=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
