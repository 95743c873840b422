"""The rows under the headings: lines, sections, sums, notes, headings again, and where the table ends. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from dxtracker.lib.text import clean, fold
from kpis.grammar import values
from kpis.grammar.shapes import Cell, CellKind
from kpis.grammar.years import year_named
from workbooks.reading.shapes import Column, OfYear, Place
from workbooks.reading.tables.blocks import Block, block_at, is_anchor, is_number_row, same_headings
from workbooks.reading.tables.given import Asked
from workbooks.reading.tables.grid import Grid, text_of

ROMAN = re.compile(r"(?=[IVXLC])(?:X{0,3})(?:IX|IV|V?I{0,3})", re.IGNORECASE)
LABEL = re.compile(
    r"^\s*(?:(?:phần|mục|nhóm)\s+)?([IVXLC]+|[A-HK-ZĐ]|\d{1,3}(?:\.\d{1,3})*)\s*[.:/)-]\s*(?=\S)", re.IGNORECASE
)
LONE_LABEL = re.compile(r"^(?:phần\s+|mục\s+)?\(?([IVXLC]+|[A-ZĐ]|\d{1,3}(?:\.\d{1,3})*)\)?[.:)/-]?$", re.IGNORECASE)
NOTE = re.compile(r"(?:ghi chu|luu y|chu thich|note|noi nhan|\(\*+\)|\*)\s*[:.]?")
SIGNED = re.compile(
    r"(?:nguoi lap(?: bieu)?|lap bieu|nguoi tong hop|noi nhan|thu truong(?: co quan| don vi)?|"
    r"(?:pho )?giam doc(?: so)?|(?:pho )?chu tich|(?:chanh|pho) van phong|truong phong|"
    r"ky ten.*|tm\.? .*|kt\.? .*|t/m .*|tl\.? .*|"
    r"\(?ky,? .*)\s*:?"
)
SUM = re.compile(r"(?:tong|cong|tong cong|tong so|cong tong)\s*(?:\(.*\))?\s*:?")
SPECIAL = frozenset("tc")  # how sums begin
QUOTED = 60
VALUES = (Column.TARGET, Column.LEAD, Column.UNIT, Column.COORDINATORS, Column.DEADLINE)


class Rank(IntEnum):
    """How high a section stands; deeper numbering is lower."""

    LETTER = 0
    ROMAN = 1
    PLAIN = 2
    NUMBER = 3


@dataclass
class Row:
    """A row of the table: what stands in it, by role; `filled` adds what merged cells carry down."""

    number: int
    own: dict[Column, Place]
    filled: dict[Column, Place]
    agencies: dict[int, Place] = field(default_factory=dict)
    sums: dict[int, Place] = field(default_factory=dict)
    kind: str = "line"  # or "section", "total", "sum"
    rank: int = 0
    section: str = ""
    parent: str = ""
    of_year: OfYear | None = None
    is_of_plan: bool = False  # a title over it names the plan's own year
    stated: int = 0

    def text(self, role: Column) -> str:
        return text_of(self.own[role].cell) if role in self.own else ""


@dataclass
class Body:
    """All that was found under one block of headings; `next_at`: the row where other headings begin, or 0."""

    rows: list[Row]
    next_at: int = 0


class Scan:
    """One pass over the rows below the headings."""

    def __init__(self, grid: Grid, block: Block, columns: Mapping[int, Column], asked: Asked):
        self.grid, self.block, self.asked = grid, block, asked
        self.columns = columns
        self.single = {c: r for c, r in columns.items() if r not in {Column.AGENCY, Column.TOTAL, Column.IGNORED}}
        self.agencies = [c for c, r in columns.items() if r is Column.AGENCY]
        self.sums = [c for c, r in columns.items() if r is Column.TOTAL]
        self.first, self.last = min(columns, default=0), max(columns, default=0)
        self.ended = False

    def body(self) -> Body:
        """The rows of the table, classified, sections and all."""
        found: list[Row] = []
        for number in self.grid.from_row(self.block.begins):
            row = self._row(number)
            if not (row.own or row.agencies or row.sums):
                continue
            if self._is_other_heading(row):
                cells = self.grid.row(number)
                if same_headings(cells, self.block) or is_number_row(cells):
                    continue
                if is_anchor(cells, self.asked) and self._is_sure(cells):
                    top = block_at(self.grid, number, self.asked).top
                    return Body(self._finished([r for r in found if r.number < top]), number)
                if is_lower_heading(cells, self.block):
                    continue
            if self._is_wanted(row):
                found.append(row)
        return Body(self._finished(found))

    def _row(self, number: int) -> Row:
        cells = self.grid.sheet.rows[number]
        standing = self.grid.standing
        own: dict[Column, Place] = {}
        carried: dict[Column, Place] = {}
        for column, role in self.single.items():
            if (cell := cells.get(column)) is not None and cell.value != "":
                own[role] = Place(number, column, cell)
            elif standing and (origin := standing.get((number, column), 0)) >= self.block.begins:
                carried[role] = Place(origin, column, self.grid.sheet.rows[origin][column])
        filled = {**own, **carried} if carried else own
        row = Row(number, own, filled)
        if self.agencies or self.sums:
            row.agencies = {c: place for c in self.agencies if (place := self._agency(number, c, cells))}
            row.sums = {c: Place(number, c, cells[c]) for c in self.sums if c in cells}
        return row

    def _agency(self, number: int, column: int, cells: Mapping[int, Cell]) -> Place | None:
        """An agency's cell; one value over several agencies or rows counts for each."""
        if cell := cells.get(column):
            return Place(number, column, cell)
        origin = self.grid.standing.get((number, column), 0)
        if origin >= self.block.begins:
            return Place(origin, column, self.grid.sheet.rows[origin][column])
        left = max((c for c in cells if c < column), default=0)
        if left in self.agencies and self.grid.wide.get((number, left), 0) >= column:
            return Place(number, left, cells[left])
        return None

    def _is_other_heading(self, row: Row) -> bool:
        """Worth a closer look? Only rows that begin as headings do; lines begin with a number or a name."""
        first = next(iter(row.own.values()), None)
        if first is None:
            return False
        text = text_of(first.cell)
        if len(text) > 60:
            return False
        if is_label(text) or first.cell.kind is CellKind.NUMBER:
            indicator = row.own.get(Column.INDICATOR)
            return indicator is None or indicator is first or len(text_of(indicator.cell)) < 6
        return bool(self.asked.guess(text).columns) or same_start(text, self.block)

    def _is_sure(self, cells: dict[int, Cell]) -> bool:
        """Inside a table only a row that is nearly all headings begins another one."""
        texts = [text_of(cell) for cell in cells.values()]
        known = sum(bool(self.asked.guess(text).columns) for text in texts)
        return known >= 3 and known * 5 >= len(texts) * 3

    def _is_wanted(self, row: Row) -> bool:
        """Classifies the row; False for what is no part of the table."""
        said = _said(row)
        if said[:1].casefold() in SPECIAL:
            if (stated := _stated(said, row)) is not None:
                row.kind, row.stated, self.ended = "total", stated, True
                return True
            if SUM.fullmatch(fold(said[:60])):
                row.kind = "sum"
                return True
        own = row.own
        is_complete = Column.TARGET in own and (Column.UNIT in own or Column.LEAD in own)
        if not (is_complete or row.agencies) and (_is_note(said, own) or _is_signed(own)):
            self.ended = True
            return False
        if self.ended:
            is_given = Column.TARGET in own or bool(row.agencies) or {Column.NUMBER, Column.LEAD} <= set(own)
            complete = Column.INDICATOR in own and is_given
            support = {Column.NUMBER, Column.UNIT, Column.LEAD} & set(own)
            self.ended = not (complete and support)
            return bool(complete and support)
        return bool(row.agencies) or any(role in row.own for role in (Column.INDICATOR, *VALUES)) or _is_titled(row)

    def _finished(self, rows: list[Row]) -> list[Row]:
        rows = _continued(rows)
        rows = [row for row in rows if not _is_deleted_title(row)]
        labels = [_label(row) for row in rows]
        before: list[str] = []
        for place, row in enumerate(rows):
            if row.kind == "line" and self._is_section(row, place, labels):
                row.kind = "section"
                row.rank = _rank(labels[place], before)
                before.append(labels[place])
        top = min((row.rank for row in rows if row.kind == "section"), default=0)
        section, above, numbered = "", list[Row](), dict[str, str]()
        for place, row in enumerate(rows):
            if row.kind == "section":
                section = _title(row) if row.rank == top else section
                above = [*(higher for higher in above if higher.rank < row.rank), row]
            if row.kind in ("section", "line"):
                row.parent = _parent(row, labels[place], above, numbered)
                numbered[labels[place]] = _title(row)
            if row.kind == "line":
                row.section = section
                row.of_year, row.is_of_plan = self._of_year(above)
        return rows

    def _of_year(self, above: Sequence[Row]) -> tuple[OfYear | None, bool]:
        """The lowest of the titles over a row that names a year: another one, or (None, True) for the plan's."""
        for row in reversed(above):
            if named := year_named(_title(row), self.asked.year):
                place = row.own.get(Column.INDICATOR) or row.own[Column.NUMBER]
                other = OfYear(named, row.number, place.column, _title(row)[:QUOTED])
                return (None, True) if named == self.asked.year else (other, False)
        return None, False

    def _is_section(self, row: Row, place: int, labels: Sequence[str]) -> bool:
        if Column.TARGET in row.own or row.agencies or (Column.INDICATOR not in row.own and not _is_titled(row)):
            return False
        text, label = _title(row), labels[place]
        is_wide = self._is_wide(row)
        if is_wide and not any(role in row.own for role in VALUES):
            return True
        following = labels[place + 1] if place + 1 < len(labels) else ""
        if _is_high(label) and Column.UNIT not in row.own:
            return not _is_high(following) or not any(role in row.own for role in VALUES)
        if any(role in row.own for role in VALUES):
            return False
        if Column.TARGET not in self.columns.values() and not self.agencies:
            return True
        return text.isupper() or not label or not _follows(label, following)

    def _is_wide(self, row: Row) -> bool:
        return any(
            self.grid.wide.get((place.row, place.column), 0) >= min(self.last, place.column + 2)
            for role, place in row.own.items()
            if role in {Column.NUMBER, Column.INDICATOR}
        )


