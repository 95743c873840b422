"""The workbook that was handed in, given back with every refusal at its place.

Each table gets a column of its own for what is wrong with each row, each refused cell a comment and a colour. A cell
that was put right in the page holds its new text, so that the workbook can be handed in again as it comes back; the
column is known by its heading and passed over.
"""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import column_index_from_string
from openpyxl.workbook.child import INVALID_TITLE_REGEX

from dxtracker.lib.text import printable
from kpis.grammar.shapes import Cell, CellKind
from workbooks.annotate import marking
from workbooks.kinds.preview import message
from workbooks.models import ImportRun
from workbooks.opening.addresses import address_of
from workbooks.opening.book import open_book
from workbooks.reading.shapes import Book, Column
from workbooks.reading.tables.headings import MARKED

_ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = "import sys; sys.path.insert(0, sys.argv.pop(1)); from workbooks.annotate.marking import main; main()"


def annotate(data: bytes, run: ImportRun) -> bytes:
    """The uploaded workbook with the refusals of `run.understood`, in the reader's language.

    An .xlsx or .xlsm keeps all that openpyxl keeps (merges, widths, formulas, fonts, other sheets, macros); any other
    file, and one that does not survive this, comes back as a fresh .xlsx of its cells. Raises shapes.CannotRead.
    """
    book, marks = open_book(data, run.file_name), marks_of(run)
    kept = _in_place(data, marks) if book.format in ("xlsx", "xlsm") else None
    return kept or marking.saved(_fresh(book, marks), marks)


def annotated_name(run: ImportRun, content: bytes) -> str:
    """What the annotated workbook is called: the name it came under, marked, with the ending that fits."""
    suffix = ".xlsm" if marking.VBA.encode() in content else ".xlsx"
    return f"{Path(run.file_name).stem[:150]}-loi{suffix}"


def marks_of(run: ImportRun) -> list[dict[str, Any]]:
    """What is to be marked, one mark a table (workbooks/annotate/marking.py says its shape)."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for table in run.understood.get("tables", []):
        mark = _mark(table["sheet"], table["first_row"], table["last_row"])
        # Beside a matrix's agencies, a column without a blank one between would be taken for another agency.
        mark["gap"] = int(any(column["role"] == Column.AGENCY for column in table["columns"]))
        found[table["sheet"]].append(mark)
    for marks in found.values():
        marks.sort(key=lambda mark: mark["first"])
        for mark, following in pairwise(marks):
            mark["until"] = following["first"] - 1
    said = [(p, p["row"]) for p in run.understood.get("problems", [])]
    said += [(p, line["row"]) for line in run.understood.get("lines", []) for p in line["problems"]]
    for problem, row in said:
        _note(_mark_at(found, problem["sheet"], row), problem, row)
    for place, text in run.choices.get("mends", {}).items():
        at = address_of(place)
        if at is None:
            continue
        mark = _mark_at(found, at.sheet, at.row)
        comment = _("Put right in the page; before: %(old)s")
        mark["mends"].append([at.row, at.column, text, comment])
        _add(mark["texts"], at.row, _("%(cell)s: put right in the page") % {"cell": place.rpartition("!")[2]})
    return [mark for marks in found.values() for mark in marks]


def _mark(sheet: str, first: int, last: int) -> dict[str, Any]:
    return {
        "sheet": sheet,
        "first": first,
        "last": last,
        "until": 0,
        "gap": 0,
        "heading": MARKED,
        "texts": {},
        "comments": [],
        "mends": [],
    }


def _mark_at(found: dict[str, list[dict[str, Any]]], sheet: str, row: int) -> dict[str, Any]:
    """The mark of the table that a row belongs to; a sheet without one gets its column at the top."""
    if not found[sheet]:
        found[sheet].append(_mark(sheet, 1, 1))
    above = [mark for mark in found[sheet] if mark["first"] <= row]
    return above[-1] if above else found[sheet][0]


def _note(mark: dict[str, Any], problem: Mapping[str, Any], row: int) -> None:
    text = _text(problem)
    placed = f"{problem['cell']}: {text}" if problem["column"] else text
    _add(mark["texts"], max(row, mark["last"] + 1) if row <= mark["last"] else row, placed)
    if problem["column"] and problem["row"]:
        mark["comments"].append([problem["row"], column_index_from_string(problem["column"]), text])


def _add(texts: dict[int, str], row: int, text: str) -> None:
    if text not in texts.get(row, "").split("\n"):
        texts[row] = f"{texts[row]}\n{text}" if row in texts else text


def _text(problem: Mapping[str, Any]) -> str:
    """What is wrong, and what to write instead where something is proposed."""
    said = message(problem)
    if not problem["proposals"]:
        return said
    return said + " " + _("Proposed: %(texts)s") % {"texts": " | ".join(problem["proposals"])}


def _in_place(data: bytes, marks: Sequence[Mapping[str, Any]]) -> bytes | None:
    """The marked file from a process with limits; None where it does not come through."""
    limits = str(marking.SECONDS), str(marking.MEMORY)
    command = [sys.executable, "-I", "-c", _PROGRAM, str(_ROOT), *limits]
    told = json.dumps(marks).encode() + b"\n" + data
    try:
        done = subprocess.run(command, input=told, capture_output=True, timeout=3 * marking.SECONDS)  # noqa: S603
    except (subprocess.TimeoutExpired, OSError):
        return None
    return done.stdout if done.returncode == 0 and done.stdout.startswith(b"PK") else None


def _fresh(book: Book, marks: Sequence[dict[str, Any]]) -> Workbook:
    """A plain workbook of the cells that were read: old fonts decoded, formulas and colours gone."""
    made = Workbook()
    made.remove(made.worksheets[0])
    shown = any(not sheet.is_hidden for sheet in book.sheets)
    for sheet in book.sheets:
        page = made.create_sheet(INVALID_TITLE_REGEX.sub(" ", sheet.name)[:31] or "1")
        page.sheet_state = "hidden" if sheet.is_hidden and shown else "visible"
        for row, cells in sheet.rows.items():
            for column, cell in cells.items():
                _put(page.cell(row, column), cell)
        for row, column, last_row, last_column in sheet.merges:
            page.merge_cells(start_row=row, start_column=column, end_row=last_row, end_column=last_column)
        for mark in marks:
            mark["sheet"] = page.title if mark["sheet"] == sheet.name else mark["sheet"]
    return made


def _put(place: Any, cell: Cell) -> None:
    if isinstance(cell.value, str):
        place.value = printable(cell.value)
        place.data_type = "e" if cell.kind is CellKind.ERROR else "s"
    else:
        place.value = cell.value
    if cell.format:
        place.number_format = cell.format
