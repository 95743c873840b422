"""Assignment sheets: items given to agencies, their targets, deadlines and coordinators.

A line of the sheet gives an indicator to one agency or to many; each pair is an item. Importing a revised sheet sets
new targets in force from the run's month; an item that the sheet no longer names is listed and stays.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from import_export.results import RowResult
from openpyxl.utils import get_column_letter

from agencies.models import User
from agencies.pages.counted import tongue
from agencies.work.carrying import tell
from dxtracker.lib.batches import batched
from dxtracker.lib.numbers import number, plain
from dxtracker.lib.text import same_name_key
from kpis.enums import Kind, PeriodState
from kpis.grammar.shapes import Goal, Problem
from kpis.grammar.units import not_of_ratio, same_unit
from kpis.models import Assignment, Indicator, Period, Plan
from kpis.standings import actions as standings
from kpis.standings.leads import led_elsewhere
from workbooks.kinds import directory, mending
from workbooks.kinds.assignments import compare as engine
from workbooks.kinds.assignments import goals
from workbooks.kinds.assignments.catalogue import Catalogue, catalogue_of, new_indicators
from workbooks.kinds.assignments.write import Writer
from workbooks.kinds.preview import Change, Outcome, PreviewLine, message, problems
from workbooks.models import ImportRun
from workbooks.reading import rows
from workbooks.reading.shapes import Book, Column, ItemRow, Located, Reading
from workbooks.reading.tables import layouts

STATUS = {
    RowResult.IMPORT_TYPE_NEW: "new",
    RowResult.IMPORT_TYPE_UPDATE: "changed",
    RowResult.IMPORT_TYPE_SKIP: "unchanged",
}
LISTED = 500  # so many missing items are listed; all are counted


@dataclass
class Payload:
    """What writing needs: the good rows, new catalogue entries by the key of their name, the engine's findings,
    goals of later years.
    """

    good: list[ItemRow]
    indicators: dict[str, Indicator]
    found: engine.Comparison
    wishes: list[goals.Wish]


def read(run: ImportRun, book: Book) -> Outcome:
    """What the sheet gives, against what stands. Raises shapes.CannotRead where nothing is understood."""
    plan, period = _year_of(run)
    choices, year = run.choices, plan.year
    known = directory.directory_of(run.province, period.data_to, choices.get("aliases"))
    reading = layouts.read(book, known, year, mapping=_columns(choices.get("columns", {})), remembered=_remembered(run))
    found = [fitting(row) for row in rows.understand(reading, known, year, choices.get("decisions", {}))]
    waiting = rows.sections_of_other_years(reading, choices.get("decisions", {}))
    catalogue = catalogue_of(run.province)
    found = [_of_ratio(_signed(row, catalogue), catalogue) for row in found]
    good = [row for row in found if not row.problems]
    fresh = new_indicators(catalogue, good)
    data, owners = _data(catalogue, good)
    compared = engine.compare(plan, period, data)
    by_row: dict[int, list] = defaultdict(list)
    for owner, entry, result in zip(owners, data, compared.rows, strict=True):
        by_row[owner].append((entry[0], result))
    standing = goals.standing_goals(run.province)
    wishes = {id(row): goals.wishes_of(row, catalogue, standing) for row in found if row.goals}
    elsewhere = _led_elsewhere(plan) if compared.new else {}
    lines = [
        _line(row, by_row[id(row)], wishes.get(id(row), []), catalogue, known.official, elsewhere) for row in found
    ]
    return Outcome(
        layout=str(reading.layout),
        tables=table_summary(reading),
        lines=lines,
        problems=(*reading.problems, *waiting),
        notices=file_notices(reading, book),
        totals=tuple(total for table in reading.tables for total in table.totals),
        missing=_missing(run, data),
        items=Counter(STATUS[result.import_type] for result in compared.rows),
        agencies=len({agency for agency, *_ in data}),
        payload=Payload(good, fresh, compared, [wish for row in good for wish in wishes.get(id(row), [])]),
    )


def write(run: ImportRun, outcome: Outcome, *, by: User | None, at: datetime) -> dict[str, Any]:
    """Write the good rows; returns what undoing needs. In the caller's transaction."""
    payload: Payload = outcome.payload
    writer = Writer(run, payload.indicators, by=by, at=at)
    tell("write", 0, len(payload.found.new) + len(payload.found.changed))
    writer.write(payload.found.new, payload.found.changed)
    writer.changes |= goals.write(payload.wishes, run, payload.indicators, by=by, at=at)
    judged = 0
    for keys in batched(writer.touched if open_months(_year_of(run)[0]) else []):
        standings.refresh(keys)
        judged += len(keys)
        tell("judge", judged, len(writer.touched))
    return writer.changes


