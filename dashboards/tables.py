"""A board as tables, each built once; CSV for machines and a workbook for people are both written from them.

Machines get exact rates, decimal strings and codes; people real numbers, dates and words in their own language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.clock import now
from dashboards.scope import Scope
from dxtracker.lib import xlsx
from dxtracker.lib.numbers import number, percent
from dxtracker.lib.text import printable
from kpis.enums import PeriodState
from kpis.measuring.rates import Counts
from kpis.models import Period

DIGITS = Decimal(1).scaleb(-12)

Cell = str | int | Decimal | Fraction | date | None


@dataclass(frozen=True)
class Column:
    """`key` heads the column for machines, `heading` for people; `words` says a code's words to people.

    Kinds: number (int or Decimal), percent (Fraction or Decimal, 1 is all), date, text; a state is a code with words.
    """

    key: str
    heading: str
    kind: Literal["text", "number", "percent", "date", "state"] = "text"
    words: Mapping[str, str] = field(default_factory=dict)
    width: float = 0


@dataclass(frozen=True)
class Table:
    """`subtitle` says whose figures these are and of when; `shown` names the columns that people see, in their order.

    Machines get all columns in the order of `columns`; those that are not `shown` are hidden in the workbook.
    """

    name: str
    title: str
    subtitle: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shown: tuple[str, ...] = ()
    frozen: int = 1


@dataclass(frozen=True)
class Export:
    """A file of a board: the first table is what CSV holds, a workbook holds them all."""

    file_name: str
    tables: tuple[Table, ...]


def exact(value: Fraction | Decimal | None) -> str | None:
    """A decimal string with twelve digits after the point; None stays None."""
    if value is None:
        return None
    fraction = Fraction(value)
    quotient = Decimal(fraction.numerator) / Decimal(fraction.denominator)
    return format(quotient.quantize(DIGITS, ROUND_HALF_UP), "f")


def plain(value: Decimal | None) -> str | None:
    """A decimal string without trailing zeros: "22196242", "62.5"."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def multiple(share: Decimal | None) -> float | None:
    """A multiple for machines, to two decimals: 221.96."""
    return None if share is None else float(share.quantize(Decimal("0.01"), ROUND_HALF_UP))


def period_code(period: Period) -> str:
    """A period for machines: "2022-10"."""
    return f"{period.plan.year}-{period.month:02d}"


def sheet_of(table: Table) -> xlsx.SheetSpec:
    """The table as people read it: codes become words, columns for machines are hidden at the right end."""
    keys = [column.key for column in table.columns]
    shown = [keys.index(key) for key in table.shown] or list(range(len(keys)))
    order = shown + [place for place in range(len(keys)) if place not in shown]
    return xlsx.SheetSpec(
        name=table.name,
        columns=[_sheet_column(table.columns[place]) for place in order],
        rows=[[_for_people(row[place], table.columns[place]) for place in order] for row in table.rows],
        titles=(table.title, *table.subtitle),
        hidden=range(len(shown) + 1, len(order) + 1),
        frozen=table.frozen,
    )


def neutral(cell: str) -> str:
    """The cell's text, printable, with an apostrophe before what a spreadsheet would run; numbers stay numbers."""
    cell = printable(cell)
    return "'" + cell if xlsx.is_like_formula(cell) and not _is_number(cell) else cell


def _sheet_column(column: Column) -> xlsx.Column:
    return xlsx.Column(column.heading, "text" if column.kind == "state" else column.kind, column.width)


def _for_people(cell: Cell, column: Column) -> Cell:
    return column.words.get(cell, cell) if isinstance(cell, str) else cell


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


def subtitle_of(scope: Scope, whose: str, counts: Counts | None, *more: str) -> tuple[str, ...]:
    """Whose figures these are and of when, the headline, and when the file was written."""
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
    said = [whose, _("%(period)s: data from %(from)s to %(to)s") % days + f", {state}"]
    if counts and counts.applicable:
        said.append(
            _("%(done)s/%(applicable)s tasks done (%(rate)s)")
            % {
                "done": number(counts.done, scope.language),
                "applicable": number(counts.applicable, scope.language),
                "rate": percent(counts.official_rate, scope.language),
            }
        )
    written = _("Written at %(at)s") % {"at": timezone.localtime(now()).strftime("%H:%M, %d/%m/%Y")}
    return (*said, *filter(None, more), written)


def day_words(on: date) -> str:
    return on.strftime("%d/%m/%Y")


def words_of(choices: Iterable[tuple[str, object]]) -> dict[str, str]:
    return {str(code): str(label) for code, label in choices}
