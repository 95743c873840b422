"""What is left out of the rates, for machines and as files."""

from django.utils.translation import gettext as _

from dashboards.boards.excluded import ExcludedBoard
from dashboards.exports import Export, subtitle_of
from dashboards.scope import Scope
from dashboards.tables import Column, Table, figures, period_code
from kpis.enums import State


def payload(scope: Scope, board: ExcludedBoard) -> dict:
    """The month's two rates, and every item that one of them leaves out."""
    return {
        "period": period_code(scope.period),
        **figures(board.counts),
        "items": [
            {
                "agency": row.agency,
                "indicator": row.indicator,
                "state": row.state,
                "why": row.why,
                "cause": row.cause or None,
                "since": row.since.isoformat() if row.since else None,
                "until": row.until.isoformat() if row.until else None,
                "decided_by": row.decided_by or None,
                "decided_on": row.decided_on.isoformat() if row.decided_on else None,
            }
            for row in board.rows
        ],
    }


def export(scope: Scope, board: ExcludedBoard) -> Export:
    """One table: item, state, cause, days, by whose decision."""
    words = {state.value: str(state.label) for state in State}
    columns = (
        Column("agency", _("Agency"), "state", {row.agency: row.agency_name for row in board.rows}, 30),
        Column("indicator", _("Item"), width=44),
        Column("state", _("State"), "state", words, 18),
        Column("cause", _("Cause"), width=36),
        Column("since", _("Since"), "date"),
        Column("until", _("Until"), "date"),
        Column("decided_by", _("Decided by"), width=24),
        Column("decided_on", _("Decided on"), "date"),
        Column("reason", _("Reason"), width=36),
    )
    rows = tuple(
        (r.agency, r.indicator, r.state, r.cause, r.since, r.until, r.decided_by, r.decided_on, r.reason)
        for r in board.rows
    )
    subtitle = subtitle_of(scope, scope.province.name, board.counts)
    table = Table(_("Left out"), _("Left out of the rates"), subtitle, columns, rows, frozen=2)
    return Export(f"excluded-{period_code(scope.period)}", (table,))
