"""Commitments for machines and as a workbook."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from commitments.enums import CommitmentState, Precision, Signature, Tier
from commitments.queries import Tally
from dashboards.boards.commitments.page import CommitmentsBoard
from dashboards.boards.commitments.rows import CommitmentRow
from dashboards.parts.filters import filter_words
from dashboards.scope import Scope
from dashboards.tables import Column, Export, Table, period_code, subtitle_of, words_of
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
        "totals": {**totals_json(board.total), "uncovered": board.uncovered},
        "tiers": {tier: totals_json(found) for tier, found in board.sums.items()},
        "commitments": [commitment_json(row) for row in board.shown if row.id is not None],
        "missing": [{"agency": row.agency, "tier": row.tier} for row in board.shown if row.id is None],
        "coverage": [
            {"agency": line.agency, "items": line.items, "uncovered": line.uncovered, "twice": line.twice,
             "parts": line.parts}
            for line in board.coverage
        ],
    }  # fmt: skip


def export(scope: Scope, board: CommitmentsBoard) -> Export:
    """One row for each commitment that fits, agencies without one among them; coverage on a second sheet."""
    whose = board.whose or scope.province.name
    subtitle = subtitle_of(scope, whose, None, headline_words(scope, board.first), filter_words(board.form))
    columns = (
        Column("agency", _("Agency"), "state", {line.agency: line.agency_name for line in board.coverage}, 34),
        Column("items", _("Items"), "number"),
        Column("uncovered", _("Nobody signed for it"), "number"),
        Column("twice", _("Signed twice"), "number"),
        Column("parts", _("Parts do not add up"), "number"),
    )
    rows = tuple((line.agency, line.items, line.uncovered, line.twice, line.parts) for line in board.coverage)
    covered = Table(_("Coverage"), _("Who signed for the agencies' items"), subtitle, columns, rows)
    return Export(f"commitments-{period_code(scope.period)}", (commitments_table(subtitle, board.shown), covered))


def commitment_json(row: CommitmentRow) -> dict:
    """One commitment in a list, for machines."""
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


def totals_json(total: Tally) -> dict:
    """The sums of commitments, for machines."""
    return {
        "items": total.items,
        "fulfilled": total.fulfilled,
        "drifting": total.drifting,
        "signed": total.signed,
        "drafts": total.drafts,
    }


def commitments_table(subtitle: tuple[str, ...], rows: Iterable[CommitmentRow]) -> Table:
    """Commitments, one a row; an agency without one has its row too."""
    rows = list(rows)
    states = dict(CommitmentState.choices) | {MISSING: _("No commitment")}
    columns = (
        Column("id", _("Number"), "number"),
        Column("agency", _("Agency"), "state", {row.agency: row.agency_name for row in rows}, 34),
        Column("tier", _("Tier"), "state", words_of(Tier.choices), 26),
        Column("state", _("State"), "state", words_of(states.items()), 14),
        Column("signatory", _("Signatory"), width=24),
        Column("signatory_post", _("Signatory's post"), width=20),
        Column("counterparty", _("Counterparty"), width=26),
        Column("signed_on", _("Signed on"), "date"),
        Column("precision", _("Exact to"), "state", words_of(Precision.choices)),
        Column("signed_text", _("As written"), width=18),
        Column("items", _("Items"), "number"),
        Column("fulfilled", _("Fulfilled"), "number"),
        Column("drifting", _("Drifting"), "number"),
        Column("signature", _("Digital signature"), "state", words_of(Signature.choices), 28),
    )
    shown = ("agency", "tier", "state", "signatory", "signatory_post", "counterparty", "signed_text", "items",
             "fulfilled", "drifting", "signature")  # fmt: skip
    lines = tuple(
        (r.id, r.agency, r.tier, r.state, r.signatory, r.signatory_post, r.counterparty, r.signed_on, r.precision,
         r.signed_text, r.items, r.fulfilled, r.drifting, r.signature.value if r.id else None)
        for r in rows
    )  # fmt: skip
    return Table(_("Commitments"), _("Commitments"), subtitle, columns, lines, shown, frozen=1)


def headline_words(scope: Scope, total: Tally) -> str:
    """How many items are fulfilled of how many: "447/528 mục cam kết đã hoàn thành"."""
    counts = {"done": number(total.fulfilled, scope.language), "items": number(total.items, scope.language)}
    return _("%(done)s/%(items)s committed items fulfilled") % counts
