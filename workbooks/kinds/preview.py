"""What an import would do, before it does it: one shape for every kind, kept as JSON on the run.

`ImportRun.understood` = Outcome.as_json():
    layout      "list" | "matrix" | "sheets" | "table"
    tables      [{sheet, first_row, last_row (heading rows), columns: [{number, letter, heading, role}]}]
    lines       [{sheet, row, status: "new"|"changed"|"unchanged"|"refused", title, texts: {letter: text},
                  changes: [{field, old, new, whom}], warnings: [PROBLEM], problems: [PROBLEM]}]
    problems    [PROBLEM] of a whole sheet, table or column
    notices     [PROBLEM] about the file: hidden rows, skipped sheets, columns that were not read
    questions   [PROBLEM] of notices and of lines to be written: what is asked and not answered yet
    totals      [{sheet, cell, stated, found}]
    missing     {count, items: [{agency, title}]}: what stands and the sheet does not name; never deleted
    items       {new, changed, unchanged}: of assigned items where one line gives several
    agencies    how many agencies the items are given to
    digest      SHA-256 over what would change: confirming must come to the same
PROBLEM = {sheet, row, column (letter, "" for a whole row), cell ("D13"), code, details, proposals: [text]}

Words are put to codes and fields when they are read (`message`, `label`), in the reader's language.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from dxtracker.lib.text import fold
from kpis.grammar.shapes import Problem
from workbooks.reading import plain_table
from workbooks.reading.asides import NUMBERS
from workbooks.reading.plain_table import PlainTable, Understood
from workbooks.reading.shapes import Book, Located, Total
from workbooks.words import words

STATUSES = ("new", "changed", "unchanged", "refused")
# What is asked without refusing a line: without an answer it is taken as it is written.
QUESTIONS = {"near_indicator", "unknown_coordinator", "ambiguous_coordinator", "only_on_hidden_sheet"}


@dataclass
class Change:
    """A field that would change: what stands, what the sheet wants, at whom (an agency's name, "" where it is one)."""

    field: str
    old: str
    new: str
    whom: str = ""


@dataclass
class PreviewLine:
    """One row of the sheet and what becomes of it."""

    sheet: str
    row: int
    status: str
    title: str
    texts: Mapping[int, str]
    changes: list[Change] = field(default_factory=list)
    warnings: tuple[Located, ...] = ()
    problems: tuple[Located, ...] = ()
    facts: Any = None  # the same changes as plain values, for the digest
    say: Callable[[], list[Change]] | None = None  # puts the changes into words, where somebody wants to read them

    @classmethod
    def of(cls, row: Understood, title: str, status: str, changes: list[Change], facts: Any) -> "PreviewLine":
        """The line of a row of a plain table."""
        return cls(
            row.sheet, row.row, status, title, row.texts, changes, tuple(row.warnings), tuple(row.problems), facts
        )


@dataclass
class Outcome:
    """What was understood and what it would change. `payload` is the kind's own, for writing; it is not kept."""

    layout: str
    tables: list[dict]
    lines: list[PreviewLine]
    problems: tuple[Located, ...] = ()
    notices: tuple[Located, ...] = ()
    totals: tuple[Total, ...] = ()
    missing: dict[str, Any] = field(default_factory=lambda: {"count": 0, "items": []})
    items: dict[str, int] = field(default_factory=dict)
    agencies: int = 0
    payload: Any = None

    @property
    def counts(self) -> dict[str, int]:
        """new, changed, unchanged, refused: lines; a refusal of a whole table or column counts as one."""
        found = Counter(line.status for line in self.lines)
        return {status: found[status] for status in STATUSES} | {"refused": found["refused"] + len(self.problems)}

    @property
    def writes(self) -> int:
        """How many lines confirming would write."""
        return self.counts["new"] + self.counts["changed"]

    @property
    def refusals(self) -> list[Located]:
        """Every refusal, in the order of the sheet."""
        return [*self.problems, *(problem for line in self.lines for problem in line.problems)]

    @property
    def questions(self) -> list[Located]:
        """What is asked and not answered: of the file, and of lines that would be written."""
        told = [w for line in self.lines if line.status in ("new", "changed") for w in line.warnings]
        return [asked for asked in (*self.notices, *told) if asked.problem.code in QUESTIONS]

    def digest(self) -> str:
        """What confirming must come to again: every line's status and changes."""
        told = [(line.sheet, line.row, line.status, line.facts) for line in self.lines]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, default=str).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """The shape in the module's docstring; messages are in the reader's language."""
        return {
            "layout": self.layout,
            "tables": self.tables,
            "lines": [_line(line) for line in self.lines],
            "problems": problems(self.problems),
            "notices": problems(self.notices),
            "questions": problems(self.questions),
            "totals": [
                {"sheet": t.sheet, "cell": address(t.row, t.column), "stated": t.stated, "found": t.found}
                for t in self.totals
            ],
            "missing": self.missing,
            "items": self.items,
            "agencies": self.agencies,
            "digest": self.digest(),
        }


def problems(found: Iterable[Located]) -> list[dict[str, Any]]:
    """Refusals as JSON, each with its address, its code and its proposals."""
    return [
        {
            "sheet": p.sheet,
            "row": p.row,
            "column": get_column_letter(p.column) if p.column else "",
            "cell": address(p.row, p.column),
            "code": p.problem.code,
            "details": dict(p.problem.details),
            "proposals": list(p.problem.proposals),
        }
        for p in found
    ]


def address(row: int, column: int) -> str:
    """Where something stands, as Excel says it: "D13", "13" for a row, "" for a sheet."""
    return f"{get_column_letter(column) if column else ''}{row or ''}"


def _line(line: PreviewLine) -> dict[str, Any]:
    return {
        "sheet": line.sheet,
        "row": line.row,
        "status": line.status,
        "title": line.title,
        "texts": {get_column_letter(column): text for column, text in line.texts.items()},
        "changes": [vars(change) for change in (line.say() if line.say else line.changes)],
        "warnings": problems(line.warnings),
        "problems": problems(line.problems),
    }


def message(problem: Mapping[str, Any]) -> str:
    """The words of a PROBLEM in the reader's language, without its place."""
    return words(Problem(problem["code"], problem["details"]))


def table_summary(table: PlainTable) -> dict[str, Any]:
    """A table for the preview: its heading row and what each column was understood as."""
    return {
        "sheet": table.sheet,
        "first_row": table.heading_row,
        "last_row": table.heading_row,
        "columns": [
            {"number": n, "letter": get_column_letter(n), "heading": text, "role": table.columns.get(n, "ignored")}
            for n, text in sorted(table.headings.items())
        ],
    }


def notices_of(
    book: Book, tables: Sequence[PlainTable], without: str, unsaid: Collection[str] = NUMBERS
) -> tuple[Located, ...]:
    """Sheets without a table (problem `without`), notes that are not kept, columns that nobody reads but `unsaid`."""
    read_sheets = {table.sheet for table in tables}
    found = [
        Located(s.name, 0, 0, Problem("hidden_sheet_skipped" if s.is_hidden else without))
        for s in book.sheets
        if s.name not in read_sheets and s.rows
    ]
    for table in tables:
        for column, role in table.columns.items():
            heading = table.headings[column]
            code = "note_not_kept" if role == "note" else ""
            if role == plain_table.IGNORED and heading and fold(heading) not in unsaid:
                code = "ignored_column"
            if code:
                problem = Problem(code, {"heading": heading[: plain_table.QUOTED]})
                found.append(Located(table.sheet, table.heading_row, column, problem))
    return tuple(found)
