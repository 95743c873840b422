"""One table of a sheet: its columns understood, its rows cut into lines. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kpis.grammar.shapes import Cell, Problem
from workbooks.reading.agencies.names import find
from workbooks.reading.shapes import Column, Line, Located, Place, Table, Total, are_tasks
from workbooks.reading.tables import headings, matrix
from workbooks.reading.tables.annex import year_of_titles
from workbooks.reading.tables.blocks import Block
from workbooks.reading.tables.body import Body, Row, Scan
from workbooks.reading.tables.given import Asked
from workbooks.reading.tables.grid import Grid, text_of

CLAIMS = headings.CLAIMS
SETTLED = "repeated_heading"
YEAR = re.compile(r"\b20[0-9]{2}\b")
SAMPLED = 60  # rows looked at to tell what a column holds
UNIQUE = frozenset(Column) - headings.REPEATABLE
MISSING = {Column.INDICATOR: "no_indicator_column", Column.TARGET: "no_target_column", Column.LEAD: "no_lead_column"}


@dataclass
class Found:
    """A table, what is wrong with the whole of it, and where the next one begins (0: nowhere)."""

    table: Table
    problems: list[Located]
    is_matrix: bool
    next_at: int


def table_at(grid: Grid, block: Block, asked: Asked, owner: Place | None) -> Found:
    """The table under `block`. `owner`: the agency that the sheet as a whole names; it leads where no column does."""
    sheet = grid.sheet.name
    beneath = _beneath(grid, block)
    columns, said = _columns(block, beneath, asked, sheet, owner)
    is_matrix = Column.AGENCY in columns.values()
    scan = Scan(grid, block, columns, asked)
    body = scan.body()
    of_year = year_of_titles(grid, block.top, asked.year)
    for row in body.rows:
        row.of_year = None if row.is_of_plan else row.of_year or of_year
    where = {role: column for column, role in columns.items() if role in UNIQUE}
    claims = _claims(said, block, sheet)
    problems: list[Located] = []
    if is_matrix:
        claims = [claim for claim in claims if claim.problem.details["role"] != Column.LEAD]  # agencies stand across
        owned, problems = matrix.owners(grid, columns, block.parts, block.leaves, asked.directory)
        lines = [line for row in body.rows if row.kind == "line" for line in matrix.lines_of(row, owned, where, grid)]
        totals = matrix.totals_of(body.rows, columns, sheet)
    else:
        leads = owner if owner is not None and Column.LEAD not in where else None
        later = _later_years(columns, block, asked)
        lines = [_line(row, where, grid, leads, later) for row in body.rows if row.kind == "line"]
        totals = []
        present = {*where, Column.LEAD} if leads else set(where)
        present |= {Column.TARGET} if are_tasks(present) else set()
        missing = [code for role, code in MISSING.items() if role not in present and not claims]
        problems = [Located(sheet, block.bottom, 0, Problem(code)) for code in missing if lines]
    problems += claims
    lines = [] if claims else lines
    totals += _stated(body, lines, sheet)
    notices = _notices(grid, block, columns, said, beneath, body, asked)
    heading_rows = (block.top, max(block.bottom, block.begins - 1))
    table = Table(sheet, heading_rows, block.headings, columns, tuple(lines), tuple(totals), tuple(notices))
    return Found(table, problems, is_matrix, body.next_at)


def _columns(
    block: Block, beneath: Mapping[int, Sequence[Cell]], asked: Asked, sheet: str, owner: Place | None
) -> tuple[dict[int, Column], dict[int, str]]:
    """Each column's role; what a person said of this sheet's columns counts before all else."""
    across = _agency_columns(block, asked)
    others = {column: parts for column, parts in block.parts.items() if column not in across}
    found, said = headings.assign(others, beneath, asked.year, asked.is_agency, asked.remembered)
    if across:
        found |= dict.fromkeys(across, Column.AGENCY)
        found = {c: Column.IGNORED if role is Column.LEAD else role for c, role in found.items()}
    else:
        found = {c: Column.IGNORED if role is Column.TOTAL else role for c, role in found.items()}
    if owner is not None:
        found = {c: _inside(role, c, beneath, asked) for c, role in found.items()}
    ordered = {int(column): Column(role) for column, role in asked.mapping.get(sheet, {}).items()}
    for column, role in ordered.items():
        if role in UNIQUE:
            found = {c: Column.IGNORED if r is role and c not in ordered else r for c, r in found.items()}
        found[column] = role
        said.pop(column, None)
        said = {c: SETTLED if code == f"{CLAIMS}{role}" else code for c, code in said.items()}
    return dict(sorted(found.items())), said


def _claims(said: Mapping[int, str], block: Block, sheet: str) -> list[Located]:
    """A question for each role that two columns claim with the same right, at the last of them."""
    found: dict[str, list[int]] = {}
    for column, code in sorted(said.items()):
        if code.startswith(CLAIMS):
            found.setdefault(code.removeprefix(CLAIMS), []).append(column)
    return [
        Located(
            sheet, block.leaves.get(columns[-1], block.bottom), columns[-1],
            Problem(
                "two_columns_claim",
                {
                    "role": role,
                    "columns": ",".join(map(str, columns)),
                    "headings": " · ".join(block.headings[column][:60] for column in columns),
                },
            ),
        )
        for role, columns in found.items()
    ]  # fmt: skip


def _later_years(columns: Mapping[int, Column], block: Block, asked: Asked) -> dict[int, int]:
    """Column → the later year whose goals it holds."""
    found = {}
    for column, role in columns.items():
        years = YEAR.findall(block.headings.get(column, "")) if role is Column.OTHER_YEAR else ()
        last = max(map(int, years), default=0)  # "2021-2025" is to be reached by its end
        if last > asked.year:
            found[column] = last
    return found


def _inside(role: Column, column: int, beneath: Mapping[int, Sequence[Cell]], asked: Asked) -> Column:
    """On an agency's own sheet "Đơn vị thực hiện" names its divisions, unless agencies stand there."""
    if role is not Column.LEAD:
        return role
    cells = beneath.get(column, ())
    named = sum(asked.is_agency(text_of(cell)) for cell in cells)
    return Column.LEAD if named * 2 >= len(cells) and cells else Column.DIVISION


