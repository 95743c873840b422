"""One agency's figures of a month, from the workbook that was made for it (workbooks/kinds/figures/template.py).

A blank cell leaves what stands; 0 is a figure. A line whose entry somebody changed since the workbook was made is
refused as `stale_entry` until a person has chosen: `decisions` {"Sheet!13": "mine@5"} takes the file's figure over
version 5 of the entry, "theirs@5" keeps that one; a choice does not outlive the version that it was made for.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Agency, User
from agencies.pages.counted import tongue
from dxtracker.lib.numbers import number
from dxtracker.lib.text import clean, same_name_key
from kpis.entry.forms import NUMBERS, OF_KIND
from kpis.enums import Kind, PeriodState
from kpis.grammar.shapes import Problem
from kpis.measuring.workflow import can_move
from kpis.models import Assignment, Cause, Period, Target
from workbooks.kinds.figures import template as figures_template
from workbooks.kinds.figures.cells import FIGURES, Base, FigureRow, parsed
from workbooks.kinds.figures.template import (
    ABOUT,
    BASE,
    BASE_SHEET,
    COLUMNS,
    FIELDS,
    FOR_ALL,
    FORMAT,
    PROVINCE,
    codes_of,
    entries_of,
    items_of,
    plain,
    targets_of,
    typed_in,
)
from workbooks.kinds.figures.write import FiguresWriter
from workbooks.kinds.kind import Good, written
from workbooks.kinds.preview import Change, Outcome, PreviewLine, message, problems, table_summary
from workbooks.models import ImportRun
from workbooks.reading import plain_table
from workbooks.reading.asides import hidden_lines
from workbooks.reading.plain_table import PlainTable
from workbooks.reading.shapes import Book, CannotRead, Located, Sheet
from workbooks.reading.tables.grid import Grid

MINE, THEIRS = "mine", "theirs"


def read(run: ImportRun, book: Book) -> Outcome:
    """What the workbook says of the month, against what stands. Raises shapes.CannotRead.

    That is where it is no template of ours, or one of another agency or month.
    """
    agency, period = _whose(run)
    base = _base(agency, period, book)
    tables = plain_table.find(book, figures_template.headings(), [{"item"}, FIELDS])
    if not tables:
        raise CannotRead("no_figures_template")
    items = items_of(agency, period)
    codes = codes_of(items)
    by_code = {codes[item.pk]: item for item in items}
    entries = entries_of(items, period)
    causes = list(Cause.objects.filter(province=agency.root_id))
    is_open = Period.objects.filter(pk=period.pk, state=PeriodState.OPEN).exists()  # not as the run remembers it
    rows: list[FigureRow] = []
    for line in [line for table in tables for line in table.rows]:
        item = by_code.get(line.text("item"))
        rows.append(parsed(line, item, entries.get(item.pk) if item else None, base, causes))
    _shared(rows, {sheet.name: sheet for sheet in book.sheets})
    _repeated(rows)
    _asked_otherwise(rows, targets_of(items, period))
    for row in rows:
        _judge(row, run.choices.get("decisions", {}), is_open)
    gone = [problem for table in tables for problem in _unread(table, items)]
    missing = [i.title for i in items if i not in [row.item for row in rows]]
    return Outcome(
        layout="table",
        tables=[table_summary(table) for table in tables],
        lines=[_line(row) for row in rows],
        problems=(*gone, *(() if is_open else (Located(tables[0].sheet, 0, 0, Problem("month_not_open")),))),
        notices=tuple(hidden for table in tables for hidden in hidden_lines(book, table)),
        missing={"count": len(missing), "items": [{"agency": agency.name, "title": name} for name in missing]},
        payload=Good([r for r in rows if r.writes and not r.problems]),
    )


def write(run: ImportRun, outcome: Outcome, *, by: User | None, at: datetime) -> dict[str, Any]:
    """Type the good lines as drafts; returns what undoing needs. In the caller's transaction.

    Raises kpis.errors.Stale where an entry has moved on since it was read.
    """
    return written(FiguresWriter(_whose(run)[1], by=by), outcome)


def describe(outcome: Outcome) -> list[dict[str, Any]]:
    """The lines that change something, for machines: sheet, row, item, what is written, warnings."""
    return [
        {
            "sheet": row.sheet,
            "row": row.row,
            "item": row.code,
            "figures": {name: plain(value) for name, value in row.writes.items()},
            "warnings": [message(warning) for warning in problems(row.warnings)],
        }
        for row in outcome.payload.good
    ]


def _whose(run: ImportRun) -> tuple[Agency, Period]:
    if run.agency is None or run.period is None:
        raise CannotRead("figures_need_agency_and_month")
    return run.agency, run.period


def _base(agency: Agency, period: Period, book: Book) -> dict[str, Base]:
    """What stood of each item, by its code, when the workbook was made. Raises CannotRead for another's workbook."""
    sheet = next((sheet for sheet in book.sheets if sheet.name == BASE_SHEET), None)
    lines = [
        [plain_table.shown(cells[column]) if column in cells else "" for column in range(1, len(BASE) + 1)]
        for _row, cells in sorted(sheet.rows.items() if sheet else ())
    ]
    about = {line[0][1:]: line[1] for line in lines if line[0].startswith("#")}
    if not set(ABOUT) <= set(about):
        raise CannotRead("no_figures_template")
    if about["format"] != FORMAT:
        raise CannotRead("old_figures_template")
    if about.get(PROVINCE, str(agency.root_id)) != str(agency.root_id):
        raise CannotRead("figures_of_another_province")
    if about["agency"] != agency.code:
        raise CannotRead("figures_of_another_agency", agency=about["agency"][: plain_table.QUOTED])
    if (about["year"], about["month"]) != (str(period.plan.year), str(period.month)):
        raise CannotRead("figures_of_another_month", month=f"{about['month'][:2]}/{about['year'][:4]}")
    try:
        return {code: Base.read(version, said) for code, version, *said in lines[1:] if not code.startswith("#")}
    except (ValueError, ArithmeticError):
        raise CannotRead("no_figures_template") from None


