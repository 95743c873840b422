"""Opens an uploaded workbook: bytes that nobody vouches for become a `Book`, or a `CannotRead` that says why.

The reading happens in a process of its own, with limits on memory and time (docs/adr/0010-untrusted-workbooks.md).
"""

import marshal
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from dxtracker.lib.limited import CannotStart, TookTooLong, answer_of
from kpis.grammar.shapes import LONGEST_CELL, Cell, CellKind, Value
from workbooks.opening.gathering import PlainCell, PlainSheet
from workbooks.opening.limits import MEMORY, SECONDS, Refused
from workbooks.opening.reading import Answer, check_size
from workbooks.reading.shapes import Book, CannotRead, Sheet

QUOTED = 60
_READER = "workbooks.opening.child:packed_answer"


def open_book(data: bytes, name: str, *, seconds: int = SECONDS, memory: int = MEMORY) -> Book:
    """The workbook in `data`; its `name` only names the sheet of a CSV file, what it is its bytes say.

    `seconds` of processor time and `memory` in bytes of address space are all that reading may take.
    Raises CannotRead and nothing else: for a file that is no workbook, that is broken, protected or beyond the limits.
    """
    try:
        check_size(data)
    except Refused as refused:
        raise CannotRead(refused.code, refused.place, **refused.details) from None
    return book_of(_answer(data, seconds, memory), name)


def book_of(answer: Answer, name: str) -> Book:
    """The Book of an answer from `opening.reading`. Raises CannotRead where the answer is a refusal."""
    if answer[0] == "refused":
        _, code, place, details = answer
        if place.startswith("!"):  # the one sheet of a CSV file has no name inside it
            place, details = Path(name).stem + place, details | {"sheet": Path(name).stem}
        raise CannotRead(code, place, **details)
    _, form, plain_cells, plain_sheets = answer
    cells = [_cell(plain) for plain in plain_cells]
    return Book(tuple(_sheet(plain, cells, name) for plain in plain_sheets), form)


def _answer(data: bytes, seconds: int, memory: int) -> Answer:
    try:
        packed = answer_of(_READER, data, seconds=seconds, memory=memory)
    except TookTooLong:
        raise CannotRead("takes_too_long") from None
    except CannotStart as error:
        raise CannotRead("cannot_read_now") from error
    try:
        answer: Answer = marshal.loads(packed)  # noqa: S302 - our own code wrote it
    except (EOFError, ValueError, TypeError) as error:
        raise CannotRead("too_large_to_read") from error
    return answer


def _cell(plain: PlainCell) -> Cell:
    kind = CellKind(plain[0])
    if len(plain[1]) > LONGEST_CELL and kind in (CellKind.TEXT, CellKind.FORMULA):
        return Cell(plain[1][:QUOTED], CellKind.LONG, *plain[2:])
    return Cell(_value(kind, plain[1]), kind, *plain[2:])


def _value(kind: CellKind, text: str) -> Value:
    if kind is CellKind.NUMBER:
        return Decimal(text)
    if kind is CellKind.DATE:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    if kind is CellKind.BOOL:
        return bool(text)
    return text


def _sheet(plain: PlainSheet, cells: list[Cell], file_name: str) -> Sheet:
    name, rows, merges, hidden_rows, hidden_columns, is_hidden = plain
    return Sheet(
        name=name or Path(file_name).stem,
        rows={
            row: dict(zip(columns, [cells[index] for index in indexes], strict=True)) for row, columns, indexes in rows
        },
        merges=tuple(merges),
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
        is_hidden=is_hidden,
    )
