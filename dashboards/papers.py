"""A board as a PDF: its tables as people read them, with head, month, time of the data, and page numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from dashboards.scope import Scope
from dashboards.tables import Column, Export, Table, day_words
from dxtracker.lib import xlsx
from dxtracker.lib.numbers import number, percent
from dxtracker.lib.paper import blocks, fitting

SIZE, SMALL = 10.0, 8.5  # the smaller where one sheet across would be far too narrow
CROWDED = 1.5 * fitting.SIDEWAYS
MOST_ROWS = 2000  # of a table on paper; all stand in the workbook
BLANK = "–"
LONG, NARROW = 30, 12  # letters of a heading that stands upright, and of the cells under it
RUN = 4  # rows that say the same in front are headed by it instead, where it is so many on the average
SHORT = Decimal("0.01")  # what is less keeps all its digits, what is more has two


def paper_of(scope: Scope, made: Export) -> blocks.Paper:
    """The board's tables on paper; those of a closed month are the same to the byte whenever they are drawn."""
    tables = [table for table in made.tables if table.rows] or list(made.tables[:1])
    laid = [laid_out(table, scope.language) for table in tables]
    sideways = any(fitting.is_sideways(one.wanted) for one in laid)
    title = tables[0].title
    closed_at = scope.period.closed_at
    return blocks.Paper(
        title=f"{title} · {made.subtitle[0]}",
        blocks=(*_head(scope, made, title), *_tables(laid, sideways, scope.language)),
        made_at=timezone.localtime(closed_at).replace(tzinfo=None) if closed_at else None,
        foot=f"{scope.province.name} · {title} · {made.subtitle[1]}",
        is_sideways=sideways,
    )


def _head(scope: Scope, made: Export, title: str) -> list[blocks.Block]:
    """The province, whose board it is, what it is of; under it of when, and the checksum of a closed month."""
    whose, *more = made.subtitle
    found = [
        blocks.Paragraph(scope.province.name.upper(), indented=False, align="left", bold=True, size=11),
        blocks.Paragraph(title, align="centre", bold=True, is_kept=True, size=14),
        *([blocks.Paragraph(whose, align="centre", is_kept=True, size=12)] if whose != scope.province.name else []),
        blocks.Paragraph(" · ".join(more), align="centre", italic=True, size=SIZE),
    ]
    if scope.period.closed_at and scope.period.checksum:
        said = _("Checksum of the month (SHA-256): %(checksum)s") % {"checksum": scope.period.checksum}
        found.append(blocks.Paragraph(said, align="centre", size=8))
    return list(found)


def _tables(laid: Sequence["Laid"], sideways: bool, language: str) -> list[blocks.Block]:
    found: list[blocks.Block] = []
    for nth, one in enumerate(laid):
        if nth:
            found.append(blocks.Paragraph(one.title, indented=False, align="left", bold=True, is_kept=True, size=12))
        found += one.drawn(sideways, language)
    return found


