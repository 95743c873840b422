"""A board as tables, each built once; CSV for machines and a workbook for people are both written from them.

Machines get exact rates, decimal strings and codes; people real numbers, dates and words in their own language.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.pages.counted import Counted
from dashboards.scope import Scope
from dxtracker.lib import xlsx
from dxtracker.lib.numbers import number, percent, plain
from dxtracker.lib.text import printable
from kpis.enums import PeriodState
from kpis.measuring.rates import Rates
from kpis.models import Period
from kpis.standings.words import state_words

DIGITS = Decimal(1).scaleb(-12)

Cell = str | int | Decimal | Fraction | date | None
DONE = Counted("%(done)s/%(applicable)s task done (%(rate)s)", "%(done)s/%(applicable)s tasks done (%(rate)s)")


class Below(NamedTuple):
    """A row that stands below another: a change made by an amendment."""

    above: Any
    row: Any


def below(rows: Iterable[Any], name: str) -> list[Below]:
    """All that `rows` hold under `name`, each with the row it stands below."""
    return [Below(one, row) for one in rows for row in getattr(one, name)]


@dataclass(frozen=True)
class Column:
    """`key` heads the column for machines, `heading` for people; `words` says a code's words to people.

    Kinds: number (int or Decimal), percent (Fraction or Decimal, 1 is all), date, text; a state is a code with words.
    `of` is where a row has the cell: an attribute (a.b: of an attribute), a function of the row; without it, the key.
    `said` is how people read a row where the code in its cell does not tell them.
    `fill` names the colour of a row's cell in the workbook (dxtracker.lib.xlsx.FILLS), empty for none.
    """

    key: str
    heading: str
    kind: Literal["text", "number", "percent", "date", "state"] = "text"
    words: Mapping[str, str] = field(default_factory=dict)
    width: float = 0
    of: str | Callable[[Any], Cell] = ""
    said: Callable[[Any], str] | None = None
    fill: Callable[[Any], str] | None = None

    @cached_property
    def cell(self) -> Callable[[Any], Cell]:
        """The cell of a row."""
        return self.of if callable(self.of) else attrgetter(self.of or self.key)

    def for_people(self, row: Any) -> Cell:
        """The cell of a row as people read it: codes become words."""
        if self.said:
            return self.said(row)
        cell = self.cell(row)
        return self.words.get(cell, cell) if isinstance(cell, str) else cell


@dataclass(frozen=True)
class Table:
    """Rows as a board has them, and the columns that say what is shown of each.

    Machines get all columns in the order of `columns`; `shown` names those that people see, in their order, the others
    are hidden in the workbook.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Any]
    shown: tuple[str, ...] = ()
    frozen: int = 1

    def records(self, *keys: str) -> list[dict]:
        """The rows for JSON, each {key: cell}; all columns, or those of `keys` in their order."""
        known = {column.key: column for column in self.columns}
        columns = [known[key] for key in keys or known]
        return [{column.key: _json(column.cell(row), column) for column in columns} for row in self.rows]


@dataclass(frozen=True)
class Export:
    """A file of a board: the first table is what CSV holds, a workbook holds them all.

    `subtitle` says whose figures these are and of when.
    """

    file_name: str
    subtitle: tuple[str, ...]
    tables: tuple[Table, ...]


def exact(value: Fraction | Decimal | None) -> str | None:
    """A decimal string with twelve digits after the point; None stays None."""
    if value is None:
        return None
    fraction = Fraction(value)
    quotient = Decimal(fraction.numerator) / Decimal(fraction.denominator)
    return format(quotient.quantize(DIGITS, ROUND_HALF_UP), "f")


def iso(day: date | None) -> str | None:
    """A day for machines: "2022-10-14"."""
    return day.isoformat() if day else None


def month_json(scope: Scope) -> dict:
    """Of when a board is: the plan's year, the period ("2022-10") and its state."""
    period = scope.period
    return {"plan": scope.plan.year, "period": period_code(period), "period_state": period.state}


