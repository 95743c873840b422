"""The lines of a preview as a sheet: blocks with letters and headings, rows with numbers, cells with their state.

Works on the JSON of workbooks/kinds/preview.py alone; asks nothing of the database.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from openpyxl.utils import column_index_from_string, get_column_letter

from agencies.pages.counted import Counted
from workbooks.kinds.labels import PLACES, SPEAKING, column_word, field_word, shown
from workbooks.kinds.preview import message

NAMES = {
    "unknown_agency",
    "ambiguous_agency",
    "unknown_coordinator",
    "ambiguous_coordinator",
    "vague_group",
}  # answered by naming an agency
LEADS = {"no_lead"}  # answered by a text that is the name of an agency
STRUCK = {"struck_row"}  # answered by keeping or leaving the row
YEARS = {"section_of_other_year", "target_of_other_year"}  # answered by saying of which year the targets are
CLAIMED = {"two_columns_claim"}  # answered by choosing a column
HIDDEN = {"only_on_hidden_sheet"}  # answered by reading it
TWO = {"stale_entry", "stale_mine", "stale_theirs"}  # answered on the page of figures that two people changed
QUIET = {"new_indicator"}  # said by a mark in the cell, not by a line of its own
ALWAYS = {"indicator", "target", "lead"}  # columns shown even where this page's rows leave them empty
DECIDED = ("row", "year", "sheet")  # questions about a row, or a sheet as a whole
SHOWN = 3  # so many agencies' changes stand in one cell
AGENCIES = Counted("%(n)s agency", "%(n)s agencies")

Json = Mapping[str, Any]


@dataclass
class Difference:
    """A field that changes, in words; `label` only where the column does not say which field it is."""

    old: str
    new: str
    label: str = ""
    whom: str = ""


@dataclass
class Cell:
    """A cell as written, what changes in it, and whether it is refused or was put right."""

    letter: str
    role: str
    text: str
    state: str = ""  # "refused", "changed", "warned", "mended" or ""
    changes: list[Difference] = field(default_factory=list)
    more: int = 0
    is_new_indicator: bool = False
    told_by: str = ""  # ids of the remarks that belong to it


class Button(NamedTuple):
    """An answer that is pressed: what it sends, what it says."""

    name: str
    value: str
    label: str


@dataclass
class Remark:
    """What is wrong or odd at a cell, with the way to answer it: "text", "agency", "merge" or none.

    "row", "year", "sheet" and "column" are answered by one of the `buttons`.
    """

    key: str
    is_refusal: bool
    sheet: str
    row: int
    cell: str
    message: str
    asks: str = ""
    text: str = ""
    name: str = ""
    proposals: Sequence[str] = ()
    offers_agencies: bool = False
    has_focus: bool = False
    typed: str = ""
    buttons: Sequence[Button] = ()
    address: str = ""

    @property
    def place(self) -> str:
        """Where an answer belongs: the cell, or the row of a question about the row."""
        return f"{self.sheet}!{self.row if self.asks in DECIDED else self.cell}"


@dataclass
class Row:
    """A row of the sheet with its cells and what is said under it."""

    number: int
    status: str
    title: str
    cells: list[Cell]
    others: list[Difference]
    remarks: list[Remark]


@dataclass
class Column:
    letter: str
    heading: str
    role: str
    word: str
    is_read: bool


@dataclass
class Block:
    """Rows of one table: those of a page."""

    sheet: str
    columns: list[Column]
    rows: list[Row]


def blocks_of(understood: Json, lines: Sequence[Json], mends: Json) -> list[Block]:
    """The lines of one page as blocks, one for each table; lines of the same row are one row."""
    placed = [(_table_of(understood["tables"], line), line) for line in lines]
    found = []
    for (sheet, _first), group in groupby(placed, key=lambda pair: (pair[1]["sheet"], pair[0].get("first_row"))):
        pairs = list(group)
        columns = _columns(pairs[0][0], [line for _table, line in pairs])
        rows = [
            _row(number, list(same), columns, mends)
            for number, same in groupby((line for _table, line in pairs), key=lambda line: line["row"])
        ]
        found.append(Block(sheet, columns, rows))
    return found


def _table_of(tables: Iterable[Json], line: Json) -> Json:
    """The table a line stands in: the last one on its sheet that begins above it."""
    above = [t for t in tables if t["sheet"] == line["sheet"] and t["last_row"] < line["row"]]
    return above[-1] if above else {"columns": []}


def _columns(table: Json, lines: Sequence[Json]) -> list[Column]:
    """The columns that these lines fill, change or get wrong, in the order of the sheet."""
    used = {letter for line in lines for letter, text in line["texts"].items() if text}
    used |= {problem["column"] for line in lines for problem in (*line["problems"], *line["warnings"])}
    known = {column["letter"]: column for column in table["columns"]}
    letters = used | {letter for letter, column in known.items() if column["role"] in ALWAYS}
    found = []
    for letter in sorted(letters - {""}, key=column_index_from_string):
        column = known.get(letter, {"heading": "", "role": "ignored"})
        role = column["role"]
        found.append(Column(letter, column["heading"], role, column_word(role), role not in ("ignored", "other_year")))
    return found


def _row(number: int, lines: Sequence[Json], columns: Sequence[Column], mends: Json) -> Row:
    texts = {letter: text for line in lines for letter, text in line["texts"].items()}
    cells = {c.letter: Cell(c.letter, c.role, texts.get(c.letter, "")) for c in columns}
    row = Row(number, lines[0]["status"], lines[0]["title"], list(cells.values()), [], [])
    for cell in row.cells:
        cell.state = "mended" if f"{lines[0]['sheet']}!{cell.letter}{number}" in mends else ""
    for line in lines:
        _put_changes(row, cells, line)
        for is_refusal, problems in ((True, line["problems"]), (False, line["warnings"])):
            for problem in problems:
                _put_remark(row, cells, problem, texts, is_refusal)
    return row


def _put_changes(row: Row, cells: Mapping[str, Cell], line: Json) -> None:
    """Each change at its cell; what has no column of its own stands under the row."""
    for change in line["changes"]:
        name = change["field"]
        roles = (name, *PLACES.get(name, ()))
        at = next((c for role in roles for c in cells.values() if c.role == role and c.letter in line["texts"]), None)
        at = at or next((c for role in roles for c in cells.values() if c.role == role), None)
        told = Difference(shown(name, change["old"]), shown(name, change["new"]), "", _whom(change["whom"]))
        told.label = "" if name in SPEAKING or (at and at.role == name) else field_word(name)
        if at is None:
            _put_beside(row, told)
            continue
        at.state = at.state or "changed"
        if len(at.changes) < SHOWN:
            at.changes.append(told)
        else:
            at.more += 1


def _put_beside(row: Row, told: Difference) -> None:
    """A change under the row; where the row's cells are of several agencies, the same change is said once."""
    same = next((o for o in row.others if (o.label, o.old, o.new) == (told.label, told.old, told.new)), None)
    if same is None:
        row.others.append(told)
    else:
        same.whom = ""


