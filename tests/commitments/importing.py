"""Sheets of committed items made by hand: rows as lists, from Excel row 1 on."""

from commitments.imports import rows
from kpis.imports.shapes import Book
from kpis.models import ImportRun
from tests.kpis.imports.building import sheet

HEAD = ["TT", "Đơn vị", "Nội dung cam kết", "Chỉ tiêu liên kết", "Mức cam kết", "Ký một phần", "Thời hạn",
        "Hình thức hoàn thành", "Ghi chú"]  # fmt: skip


def draft_run(event, agency=None) -> ImportRun:
    """An unsaved run of the event's own agency, or of one that promises there."""
    return ImportRun(
        province=event.plan.province, kind="commitments", plan=event.plan, agency=agency or event.agency,
        subject_id=event.pk,
    )  # fmt: skip


def understood(event, *lines, head=HEAD, agency=None, name="Cam kết", **more):
    """The Outcome of one sheet with these lines under the heading."""
    return rows.read(draft_run(event, agency), Book((sheet(head, *lines, name=name, **more),)))


def refused(outcome) -> list[tuple]:
    """Refusals as (row, column, code)."""
    return [(p.row, p.column, p.problem.code) for p in outcome.refusals]


def warned(outcome) -> list[tuple]:
    return [(w.row, w.column, w.problem.code) for line in outcome.lines for w in line.warnings]


def told(outcome) -> list[tuple]:
    """Good rows as (row, agency, text, status)."""
    return [(row["row"], row["agency"], row["text"], row["status"]) for row in rows.describe(outcome)]


def changes(outcome) -> list[tuple]:
    return [(change.field, change.old, change.new) for line in outcome.lines for change in line.changes]
