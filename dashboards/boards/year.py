"""The year of one agency (or division) as a grid: its items by the months of the plan, each cell a link to its history.

Months after the one shown stay empty: a board holds no figure from beyond the time that it states.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from agencies.models import Agency
from dashboards.answers import answer, read_only
from dashboards.parts.counts import count_columns, figures
from dashboards.parts.crumbs import agency_crumbs
from dashboards.scope import Scope, scope_that_knows
from dashboards.tables import Cell, Column, Export, Table, period_code, subtitle_of
from dxtracker.lib.crumbs import Crumb
from dxtracker.lib.numbers import plain
from kpis import queries
from kpis.enums import Kind, Reporting
from kpis.measuring.rates import Counts
from kpis.models import Period, RollUp, Standing
from kpis.standings import words as wording
from kpis.standings.judged import TITLE, Judged, judged_of

BARE_UNITS = ("%", "‰")  # short enough to stand in every cell; others stand once, in the target


@dataclass(frozen=True)
class YearCell:
    """An item at a month. `text` is the figure or the document; `carried_from` is empty where the month has its own."""

    standing: Standing
    url: str
    text: str
    document: str
    why: str
    carried_from: str

    @property
    def state(self) -> str:
        return self.standing.state

    @property
    def state_words(self) -> str:
        return wording.state_words(self.standing.state, self.standing.reason)


@dataclass(frozen=True)
class YearRow:
    """One item: `target_text` is in force in the month shown; twelve cells, None where nothing is judged."""

    id: int
    name: str
    code: str
    url: str
    unit: str
    target_text: str
    cells: tuple[YearCell | None, ...]


@dataclass(frozen=True)
class YearPillar:
    name: str
    rows: tuple[YearRow, ...]


@dataclass(frozen=True)
class YearMonth:
    """A column: the month, the agency's board of it, and its counts from the roll-up (None where there are none)."""

    period: Period
    url: str
    counts: Counts | None
    is_shown: bool
    rows_url: str = ""

    @property
    def number(self) -> int:
        return self.period.month


@dataclass(frozen=True)
class YearBoard:
    agency: Agency
    name: str
    agency_url: str
    months: tuple[YearMonth, ...]
    pillars: tuple[YearPillar, ...]
    crumbs: tuple[Crumb, ...]

    @property
    def rows(self) -> tuple[YearRow, ...]:
        return tuple(row for pillar in self.pillars for row in pillar.rows)

    @property
    def counts(self) -> Counts | None:
        """Those of the month shown."""
        return next((month.counts for month in self.months if month.is_shown), None)


def build(scope: Scope, agency: Agency) -> YearBoard:
    """The grid of `agency`'s own items up to the month shown; two queries beside those that found it."""
    board_url = reverse("dashboards:agency", args=[agency.code])
    return YearBoard(
        agency=agency,
        name=agency.name_then,  # type: ignore[attr-defined]
        agency_url=board_url + scope.query,
        months=_months(scope, agency, board_url),
        pillars=_pillars(scope, _standings(scope, agency)),
        crumbs=agency_crumbs(scope, agency, _("Whole year")),
    )


def _months(scope: Scope, agency: Agency, board_url: str) -> tuple[YearMonth, ...]:
    rows = RollUp.objects.filter(agency=agency, period__plan=scope.plan, period__month__lte=scope.period.month)
    plans = {p.pk: p.plan for p in scope.year_periods}  # each month by its own rules, as its own board
    found = {row.period_id: queries.counts_of(row, plans[row.period_id]) for row in rows}
    return tuple(
        YearMonth(
            p,
            f"{board_url}{scope.month_query(p.month)}",
            found.get(p.pk),
            p.pk == scope.period.pk,
            f"{scope.rows_path}{scope.month_query(p.month)}&agency={agency.code}",
        )
        for p in scope.year_periods
    )


def _standings(scope: Scope, agency: Agency) -> Iterable[Standing]:
    rows = Standing.objects.filter(agency=agency, period__plan=scope.plan, period__month__lte=scope.period.month)
    rows = rows.select_related(*queries.JUDGED, "indicator__pillar", "period").annotate(title=TITLE)
    return rows.order_by(
        "indicator__pillar__sort_order", "indicator__pillar", "assignment__sort_order", "assignment", "period__month"
    )


def _pillars(scope: Scope, standings: Iterable[Standing]) -> tuple[YearPillar, ...]:
    """The rows in the order of the plan; an item whose months are all ahead has none."""
    items: dict[int, dict[int, Standing]] = {}
    for standing in standings:
        items.setdefault(standing.assignment_id, {})[standing.period.month] = standing
    found: dict[str, list[YearRow]] = {}
    for months in items.values():
        pillar = str(next(iter(months.values())).indicator.pillar)
        found.setdefault(pillar, []).append(_row(scope, months))
    return tuple(YearPillar(name, tuple(rows)) for name, rows in found.items())