@dataclass(frozen=True)
class Laid:
    """A table in words, with the widths that its columns want; columns without any word are left out."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    fills: Sequence[Sequence[str]]
    wanted: Sequence[fitting.Column]
    centred: frozenset[int]
    turned: frozenset[int]
    frozen: int
    total: int
    size: float

    def drawn(self, sideways: bool, language: str) -> list[blocks.Block]:
        """The table, in bands where it is too wide for the sheet, and what it leaves out."""
        if not self.rows:
            return [blocks.Paragraph(_("Nothing fits."), align="centre", size=12)]
        width = fitting.SIDEWAYS if sideways else fitting.UPRIGHT
        found: list[blocks.Block] = [self._band(band, width) for band in fitting.bands(self.wanted, width, self.frozen)]
        if self.total > MOST_ROWS:
            said = {"n": number(MOST_ROWS, language), "of": number(self.total, language)}
            text = _("The first %(n)s of %(of)s rows; all of them are in the workbook.") % said
            found.append(blocks.Paragraph(text, indented=False, italic=True, size=SIZE))
        return found

    def _band(self, places: Sequence[int], width: float) -> blocks.Table:
        return blocks.Table(
            [self.headings[place] for place in places],
            [row if len(row) == 1 else [row[place] or BLANK for place in places] for row in self.rows],
            fitting.widths([self.wanted[place] for place in places], width),
            [n for n, place in enumerate(places) if place in self.centred],
            self.size,
            [[row[place] for place in places] for row in self.fills],
            [n for n, place in enumerate(places) if place in self.turned],
        )


def laid_out(table: Table, language: str) -> Laid:
    known = {column.key: column for column in table.columns}
    shown = [known[key] for key in table.shown] or list(table.columns)
    rows = [[words_of(column.for_people(row), column, language) for column in shown] for row in table.rows[:MOST_ROWS]]
    places = [n for n in range(len(shown)) if not rows or any(row[n] for row in rows)]
    columns = [shown[n] for n in places]
    told = [[row[n] for n in places] for row in rows]
    is_coloured = any(column.fill for column in columns)
    front = 0 if is_coloured else _front(columns, told)
    headed, columns, told = _headed(told, front), columns[front:], [row[front:] for row in told]
    turned = frozenset(n for n, column in enumerate(columns) if _is_turned(column, [row[n] for row in told]))
    wanted, size = _wanted(columns, told, turned, SIZE), SIZE
    if sum(column.best for column in wanted) > CROWDED:
        wanted, size = _wanted(columns, told, turned, SMALL), SMALL
    return Laid(
        title=table.title,
        headings=[column.heading for column in columns],
        rows=headed,
        fills=[[_colour(c, row) for c in columns] for row in table.rows[:MOST_ROWS]] if is_coloured else [],
        wanted=wanted,
        centred=frozenset(n for n, c in enumerate(columns) if c.kind in ("number", "percent", "date")),
        turned=turned,
        frozen=max(min(table.frozen - front, len(columns) - 1), 0),
        total=len(table.rows),
        size=size,
    )


def _front(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> int:
    """How many columns in front say the same in row after row; two more are left beside them."""
    found = 0
    for n, column in enumerate(columns[:-2], 1):
        runs = sum(1 for _run in groupby(rows, key=lambda row: row[:n]))
        if column.kind not in ("text", "state") or not rows or runs * RUN > len(rows):
            break
        found = n
    return found


def _headed(rows: Sequence[Sequence[str]], front: int) -> list[Sequence[str]]:
    """The rows without their columns in front; a row of one cell says it once above those that it holds for."""
    if not front:
        return list(rows)
    found: list[Sequence[str]] = []
    for said, run in groupby(rows, key=lambda row: row[:front]):
        found += [[" · ".join(filter(None, said)) or BLANK], *(row[front:] for row in run)]
    return found


def _is_turned(column: Column, cells: Sequence[str]) -> bool:
    return len(column.heading) > LONG and max(map(len, cells), default=0) <= NARROW


def _wanted(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], turned: frozenset[int], size: float
) -> list[fitting.Column]:
    return [
        (fitting.turned if n in turned else fitting.column_of)(c.heading, [row[n] for row in rows], size)
        for n, c in enumerate(columns)
    ]


def _colour(column: Column, row: object) -> str:
    """The colour of a cell, "#12867A"; empty for none."""
    name = column.fill(row) if column.fill else ""
    return f"#{xlsx.FILLS[name][2:]}" if name in xlsx.FILLS else ""


def words_of(cell: object, column: Column, language: str) -> str:
    """A cell as people read it; empty for what is not there."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime):
        return timezone.localtime(cell).strftime("%H:%M %d/%m/%Y")
    if isinstance(cell, date):
        return day_words(cell)
    if column.kind == "percent" or isinstance(cell, Fraction):
        return percent(cell, language)  # type: ignore[arg-type]
    exact = Decimal(str(cell))
    return number(Fraction(exact) if abs(exact) >= SHORT else exact, language)