def _year_of(run: ImportRun) -> tuple[Plan, Period]:
    """The plan and the month from which targets are in force; an assignment import has both."""
    if run.plan is None or run.period is None:
        raise ValueError("an assignment import has a plan and a month")
    return run.plan, run.period


def open_months(plan: Plan) -> bool:
    """Whether any month of `plan` is open: else there is nothing to judge."""
    return plan.periods.filter(state=PeriodState.OPEN).exists()


def describe(outcome: Outcome) -> list[dict[str, Any]]:
    """The good rows for machines: sheet, row, indicator, unit, target, leads, coordinators, deadline and so on."""
    return [
        {
            "sheet": row.sheet,
            "row": row.row,
            "indicator": row.indicator,
            "unit": row.unit,
            "target": _goal(row.goal),
            "leads": list(row.leads),
            "coordinators": list(row.coordinators or ()),
            "unresolved_coordinators": list(row.unresolved_coordinators),
            "deadline": row.deadline.isoformat() if row.deadline else None,
            "recurring": row.is_recurring,
            "section": row.section or None,
            "goals": [{"year": goal.year, "raw": goal.raw} for goal in row.goals],
            "warnings": [message(warning) for warning in problems(row.warnings)],
        }
        for row in outcome.payload.good
    ]


def _goal(goal: Goal | None) -> dict[str, Any] | None:
    if goal is None:
        return None
    return {"op": goal.operator, "low": plain(goal.low), "high": plain(goal.high), "raw": goal.raw}


def fitting(row: ItemRow) -> ItemRow:
    """`row` with a problem for each text that is longer than the place where it is kept."""
    longest = {Column.UNIT: (row.unit, 60)}
    longest[Column.TARGET] = (row.goal.raw if row.goal else "", 400)
    found = [
        Located(row.sheet, row.row, row.columns.get(column, 0), Problem("too_long", {"limit": str(limit)}))
        for column, (text, limit) in longest.items()
        if len(text) > limit
    ]
    return replace(row, problems=(*row.problems, *found)) if found else row


def _signed(row: ItemRow, catalogue: Catalogue) -> ItemRow:
    """`row` without a baseline below zero, which is said, where its indicator knows none."""
    if row.baseline is None or row.baseline >= 0:
        return row
    entry = catalogue.match(row)
    if entry and entry.may_be_negative:
        return row
    said = Located(row.sheet, row.row, row.columns.get(Column.BASELINE, 0), Problem("negative_figure"))
    return replace(row, baseline=None, warnings=(*row.warnings, said))


def _of_ratio(row: ItemRow, catalogue: Catalogue) -> ItemRow:
    """`row` with a problem where it gives a ratio a target in another unit than that in which it is computed."""
    entry = catalogue.match(row) if row.goal and row.goal.operator != "done" else None
    other = not_of_ratio(row.unit, entry.unit) if entry and entry.kind == Kind.RATIO else None
    if other is None:
        return row
    place = row.columns.get(Column.UNIT) or row.columns.get(Column.TARGET, 0)
    return replace(row, problems=(*row.problems, Located(row.sheet, row.row, place, other)))


