"""One row of a figures workbook: its cells as fields of an entry, each refused where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from dxtracker.lib.text import clean, fold, same_name_key
from kpis.entry.forms import OF_KIND, figure_of_text
from kpis.enums import Kind
from kpis.grammar import values
from kpis.grammar.faults import fault_of
from kpis.grammar.numerals import DECIMALS, WHOLE_DIGITS
from kpis.grammar.shapes import Cell, CellKind, Problem
from kpis.models import Assignment, Cause, Entry
from workbooks.kinds.figures.template import FIELDS, MARK, standing_fields
from workbooks.reading import plain_table
from workbooks.reading.plain_table import PlainRow, Understood

FIGURES = ("value", "numerator", "denominator", "document_number", "document_on")
LONGEST = {"document_number": 60, "note": 4000}
YES = {MARK, "co", "true", "1", "v", "yes", "khong phat sinh", "no activity"}
NO = {"khong", "false", "0", "-", "no"}


@dataclass(frozen=True)
class Base:
    """What stood of an item when the workbook was made: the entry's version (0: none) and its FIELDS."""

    version: int = 0
    said: Mapping[str, Any] = field(default_factory=lambda: standing_fields(None))
    typed_in: tuple[str, ...] = ()

    @classmethod
    def read(cls, version: str, texts: Sequence[str]) -> "Base":
        """From the hidden sheet, where figures_template.plain wrote it. Raises ValueError or ArithmeticError."""
        said: dict[str, Any] = dict(zip(FIELDS, texts, strict=False))
        for name in ("value", "numerator", "denominator"):
            said[name] = _stored(said[name]) if said[name] else None
        said["document_on"] = date.fromisoformat(said["document_on"]) if said["document_on"] else None
        said["is_no_activity"] = bool(said["is_no_activity"])
        return cls(int(version[:9]), said, tuple(texts[len(FIELDS) :]))


def _stored(text: str) -> Decimal:
    """A figure as the database can hold it; raises ValueError or ArithmeticError. Nobody vouches for the sheet."""
    value = Decimal(text)
    if not value.is_finite() or value.adjusted() > WHOLE_DIGITS or value.as_tuple().exponent < -DECIMALS:  # type: ignore[operator]
        raise ValueError("no figure of ours")
    return value


@dataclass(eq=False)
class FigureRow(Understood):
    """A row as understood: `given` are the fields that it says something of, `writes` those that it would change."""

    code: str
    item: Assignment | None
    entry: Entry | None
    base: Base
    given: dict[str, Any] = field(default_factory=dict)
    writes: dict[str, Any] = field(default_factory=dict)
    causes: Mapping[str, Cause] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.item.title if self.item else self.code

    @property
    def version(self) -> int:
        """The version of the entry that stands; 0 where there is none."""
        return self.entry.version if self.entry else 0

    @property
    def now(self) -> dict[str, Any]:
        return standing_fields(self.entry)


def parsed(
    line: PlainRow, item: Assignment | None, entry: Entry | None, base: Mapping[str, Base], causes: Sequence[Cause]
) -> FigureRow:
    """The cells of a row as fields; what cannot be one is refused at its cell."""
    code = line.text("item")
    stood = base.get(code, Base())
    row = FigureRow(line.sheet, line.row, line.cells, line.columns, line.texts, code, item, entry, stood)
    row.causes = {cause.code: cause for cause in causes}
    filled = {role: cell for role, cell in line.cells.items() if role in FIELDS and line.text(role)}
    if item is None:
        if filled:
            problem = Problem("unknown_item", {"code": code[: plain_table.QUOTED]}) if code else Problem("no_item_code")
            row.refuse("item", problem)
        return row
    wanted = OF_KIND[Kind(item.indicator.kind)]
    for role, remark in line.remarks():
        row.warn(role, remark)
    for role, cell in filled.items():
        if broken := fault_of(cell):
            row.refuse(role, broken)
        elif role in FIGURES and role not in wanted:
            row.refuse(role, Problem("not_for_this_item", {"kind": item.indicator.get_kind_display()}))
        else:
            _field(row, role, cell)
    if not row.problems:
        _together(row, item.indicator.kind)
        _emptied(row)
    return row


def _field(row: FigureRow, role: str, cell: Cell) -> None:
    if role in ("value", "numerator", "denominator"):
        _number(row, role, cell)
    elif role == "document_on":
        found = plain_table.day(cell)
        _keep(row, role, found)
    elif role == "is_no_activity":
        said = fold(plain_table.shown(cell))
        if said in YES:
            row.given[role] = True
        elif said in NO:
            row.given[role] = False
        else:
            row.refuse(role, Problem("mark_not_understood", {}, (MARK,)))
    elif role == "cause":
        _keep(row, role, _cause(row, clean(plain_table.shown(cell))))
    else:
        text = clean(plain_table.shown(cell)) if role == "document_number" else plain_table.shown(cell).strip()
        limit = LONGEST[role]
        _keep(row, role, text if len(text) <= limit else Problem("too_long", {"limit": str(limit)}))


def _keep(row: FigureRow, role: str, found: Any) -> None:
    if isinstance(found, Problem):
        row.refuse(role, found)
    elif found is not None:
        row.given[role] = found


def _number(row: FigureRow, role: str, cell: Cell) -> None:
    """A figure; the number that the workbook was made with is not asked about again."""
    stood = row.base.said[role]
    if cell.kind == CellKind.NUMBER and stood is not None and "%" not in cell.format and cell.value == stood:
        row.given[role] = cell.value
        return
    found = figure_of_text(cell, role, row.item.indicator) if row.item else None
    _keep(row, role, found)
    for remark in () if isinstance(found, Problem) else values.remarks(cell):
        row.warn(role, remark)


def _cause(row: FigureRow, text: str) -> str | Problem:
    """The code of the cause that a text names, by its code or its name."""
    key = same_name_key(text)
    for code, cause in row.causes.items():
        if key in (same_name_key(code), same_name_key(cause.name)):
            return code
    names = [cause.name for cause in row.causes.values()]
    near = tuple(get_close_matches(text, names, n=3, cutoff=0.5))
    return Problem("unknown_cause", {"name": text[: plain_table.QUOTED]}, near)


def _emptied(row: FigureRow) -> None:
    """Say that a cell which held something when the workbook was made is blank, and that this takes nothing away."""
    for role in FIELDS:
        if row.base.said[role] not in (None, "", False) and role not in row.given:
            row.warn(role, Problem("emptied_cell"))


def _together(row: FigureRow, kind: str) -> None:
    """What the fields of a row say of each other: the parts of a ratio, figures beside "no activity"."""
    given, figures = row.given, [role for role in FIGURES if role in row.given]
    if given.get("is_no_activity"):
        for role in figures:
            row.refuse(role, Problem("figure_beside_no_activity"))
        blanks = {"document_number": "", "document_on": None} if kind == Kind.DELIVERABLE else {}
        given |= blanks or dict.fromkeys(OF_KIND[Kind(kind)])
        return
    if not figures:
        return
    if row.now["is_no_activity"]:
        given["is_no_activity"] = False
    if kind != Kind.RATIO:
        return
    if len(figures) == 1:
        lacking = "denominator" if "numerator" in given else "numerator"
        row.refuse(lacking, Problem("ratio_part_missing"))
    elif given["numerator"] > given["denominator"]:
        row.refuse("numerator", Problem("ratio_parts_out_of_order"))
