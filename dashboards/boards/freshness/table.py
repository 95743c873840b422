"""Who has reported, for machines and as a workbook."""

from django.utils import timezone
from django.utils.translation import gettext as _

from dashboards.boards.freshness.page import FreshnessBoard
from dashboards.parts.filters import filter_words
from dashboards.scope import Scope
from dashboards.tables import Column, Export, Table, day_words, period_code, subtitle_of


def payload(scope: Scope, board: FreshnessBoard) -> dict:
    """Who has reported the month: items due, entries with figures and by status, lateness in working days."""
    found = (row.report for row in board.rows)
    late = [row.late_this_year for row in board.rows]
    return {
        "period": period_code(scope.period),
        "due_on": scope.period.due_on.isoformat(),
        "agencies": [
            {
                "code": r.code,
                "due": r.due,
                "entered": r.entered,
                "submitted": r.submitted,
                "returned": r.returned,
                "approved": r.approved,
                "submitted_at": timezone.localtime(r.submitted_at).isoformat() if r.submitted_at else None,
                "late_days": r.late_days,
                "late_this_year": n,
            }
            for r, n in zip(found, late, strict=True)
        ],
    }


def export(scope: Scope, board: FreshnessBoard) -> Export:
    """Who has reported the month and who is silent, the silent first."""
    columns = (
        Column("code", _("Code")),
        Column("name", _("Agency"), width=34),
        Column("peer_group", _("Peer group"), "state", {r.report.group: r.report.group_name for r in board.rows}),
        Column("step", _("Report"), "state", {row.step: row.step_words for row in board.rows}, 24),
        Column("due", _("Items due"), "number"),
        Column("entered", _("Entered"), "number"),
        Column("submitted", _("Awaiting review"), "number"),
        Column("returned", _("Returned"), "number"),
        Column("approved", _("Recorded"), "number"),
        Column("submitted_at", _("Reported on"), "date"),
        Column("late_days", _("Working days late"), "number"),
        Column("late_this_year", _("Late months this year"), "number"),
    )
    rows = tuple(
        (r.code, r.name, r.group, row.step, r.due, r.entered, r.submitted, r.returned, r.approved,
         timezone.localtime(r.submitted_at).date() if r.submitted_at else None, r.late_days, row.late_this_year)
        for row in board.rows for r in (row.report,)
    )  # fmt: skip
    said = _("Due on %(day)s. %(n)s of %(total)s agencies have reported") % {
        "day": day_words(scope.period.due_on), "n": board.reported, "total": board.total,
    }  # fmt: skip
    subtitle = subtitle_of(scope, scope.province.name, None, said, filter_words(board.form))
    table = Table(_("Reports"), _("Who has not reported"), subtitle, columns, rows, frozen=2)
    return Export(f"freshness-{period_code(scope.period)}", (table,))
