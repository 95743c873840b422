"""What changed, for machines and as a workbook."""

from django.utils.translation import gettext as _

from dashboards.boards.changes.page import ChangesBoard
from dashboards.boards.changes.words import KIND_WORDS
from dashboards.scope import Scope
from dashboards.tables import Column, Export, Table, exact, month_json, period_code, state_column, subtitle_of, words_of


def payload(scope: Scope, board: ChangesBoard) -> dict:
    """The sentences, a row for each change of an item, and the agencies with their ranks of both months."""
    return {
        "province": scope.province.code,
        **month_json(scope),
        "from": period_code(board.earlier) if board.earlier else None,
        "sentences": [f"{board.headline}.", *(said.text for said in board.said)] if board.headline else [],
        "changes": changes_table(board).records(),
        "agencies": [
            {
                "code": row.code,
                "rank_before": row.move.before.rank,
                "rank": row.move.now.rank,
                "done_before": row.move.before.done,
                "done": row.move.now.done,
                "applicable_before": row.move.before.applicable,
                "applicable": row.move.now.applicable,
                "official_rate_before": exact(row.move.before.rate),
                "official_rate": exact(row.move.now.rate),
                "first_report": row.is_first_report,
            }
            for row in board.moves
        ],
    }


def changes_table(board: ChangesBoard) -> Table:
    """A row for each change of an item."""
    columns = (
        Column("kind", _("What changed"), "state", words_of(KIND_WORDS.items()), 20),
        Column("agency", _("Code")),
        Column("agency_name", _("Agency"), width=32),
        Column("indicator", _("Code")),
        Column("indicator_name", _("Item"), width=44),
        Column("item", _("Number"), "number"),
        state_column("state_before", _("State before"), 18, reason="reason_before"),
        state_column("state", _("State"), 18),
        Column("before", _("Before")),
        Column("now", _("At present")),
    )
    shown = ("kind", "agency_name", "indicator_name", "state_before", "state", "before", "now")
    return Table(_("Changes"), _("What changed"), columns, board.rows, shown, frozen=1)


def export(scope: Scope, board: ChangesBoard) -> Export:
    """The changes of items; beside them the agencies."""
    columns = (
        Column("code", _("Code")),
        Column("name", _("Agency"), width=32),
        Column("rank_before", _("Rank before"), "number", of="move.before.rank"),
        Column("rank", _("Rank"), "number", of="move.now.rank"),
        Column("done_before", _("Done before"), "number", of="move.before.done"),
        Column("done", _("Done"), "number", of="move.now.done"),
        Column("rate_before", _("Share before"), "percent", of="move.before.rate"),
        Column("rate", _("Share"), "percent", of="move.now.rate"),
    )
    agencies = Table(_("Agencies"), _("Agencies at both months"), columns, board.moves, frozen=2)
    subtitle = subtitle_of(scope, scope.province.name, None, board.headline)
    months = "-".join(period_code(month) for month in (board.earlier, scope.period) if month)
    return Export(f"thay-doi-{months}", subtitle, (changes_table(board), agencies))