def _shared(rows: Iterable[FigureRow], sheets: Mapping[str, Sheet]) -> None:
    """Refuse a figure whose cell is merged over several rows: nobody knows which of the items it is of."""
    standing = {name: Grid(sheet).standing for name, sheet in sheets.items()}
    first = {name: {(row, column) for (_, column), row in found.items()} for name, found in standing.items()}
    for row in rows:
        for role in FIGURES:
            place = row.row, row.columns.get(role, 0)
            if role in row.places and (place in standing[row.sheet] or place in first[row.sheet]):
                row.refuse(role, Problem("figure_of_several_rows"))


def _repeated(rows: Iterable[FigureRow]) -> None:
    """An item that several rows are about: refused in each of them, but where they say the same, that counts once."""
    of_item: dict[int, list[FigureRow]] = {}
    for row in rows:
        if row.item is not None:
            of_item.setdefault(row.item.pk, []).append(row)
    for first, *others in of_item.values():
        differ = any(row.problems or row.given != first.given for row in (first, *others))
        for row in others:
            if differ:
                row.refuse("item", Problem("duplicate_item"))
            else:
                row.given = {}
                row.warn("item", Problem("repeated_row", {"row": str(first.row)}))
        if others and differ:
            first.refuse("item", Problem("duplicate_item"))


def _asked_otherwise(rows: Iterable[FigureRow], targets: Mapping[int, Target]) -> None:
    """Refuse a number that was typed in another unit, or another way of counting, than is asked for by now."""
    for row in rows:
        if row.item is None or not any(row.base.typed_in):
            continue
        then, now = row.base.typed_in, typed_in(row.item, targets.get(row.item.pk))
        typed = [role for role in NUMBERS if role in row.given and row.given[role] != row.now[role]]
        if then[0] != clean(now[0]):
            details = {"then": then[0][: plain_table.QUOTED], "now": now[0]}
            for role in typed:
                row.refuse(role, Problem("unit_changed_meanwhile", details))
        elif then[1] != now[1]:
            for role in typed:
                row.refuse(role, Problem("way_changed_meanwhile", {"now": row.item.indicator.get_over_time_display()}))


