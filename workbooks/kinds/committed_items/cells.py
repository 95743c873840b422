"""One row of a sheet of committed items: its cells as values, each refused where it stands."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from agencies.models import Agency
from commitments.drift.terms import Terms
from commitments.enums import Way
from commitments.models import Commitment, CommitmentItem, ItemLink
from commitments.signing.drafting import columns_of
from dxtracker.lib.text import clean, fold
from kpis.grammar import values as cells
from kpis.grammar.shapes import Goal, Problem
from kpis.models import Assignment
from workbooks.kinds.committed_items.known import Linkable
from workbooks.kinds.preview import Change
from workbooks.reading import plain_table
from workbooks.reading.plain_table import PlainRow, Understood

LONGEST = 2000
CODED = re.compile(r"([\w./]+(?:-[\w./]+)*)\s*(?:[:–—]|\s-)\s*\S")
MARKED = frozenset(("x", "co", "1", "mot phan", "true", "yes", "part", "✓", "✔", "v"))
UNMARKED = frozenset(("khong", "0", "-", "toan bo", "false", "no", "whole"))
WAYS = {
    Way.DOCUMENT: re.compile(r"(?:ban hanh|trinh ban hanh|van ban|co van ban|document|a document)\b.*"),
    Way.CONFIRMED: re.compile(
        r"(?:(?:duoc )?xac nhan|(?:duoc )?nghiem thu|(?:cap tren|lanh dao|giam doc) (?:xac nhan|danh gia)"
        r"|confirm(?:ed|ation)?)\b.*"
    ),
    Way.ASSIGNED: re.compile(
        r"(?:theo|dat|hoan thanh)?\s*(?:ket qua )?chi tieu\b.*|(?:when )?(?:the )?linked items?\b.*"
    ),
}
WAY_PROPOSALS = ("Ban hành văn bản", "Xác nhận")


@dataclass(frozen=True)
class Wish:
    """A link as it would be: the one that stands (`link`) or a new one, with the terms and whether it is a part."""

    assignment: Assignment
    terms: Terms
    is_part: bool = False
    link: ItemLink | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of ItemLink as they would be."""
        return {"is_part": self.is_part} | columns_of(self.terms)

    @property
    def changed(self) -> dict[str, Any]:
        """Those of a standing link that would be others."""
        return {name: value for name, value in self.columns.items() if getattr(self.link, name) != value}


@dataclass(eq=False)
class ItemRow(Understood):
    """A row as understood. What a blank cell says nothing of is None; the rest is filled in by comparing.

    `linked`: the assigned items named. `goal`: the target typed; `has_no_target`: that none was signed.
    `has_deadline`: whether the cell is filled (`deadline` None: all year round).
    """

    text: str = ""
    agency: Agency | None = None
    linked: tuple[Assignment, ...] | None = None
    goal: Goal | None = None
    has_no_target: bool = False
    is_part: bool | None = None
    has_deadline: bool = False
    deadline: date | None = None
    way: str = ""
    commitment: Commitment | None = None
    item: CommitmentItem | None = None
    values: dict[str, Any] = field(default_factory=dict)
    wishes: list[Wish] = field(default_factory=list)
    gone: list[ItemLink] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def status(self) -> str:
        if self.problems:
            return "refused"
        return "new" if self.item is None else "changed" if self.changes else "unchanged"


def begun(line: PlainRow) -> ItemRow:
    """The row with its words; a cell that holds no value at all is refused."""
    row = ItemRow(line.sheet, line.row, dict(line.cells), line.columns, line.texts)
    row.places = row.sound(line).cells
    row.text = _shown(row, "text")
    if len(row.text) > LONGEST:
        row.refuse("text", Problem("too_long", {"limit": str(LONGEST)}))
    elif not row.text and not row.problems:
        row.refuse("text", Problem("no_committed_text"))
    return row


def finish(row: ItemRow, linkable: Linkable, year: int) -> None:
    """The other cells of a row whose agency is known, as values. `year` is the plan's."""
    if row.agency is not None and (text := _lines(row, "links")):
        _links(row, row.agency, text, linkable)
    _way(row)
    _part(row)
    if "deadline" in row.places:
        found = cells.deadline(row.places["deadline"], year)
        if isinstance(found, Problem):
            row.refuse("deadline", found)
        elif found.deadline or found.is_recurring:
            row.has_deadline, row.deadline = True, found.deadline
            for warning in found.warnings:
                row.warn("deadline", warning)


def read_target(row: ItemRow, unit: str, year: int) -> None:
    """The target cell in the unit of the linked item. "-" and "Không": no target was signed, which is said."""
    if "committed" not in row.places:
        return
    found = cells.target(row.places["committed"], unit, year)
    if isinstance(found, Problem):
        is_later = found.code == "target_of_other_year"  # no goals are kept of what is signed
        row.refuse("committed", replace(found, code="target_names_a_year") if is_later else found)
    elif found is None:
        row.has_no_target = True
    else:
        row.goal = found
        for warning in found.warnings:
            row.warn("committed", warning)


def _shown(row: ItemRow, role: str) -> str:
    return clean(_lines(row, role))


def _lines(row: ItemRow, role: str) -> str:
    """A cell's text with its line breaks; empty where it is blank."""
    return plain_table.shown(row.places[role]).strip() if role in row.places else ""


def _links(row: ItemRow, agency: Agency, text: str, linkable: Linkable) -> None:
    whole = linkable.find(agency, text)
    pieces = [clean(text)] if whole else [clean(piece) for piece in re.split(r"[;\n]", text)]
    pieces = [piece for piece in pieces if piece]
    found: dict[int, Assignment] = {}
    for place, piece in enumerate(pieces):
        candidates = linkable.find(agency, piece)
        if not candidates and (coded := CODED.match(piece)):
            candidates = linkable.find(agency, coded[1])
        if len(candidates) == 1:
            found[candidates[0].pk] = candidates[0]
            continue
        details = {"text": piece[: plain_table.QUOTED]}
        if candidates:
            codes = tuple(c.code or c.indicator.code for c in candidates)
            row.refuse("links", Problem("ambiguous_link", details | {"codes": ", ".join(codes)}))
        else:
            proposals = (n for n in linkable.nearest(agency, piece) if ";" not in n or len(pieces) == 1)
            instead = tuple("; ".join([*pieces[:place], name, *pieces[place + 1 :]]) for name in proposals)
            row.refuse("links", Problem("unknown_link", details, instead))
    row.linked = tuple(found.values())


def _way(row: ItemRow) -> None:
    text = fold(_shown(row, "way"))
    if not text or text == "-":
        return
    labels = {fold(str(way.label)): way for way in Way}
    row.way = labels.get(text) or next((way for way, words in WAYS.items() if words.fullmatch(text)), "")
    if not row.way:
        details = {"text": _shown(row, "way")[: plain_table.QUOTED]}
        row.refuse("way", Problem("unknown_way", details, WAY_PROPOSALS))


def _part(row: ItemRow) -> None:
    text = fold(_shown(row, "part"))
    if text in MARKED or text in UNMARKED:
        row.is_part = text in MARKED
    elif text:
        details = {"text": _shown(row, "part")[: plain_table.QUOTED]}
        row.refuse("part", Problem("part_not_understood", details, ("x",)))
