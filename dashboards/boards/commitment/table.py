"""One commitment for machines and as a workbook: its items as they stand, its drifts, its amendments."""

from django.utils.translation import gettext as _

from commitments.enums import CommitmentState, Way
from dashboards.boards.commitment.drift import AmendmentRow, DriftRow
from dashboards.boards.commitment.items import CommittedItemRow, LinkRow
from dashboards.boards.commitment.page import CommitmentBoard, Party
from dashboards.scope import Scope
from dashboards.tables import (
    Column,
    Export,
    Table,
    below,
    iso,
    month_json,
    period_code,
    state_column,
    subtitle_of,
    words_of,
)
from dxtracker.lib.numbers import number


def payload(scope: Scope, board: CommitmentBoard) -> dict:
    """The commitment in a month: parties, counts (`total`, `fulfilled`, `drifting`), items, amendments.

    Where it was not signed yet in the month it is a draft, as among all commitments.
    """
    row = board.commitment
    return {
        "id": row.pk,
        "agency": row.agency.code,
        **month_json(scope),
        "state": CommitmentState.SIGNED if board.is_signed else CommitmentState.DRAFT,
        "tier": row.tier,
        "number": row.number or None,
        "event": row.event.name,
        "signed_on": iso(row.event.signed_on) if board.is_signed else None,
        "precision": row.event.precision,
        "signatory": _party(board.signatory),
        "counterparty": _party(board.counterparty),
        "is_illustrative": row.is_illustrative,
        "total": len(board.items),
        "fulfilled": board.fulfilled,
        "drifting": board.drifting,
        "signature": board.files.signature,
        "items": [_item(line) for line in board.items],
        "withdrawn": [
            {"order": one.order, "text": one.text, "by": one.by, "on": one.on.isoformat()} for one in board.withdrawn
        ],
        "amendments": [_amendment(one) for one in board.amendments],
    }


def _party(party: Party) -> dict:
    return {"name": party.name, "post": party.post, "agency": party.agency}


def _item(line: CommittedItemRow) -> dict:
    item = line.item
    return {
        "order": item.order,
        "text": item.text,
        "way": item.way,
        "deadline": iso(line.deadline),
        "state": item.state,
        "is_fulfilled": item.is_fulfilled,
        "fulfilled_on": iso(item.fulfilled_on),
        "is_illustrative": item.is_illustrative,
        "assigned": [_link(row) for row in line.links],
        "drift": [_drift(one) for one in line.drifts],
    }


def _link(row: LinkRow) -> dict:
    return {
        "item": row.link.assignment,
        "indicator": row.link.name,
        "indicator_code": row.link.code,
        "is_part": row.link.is_part,
        "target_signed": row.signed_target or None,
        "deadline_signed": iso(row.link.agreed.deadline),
        "state": row.line.state if row.line else None,
        "target": row.line.target_text if row.line else None,
        "value": row.line.value_text if row.line else None,
        "why": row.line.why if row.line else None,
    }


def _drift(line: DriftRow) -> dict:
    since = line.since
    return {
        "item": line.assignment,
        "aspect": line.aspect,
        "signed": line.old,
        "now": line.new,
        "since_period": f"{since.year}-{since.month:02d}" if since.month else None,
        "since": iso(since.on),
        "document": since.document or None,
    }


def _amendment(line: AmendmentRow) -> dict:
    changes = [
        {"order": one.order, "aspect": one.aspect, "indicator": one.assigned or None, "old": one.old, "new": one.new}
        for one in line.changes
    ]
    return {"number": line.number, "dated_on": line.dated_on.isoformat(), "changes": changes}


def export(scope: Scope, board: CommitmentBoard) -> Export:
    """The items of the commitment; beside them, where there are any, its drifts and its amendments."""
    title = board.title
    if board.is_signed:
        title = _("%(title)s. Signed: %(on)s") % {"title": title, "on": board.signed_text}
    tables = [_items_table(board)]
    if board.drifting:
        tables.append(_drift_table(scope, board))
    if board.amendments:
        tables.append(_amendments_table(board))
    subtitle = subtitle_of(scope, board.signatory.agency, None, title)
    return Export(f"ban-cam-ket-{board.commitment.pk}-{period_code(scope.period)}", subtitle, tuple(tables))


def _items_table(board: CommitmentBoard) -> Table:
    columns = (
        Column("order", _("Order"), "number", of="item.order"),
        Column("text", _("Item"), width=50, of="item.text"),
        Column("way", _("Fulfilled"), "state", words_of(Way.choices), 24, of="item.way"),
        Column("deadline", _("Deadline"), "date"),
        state_column("state", _("State"), 16, "item.state", "item.reason"),
        Column("why", _("Reason"), width=44, of=_reasons),
        Column("fulfilled_on", _("Fulfilled on"), "date", of="item.fulfilled_on"),
        Column("drift", _("Drift"), width=44, of=lambda line: "\n".join(drift.words for drift in line.drifts)),
    )
    return Table(_("Committed items"), board.title, columns, board.items, frozen=2)


def _reasons(line: CommittedItemRow) -> str:
    return "\n".join(f"{row.link.name}: {row.line.why}" for row in line.links if row.line)


def _drift_table(scope: Scope, board: CommitmentBoard) -> Table:
    drifts = below(board.items, "drifts")
    aspects = {one.row.aspect: one.row.aspect_words for one in drifts}
    columns = (
        Column("order", _("Order"), "number", of="above.item.order"),
        Column("indicator", _("Item"), width=44, of="row.assigned"),
        Column("aspect", _("Drift"), "state", aspects, of="row.aspect"),
        Column("signed", _("As signed"), width=24, of="row.old"),
        Column("now", _("In force now"), width=24, of="row.new"),
        Column("since", _("Since when"), width=30, of="row.since_words"),
    )
    n = number(board.drifting, scope.language)
    title = _("Items that drifted from what was signed: %(n)s") % {"n": n}
    return Table(_("Drift"), title, columns, drifts, frozen=2)


def _amendments_table(board: CommitmentBoard) -> Table:
    columns = (
        Column("number", _("Amendment"), width=16, of="above.number"),
        Column("dated_on", _("Date"), "date", of="above.dated_on"),
        Column("order", _("Order"), "number", of="row.order"),
        Column("aspect", _("What"), width=20, of="row.aspect_words"),
        Column("indicator", _("Item"), width=40, of="row.assigned"),
        Column("old", _("Before"), width=30, of="row.old"),
        Column("new", _("After"), width=30, of="row.new"),
    )
    return Table(_("Amendments"), _("Amendments"), columns, below(board.amendments, "changes"), frozen=2)