def _data(catalogue: Catalogue, good: Sequence[ItemRow]) -> tuple[list[tuple], list[int]]:
    """The engine's rows (agency, indicator, given, raw), one for each item, and the line each came from."""
    data, owners = [], []
    for row in good:
        if row.is_goal:
            continue
        entry = catalogue.match(row)
        indicator = entry.pk if entry else same_name_key(row.indicator)
        given = _given(row)
        for lead in row.leads:
            data.append((lead, indicator, given, row.goal.raw if row.goal else ""))
            owners.append(id(row))
    return data, owners


def _given(row: ItemRow) -> dict[str, Any]:
    """The fields that the sheet says something of: an empty cell leaves what stands."""
    given: dict[str, Any] = {}
    if row.goal:
        given = {"operator": row.goal.operator, "low": row.goal.low, "high": row.goal.high}
    optional = {"unit": row.unit, "section": row.section, "product": row.product, "weight": row.weight}
    given |= {name: value for name, value in (optional | {"baseline": row.baseline}).items() if value not in ("", None)}
    if row.deadline or row.is_recurring:
        given |= {"deadline": row.deadline, "is_recurring": row.is_recurring}
    if row.coordinators is not None:
        given |= {"coordinators": row.coordinators, "noted": row.unresolved_coordinators}
    return given


def _is_other(unit: engine.Difference) -> bool:
    return bool(unit.old) and not same_unit(unit.old, unit.new)


def _line(
    row: ItemRow, results: Sequence[tuple], wishes: Sequence[goals.Wish], catalogue: Catalogue,
    official: Mapping[str, str], elsewhere: Mapping[tuple, str],
) -> PreviewLine:  # fmt: skip
    """A line of the preview: refused, else changed where any of its items changes, else new, else unchanged."""
    found = {STATUS[result.import_type] for _, result in results}
    told = goals.status_of(wishes) if wishes and not row.problems else "unchanged"
    if told != "unchanged":
        found.add(told if row.is_goal or "new" in found else "changed")
    nothing = "refused" if row.problems else "unchanged"
    status = next((s for s in ("changed", "new", "unchanged") if s in found), nothing)
    warnings = list(row.warnings)
    if not row.problems and catalogue.match(row) is None:
        near = catalogue.near(row.indicator)
        problem = Problem("near_indicator" if near else "new_indicator", {}, (near,) if near else ())
        warnings.append(Located(row.sheet, row.row, row.columns.get(Column.INDICATOR, 0), problem))
    if any(result.is_withdrawn for _, result in results):
        warnings.append(Located(row.sheet, row.row, row.columns.get(Column.INDICATOR, 0), Problem("withdrawn_item")))
    if old := next((d.old for _, r in results for d in r.diff if d.field == "unit" and _is_other(d)), ""):
        column = row.columns.get(Column.UNIT) or row.columns.get(Column.TARGET, 0)
        warnings.append(Located(row.sheet, row.row, column, Problem("unit_of_figures", {"unit": old})))
    entry = catalogue.match(row) if elsewhere else None
    for agency, result in results:
        now = elsewhere.get((agency, entry.pk)) if entry and STATUS[result.import_type] == "new" else None
        if now:
            problem = Problem("led_elsewhere", {"first": official.get(agency, agency), "now": official.get(now, now)})
            warnings.append(Located(row.sheet, row.row, row.columns.get(Column.LEAD, 0), problem))
    facts: list[Any] = [(agency, result.import_type, result.diff) for agency, result in results]
    facts += [(wish.agency, wish.year, wish.raw) for wish in wishes if wish.changes]
    say = partial(_changes, results, wishes, official) if status == "changed" or (wishes and status == "new") else None
    return PreviewLine(
        row.sheet, row.row, status, row.indicator, row.texts, [], tuple(warnings), row.problems, facts, say
    )  # fmt: skip


