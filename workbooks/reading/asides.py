"""Rows of a plain table that are no things of its list: titles of sections, sums, notes, places of signatures. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dxtracker.lib.text import fold
from kpis.grammar import values
from kpis.grammar.shapes import Problem
from workbooks.reading import plain_table
from workbooks.reading.plain_table import PlainRow, PlainTable
from workbooks.reading.shapes import Book, Located, Sheet, Total
from workbooks.reading.tables import body as bodies

COUNTED = re.compile(r"(?:tong|cong|tong cong|tong so|cong tong)\s*:?\s*\d.*")
NUMBERS = frozenset(("tt", "stt", "so tt", "so thu tu"))


@dataclass
class Listed:
    """The rows that are things; what was passed over and why; the sheets' own sums."""

    rows: list[PlainRow]
    notices: tuple[Located, ...]
    totals: tuple[Total, ...]


def listed(book: Book, tables: Sequence[PlainTable], name: str) -> Listed:
    """The things of the tables, without what only stands between or below them; `name`: the role that names one."""
    sheets = {sheet.name: sheet for sheet in book.sheets}
    rows: list[PlainRow] = []
    aside: list[Located] = []
    totals: list[Total] = []
    for table in tables:
        first, ended, titles = len(rows), False, _titles(table, name) | _wide(sheets[table.sheet], table)
        for line in table.rows:
            alone = only_text(line)
            is_signed = _is_signed(line)
            ended = ended or is_signed or is_note(alone)
            stated = values.total(alone) if alone else None
            if stated is not None:
                totals.append(Total(line.sheet, line.row, next(iter(line.texts)), stated, len(rows) - first))
            if is_signed or (alone and (ended or line.row in titles or stated is not None or _is_sum(alone))):
                text = alone or "; ".join(line.texts.values())
                said = Problem("row_passed_over", {"text": text[: plain_table.QUOTED]})
                aside.append(Located(line.sheet, line.row, 0, said))
            else:
                rows.append(line)
        aside += hidden_lines(book, table)
    return Listed(rows, tuple(aside), tuple(totals))


def only_text(line: PlainRow) -> str:
    """The text of a row that holds nothing else but a number; empty for every other."""
    texts = [line.texts[column] for role, column in line.columns.items() if role != "number" and column in line.texts]
    if not texts and len(line.texts) == 1:
        return next(iter(line.texts.values()))  # in the column of the numbers, which a merged line begins in
    return texts[0] if len(texts) == 1 and len(line.texts) <= 2 else ""


def is_note(alone: str) -> bool:
    """Whether a row's only text begins as notes do."""
    return bool(alone and bodies.NOTE.match(fold(alone)))


def _is_sum(alone: str) -> bool:
    return bool(bodies.SUM.fullmatch(fold(alone)) or COUNTED.fullmatch(fold(alone)))


def _is_signed(line: PlainRow) -> bool:
    return all(is_signature(text) for text in line.texts.values())


def is_signature(text: str) -> bool:
    """Whether a text is where somebody signs: "Người lập biểu", "TM. Ủy ban nhân dân"."""
    return bool(bodies.SIGNED.fullmatch(fold(text)))


def _titles(table: PlainTable, name: str) -> set[int]:
    """The rows that hold a name alone and stand out: numbered above the others' numbers, or in capitals alone."""
    number = next((column for column, text in table.headings.items() if fold(text) in NUMBERS), 0)
    labels = {line.row: _label(line, number, name) for line in table.rows}
    is_numbered = any(label.isdigit() for label in labels.values())
    names = {line.row: only_text(line) for line in table.rows if name in line.cells}
    others = [line.text(name) for line in table.rows if not names.get(line.row) and not _is_signed(line)]
    shouts = bool(others) and not any(text.isupper() for text in others)
    return {
        row for row, text in names.items()
        if text and ((shouts and text.isupper()) or (is_numbered and labels[row] and not labels[row].isdigit()))
    }  # fmt: skip


def _wide(sheet: Sheet, table: PlainTable) -> set[int]:
    """The rows with a cell over more columns than its heading, and over three at least."""
    headed = {left: right for top, left, _bottom, right in sheet.merges if top == table.heading_row}
    return {top for top, left, _bottom, right in sheet.merges if right > max(left + 1, headed.get(left, left))}


def _label(line: PlainRow, number: int, name: str) -> str:
    """What a row is numbered with: "1", "I"; with its name where no column holds numbers."""
    written = line.texts.get(number, "")
    found = bodies.LONE_LABEL.match(written) if written else bodies.LABEL.match(line.text(name))
    return found[1] if found else ""


def hidden_lines(book: Book, table: PlainTable) -> list[Located]:
    """That rows of the table are hidden, which are read like the others."""
    hidden = next(sheet.hidden_rows for sheet in book.sheets if sheet.name == table.sheet)
    rows = [line.row for line in table.rows if line.row in hidden]
    return [Located(table.sheet, rows[0], 0, Problem("hidden_rows", {"n": str(len(rows))}))] if rows else []
