"""Who has reported, for machines and as a workbook."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.pages.counted import Counted, written
from dashboards.boards.freshness.page import FreshnessBoard, FreshRow
from dashboards.parts.filters import filter_words
from dashboards.scope import Scope
from dashboards.tables import Column, Export, Table, day_words, period_code, subtitle_of

REPORTED = Counted(
    "Due on %(day)s. Reported by %(n)s of %(total)s agency", "Due on %(day)s. Reported by %(n)s of %(total)s agencies"
)


def reports_table(board: FreshnessBoard) -> Table:
    """Who has reported the month and who is silent, the silent first."""
    columns = (
        Column("code", _("Code"), of="report.code"),
        Column("name", _("Agency"), width=34, of="report.name"),
        Column("peer_group", _("Peer group"), "state", {r.report.group: r.report.group_name for r in board.rows},
               of="report.group"),
        Column("step", _("Report"), "state", {row.step: row.step_words for row in board.rows}, 24),
        Column("due", _("Items due"), "number", of="report.due"),
        Column("entered", _("Entered"), "number", of="report.entered"),
        Column("submitted", _("Awaiting review"), "number", of="report.submitted"),
        Column("returned", _("Returned"), "number", of="report.returned"),
        Column("approved", _("Recorded"), "number", of="report.approved"),
        Column("submitted_at", _("Reported on"), "date", of=lambda row: (at := _local(row)) and at.date()),
        Column("late_days", _("Working days late"), "number", of="report.late_days"),
        Column("late_this_year", _("Late months this year"), "number"),
    )  # fmt: skip
    return Table(_("Reports"), _("Who has not reported"), columns, board.rows, frozen=2)


def payload(scope: Scope, board: FreshnessBoard) -> dict:
    """Who has reported the month: items due, entries with figures and by status, lateness in working days."""
    records = reports_table(board).records(
        "code", "due", "entered", "submitted", "returned", "approved", "submitted_at", "late_days", "late_this_year"
    )
    return {
        "period": period_code(scope.period),
        "due_on": scope.period.due_on.isoformat(),
        "agencies": [
            record | {"submitted_at": (at := _local(row)) and at.isoformat()}
            for record, row in zip(records, board.rows, strict=True)
        ],
    }


def export(scope: Scope, board: FreshnessBoard) -> Export:
    """The same as a file; its subtitle says how many have reported."""
    reported = REPORTED.of(
        board.total, day=day_words(scope.period.due_on), n=written(board.reported), total=written(board.total)
    )
    subtitle = subtitle_of(scope, scope.province.name, None, reported, filter_words(board.form))
    return Export(f"chua-bao-cao-{period_code(scope.period)}", subtitle, (reports_table(board),))


def _local(row: FreshRow) -> datetime | None:
    return timezone.localtime(row.report.submitted_at) if row.report.submitted_at else None