def _is_deleted_title(row: Row) -> bool:
    """Whether a row holds nothing but a title that is struck through."""
    told = [place for role, place in row.own.items() if role is not Column.NUMBER]
    return len(told) == 1 and not row.agencies and Column.INDICATOR in row.own and told[0].cell.is_struck


def _continued(rows: list[Row]) -> list[Row]:
    """A text alone in the column of names, in small letters, goes on the name of the numbered row above it."""
    found: list[Row] = []
    for row in rows:
        if found and _goes_on(found[-1], row):
            before, more = found[-1].own[Column.INDICATOR], row.own[Column.INDICATOR]
            cell = before.cell._replace(value=f"{before.cell.value} {text_of(more.cell)}")
            whole = before._replace(cell=cell)
            found[-1].own[Column.INDICATOR] = found[-1].filled[Column.INDICATOR] = whole
        else:
            found.append(row)
    return found


def _goes_on(before: Row, row: Row) -> bool:
    text = row.text(Column.INDICATOR)
    is_alone = set(row.own) == {Column.INDICATOR} and not row.agencies and row.kind == before.kind == "line"
    is_named = Column.INDICATOR in before.own and before.own[Column.INDICATOR].cell.kind is CellKind.TEXT
    is_given = bool(before.text(Column.NUMBER)) and (Column.TARGET in before.own or bool(before.agencies))
    return is_alone and is_named and is_given and text[:1].islower() and not LABEL.match(text)


