"""The board of the country, for machines and as a workbook."""

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _

from agencies.pages.counted import Counted, written
from dashboards.boards.country.page import CountryBoard, IndicatorRow
from dashboards.parts.counts import count_columns, figures
from dashboards.scope import Scope
from dashboards.tables import Cell, Column, Export, Table, month_json, period_code, subtitle_of, words_of
from kpis.enums import PeriodState

CLOSED = Counted("closed in %(n)s of %(all)s province", "closed in %(n)s of %(all)s provinces")


def payload(scope: Scope, board: CountryBoard) -> dict:
    """The month of all provinces together, of each, and of each indicator that several have."""
    return {
        **month_json(scope),
        **figures(board.counts),
        "reported": board.reported,
        "asked": board.asked,
        "states": dict(board.counts.states),
        "provinces": provinces_table(board).records(),
        "without_the_month": list(board.without),
        "indicators": [_indicator_json(row, board) for row in board.indicators],
        "indicators_of_one_province": board.alone,
    }


def _indicator_json(row: IndicatorRow, board: CountryBoard) -> dict:
    placed = zip(board.rows, row.cells, strict=True)
    cells = [{"province": place.month.code, **figures(counts)} for place, counts in placed if counts]
    return {"indicator": row.name, "unit": row.unit, **figures(row.counts), "provinces": cells}


def provinces_table(board: CountryBoard) -> Table:
    """The provinces in the order of the page, each with its counts, rates and who has reported."""
    columns = (
        Column("code", _("Code"), of="month.code"),
        Column("name", _("Province"), width=26, of="month.name"),
        *count_columns(),
        Column("rank", _("Rank"), "number"),
        Column("reported", _("Agencies that have reported"), "number", of="month.reported"),
        Column("asked", _("Agencies asked"), "number", of="month.asked"),
        Column("data_to", _("Data to"), "date", of="month.data_to"),
        Column("period_state", _("Month"), "state", words_of(PeriodState.choices), 12, of="month.state"),
    )
    shown = ("rank", "name", *[column.key for column in columns if column.key not in ("rank", "name", "code")])
    return Table(_("Provinces"), _("The provinces beside each other"), columns, board.rows, shown, frozen=2)


def indicators_table(board: CountryBoard) -> Table:
    """The indicators that several provinces have, by agencies; a column for the share in each province."""

    def share_in(place: int) -> Callable[[IndicatorRow], Cell]:
        return lambda row: counts.official_rate if (counts := row.cells[place]) else None

    done, applicable, *rest = count_columns()[:-1]
    columns = (
        Column("indicator", _("Indicator"), width=44, of="name"),
        Column("unit", _("Unit"), width=11),
        Column("provinces", _("Number of provinces"), "number"),
        replace(done, heading=_("Agencies done")),
        replace(applicable, heading=_("Agencies to which it applies")),
        *rest,
        *(Column(row.month.code, row.month.name, "percent", of=share_in(n)) for n, row in enumerate(board.rows)),
    )
    title = _("The same indicators across provinces")
    return Table(_("Indicators"), title, columns, board.indicators)


def export(scope: Scope, board: CountryBoard) -> Export:
    """The provinces, and the indicators they share; how many of the months are closed, and who has none."""
    closed = CLOSED.of(len(board.rows), n=written(board.closed), all=written(len(board.rows)))
    without = _("without this month: %(names)s") % {"names": ", ".join(board.without)} if board.without else ""
    subtitle = subtitle_of(scope, scope.province.name, board.counts, closed, without)
    tables = (provinces_table(board), *([indicators_table(board)] if board.indicators else []))
    return Export(f"cac-tinh-{period_code(scope.period)}", subtitle, tables)
