"""Sheets of committed items of one signing event: whose each row is, what stands, what would be made or changed.

An item is known by event, agency and its words, never by its row. A blank cell leaves what stands, nothing is deleted,
and what is signed stays as it is: it changes by amendments.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agencies.models import Agency, User
from agencies.work.carrying import tell
from commitments.signing.drafting import parties_of, target_text
from dxtracker.lib.text import fold
from kpis.grammar import values as cells
from kpis.grammar.shapes import Problem
from workbooks.kinds import mending
from workbooks.kinds.committed_items.cells import ItemRow, begun, finish
from workbooks.kinds.committed_items.compare import compare, facts_of
from workbooks.kinds.committed_items.known import Standing, item_key, linkable_at, standing_of
from workbooks.kinds.committed_items.words import WORDS
from workbooks.kinds.committed_items.write import Writer
from workbooks.kinds.preview import Change, Outcome, PreviewLine, message, notices_of, problems, table_summary
from workbooks.models import ImportRun
from workbooks.reading import plain_table
from workbooks.reading.asides import NUMBERS, hidden_lines, is_note, is_signature, only_text
from workbooks.reading.plain_table import PlainRow, PlainTable
from workbooks.reading.shapes import Book, Located, Total
from workbooks.reading.tables import body as bodies
from workbooks.reading.tables.headings import MARKED

LISTED = 500
UNSAID = NUMBERS | {fold(MARKED)}


@dataclass
class Payload:
    """What writing needs: the good rows that change something, the commitments to begin; what is known."""

    good: list[ItemRow]
    parties: dict[int, dict[str, Any]]
    standing: Standing


def read(run: ImportRun, book: Book) -> Outcome:
    """What the sheet says of committed items, against the event. Raises shapes.CannotRead."""
    standing = standing_of(run)
    tables, asked = mending.tables_of(run, book, WORDS, [{"text"}], "no_commitment_table")
    lines, totals, passed = _lines(tables, standing)
    hidden = [notice for table in tables for notice in hidden_lines(book, table)]
    rows = [begun(line) for line, _agency in lines]
    for row, (line, above) in zip(rows, lines, strict=True):
        _whose(row, line, above, standing)
    linkable = linkable_at(standing, {row.agency.pk for row in rows if row.agency})
    for row in rows:
        finish(row, linkable, standing.event.plan.year)
        compare(row, standing, linkable)
    _repeated(rows)
    begun_at = {row.agency.pk: row.agency for row in rows if row.status == "new" and row.agency and not row.commitment}
    parties = parties_of(standing.event, begun_at.values()) if begun_at else {}
    _tell_drafts(rows, parties)
    found = [_line(row) for row in rows]
    return Outcome(
        layout="table",
        tables=[table_summary(table) for table in tables],
        lines=found,
        problems=asked,
        notices=(*notices_of(book, tables, "sheet_without_promises", UNSAID), *passed, *hidden),
        totals=tuple(totals),
        missing=_missing(rows, standing),
        items=Counter(line.status for line in found if line.status != "refused"),
        agencies=len({row.agency.pk for row in rows if row.agency and not row.problems}),
        payload=Payload([row for row in rows if not row.problems], parties, standing),
    )


def write(run: ImportRun, outcome: Outcome, *, by: User | None, at: datetime) -> dict[str, Any]:
    """Write the good rows; returns what undoing needs. In the caller's transaction. Raises CannotChange."""
    payload: Payload = outcome.payload
    rows = [row for row in payload.good if row.status != "unchanged"]
    tell("write", 0, len(rows))
    writer = Writer(run, payload.standing, payload.parties, by=by, at=at)
    writer.write(rows)
    tell("write", len(rows), len(rows))
    return writer.changes


def describe(outcome: Outcome) -> list[dict[str, Any]]:
    """The good rows for machines: sheet, row, agency (code), text, status, way, links with their terms, changes."""
    return [
        {
            "sheet": row.sheet,
            "row": row.row,
            "agency": row.agency.code if row.agency else None,
            "text": row.text,
            "status": row.status,
            "way": str(row.values.get("way") or (row.item.way if row.item else "")),
            "deadline": _iso(row.values.get("deadline", row.item.deadline if row.item else None)),
            "links": [
                {
                    "indicator": wish.assignment.indicator.code,
                    "agency": wish.assignment.agency.code,
                    "target": target_text(wish.terms) or None,
                    "deadline": _iso(wish.terms.deadline),
                    "is_part": wish.is_part,
                }
                for wish in row.wishes
            ],
            "changes": [vars(change) for change in row.changes],
            "warnings": [message(warning) for warning in problems(row.warnings)],
        }
        for row in outcome.payload.good
    ]


def _iso(value: Any) -> str | None:
    return value.isoformat() if value else None


