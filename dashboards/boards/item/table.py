"""One item for machines and as a workbook."""

from django.utils.translation import gettext as _

from dashboards.boards.item.page import ItemBoard
from dashboards.parts.items import item_json
from dashboards.scope import Scope
from dashboards.tables import Column, Export, Table, period_code, state_column, subtitle_of
from dxtracker.lib.paper.blocks import file_name


def payload(scope: Scope, board: ItemBoard) -> dict:
    """One item's month, and its months so far."""
    return {
        "plan": scope.plan.year,
        "period": period_code(scope.period),
        "agency": board.agency.name,
        "item": item_json(board.standing) if board.standing else None,
        "months": [
            {"period": p.label, "value": p.value_text, "state": p.state, "fresh": p.fresh} for p in board.chart.points
        ],
    }


def export(scope: Scope, board: ItemBoard) -> Export:
    """One item's months, the latest last."""
    columns = (
        Column("period", _("Month"), of="label"),
        Column("reported", _("Reported"), of="reported_text"),
        Column("value", _("Result"), of="value_text"),
        state_column("state", _("State"), 16),
        Column("why", _("Reason"), width=40),
        Column("status", _("Review")),
        Column("figure", _("Result"), "number", of="value"),
        Column("attainment", _("Against the target"), "percent"),
    )
    unit = _("Unit: %(unit)s") % {"unit": board.line.unit} if board.line and board.line.unit else ""
    target = f"{_('Target')}: {board.target_text}" if board.target_text else ""
    shown = ("period", "reported", "figure", "attainment", "state", "why", "status")
    subtitle = subtitle_of(scope, board.agency.name, None, ". ".join(filter(None, (target, unit))))
    table = Table(_("Month by month"), board.name, columns, board.months[::-1], shown)
    return Export(file_name(board.indicator.code, board.agency.code, period_code(scope.period)), subtitle, (table,))
