"""Sheets of committed items made by hand: rows as lists, from Excel row 1 on. Fixtures that two modules of tests share.

divisions (a-1 with its head, a-2, a-3 of agency_a) · digitised: an item of agency_a with the code SO-HOA, ≥ 100 hồ sơ
"""

from datetime import date

import pytest

from tests import factories
from tests.workbooks.building import sheet
from workbooks.kinds.committed_items import read as rows
from workbooks.models import ImportRun
from workbooks.reading.shapes import Book

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


@pytest.fixture
def division_3(agency_a):
    return factories.DivisionFactory(parent=agency_a, code="a-3", name="Phòng Kinh tế")


@pytest.fixture
def divisions(division_1, division_2, division_3, head_division, head_a):
    return division_1, division_2, division_3


@pytest.fixture
def digitised(item, province):
    indicator = factories.IndicatorFactory(
        province=province, code="SO-HOA", name="Số hồ sơ số hóa", kind="number", unit="hồ sơ"
    )
    return item(indicator=indicator, deadline=date(2022, 12, 31))