def _whom(names: str) -> str:
    """Whom a change is about: up to three names, else how many agencies."""
    count = names.count("; ") + 1
    return AGENCIES.of(count) if count > SHOWN else names


def _put_remark(row: Row, cells: Mapping[str, Cell], problem: Json, texts: Json, is_refusal: bool) -> None:
    cell = cells.get(problem["column"])
    if problem["code"] in QUIET and cell is not None and not is_refusal:
        cell.is_new_indicator = True
        return
    remark = remark_of(problem, f"r{row.number}-{len(row.remarks)}", is_refusal, texts.get(problem["column"], ""))
    row.remarks.append(remark)
    if cell is not None:
        cell.state = "refused" if is_refusal else cell.state or "warned"
        cell.told_by = f"{cell.told_by} {remark.key}".strip()


def remark_of(problem: Json, key: str, is_refusal: bool, text: str = "") -> Remark:
    """A refusal or a warning in words, with the way in which it can be answered."""
    code, asks = problem["code"], ""
    buttons: Sequence[Button] = ()
    if code in NAMES and problem["details"].get("name"):
        asks = "agency"
    elif buttons := _buttons(problem):
        asks = "row" if code in STRUCK else "year" if code in YEARS else "sheet" if code in HIDDEN else "column"
    elif code in TWO:
        asks = "merge"
    elif problem["row"] and problem["column"] and (is_refusal or problem["proposals"]):
        asks = "text"
    return Remark(
        key=key,
        is_refusal=is_refusal,
        sheet=problem["sheet"],
        row=problem["row"],
        cell=problem["cell"],
        message=message(problem),
        asks=asks,
        text=text,
        name=problem["details"].get("name", "") if asks == "agency" else "",
        proposals=problem["proposals"],
        offers_agencies=asks == "agency" or code in LEADS,
        buttons=buttons,
        address=problem["cell"],
    )


def _buttons(problem: Json) -> Sequence[Button]:
    """The answers to a problem that is answered by pressing one of a few."""
    code, details = problem["code"], problem["details"]
    if code in STRUCK:
        return Button("decision", "keep", _("Keep the row")), Button("decision", "skip", _("Leave the row out"))
    if code in HIDDEN:
        return (Button("decision", "show", _("Read this sheet")),)
    if code in CLAIMED:
        names = zip(details["columns"].split(","), details["headings"].split(" · "), strict=False)
        return tuple(
            Button(f"column-{number}", details["role"], _("Column %(letter)s: “%(heading)s”") % {
                "letter": get_column_letter(int(number)), "heading": heading,
            })
            for number, heading in names
        )  # fmt: skip
    if code not in YEARS:
        return ()
    leave = _("Leave them out") if code == "section_of_other_year" else _("Leave the row out")
    return (
        Button("decision", "this", _("Targets of this plan")),
        Button("decision", "goal", _("Goals of %(year)s") % {"year": details["written"]}),
        Button("decision", "out", leave),
    )
