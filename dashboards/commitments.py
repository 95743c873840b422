"""Commitments of a province and of one agency, for machines and as files."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from commitments.enums import CommitmentState, Precision, Signature, Tier
from commitments.queries import Tally
from dashboards.boards.agency_commitments import AgencyCommitmentsBoard, Coverage, GapLine
from dashboards.boards.commitment_rows import CommitmentRow
from dashboards.boards.commitments import CommitmentsBoard
from dashboards.exports import Export, filter_words, subtitle_of
from dashboards.scope import Scope
from dashboards.tables import Column, Table, period_code, plain
from dxtracker.lib.numbers import number

MISSING = "missing"


def payload(scope: Scope, board: CommitmentsBoard) -> dict:
    """The commitments that fit the filter; `drifting` counts items, `signature` is a code, "none" without a file.

    `totals` are of the tier and the agency chosen, `tiers` the same apart; `missing` are those who made no commitment
    where others did. `of` are the agencies whose sums these are, with all below them; None: the whole province.
    """
    return {
        "province": scope.province.code,
        "plan": scope.plan.year,
        "period": period_code(scope.period),
        "period_state": scope.period.state,
        "of": list(board.of) or None,
        "totals": {**_totals(board.total), "uncovered": board.uncovered},
        "tiers": {tier: _totals(found) for tier, found in board.sums.items()},
        "commitments": [_row(row) for row in board.shown if row.id is not None],
        "missing": [{"agency": row.agency, "tier": row.tier} for row in board.shown if row.id is None],
        "coverage": [
            {"agency": line.agency, "items": line.items, "uncovered": line.uncovered, "twice": line.twice,
             "parts": line.parts}
            for line in board.coverage
        ],
    }  # fmt: skip


def agency_payload(scope: Scope, board: AgencyCommitmentsBoard) -> dict:
    """What the agency and its divisions signed; `coverage` is None where there is no division to sign."""
    found = board.coverage
    return {
        "agency": board.agency.code,
        "name": board.name,
        "plan": scope.plan.year,
        "period": period_code(scope.period),
        "period_state": scope.period.state,
        "totals": {**_totals(board.total), "uncovered": len(found.uncovered) if found else 0},
        "commitments": [_row(row) for row in board.rows],
        "coverage": _coverage(found) if found else None,
    }


def export(scope: Scope, board: CommitmentsBoard) -> Export:
    """One row for each commitment that fits, agencies without one among them; coverage on a second sheet."""
    whose = board.whose or scope.province.name
    subtitle = subtitle_of(scope, whose, None, _headline(scope, board.first), filter_words(board.form))
    columns = (
        Column("agency", _("Agency"), "state", {line.agency: line.agency_name for line in board.coverage}, 34),
        Column("items", _("Items"), "number"),
        Column("uncovered", _("Nobody signed for it"), "number"),
        Column("twice", _("Signed twice"), "number"),
        Column("parts", _("Parts do not add up"), "number"),
    )
    rows = tuple((line.agency, line.items, line.uncovered, line.twice, line.parts) for line in board.coverage)
    covered = Table(_("Coverage"), _("Who signed for the agencies' items"), subtitle, columns, rows)
    return Export(f"commitments-{period_code(scope.period)}", (_table(subtitle, board.shown), covered))


def agency_export(scope: Scope, board: AgencyCommitmentsBoard) -> Export:
    """One row for each commitment; the gaps of coverage on a second sheet."""
    subtitle = subtitle_of(scope, board.name, None, _headline(scope, board.first))
    rows = [row for tier in board.tiers for row in tier.rows]
    tables = [_table(subtitle, rows)]
    if found := board.coverage:
        columns = (
            Column("item", _("Item"), width=44),
            Column("code", _("Code")),
            Column("gap", _("Coverage"), width=24),
            Column("signed_by", _("Signed by"), width=40),
            Column("shares", _("Sum of the parts"), "number"),
            Column("whole", _("Target of the whole"), "number"),
            Column("unit", _("Unit"), width=11),
        )
        gaps = (
            *((_("Nobody signed for it"), line) for line in found.uncovered),
            *((_("Signed twice"), line) for line in found.twice),
            *((_("Parts do not add up"), line) for line in found.parts),
        )
        lines = tuple(
            (
                line.name,
                line.code,
                gap,
                "; ".join(row.agency_name for row in line.signed_by),
                line.shares,
                line.whole,
                line.unit,
            )
            for gap, line in gaps
        )
        tables.append(Table(_("Coverage"), _("Who signed for the agency's items"), subtitle, columns, lines))
    return Export(f"{board.agency.code}-commitments-{period_code(scope.period)}", tuple(tables))


def _row(row: CommitmentRow) -> dict:
    return {
        "id": row.id,
        "agency": row.agency,
        "signatory": row.signatory,
        "counterparty": row.counterparty,
        "tier": row.tier,
        "signed_on": row.signed_on.isoformat() if row.signed_on else None,
        "precision": row.precision,
        "items": row.items,
        "fulfilled": row.fulfilled,
        "drifting": row.drifting,
        "signature": row.signature.value,
    }


def _totals(total: Tally) -> dict:
    return {
        "items": total.items,
        "fulfilled": total.fulfilled,
        "drifting": total.drifting,
        "signed": total.signed,
        "drafts": total.drafts,
    }


def _coverage(found: Coverage) -> dict:
    def items(lines: Iterable[GapLine]) -> list[dict]:
        return [
            {"item": line.name, "code": line.code, "commitments": [row.id for row in line.signed_by],
             "shares": plain(line.shares), "whole": plain(line.whole), "unit": line.unit}
            for line in lines
        ]  # fmt: skip

    return {
        "items": found.items,
        "uncovered": items(found.uncovered),
        "twice": items(found.twice),
        "parts": items(found.parts),
    }


def _table(subtitle: tuple[str, ...], rows: Iterable[CommitmentRow]) -> Table:
    rows = list(rows)
    states = dict(CommitmentState.choices) | {MISSING: _("No commitment")}
    columns = (
        Column("id", _("Number"), "number"),
        Column("agency", _("Agency"), "state", {row.agency: row.agency_name for row in rows}, 34),
        Column("tier", _("Tier"), "state", _words(Tier.choices), 26),
        Column("state", _("State"), "state", _words(states.items()), 14),
        Column("signatory", _("Signatory"), width=24),
        Column("signatory_post", _("Signatory's post"), width=20),
        Column("counterparty", _("Counterparty"), width=26),
        Column("signed_on", _("Signed on"), "date"),
        Column("precision", _("Exact to"), "state", _words(Precision.choices)),
        Column("signed_text", _("As written"), width=18),
        Column("items", _("Items"), "number"),
        Column("fulfilled", _("Fulfilled"), "number"),
        Column("drifting", _("Drifting"), "number"),
        Column("signature", _("Digital signature"), "state", _words(Signature.choices), 28),
    )
    shown = ("agency", "tier", "state", "signatory", "signatory_post", "counterparty", "signed_text", "items",
             "fulfilled", "drifting", "signature")  # fmt: skip
    lines = tuple(
        (r.id, r.agency, r.tier, r.state, r.signatory, r.signatory_post, r.counterparty, r.signed_on, r.precision,
         r.signed_text, r.items, r.fulfilled, r.drifting, r.signature.value if r.id else None)
        for r in rows
    )  # fmt: skip
    return Table(_("Commitments"), _("Commitments"), subtitle, columns, lines, shown, frozen=1)


def _headline(scope: Scope, total: Tally) -> str:
    said = {"done": number(total.fulfilled, scope.language), "items": number(total.items, scope.language)}
    return _("%(done)s/%(items)s committed items fulfilled") % said


def _words(choices: Iterable[tuple[str, object]]) -> dict[str, str]:
    return {str(code): str(label) for code, label in choices}
