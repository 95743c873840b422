"""The year's grid of one agency, for machines and as files."""

from django.utils.translation import gettext as _

from dashboards.boards.year import YearBoard, YearCell
from dashboards.exports import Export, subtitle_of
from dashboards.scope import Scope
from dashboards.tables import Cell, Column, Table, figures, period_code, plain
from kpis.enums import State
from kpis.rates import Counts


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
                "months": [_cell(cell) for cell in row.cells if cell],
            }
            for row in board.rows
        ],
    }


def export(scope: Scope, board: YearBoard) -> Export:
    """A row for each item: its values by month; people find the states on a second sheet, machines beside them."""
    subtitle = subtitle_of(scope, board.name, board.counts)
    words = {state.value: str(state.label) for state in State}
    given = (
        Column("id", _("Number"), "number"),
        Column("indicator_code", _("Code")),
        Column("indicator", _("Item"), width=44),
        Column("unit", _("Unit"), width=11),
        Column("target", _("Target"), width=18),
    )
    values = tuple(Column(period_code(m.period), m.period.label, "number", width=11) for m in board.months)
    states = tuple(Column(f"{period_code(m.period)}-state", m.period.label, "state", words, 14) for m in board.months)
    rows = tuple(
        (r.id, r.code, r.name, r.unit, r.target_text, *map(_value, r.cells), *_states(r.cells)) for r in board.rows
    )
    names = [column.key for column in given[1:]]
    tables = (
        Table(_("Values"), _("The year by month"), subtitle, (*given, *values, *states), rows,
              (*names, *[column.key for column in values]), frozen=2),
        Table(_("State"), _("The year by month"), subtitle, (given[2], *states),
              tuple((r.name, *_states(r.cells)) for r in board.rows)),
        Table(_("Month by month"), _("The year by month"), subtitle, _count_columns(),
              tuple((m.period.label, *_counted(m.counts)) for m in board.months if m.counts)),
    )  # fmt: skip
    return Export(f"{board.agency.code}-{scope.plan.year}-{period_code(scope.period)}", tables)


def _cell(cell: YearCell) -> dict:
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


def _value(cell: YearCell | None) -> Cell:
    """A number where there is one, the document of a task, nothing where nothing is known."""
    if cell is None:
        return None
    return cell.standing.value if cell.standing.value is not None else cell.document or None


def _states(cells: tuple[YearCell | None, ...]) -> tuple[Cell, ...]:
    return tuple(cell.state if cell else None for cell in cells)


def _count_columns() -> tuple[Column, ...]:
    return (
        Column("period", _("Month")),
        Column("done", _("Done"), "number"),
        Column("applicable", _("Applicable"), "number"),
        Column("official_rate", _("Share"), "percent"),
        Column("measurable_rate", _("Of the measurable"), "percent"),
    )


def _counted(counts: Counts) -> tuple[Cell, ...]:
    return counts.done, counts.applicable, counts.official_rate, counts.measurable_rate