def _agency_columns(block: Block, asked: Asked) -> list[int]:
    """The columns of a matrix that stand for agencies; one that nobody is called stands among them too."""
    named = {
        c: find(parts[-1], asked.directory).codes for c, parts in block.parts.items() if asked.is_agency(parts[-1])
    }
    sure = {c: asked.guess(parts[-1]).sure for c, parts in block.parts.items()}
    single = [column for column, codes in named.items() if len(codes) == 1]
    leads = any(Column.LEAD in asked.guess(*parts).columns for parts in block.parts.values())
    if len(single) < 2 and (leads or len(named) < 2):
        return []
    groups = {block.parts[column][0] for column in named if len(block.parts[column]) > 1}
    found = []
    for column, parts in block.parts.items():
        is_among = min(named) < column < max(named) or (len(parts) > 1 and parts[0] in groups)
        if (
            column in named
            or (sure[column] < 2 and is_among)
            or (not sure[column] and not asked.guess(*parts).columns and column == max(named) + 1)
        ):
            found.append(column)
    return found


def _beneath(grid: Grid, block: Block) -> dict[int, list[Cell]]:
    found: dict[int, list[Cell]] = {}
    for number in grid.from_row(block.begins)[:SAMPLED]:
        for column, cell in grid.row(number).items():
            found.setdefault(column, []).append(cell)
    return found


def _line(row: Row, where: dict[Column, int], grid: Grid, leads: Place | None, later: Mapping[int, int]) -> Line:
    places, columns = row.filled, where
    if leads is not None:
        places = {**places, Column.LEAD: leads}
        columns = {**where, Column.LEAD: leads.column}
    name = row.own.get(Column.INDICATOR)
    is_struck = bool(name and name.cell.is_struck)
    hidden = row.number in grid.sheet.hidden_rows
    goals = [(year, Place(row.number, c, cell)) for c, year in later.items() if (cell := grid.cell(row.number, c))]
    return Line(
        grid.sheet.name, row.number, places, columns, row.section, hidden, is_struck, row.parent, row.of_year,
        tuple(goals),
    )  # fmt: skip


def _stated(body: Body, lines: Sequence[Line], sheet: str) -> list[Total]:
    """ "Tổng số: 10 chỉ tiêu" counts the lines above it; where it closes a section, that section's."""
    found = []
    before = 0
    for row in body.rows:
        if row.kind != "total":
            continue
        above = {line.row for line in lines if line.row < row.number}
        since = {number for number in above if number > before}
        count = len(since) if len(since) == row.stated else len(above)
        place = next(iter(row.own.values()))
        found.append(Total(sheet, row.number, place.column, row.stated, count))
        before = row.number
    return found


def _notices(
    grid: Grid,
    block: Block,
    columns: Mapping[int, Column],
    said: Mapping[int, str],
    beneath: Mapping[int, Sequence[Cell]],
    body: Body,
    asked: Asked,
) -> list[Located]:
    sheet, found = grid.sheet, []
    later = _later_years(columns, block, asked)
    for column, code in sorted(said.items()):
        if code.startswith(CLAIMS):
            continue
        details = {"heading": block.headings.get(column, "")[:60]}
        if code == "other_year" and column in later:
            code, details["year"] = "goal_column", str(later[column])
        found.append(Located(sheet.name, block.leaves.get(column, block.bottom), column, Problem(code, details)))
    for column in sorted(set(beneath) - set(columns)):
        if min(columns) < column < max(columns):
            found.append(Located(sheet.name, block.bottom, column, Problem("column_without_heading")))
    for column, role in columns.items():
        if column in sheet.hidden_columns and role is not Column.IGNORED:
            found.append(Located(sheet.name, block.bottom, column, Problem("hidden_column")))
    hidden = [row.number for row in body.rows if row.number in sheet.hidden_rows]
    if Column.AGENCY in columns.values():
        idle = [row for row in body.rows if row.kind == "line" and Column.TARGET in row.own and not _is_given(row)]
        found += [Located(sheet.name, row.number, 0, Problem("row_without_agency")) for row in idle]
    if are_tasks(columns.values()):
        found.append(Located(sheet.name, block.bottom, 0, Problem("tasks_without_target")))
    if hidden:
        found.append(Located(sheet.name, hidden[0], 0, Problem("hidden_rows", {"n": str(len(hidden))})))
    return found


def _is_given(row: Row) -> bool:
    return any(matrix.is_assigned(place.cell) for place in row.agencies.values())
