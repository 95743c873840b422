"""The dossier of an agency's head for machines and as a workbook: inputs alone, no grade and no rank."""

from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _

from dashboards.boards.dossier.items import GivenItem
from dashboards.boards.dossier.page import Dossier, Holder, SignedPaper
from dashboards.boards.dossier.words import (
    drift_texts,
    facts_of,
    late_words,
    notes_of,
    paper_words,
    promise_words,
    proof_words,
    title_of,
    whose,
)
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
from dxtracker.lib.paper.blocks import file_name as plain_name
from kpis.enums import EvidenceKind


def payload(scope: Scope, board: Dossier) -> dict:
    """Who, what was signed, assigned, met when, reported late, excused; every figure as the boards have it."""
    return {
        "agency": board.agency.code,
        "name": board.name,
        **month_json(scope),
        "checksum": board.checksum or None,
        "note": notes_of(board)[0],
        "head": _holder(board.holder),
        "others": [one.username for one in board.others],
        "done": board.counts.done,
        "applicable": board.counts.applicable,
        "promised": board.promised,
        "fulfilled": board.fulfilled,
        "commitments": [_paper(one) for one in board.papers],
        "items": [_given(one) for one in board.items],
        "objective_causes": _excuses_table(board).records(
            "code", "indicator", "cause", "since", "until", "decided_by", "decided_on"
        ),
        "late_months": [
            {"period": period_code(one.period), "reported_on": iso(one.submitted_on), "late_days": one.late_days}
            for one in board.late_months
        ],
    }  # fmt: skip


def export(scope: Scope, board: Dossier) -> Export:
    """Five sheets: the head, what was committed to, what was assigned, objective causes, evidence.

    A CSV file holds one table: the assigned items.
    """
    made: tuple[Callable[[Dossier], Table], ...]
    made = (_head_table, _promised_table, _given_table, _excuses_table, _proofs_table)
    if scope.format == "csv":
        made = (_given_table,)
    subtitle = (*subtitle_of(scope, whose(board), None), *notes_of(board))
    return Export(file_name(scope, board), subtitle, tuple(table(board) for table in made))


def file_name(scope: Scope, board: Dossier) -> str:
    """ho-so-SXD-2022-10, with the username of a person who was asked for; no ending."""
    asked = dict(scope.others).get("person", "")
    return plain_name("ho-so", board.agency.code, *filter(None, [asked]), period_code(scope.period))


def _head_table(board: Dossier) -> Table:
    columns = (
        Column("what", _("Matter"), width=34, of=itemgetter(0)),
        Column("said", _("Content"), width=90, of=itemgetter(1)),
    )
    return Table(_("Head"), title_of(board), columns, facts_of(board))


def _promised_table(board: Dossier) -> Table:
    columns = (
        Column("commitment", _("Commitment"), width=34, of=lambda one: paper_words(one.above)),
        Column("order", _("Serial number"), "number", width=6, of="row.order"),
        Column("text", _("What is committed to"), width=44, of="row.text"),
        Column("level", _("Level committed to"), width=22, of="row.level"),
        Column("deadline", _("Time limit"), "date", of="row.deadline"),
        state_column("state", _("State"), 18, "row.state", "row.state_reason"),
        Column("fulfilled_on", _("Fulfilled on"), "date", of="row.fulfilled_on"),
        Column("document", _("Document"), width=20, of="row.document_number"),
        Column("document_on", _("Date of the document"), "date", of="row.document_on"),
        Column("codes", _("Assigned items"), width=18, of=lambda one: ", ".join(one.row.codes)),
        Column("drifts", _("Left what was signed"), width=40, of=lambda one: "; ".join(drift_texts(one.row))),
    )
    return Table(_("What is committed to"), title_of(board), columns, below(board.papers, "items"), frozen=3)


