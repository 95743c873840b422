"""An agency beside its peers, for machines and as a workbook."""

from typing import Any

from django.utils.translation import gettext as _

from dashboards.boards.peers.page import PeerItem, PeersBoard
from dashboards.boards.peers.words import PLACE_WORDS
from dashboards.scope import Scope
from dashboards.tables import Column, Export, Table, month_json, period_code, state_column, subtitle_of, words_of


def payload(scope: Scope, board: PeersBoard) -> dict:
    """A row for each item: its attainment, the median and the best of the group, and how many of it are done."""
    return {
        "code": board.agency.code,
        "name": board.name,
        **month_json(scope),
        "peer_group": board.peer_group.code if board.peer_group else None,
        "items": peers_table(board).records(),
    }


def peers_table(board: PeersBoard, *, on_paper: bool = False) -> Table:
    """What wants a look first comes first; paper tells shares apart by words, for it has no cell to look into."""

    def own(row: PeerItem) -> Any:
        return row.apart[0] if on_paper and row.apart else row.item.attainment

    def median(row: PeerItem) -> Any:
        return row.apart[1] if on_paper and row.apart else row.beside.median

    columns = (
        Column("id", _("Number"), "number", of="item.id"),
        Column("indicator", _("Code"), of="code"),
        Column("indicator_name", _("Item"), width=44, of="item.name"),
        Column("target", _("Target"), width=18, of="item.target_text"),
        Column("value", _("Result"), of="item.value_text"),
        state_column("state", _("State"), 16, "item.state", "item.reason"),
        Column("attainment", _("Against the target"), "percent", of=own),
        Column("median", _("Median of the group"), "percent", of=median),
        Column("best", _("Best of the group"), "percent", of="beside.best"),
        Column("place", _("Beside its peers"), "state", words_of(PLACE_WORDS.items()), 18, of="beside.place"),
        Column("done", _("Done in the group"), "number", of="counts.done"),
        Column("applicable", _("Applicable in the group"), "number", of="counts.applicable"),
    )
    title = _("Beside its peers")
    shown = tuple(column.key for column in columns if column.key not in ("id", "indicator"))
    return Table(title, title, columns, board.rows, shown)


def export(scope: Scope, board: PeersBoard) -> Export:
    """One table: the items with what the group has of each."""
    group = str(board.peer_group) if board.peer_group else ""
    subtitle = subtitle_of(scope, board.name, None, group, board.headline)
    table = peers_table(board, on_paper=scope.format == "pdf")
    return Export(f"{board.agency.code}-cung-nhom-{period_code(scope.period)}", subtitle, (table,))
