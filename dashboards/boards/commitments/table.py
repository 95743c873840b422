"""Commitments for machines and as a workbook."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from agencies.pages.counted import Counted, written
from commitments.enums import CommitmentState, Precision, Signature, Tier
from commitments.queries import Tally
from dashboards.boards.commitments.page import CommitmentsBoard
from dashboards.boards.commitments.rows import CommitmentRow
from dashboards.parts.filters import filter_words
from dashboards.scope import Scope
from dashboards.tables import Column, Export, Table, month_json, period_code, subtitle_of, words_of

MISSING = "missing"


LISTED = ("id", "agency", "signatory", "counterparty", "tier", "signed_on", "precision", "items", "fulfilled",
          "drifting", "signature")  # fmt: skip
FULFILLED = Counted("%(done)s/%(items)s committed item fulfilled", "%(done)s/%(items)s committed items fulfilled")


def payload(scope: Scope, board: CommitmentsBoard) -> dict:
    """The commitments that fit the filter; `drifting` counts items, `signature` is a code, "none" without a file.

    `totals` are of the tier and the agency chosen, `tiers` the same apart; `missing` are those who made no commitment
    where others did. `of` are the agencies whose sums these are, with all below them; None: the whole province.
    """
    return {
        "province": scope.province.code,
        **month_json(scope),
        "of": list(board.of) or None,
        "totals": {**totals_json(board.total), "uncovered": board.uncovered},
        "tiers": {tier: totals_json(found) for tier, found in board.sums.items()},
        "commitments": commitments_json(board.shown),
        "missing": [{"agency": row.agency, "tier": row.tier} for row in board.shown if row.id is None],
        "coverage": _coverage_table(board).records(),
    }


def export(scope: Scope, board: CommitmentsBoard) -> Export:
    """One row for each commitment that fits, agencies without one among them; coverage on a second sheet."""
    whose = board.whose or scope.province.name
    subtitle = subtitle_of(scope, whose, None, headline_words(scope, board.first), filter_words(board.form))
    tables = (commitments_table(board.shown), _coverage_table(board))
    return Export(f"cam-ket-{period_code(scope.period)}", subtitle, tables)


def _coverage_table(board: CommitmentsBoard) -> Table:
    columns = (
        Column("agency", _("Agency"), "state", {line.agency: line.agency_name for line in board.coverage}, 34),
        Column("items", _("Items"), "number"),
        Column("uncovered", _("Nobody signed for it"), "number"),
        Column("twice", _("Signed twice"), "number"),
        Column("parts", _("Parts do not add up"), "number"),
    )
    return Table(_("Coverage"), _("Who signed for the agencies' items"), columns, board.coverage)


def commitments_json(rows: Iterable[CommitmentRow]) -> list[dict]:
    """Those of `rows` that are commitments, for machines."""
    return commitments_table([row for row in rows if row.id is not None]).records(*LISTED)


def totals_json(total: Tally) -> dict:
    """The sums of commitments, for machines."""
    return {
        "items": total.items,
        "fulfilled": total.fulfilled,
        "drifting": total.drifting,
        "signed": total.signed,
        "drafts": total.drafts,
    }


def commitments_table(rows: Sequence[CommitmentRow]) -> Table:
    """Commitments, one a row; an agency without one has its row too."""
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
        Column("signature", _("Digital signature"), "state", words_of(Signature.choices), 28,
               of=lambda row: row.signature.value if row.id else None),
    )  # fmt: skip
    shown = ("agency", "tier", "state", "signatory", "signatory_post", "counterparty", "signed_text", "items",
             "fulfilled", "drifting", "signature")  # fmt: skip
    return Table(_("Commitments"), _("Commitments"), columns, rows, shown)


def headline_words(scope: Scope, total: Tally) -> str:
    """How many items are fulfilled of how many: "447/528 mục cam kết đã hoàn thành"."""
    return FULFILLED.of(total.items, done=written(total.fulfilled), items=written(total.items))