def _parent(row: Row, label: str, above: Sequence[Row], numbered: Mapping[str, str]) -> str:
    """The name of the numbered row that a row is a part of: 1 of 1.1, the one above of a dash or a letter."""
    if label and label[0].isdigit() and "." in label:
        return numbered.get(label.rpartition(".")[0], "")
    over = above[-1] if above and above[-1] is not row else None
    return _title(over) if over and over.rank >= Rank.NUMBER and not label[:1].isdigit() else ""


def is_label(text: str) -> bool:
    """Is this text only a number: 1, 1.1, I, a), -?"""
    if text.isdecimal():
        return True
    return len(text) <= 12 and (bool(LONE_LABEL.match(text)) or not any(c.isalpha() for c in text))


def same_start(text: str, block: Block) -> bool:
    """Does a row that begins so repeat the headings?"""
    said = fold(text)
    return any(fold(part) == said for parts in block.parts.values() for part in parts)


def is_lower_heading(cells: dict[int, Cell], block: Block) -> bool:
    """The second row of headings that are repeated after a page break."""
    said = {fold(part) for parts in block.parts.values() for part in parts}
    return bool(cells) and all(fold(text_of(cell)) in said for cell in cells.values())


def _said(row: Row) -> str:
    """The row's first text that is more than a number."""
    for place in row.own.values():
        if place.cell.kind is CellKind.TEXT and not is_label(text := text_of(place.cell)):
            return text
    return ""


