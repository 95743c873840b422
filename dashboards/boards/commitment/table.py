"""One commitment for machines and as a workbook: its items as they stand, its drifts, its amendments."""

from django.utils.translation import gettext as _

from commitments.enums import Way
from dashboards.boards.commitment.drift import AmendmentLine, DriftLine
from dashboards.boards.commitment.items import ItemLine, LinkLine
from dashboards.boards.commitment.page import CommitmentBoard, Party
from dashboards.scope import Scope
from dashboards.tables import Column, Export, Table, period_code, subtitle_of
from dxtracker.lib.numbers import number
from kpis.enums import State


def payload(scope: Scope, board: CommitmentBoard) -> dict:
    """The commitment in a month: parties, counts (`total`, `fulfilled`, `drifting`), items, amendments."""
    row = board.commitment
    return {
        "id": row.pk,
        "agency": row.agency.code,
        "plan": scope.plan.year,
        "period": period_code(scope.period),
        "period_state": scope.period.state,
        "state": row.state,
        "tier": row.tier,
        "number": row.number or None,
        "event": row.event.name,
        "signed_on": row.event.signed_on.isoformat(),
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


def _item(line: ItemLine) -> dict:
    item = line.item
    return {
        "order": item.order,
        "text": item.text,
        "way": item.way,
        "deadline": line.deadline.isoformat() if line.deadline else None,
        "state": item.state,
        "is_fulfilled": item.is_fulfilled,
        "fulfilled_on": item.fulfilled_on.isoformat() if item.fulfilled_on else None,
        "is_illustrative": item.is_illustrative,
        "assigned": [_link(row) for row in line.links],
        "drift": [_drift(one) for one in line.drifts],
    }


def _link(row: LinkLine) -> dict:
    return {
        "item": row.link.assignment,
        "indicator": row.link.name,
        "indicator_code": row.link.code,
        "is_part": row.link.is_part,
        "target_signed": row.signed_target or None,
        "state": row.line.state if row.line else None,
        "target": row.line.target_text if row.line else None,
        "value": row.line.value_text if row.line else None,
        "why": row.line.why if row.line else None,
    }


def _drift(line: DriftLine) -> dict:
    since = line.since
    return {
        "item": line.assignment,
        "aspect": line.aspect,
        "signed": line.old,
        "now": line.new,
        "since_period": f"{since.year}-{since.month:02d}" if since.month else None,
        "since": since.on.isoformat() if since.on else None,
        "document": since.document or None,
    }


def _amendment(line: AmendmentLine) -> dict:
    changes = [
        {"order": one.order, "aspect": one.aspect, "indicator": one.assigned or None, "old": one.old, "new": one.new}
        for one in line.changes
    ]
    return {"number": line.number, "dated_on": line.dated_on.isoformat(), "changes": changes}


def export(scope: Scope, board: CommitmentBoard) -> Export:
    """The items of the commitment; beside them, where there are any, its drifts and its amendments."""
    said = _("%(title)s. Signed: %(on)s") % {"title": board.title, "on": board.signed_text}
    if not board.commitment.is_signed:
        said = board.title
    subtitle = subtitle_of(scope, board.signatory.agency, None, said)
    tables = [_items_table(board, subtitle)]
    if board.drifting:
        tables.append(_drift_table(scope, board, subtitle))
    if board.amendments:
        tables.append(_amendments_table(board, subtitle))
    return Export(f"commitment-{board.commitment.pk}-{period_code(scope.period)}", tuple(tables))


def _items_table(board: CommitmentBoard, subtitle: tuple[str, ...]) -> Table:
    columns = (
        Column("order", _("Order"), "number"),
        Column("text", _("Item"), width=50),
        Column("way", _("Fulfilled"), "state", {str(code): str(word) for code, word in Way.choices}, 24),
        Column("deadline", _("Deadline"), "date"),
        Column("state", _("State"), "state", {str(code): str(word) for code, word in State.choices}, 16),
        Column("why", _("Reason"), width=44),
        Column("fulfilled_on", _("Fulfilled on"), "date"),
        Column("drift", _("Drift"), width=44),
    )
    rows = tuple(
        (line.item.order, line.item.text, line.item.way, line.deadline, line.item.state,
         "\n".join(f"{row.link.name}: {row.line.why}" for row in line.links if row.line), line.item.fulfilled_on,
         "\n".join(drift.words for drift in line.drifts))
        for line in board.items
    )  # fmt: skip
    return Table(_("Committed items"), board.title, subtitle, columns, rows, frozen=2)


def _drift_table(scope: Scope, board: CommitmentBoard, subtitle: tuple[str, ...]) -> Table:
    columns = (
        Column("order", _("Order"), "number"),
        Column("indicator", _("Item"), width=44),
        Column("aspect", _("Drift"), "state", {d.aspect: d.aspect_words for line in board.items for d in line.drifts}),
        Column("signed", _("As signed"), width=24),
        Column("now", _("In force now"), width=24),
        Column("since", _("Since when"), width=30),
    )
    rows = tuple(
        (line.item.order, drift.assigned, drift.aspect, drift.old, drift.new, drift.since_words)
        for line in board.items
        for drift in line.drifts
    )
    n = number(board.drifting, scope.language)
    title = _("Items that drifted from what was signed: %(n)s") % {"n": n}
    return Table(_("Drift"), title, subtitle, columns, rows, frozen=2)


def _amendments_table(board: CommitmentBoard, subtitle: tuple[str, ...]) -> Table:
    columns = (
        Column("number", _("Amendment"), width=16),
        Column("dated_on", _("Date"), "date"),
        Column("order", _("Order"), "number"),
        Column("aspect", _("What"), width=20),
        Column("indicator", _("Item"), width=40),
        Column("old", _("Before"), width=30),
        Column("new", _("After"), width=30),
    )
    rows = tuple(
        (one.number, one.dated_on, change.order, change.aspect_words, change.assigned, change.old, change.new)
        for one in board.amendments
        for change in one.changes
    )
    return Table(_("Amendments"), _("Amendments"), subtitle, columns, rows, frozen=2)