def _lines(
    tables: Sequence[PlainTable], standing: Standing
) -> tuple[list[tuple[PlainRow, str]], list[Total], list[Located]]:
    """The rows that hold items, each with the name that stands above it (a merged cell, a line of its own); sums.

    Below a note or a place of signatures a numbered row begins the items again; what else stands there is said.
    """
    found: list[tuple[PlainRow, str]] = []
    totals: list[Total] = []
    passed: list[Located] = []
    for table in tables:
        above, first, ended = "", len(found), False
        is_numbered = any(_number(line).isdigit() for line in table.rows)
        for line in table.rows:
            alone = only_text(line)
            ended = _ends(line, alone) or (ended and not _begins_again(line, alone, standing))
            if ended:
                above = ""  # whose items begin again below is asked
                said = Problem("row_passed_over", {"text": "; ".join(line.texts.values())[: plain_table.QUOTED]})
                passed.append(Located(line.sheet, line.row, 0, said))
            elif alone and (stated := cells.total(alone)) is not None:
                totals.append(Total(line.sheet, line.row, next(iter(line.texts)), stated, len(found) - first))
            elif alone and bodies.SUM.fullmatch(fold(alone)):
                continue
            elif alone and _is_heading(line, alone, standing, is_numbered):
                above = bodies.LABEL.sub("", alone)
            else:
                found.append((line, above))
    return found, totals, passed


def _number(line: PlainRow) -> str:
    """What a row is numbered with: "1", "I"; with its text where no column holds numbers."""
    written = line.text("number")
    label = bodies.LABEL.match(written or line.text("text"))
    return label[1] if label else written.strip(" .)(")


def _ends(line: PlainRow, alone: str) -> bool:
    """Whether the table ends above this row: the place of a signature, a note."""
    if "number" in line.cells and alone != line.text("number"):
        return False
    return any(is_signature(text) for text in line.texts.values()) or is_note(alone)


def _begins_again(line: PlainRow, alone: str, standing: Standing) -> bool:
    """Whether a row below a table's end is an item all the same, numbered and with a text, or says whose such are."""
    is_item = line.text("number").strip(" .)").isdigit() and "text" in line.cells
    return is_item or bool(alone and standing.named(bodies.LABEL.sub("", alone)))


def _is_heading(line: PlainRow, text: str, standing: Standing, is_numbered: bool) -> bool:
    """Whether a row says whose the following are: by a name that is known, or numbered above the items' numbers."""
    if standing.named(bodies.LABEL.sub("", text)) or "text" not in line.cells:
        return True
    number = _number(line)
    return is_numbered and not number.isdigit() and bool(bodies.LONE_LABEL.fullmatch(number))


def _whose(row: ItemRow, line: PlainRow, above: str, standing: Standing) -> None:
    """Whose the row is: by its own cell, else by what stands above it, else the import's own agency."""
    written = line.text("promiser") if "promiser" in row.places else ""
    text = written or above
    named = standing.named(text) if text else []
    if standing.own is not None:
        row.agency = standing.own
        if written and standing.own not in named:
            details = {"name": written[: plain_table.QUOTED], "agency": standing.own.name}
            row.refuse("promiser", Problem("another_agency", details, (standing.own.name,)))
    elif len(named) == 1:
        row.agency = named[0]
    elif named:
        codes = tuple(agency.code for agency in named)
        row.refuse("promiser", Problem("ambiguous_promiser", {"codes": ", ".join(codes)}, codes))
    elif text:
        details = {"name": text[: plain_table.QUOTED]}
        row.refuse("promiser", Problem("unknown_promiser", details, standing.nearest(text)))
    elif "promiser" not in line.cells:
        row.refuse("promiser", Problem("no_promiser"))


def _repeated(rows: Sequence[ItemRow]) -> None:
    """Refuse the second row of the same words and agency."""
    seen: dict[tuple[int, str], ItemRow] = {}
    for row in rows:
        if row.agency is None or not row.text:
            continue
        first = seen.setdefault((row.agency.pk, item_key(row.text)), row)
        if first is not row:
            row.refuse("text", Problem("repeated_promise", {"row": str(first.row)}))


def _tell_drafts(rows: Sequence[ItemRow], parties: Mapping[int, Mapping[str, Any]]) -> None:
    """At the first item of a commitment that is not there yet: that it is begun, and in whose name."""
    told = set()
    for row in rows:
        if row.status != "new" or row.agency is None or row.commitment or row.agency.pk in told:
            continue
        told.add(row.agency.pk)
        party = parties[row.agency.pk]
        name = ", ".join(filter(None, (party["signatory_name"], party["signatory_post"], party["agency_name"])))
        row.changes.insert(0, Change("commitment", "", name))
        if not party["signatory_name"]:
            row.warn("promiser", Problem("no_head_known", {"agency": party["agency_name"]}))


def _line(row: ItemRow) -> PreviewLine:
    shown = row.changes if row.status in ("new", "changed") else []
    return PreviewLine.of(row, row.text, row.status, shown, facts_of(row))


def _missing(rows: Sequence[ItemRow], standing: Standing) -> dict[str, Any]:
    """Items of the agencies in the sheet that the sheet does not name; they stay."""
    agencies: dict[int, Agency] = {row.agency.pk: row.agency for row in rows if row.agency}
    named = {(row.agency.pk, item_key(row.text)) for row in rows if row.agency}
    gone = [
        {"agency": agency.name, "title": item.text}
        for agency in agencies.values()
        if (commitment := standing.commitments.get(agency.pk))
        for key, item in standing.items.get(commitment.pk, {}).items()
        if (agency.pk, key) not in named
    ]
    return {"count": len(gone), "items": gone[:LISTED]}