def _is_note(said: str, own: Mapping[Column, Place]) -> bool:
    return Column.TARGET not in own and bool(NOTE.match(fold(said[:30])))


def _is_signed(own: Mapping[Column, Place]) -> bool:
    texts = (text_of(place.cell) for place in own.values() if place.cell.kind is CellKind.TEXT)
    return any(SIGNED.fullmatch(fold(text)) for text in texts if len(text) <= 40)


def _stated(first: str, row: Row) -> int | None:
    if (stated := values.total(first)) is not None and len(row.own) <= 2:
        return stated
    if len(row.own) == 2 and Column.TARGET not in row.own and SUM.fullmatch(fold(first.rstrip(": ")[:60])):
        joined = " ".join(text_of(place.cell) for place in row.own.values())
        return values.total(joined)
    return None


def _is_titled(row: Row) -> bool:
    """A section's title in the column of numbers, merged over the rest or not."""
    return Column.INDICATOR not in row.own and not is_label(row.text(Column.NUMBER)) and bool(row.text(Column.NUMBER))


def _label(row: Row) -> str:
    """The row's number as written ("I", "1.1", "a)"), from its own column or before the name."""
    number = row.text(Column.NUMBER)
    if number and (is_label(number) or Column.INDICATOR in row.own):
        found = LONE_LABEL.match(number)
        return found.group(1) if found else number
    found = LABEL.match(number or row.text(Column.INDICATOR))
    return found.group(1) if found else ""


def _title(row: Row) -> str:
    text = row.text(Column.INDICATOR) or row.text(Column.NUMBER)
    if row.text(Column.NUMBER) and Column.INDICATOR in row.own:
        return text
    return clean(LABEL.sub("", text)) or text


def _is_high(label: str) -> bool:
    return bool(label) and label.isalpha() and label.isupper() and len(label) <= 6


def _rank(label: str, before: Sequence[str]) -> int:
    """Letters stand over Roman numbers, these over titles without number, these over 1, 1.1."""
    if not label:
        return Rank.PLAIN
    if label[0].isdigit():
        return Rank.NUMBER + label.count(".")
    if not _is_high(label):
        return Rank.NUMBER + 9
    last = next((one for one in reversed(before) if _is_high(one)), "")
    if len(label) == len(last) == 1 and ord(last) + 1 == ord(label):
        return Rank.LETTER
    return Rank.ROMAN if ROMAN.fullmatch(label) else Rank.LETTER


def _follows(label: str, following: str) -> bool:
    """Is `following` the next number after `label`, or one of a higher level? Then nothing stands under `label`."""
    if not following or _is_high(following):
        return label[0].isdigit() and not _is_high(label)
    if not (label[0].isdigit() and following[0].isdigit()):
        return False
    one, other = [int(n) for n in label.split(".") if n], [int(n) for n in following.split(".") if n]
    return len(other) <= len(one) and other[-1] == one[len(other) - 1] + 1 and other[:-1] == one[: len(other) - 1]
