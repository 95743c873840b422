"""Tables whose headings are known words, a row a thing. Order and position of columns are free. Pure.

A heading belongs to a role where it is one of the role's words, marks, case and punctuation ignored. Headings take one
row, or two where the lower ones stand below merged or blank cells. A cell merged over several rows counts for each.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest

from dxtracker.lib.text import clean, same_name_key
from kpis.grammar.faults import fault_of, marks_of
from kpis.grammar.shapes import Cell, CellKind, Problem
from workbooks.reading.shapes import Book, CannotRead, Located, Sheet
from workbooks.reading.tables.grid import Grid
from workbooks.reading.tables.headings import phrase

SEARCHED = 60  # a heading row stands in the first so many filled rows
IGNORED = "ignored"
QUOTED = 60  # how much of a cell a problem quotes
NUMBERING = re.compile(r"\(?\s*(\d{1,3})\s*\)?")
DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
DAY_IN_WORDS = re.compile(r"ngay (\d{1,2}) thang (\d{1,2}) nam (\d{4})")
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")


@dataclass(frozen=True)
class PlainRow:
    """One row: the filled cells by role, and the column in which each role stands."""

    sheet: str
    row: int
    cells: Mapping[str, Cell]
    columns: Mapping[str, int]
    texts: Mapping[int, str]

    def text(self, role: str) -> str:
        """The cell as one line of text; empty where it is blank."""
        return clean(shown(self.cells[role])) if role in self.cells else ""

    def remarks(self) -> Iterable[tuple[str, Problem]]:
        """(role, what is said of its cell) where the cell was read without a part of it."""
        return marks_of(self.cells.items())


@dataclass(eq=False)
class Understood:
    """A row as understood: what is refused or odd is said at the cell of its role, else of the row.

    `places`: its cells by role; blank ones are absent.
    """

    sheet: str
    row: int
    places: Mapping[str, Cell]
    columns: Mapping[str, int]
    texts: Mapping[int, str]
    problems: list[Located] = field(default_factory=list, kw_only=True)
    warnings: list[Located] = field(default_factory=list, kw_only=True)

    def refuse(self, role: str, problem: Problem) -> None:
        self.problems.append(Located(self.sheet, self.row, self.columns.get(role, 0), problem))

    def warn(self, role: str, problem: Problem) -> None:
        self.warnings.append(Located(self.sheet, self.row, self.columns.get(role, 0), problem))

    def sound(self, line: PlainRow) -> PlainRow:
        """`line` with the cells that hold a value; the others are refused, half-read ones remarked on."""
        faults = {role: problem for role, cell in line.cells.items() if (problem := fault_of(cell))}
        for role, problem in faults.items():
            self.refuse(role, problem)
        for role, remark in line.remarks():
            self.warn(role, remark)
        return replace(line, cells={role: cell for role, cell in line.cells.items() if role not in faults})

    def fitting(self, line: PlainRow, role: str, longest: int) -> str:
        """The text of the cell; refused where it is too long, and empty then."""
        text = line.text(role)
        if len(text) > longest:
            self.refuse(role, Problem("too_long", {"limit": str(longest)}))
            return ""
        return text

    def day(self, line: PlainRow, role: str) -> date | None:
        """The day that the cell holds; refused where it is none."""
        found = day(line.cells[role]) if role in line.cells else None
        if isinstance(found, Problem):
            self.refuse(role, found)
            return None
        return found


@dataclass(frozen=True)
class PlainTable:
    """The table of one sheet; `columns` gives the role of every heading, "ignored" where it has none."""

    sheet: str
    heading_row: int
    headings: Mapping[int, str]
    columns: Mapping[int, str]
    rows: tuple[PlainRow, ...]


def find(
    book: Book,
    words: Mapping[str, Collection[str]],
    required: Collection[Collection[str]],
    *,
    said: Mapping[str, Mapping[int, str]] | None = None,
    remembered: Mapping[str, str] | None = None,
) -> list[PlainTable]:
    """The table of every visible sheet that has one.

    `words`: role → its headings; `required`: one role of each group must have a column. `said` (sheet → column → role)
    and `remembered` (`same_name_key` of a heading → role) go before the words.
    """
    known = {phrase(word): role for role, spellings in words.items() for word in spellings}
    roles = {*words, IGNORED}
    learned = {key: role for key, role in (remembered or {}).items() if role in roles}
    tables = []
    for sheet in book.sheets:
        if not sheet.is_hidden:
            told = {n: role for n, role in (said or {}).get(sheet.name, {}).items() if role in roles}
            table = _table(sheet, known, required, told, learned)
            tables += [table] if table else []
    return tables


def offered(
    book: Book, words: Mapping[str, Collection[str]], required: Collection[Collection[str]], code: str
) -> tuple[list[PlainTable], tuple[Located, ...]]:
    """Where no table is understood: tables whose headings somebody may explain, or hidden sheets that hold one.

    With a question for each. Raises CannotRead(code) where there is nothing like a table.
    """
    known = {phrase(word): role for role, spellings in words.items() for word in spellings}
    tables = [table for sheet in book.sheets if not sheet.is_hidden and (table := _unexplained(sheet, known))]
    if tables:
        return tables, tuple(Located(t.sheet, t.heading_row, 0, Problem("headings_unknown")) for t in tables)
    shown_all = replace(book, sheets=tuple(replace(sheet, is_hidden=False) for sheet in book.sheets))
    hidden = [table.sheet for table in find(shown_all, words, required)]
    if not hidden:
        raise CannotRead(code)
    return [], tuple(Located(name, 0, 0, Problem("only_on_hidden_sheet", {"sheet": name})) for name in hidden)


def _unexplained(sheet: Sheet, known: Mapping[str, str]) -> PlainTable | None:
    row = _likely_headings(sheet)
    if not row:
        return None
    headings = _texts(sheet, row)
    return PlainTable(sheet.name, row, headings, _roles(headings, known, {}, {}), ())


def _likely_headings(sheet: Sheet) -> int:
    """The first row of texts with two filled rows of the same columns below it; 0 for none."""
    numbers = sorted(sheet.rows)
    for place, row in enumerate(numbers[:SEARCHED]):
        cells = sheet.rows[row]
        below = [sheet.rows[other] for other in numbers[place + 1 : place + 3]]
        is_text = len(cells) > 1 and all(cell.kind == CellKind.TEXT for cell in cells.values())
        if is_text and len(below) == 2 and all(len(set(other) & set(cells)) > 1 for other in below):
            return row
    return 0


def _texts(sheet: Sheet, row: int) -> dict[int, str]:
    return {column: clean(shown(cell)) for column, cell in sorted(sheet.rows[row].items())}


def _table(
    sheet: Sheet,
    known: Mapping[str, str],
    required: Collection[Collection[str]],
    said: Mapping[int, str],
    remembered: Mapping[str, str],
) -> PlainTable | None:
    best, first, headings = 0, 0, {}
    for row, texts in _headings(sheet):
        told = _told(_roles(texts, known, {}, remembered))
        if told > best and _told(_roles(texts, known, said, remembered)) >= 2:
            best, first, headings = told, row, texts
    if not best and said and (first := _likely_headings(sheet)):
        headings = _texts(sheet, first)
    if not headings:
        return None
    roles = _roles(headings, known, said, remembered)
    if any(set(group).isdisjoint(roles.values()) for group in required):
        return None
    return PlainTable(sheet.name, first, headings, roles, tuple(_rows(sheet, first, headings, roles)))


def _headings(sheet: Sheet) -> Iterator[tuple[int, dict[int, str]]]:
    """What may be the headings: (last row, column → text) of each row, and of each with the row below it."""
    numbers = sorted(sheet.rows)[:SEARCHED]
    for row, below in zip_longest(numbers, numbers[1:]):
        upper = _texts(sheet, row)
        yield row, upper
        lower = _texts(sheet, below) if below == row + 1 else {}
        merged = {left: right for top, left, _bottom, right in sheet.merges if top == row and right > left}
        is_under = [any(left <= c <= right for left, right in merged.items()) or c not in upper for c in lower]
        if upper and lower and all(is_under):
            yield below, dict(sorted({**upper, **lower}.items()))


def _told(roles: Mapping[int, str]) -> int:
    """How many roles a row of headings names."""
    return len(set(roles.values()) - {IGNORED})


def _roles(
    headings: Mapping[int, str], known: Mapping[str, str], said: Mapping[int, str], remembered: Mapping[str, str]
) -> dict[int, str]:
    """Column → role; of two columns of one role the first has it, unless somebody said so of the second."""
    roles: dict[int, str] = {}
    for column, text in headings.items():
        bare = phrase(re.sub(r"\([^()]*\)|\*", " ", text))
        role = said.get(column) or remembered.get(same_name_key(text)) or known.get(phrase(text)) or known.get(bare)
        roles[column] = role or IGNORED
    for role in set(roles.values()) - {IGNORED}:
        holders = [column for column in roles if roles[column] == role]
        kept = next((column for column in holders if column in said), holders[0])
        roles |= {column: IGNORED for column in holders if column != kept}
    return roles


def _rows(sheet: Sheet, first: int, headings: Mapping[int, str], roles: Mapping[int, str]) -> Iterator[PlainRow]:
    columns = {role: column for column, role in roles.items() if role != IGNORED}
    standing = Grid(sheet).standing
    for number in sorted(row for row in sheet.rows if row > first):
        filled = dict(sheet.rows[number])
        texts = _filled(filled, headings)
        if not texts or _is_numbering(texts) or all(texts.get(c) == headings[c] for c in columns.values()):
            continue
        for column in set(columns.values()) - texts.keys():
            if (origin := standing.get((number, column), 0)) > first:
                filled[column] = sheet.rows[origin][column]
        texts = _filled(filled, headings)
        cells = {role: filled[column] for role, column in columns.items() if column in texts}
        if cells:
            yield PlainRow(sheet.name, number, cells, columns, texts)


def _filled(cells: Mapping[int, Cell], columns: Collection[int]) -> dict[int, str]:
    texts = {column: clean(shown(cells[column])) for column in columns if column in cells}
    return {column: text for column, text in texts.items() if text}


def _is_numbering(texts: Mapping[int, str]) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3) …"""
    numbers = [NUMBERING.fullmatch(text) for text in texts.values()]
    return len(texts) > 2 and [int(n[1]) for n in numbers if n] == list(range(1, len(texts) + 1))


def shown(cell: Cell) -> str:
    """A cell's value as text, its line breaks kept: numbers in full, days as dd/mm/yyyy."""
    value = cell.value
    if isinstance(value, Decimal):
        return format(value.normalize() if value else Decimal(0), "f")
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    return str(value).upper() if isinstance(value, bool) else value


def day(cell: Cell) -> date | Problem:
    """A day: a date cell, or 05/03/2022, 5-3-2022, 2022-03-05, "ngày 05 tháng 3 năm 2022". Never month/day."""
    value = cell.value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = phrase(shown(cell)) if "ng" in shown(cell).lower() else clean(shown(cell))
    iso, written = ISO_DAY.fullmatch(text), DAY.fullmatch(text) or DAY_IN_WORDS.fullmatch(text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if written:
            return date(int(written[3]), int(written[2]), int(written[1]))
    except ValueError:
        pass
    return Problem("not_a_day", {"text": text[:QUOTED]})
