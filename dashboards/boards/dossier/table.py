"""The dossier of an agency's head for machines and as a workbook: inputs alone, no grade and no rank."""

from collections.abc import Iterable
from datetime import date
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
from dashboards.tables import Cell, Column, Export, Table, period_code, subtitle_of
from dxtracker.lib import docx
from kpis.enums import EvidenceKind, State


def payload(scope: Scope, board: Dossier) -> dict:
    """Who, what was signed, assigned, met when, reported late, excused; every figure as the boards have it."""
    return {
        "agency": board.agency.code,
        "name": board.name,
        "plan": scope.plan.year,
        "period": period_code(scope.period),
        "period_state": scope.period.state,
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
        "objective_causes": [
            {"code": one.code, "indicator": one.name, "cause": one.cause, "since": _iso(one.since),
             "until": _iso(one.until), "decided_by": one.decided_by, "decided_on": _iso(one.decided_on)}
            for one in board.excuses
        ],
        "late_months": [
            {"period": period_code(one.period), "reported_on": _iso(one.submitted_on), "late_days": one.late_days}
            for one in board.late_months
        ],
    }  # fmt: skip


def export(scope: Scope, board: Dossier) -> Export:
    """Five sheets: the head, what was committed to, what was assigned, objective causes, evidence.

    A CSV file holds one table: the assigned items.
    """
    subtitle = (*subtitle_of(scope, whose(board), None), *notes_of(board))
    given = _given_table(board, subtitle)
    if scope.format == "csv":
        return Export(file_name(scope, board), (given,))
    tables = (_head_table(scope, board, subtitle), _promised_table(board, subtitle), given,
              _excuses_table(board, subtitle), _proofs_table(board, subtitle))  # fmt: skip
    return Export(file_name(scope, board), tables)


def file_name(scope: Scope, board: Dossier) -> str:
    """ho-so-SXD-2022-10, with the username of a person who was asked for; no ending."""
    asked = dict(scope.others).get("person", "")
    return docx.file_name("ho-so", board.agency.code, *filter(None, [asked]), period_code(scope.period))


def _head_table(scope: Scope, board: Dossier, subtitle: tuple[str, ...]) -> Table:
    columns = (Column("what", _("Matter"), width=34), Column("said", _("Content"), width=90))
    return Table(_("Head of the agency"), title_of(board), subtitle, columns, tuple(facts_of(scope, board)))


def _promised_table(board: Dossier, subtitle: tuple[str, ...]) -> Table:
    columns = (
        Column("commitment", _("Commitment"), width=34),
        Column("order", _("Serial number"), "number", width=6),
        Column("text", _("What is committed to"), width=44),
        Column("level", _("Level committed to"), width=22),
        Column("deadline", _("Time limit"), "date"),
        Column("state", _("State"), "state", _states(), 18),
        Column("fulfilled_on", _("Fulfilled on"), "date"),
        Column("document", _("Document"), width=20),
        Column("document_on", _("Date of the document"), "date"),
        Column("codes", _("Assigned items"), width=18),
        Column("drifts", _("Left what was signed"), width=40),
    )
    rows: list[tuple[Cell, ...]] = [
        (paper_words(paper), one.order, one.text, one.level, one.deadline, one.state, one.fulfilled_on,
         one.document_number, one.document_on, ", ".join(one.codes), "; ".join(drift_texts(one)))
        for paper in board.papers for one in paper.items
    ]  # fmt: skip
    return Table(_("What is committed to"), title_of(board), subtitle, columns, tuple(rows), frozen=3)


def _given_table(board: Dossier, subtitle: tuple[str, ...]) -> Table:
    columns = (
        Column("code", _("Code")),
        Column("indicator", _("Item"), width=44),
        Column("target", _("Target"), width=20),
        Column("value", _("Result"), width=16),
        Column("state", _("State"), "state", _states(), 18),
        Column("deadline", _("Deadline"), "date"),
        Column("met_in", _("First met in"), width=16),
        Column("late", _("Sent late"), width=24),
        Column("promises", _("Promises"), width=34),
        Column("evidence", _("Evidence"), width=40),
    )
    rows: list[tuple[Cell, ...]] = [
        (one.code, one.name, one.target_text, one.value_text, one.state, one.deadline,
         one.met_in.label if one.met_in else None, "; ".join(late_words(one)), "; ".join(map(promise_words, one.words)),
         "; ".join(dict.fromkeys(map(proof_words, one.proofs))))
        for one in board.items
    ]  # fmt: skip
    return Table(_("Assigned items"), title_of(board), subtitle, columns, tuple(rows), frozen=2)


def _excuses_table(board: Dossier, subtitle: tuple[str, ...]) -> Table:
    columns = (
        Column("code", _("Code")),
        Column("indicator", _("Item"), width=44),
        Column("cause", _("Cause"), width=44),
        Column("outcome", _("Outcome"), width=24),
        Column("since", _("From"), "date"),
        Column("until", _("Until"), "date"),
        Column("decided_by", _("Decided by"), width=26),
        Column("decided_on", _("Decided on"), "date"),
        Column("reason", _("Reason of the decision"), width=34),
    )
    rows: list[tuple[Cell, ...]] = [
        (one.code, one.name, one.cause, one.outcome_words, one.since, one.until, one.decided_by, one.decided_on,
         one.reason)
        for one in board.excuses
    ]  # fmt: skip
    return Table(_("Objective causes"), title_of(board), subtitle, columns, tuple(rows), frozen=2)


def _proofs_table(board: Dossier, subtitle: tuple[str, ...]) -> Table:
    kinds = {kind.value: str(kind.label) for kind in EvidenceKind}
    columns = (
        Column("code", _("Code")),
        Column("indicator", _("Item"), width=44),
        Column("period", _("Month"), width=16),
        Column("kind", _("Kind"), "state", kinds, 12),
        Column("number", _("Number of the document"), width=22),
        Column("on", _("Date of the document"), "date"),
        Column("title", _("Name of the file or document"), width=44),
    )
    rows: list[tuple[Cell, ...]] = [
        (one.code, one.name, proof.period.label, proof.kind, proof.number, proof.on, proof.title)
        for one in board.items for proof in one.proofs
    ]  # fmt: skip
    return Table(_("Evidence"), title_of(board), subtitle, columns, tuple(rows), frozen=2)


def _states() -> dict[str, str]:
    return {state.value: str(state.label) for state in State}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _holder(holder: Holder | None) -> dict | None:
    if holder is None:
        return None
    posts: Iterable[dict[str, Any]] = (
        {"post": one.name, "since": _iso(one.since), "until": _iso(one.until), "acting": one.is_acting,
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
            {"order": one.order, "text": one.text, "level": one.level or None, "deadline": _iso(one.deadline),
             "state": one.state, "fulfilled": one.is_fulfilled, "fulfilled_on": _iso(one.fulfilled_on),
             "document": one.document_number or None, "document_on": _iso(one.document_on), "assigned": list(one.codes),
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
        "deadline": _iso(item.deadline),
        "met_in": period_code(item.met_in) if item.met_in else None,
        "late": [{"period": period_code(one.period), "sent_on": _iso(one.sent_on)} for one in item.late],
        "promises": [{"due_on": _iso(one.due_on), "made_on": _iso(one.made_on), "state": one.state}
                     for one in item.words],
        "evidence": [{"period": period_code(one.period), "kind": one.kind, "title": one.title or None,
                      "number": one.number or None, "on": _iso(one.on)} for one in item.proofs],
    }  # fmt: skip