def _row(scope: Scope, months: dict[int, Standing]) -> YearRow:
    last = months[max(months)]
    url = reverse("dashboards:item", args=[last.assignment_id])
    return YearRow(
        id=last.assignment_id,
        name=last.title,  # type: ignore[attr-defined]
        code=last.indicator.code,
        url=url + scope.query,
        unit=wording.unit_of(last.target, last.indicator),
        target_text=wording.target_text(last.target),
        cells=tuple(
            _cell(months[p.month], url + scope.month_query(p.month)) if p.month in months else None
            for p in scope.year_periods
        ),
    )


def _cell(standing: Standing, url: str) -> YearCell:
    carried, said, document = standing.reporting == Reporting.CARRIED, judged_of(standing), _document(standing)
    return YearCell(
        standing=standing,
        url=url,
        text=_text(said, document),
        document=document,
        why=wording.why(said),
        carried_from=wording.short_month(said.entry_month) if carried else "",
    )


def _text(row: Judged, document: str) -> str:
    """The figure without a long unit, which the target bears; a task's document by its number, or that it is issued."""
    if row.kind == Kind.DELIVERABLE:
        number = document.partition("/")[0].strip()
        return f"✓ {number}" if number else wording.value_text(row)
    unit = wording.reported_unit(row) or row.unit
    return wording.apart(row.value, row.low, unit if unit in BARE_UNITS else "")


def _document(standing: Standing) -> str:
    return standing.entry.document_number if standing.entry else ""


def payload(scope: Scope, board: YearBoard) -> dict:
    """The agency's counts by month, and its items with what each month stands at; months not judged are left out."""
    return {
        "code": board.agency.code,
        "name": board.name,
        "plan": scope.plan.year,
        "period": period_code(scope.period),
        "months": [
            {"period": period_code(m.period), "period_state": m.period.state, **figures(m.counts)}
            for m in board.months
            if m.counts
        ],
        "items": [
            {
                "id": row.id,
                "indicator": row.name,
                "indicator_code": row.code,
                "unit": row.unit,
                "target": row.target_text,
                "months": [_cell_json(cell) for cell in row.cells if cell],
            }
            for row in board.rows
        ],
    }


def _cell_json(cell: YearCell) -> dict:
    row = cell.standing
    return {
        "period": period_code(row.period),
        "value": plain(row.value),
        "numerator": plain(row.numerator),
        "denominator": plain(row.denominator),
        "document": cell.document or None,
        "state": row.state,
        "reporting": row.reporting,
        "from": period_code(row.entry_period) if row.entry_period else None,
    }


def export(scope: Scope, board: YearBoard) -> Export:
    """A row for each item: its values by month; people find the states on a second sheet, machines beside them."""
    given = (
        Column("id", _("Number"), "number"),
        Column("indicator_code", _("Code"), of="code"),
        Column("indicator", _("Item"), width=44, of="name"),
        Column("unit", _("Unit"), width=11),
        Column("target", _("Target"), width=18, of="target_text"),
    )
    months = list(enumerate(board.months))
    values = [Column(period_code(m.period), m.period.label, "number", width=11, of=_value_in(n)) for n, m in months]
    states = [
        Column(f"{period_code(m.period)}-state", m.period.label, "state", width=14, of=_of_cell(n, "state"),
               said=_of_cell(n, "state_words"))
        for n, m in months
    ]  # fmt: skip
    shown = tuple(column.key for column in (*given[1:], *values))
    title, judged = _("The year by month"), [month for month in board.months if month.counts]
    done, applicable, _not_measurable, *rates = count_columns()
    by_month = (Column("period", _("Month"), of="period.label"), done, applicable, *rates)
    tables = (
        Table(_("Values"), title, (*given, *values, *states), board.rows, shown, frozen=2),
        Table(_("State"), title, (given[2], *states), board.rows),
        Table(_("Month by month"), title, by_month, judged),
    )
    name = f"{board.agency.code}-ca-nam-{period_code(scope.period)}"
    return Export(name, subtitle_of(scope, board.name, board.counts), tables)


def _value_in(month: int) -> Callable[[YearRow], Cell]:
    """Of a row: a number where there is one, the document of a task, nothing where nothing is known."""

    def value(row: YearRow) -> Cell:
        cell = row.cells[month]
        if cell is None:
            return None
        return cell.standing.value if cell.standing.value is not None else cell.document or None

    return value


def _of_cell(month: int, name: str) -> Callable[[YearRow], Any]:
    return lambda row: getattr(row.cells[month], name, None)


@read_only
def year(request: HttpRequest, code: str) -> HttpResponse:
    scope, found = scope_that_knows(request, lambda scope: scope.agency_or_404(code))
    return answer(request, scope, "year", build(scope, found), payload, export)


urlpatterns = [path("boards/agency/<str:code>/year/", year, name="year")]