def period_code(period: Period) -> str:
    """A period for machines: "2022-10"."""
    return f"{period.plan.year}-{period.month:02d}"


def sheet_of(table: Table, subtitle: tuple[str, ...]) -> xlsx.SheetSpec:
    """The table as people read it: codes become words, columns for machines are hidden at the right end."""
    keys = [column.key for column in table.columns]
    shown = [keys.index(key) for key in table.shown] or list(range(len(keys)))
    order = shown + [place for place in range(len(keys)) if place not in shown]
    columns = [table.columns[place] for place in order]
    return xlsx.SheetSpec(
        name=table.name,
        columns=[xlsx.Column(c.heading, "text" if c.kind == "state" else c.kind, c.width) for c in columns],
        rows=[[c.for_people(row) for c in columns] for row in table.rows],
        titles=(table.title, *subtitle),
        fills={
            (number, place): fill
            for place, c in enumerate(columns, 1)
            if c.fill
            for number, row in enumerate(table.rows, 1)
            if (fill := c.fill(row))
        },
        hidden=range(len(shown) + 1, len(order) + 1),
        frozen=table.frozen,
    )


def neutral(cell: str) -> str:
    """The cell's text, printable, with an apostrophe before what a spreadsheet would run; numbers stay numbers."""
    cell = printable(cell)
    return "'" + cell if xlsx.is_like_formula(cell) and not _is_number(cell) else cell


def _json(cell: Cell, column: Column) -> str | int | None:
    """As in CSV, but numbers are numbers and nothing is null."""
    return cell if cell is None or isinstance(cell, str | int) else for_machines(cell, column)


def for_machines(cell: Cell, column: Column) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Fraction) or (column.kind == "percent" and isinstance(cell, Decimal)):
        return exact(cell) or ""
    return plain(cell) or "" if isinstance(cell, Decimal) else str(cell)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def subtitle_of(scope: Scope, whose: str, counts: Rates | None, *more: str) -> tuple[str, ...]:
    """Whose figures these are and of when, the headline, and as of when."""
    state = {
        PeriodState.CLOSED: _("period closed"),
        PeriodState.PLANNED: _("period not yet opened"),
        PeriodState.OPEN: _("period open, figures may change"),
    }[PeriodState(scope.period.state)]
    days = {
        "from": day_words(scope.period.data_from),
        "to": day_words(scope.period.data_to),
        "period": scope.period.label,
    }
    said = _("%(period)s: data from %(from)s to %(to)s")
    if scope.period.seen_on < scope.period.data_to:
        days |= {"to": day_words(scope.period.seen_on), "end": day_words(scope.period.data_to)}
        said = _("%(period)s: provisional to %(to)s (figures from %(from)s to %(end)s)")
    parts = [whose, said % days + f", {state}"]
    if counts and counts.applicable:
        parts.append(
            DONE.of(
                counts.applicable,
                done=number(counts.done, scope.language),
                applicable=number(counts.applicable, scope.language),
                rate=percent(counts.official_rate, scope.language),
            )
        )
    at = {"at": timezone.localtime(scope.as_of).strftime("%H:%M, %d/%m/%Y")}
    written = _("Closed at %(at)s") % at if scope.period.closed_at else _("Written at %(at)s") % at
    return (*parts, *filter(None, more), written)


def day_words(on: date) -> str:
    return on.strftime("%d/%m/%Y")


def state_column(key: str, heading: str, width: float = 0, of: str = "", reason: str = "reason") -> Column:
    """The state of an item, empty for none; `reason` is where a row has why: a broken limit has its own word."""
    state, why = attrgetter(of or key), attrgetter(reason)
    return Column(
        key, heading, "state", width=width, of=state,
        said=lambda row: state_words(state(row), why(row)) if state(row) else "",
    )  # fmt: skip


def words_of(choices: Iterable[tuple[str, object]]) -> dict[str, str]:
    return {str(code): str(label) for code, label in choices}