def _given_table(board: Dossier) -> Table:
    columns = (
        Column("code", _("Code")),
        Column("indicator", _("Item"), width=44, of="name"),
        Column("target", _("Target"), width=20, of="target_text"),
        Column("value", _("Result"), width=16, of="value_text"),
        state_column("state", _("State"), 18, reason="state_reason"),
        Column("deadline", _("Deadline"), "date"),
        Column("met_in", _("First met in"), width=16, of=lambda one: one.met_in.label if one.met_in else None),
        Column("late", _("Sent late"), width=24, of=lambda one: "; ".join(late_words(one))),
        Column("promises", _("Promises"), width=34, of=lambda one: "; ".join(map(promise_words, one.words))),
        Column("evidence", _("Evidence"), width=40,
               of=lambda one: "; ".join(dict.fromkeys(map(proof_words, one.proofs)))),
    )  # fmt: skip
    return Table(_("Assigned items"), title_of(board), columns, board.items, frozen=2)


def _excuses_table(board: Dossier) -> Table:
    columns = (
        Column("code", _("Code")),
        Column("indicator", _("Item"), width=44, of="name"),
        Column("cause", _("Cause"), width=44),
        Column("outcome", _("Outcome"), width=24, of="outcome_words"),
        Column("since", _("From"), "date"),
        Column("until", _("Until"), "date"),
        Column("decided_by", _("Decided by"), width=26),
        Column("decided_on", _("Decided on"), "date"),
        Column("reason", _("Reason of the decision"), width=34),
    )
    return Table(_("Objective causes"), title_of(board), columns, board.excuses, frozen=2)


def _proofs_table(board: Dossier) -> Table:
    columns = (
        Column("code", _("Code"), of="above.code"),
        Column("indicator", _("Item"), width=44, of="above.name"),
        Column("period", _("Month"), width=16, of="row.period.label"),
        Column("kind", _("Kind"), "state", words_of(EvidenceKind.choices), 12, of="row.kind"),
        Column("number", _("Number of the document"), width=22, of="row.number"),
        Column("on", _("Date of the document"), "date", of="row.on"),
        Column("title", _("Name of the file or document"), width=44, of="row.title"),
    )
    return Table(_("Evidence"), title_of(board), columns, below(board.items, "proofs"), frozen=2)


def _holder(holder: Holder | None) -> dict | None:
    if holder is None:
        return None
    posts: Iterable[dict[str, Any]] = (
        {"post": one.name, "since": iso(one.since), "until": iso(one.until), "acting": one.is_acting,
         "decision": one.decision or None}
        for one in holder.posts
    )  # fmt: skip
    return {"username": holder.username, "name": holder.name, "posts": list(posts)}


def _paper(paper: SignedPaper) -> dict:
    return {
        "id": paper.key,
        "number": paper.number or None,
        "signed": paper.signed_text,
        "counterparty": paper.counterparty,
        "items": [
            {"order": one.order, "text": one.text, "level": one.level or None, "deadline": iso(one.deadline),
             "state": one.state, "fulfilled": one.is_fulfilled, "fulfilled_on": iso(one.fulfilled_on),
             "document": one.document_number or None, "document_on": iso(one.document_on), "assigned": list(one.codes),
             "drifts": [{"aspect": d.aspect, "agreed": d.agreed, "live": d.live} for d in one.drifts]}
            for one in paper.items
        ],
    }  # fmt: skip


def _given(item: GivenItem) -> dict:
    return {
        "id": item.key,
        "code": item.code,
        "indicator": item.name,
        "target": item.target_text,
        "value": item.value_text,
        "state": item.state,
        "deadline": iso(item.deadline),
        "met_in": period_code(item.met_in) if item.met_in else None,
        "late": [{"period": period_code(one.period), "sent_on": iso(one.sent_on)} for one in item.late],
        "promises": [{"due_on": iso(one.due_on), "made_on": iso(one.made_on), "state": one.state}
                     for one in item.words],
        "evidence": [{"period": period_code(one.period), "kind": one.kind, "title": one.title or None,
                      "number": one.number or None, "on": iso(one.on)} for one in item.proofs],
    }  # fmt: skip