def _led_elsewhere(plan: Plan) -> dict[tuple[str, int], str]:
    """(code of the agency that an item was given to, indicator) → code of the one that leads it now."""
    rows = led_elsewhere(plan).values_list("given_to__code", "indicator", "agency__code")
    return {(first, indicator): now for first, indicator, now in rows}


def _changes(results: Sequence[tuple], wishes: Sequence[goals.Wish], official: Mapping[str, str]) -> list[Change]:
    """The differences of a line in words, those that several agencies share said once."""
    changes: dict[tuple, Change] = {}
    whom: dict[tuple, list[str]] = defaultdict(list)
    for agency, result in results:
        is_new = STATUS[result.import_type] == "new"
        if is_new and all(STATUS[other.import_type] == "new" for _, other in results):
            break
        for field, old, new in [engine.Difference("agency", None, agency)] if is_new else result.diff:
            shown = Change(field, in_words(field, old, official), in_words(field, new, official))
            changes.setdefault((field, shown.old, shown.new), shown)
            whom[field, shown.old, shown.new].append(official.get(agency, agency))
    for key, change in changes.items():
        change.whom = "; ".join(whom[key]) if len(results) > 1 and change.field != "agency" else ""
    return [*changes.values(), *goals.changes_of(wishes, official)]


def in_words(field: str, value: Any, official: Mapping[str, str]) -> str:
    """A field's value as the preview shows it."""
    if value is None or value in ("", ()):
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return number(value.normalize(), tongue())
    if field in ("coordinators", "agency"):
        return "; ".join(official.get(code, code) for code in ((value,) if isinstance(value, str) else value))
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def _missing(run: ImportRun, data: Sequence[tuple]) -> dict[str, Any]:
    """Items asked of the agencies in the sheet that the sheet does not name: {count, items: [{agency, title}]}."""
    named = {(agency, indicator) for agency, indicator, *_ in data}
    agencies = {agency for agency, _ in named}
    held = Assignment.objects.filter(plan=run.plan, agency__code__in=agencies).order_by(
        "agency__sort_order", "sort_order"
    )
    if run.period is not None:
        held = held.exclude(withdrawn_from__month__lte=run.period.month)
    columns = ("agency__code", "indicator", "agency__name", "indicator__name")
    gone = [row for row in held.values_list(*columns) if (row[0], row[1]) not in named]
    return {"count": len(gone), "items": [{"agency": row[2], "title": row[3]} for row in gone[:LISTED]]}


def _columns(said: Mapping[str, Mapping[str, str]]) -> dict[str, dict[int, Column]]:
    return {sheet: {int(n): Column(role) for n, role in columns.items()} for sheet, columns in said.items()}


def _remembered(run: ImportRun) -> dict[str, Column]:
    return {key: Column(role) for key, role in mending.remembered(run.province, run.kind).items()}


def table_summary(reading: Reading) -> list[dict[str, Any]]:
    """The tables found, for the preview: their heading rows and what each column was understood as."""
    return [
        {
            "sheet": table.sheet,
            "first_row": table.heading_rows[0],
            "last_row": table.heading_rows[1],
            "columns": [
                {
                    "number": n,
                    "letter": get_column_letter(n),
                    "heading": text,
                    "role": str(table.columns.get(n, Column.IGNORED)),
                }
                for n, text in sorted(table.headings.items())
            ],
        }
        for table in reading.tables
    ]


def file_notices(reading: Reading, book: Book) -> tuple[Located, ...]:
    """What the reader should know of the file: what its tables said, sheets that were passed over."""
    found = [notice for table in reading.tables for notice in table.notices]
    hidden = {sheet.name for sheet in book.sheets if sheet.is_hidden}
    offered = {problem.sheet for problem in reading.problems if problem.problem.code == "no_headings"}
    found += [
        Located(name, 0, 0, Problem("hidden_sheet_skipped" if name in hidden else "sheet_skipped"))
        for name in reading.skipped_sheets
        if name not in offered
    ]
    return tuple(found)