def _unread(table: PlainTable, items: Iterable[Assignment]) -> list[Located]:
    """The columns of figures that are not read: their heading is gone, or stands a second time."""
    wanted = {*FOR_ALL, *(role for item in items for role in OF_KIND[Kind(item.indicator.kind)])}
    lacking = wanted - set(table.columns.values())
    found = [
        Located(table.sheet, table.heading_row, 0, Problem("column_gone", {"heading": str(COLUMNS[role][0])}))
        for role in COLUMNS
        if role in lacking
    ]
    read_once = {same_name_key(table.headings[n]) for n, role in table.columns.items() if role in wanted}
    for column, role in table.columns.items():
        if role == plain_table.IGNORED and same_name_key(heading := table.headings[column]) in read_once:
            problem = Problem("repeated_heading", {"heading": heading[: plain_table.QUOTED]})
            found.append(Located(table.sheet, table.heading_row, column, problem))
    return found


def _judge(row: FigureRow, decisions: Mapping[str, str], is_open: bool) -> None:
    """What the line would write (`row.writes`), or why it may not."""
    now = {name: plain(value) for name, value in row.now.items()}
    differing = {name: value for name, value in row.given.items() if plain(value) != now[name]}
    stood = {name: plain(value) for name, value in row.base.said.items()}
    touched = any(plain(value) != stood[name] for name, value in row.given.items())
    has_moved = row.base.version != row.version or stood != now
    if row.problems or not differing:
        return
    if not touched and has_moved:
        row.warn("item", Problem("changed_meanwhile"))
    elif not is_open:
        row.refuse("", Problem("month_not_open"))
    elif row.entry is not None and not can_move("type", row.entry.status):
        details = {"status": row.entry.get_status_display()}
        row.refuse("", Problem("entry_not_open", details))
    elif has_moved:
        _ask(row, differing, decisions.get(f"{row.sheet}!{row.row}", ""))
    else:
        row.writes = differing


def _ask(row: FigureRow, differing: dict[str, Any], decision: str) -> None:
    """Let the person's choice decide between what stands and the file; without one the line is refused."""
    wanted = row.now | row.given
    details = {
        "base": said_in_words(row.base.said), "now": said_in_words(row.now), "file": said_in_words(wanted),
        "version": str(row.version), "by": str(row.entry.typed_by or "") if row.entry else "",
    }  # fmt: skip
    if decision == f"{MINE}@{row.version}":
        row.writes = differing
        row.warn("", Problem("stale_mine", details))
    elif decision == f"{THEIRS}@{row.version}":
        row.warn("", Problem("stale_theirs", details))
    else:
        row.refuse("", Problem("stale_entry", details))


def said_in_words(said: Mapping[str, Any]) -> str:
    """FIELDS as one line: the figure, the cause, the note; "–" where they say nothing."""
    parts = [figures_template.figure_text(said, tongue())]
    parts += [_("cause: %(cause)s") % {"cause": said["cause"][:60]}] if said["cause"] else []
    parts += [_("note: %(note)s") % {"note": said["note"][:60]}] if said["note"] else []
    return "; ".join(filter(None, parts)) or "–"


def _line(row: FigureRow) -> PreviewLine:
    if row.problems:
        status = "refused"
    elif not row.writes:
        status = "unchanged"
    else:
        status = "new" if row.entry is None else "changed"
    changes = [Change(name, in_words(row.now[name]), in_words(value)) for name, value in row.writes.items()]
    facts = [row.code, row.version, [(name, plain(value)) for name, value in sorted(row.writes.items())]]
    shown = changes if status == "changed" else []
    return PreviewLine.of(row, row.title, status, shown, facts)


def in_words(value: Any) -> str:
    """One field's value as the preview shows it."""
    if isinstance(value, bool):
        return _("yes") if value else ""
    if value is None or isinstance(value, str):
        return value or ""
    return f"{value:%d/%m/%Y}" if hasattr(value, "year") else number(value, tongue())
