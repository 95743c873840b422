"""The briefing: one point a page, nothing empty is said, the figures of the boards, conclusions of meetings."""

import io
from datetime import date

import pytest
from django.utils import timezone
from pypdf import PdfReader

from dxtracker.lib.paper import charts
from dxtracker.lib.paper.blocks import Picture, Slide, Table
from reports.briefing.rules import Briefing, Lines, Rows, slides
from steering.models import Conclusion, Meeting

JUNE = "/reports/briefing.pdf?year=2022&month=6"
TOLD = {
    "title": "A", "note": "", "figure": "12/15", "below": ["đạt 80,0%"], "parts": [charts.Part("done", 12, "Xong")],
    "trend_title": "Theo tháng", "rates": [], "matrix_title": "Bảng", "heads": ["CQS-01"], "cells": [],
    "before": [Lines("Thay đổi", "", [])], "after": [Rows("Điểm nghẽn", "", ("Tên",), (100,), [])],
}  # fmt: skip


def titles(told):
    return [block.title for block in slides(told) if isinstance(block, Slide)]


def test_a_page_without_anything_to_say_is_left_out():
    assert titles(Briefing(**TOLD)) == ["A"]
    full = TOLD | {
        "rates": [(1, 0.5), (2, 1.0)], "cells": [("Sở A", ["done"])], "before": [Lines("Thay đổi", "", ["Một"])],
        "after": [Rows("Điểm nghẽn", "", ("Tên",), (100,), [("Hài lòng",)])],
    }  # fmt: skip
    found = slides(Briefing(**full))
    assert titles(Briefing(**full)) == ["A", "Theo tháng", "Thay đổi", "Bảng", "Điểm nghẽn"]
    assert sum(isinstance(block, Picture) for block in found) == 4
    assert [block.rows for block in found if isinstance(block, Table)] == [[("Hài lòng",)]]


def test_a_table_of_few_rows_is_set_in_larger_letters():
    def size(n, said="Hài lòng"):
        rows = Rows("Điểm nghẽn", "", ("Tên",), (100,), [(said,)] * n)
        (table,) = [one for one in slides(Briefing(**TOLD | {"after": [rows]})) if isinstance(one, Table)]
        return table.size

    assert size(5) == size(1) > size(6) == size(5, "Hài lòng " * 20)


def test_a_chart_says_its_numbers_and_runs_nothing_that_is_written_in_it():
    drawn = charts.bar([charts.Part("done", 3, "<b>Xong</b>"), charts.Part("behind", 1, "Chậm")])
    assert ("&lt;b&gt;Xong&lt;/b&gt;: 3" in drawn, "Chậm: 1" in drawn) == (True, True)
    assert 'width="75.00"' in drawn
    assert ">85,3<" in charts.trend([(1, 0.5), (2, 0.853)])


@pytest.fixture
def closed(item, approved, close_until, on_day, agency_b):
    on_day(date(2022, 7, 25))
    approved(item(low=100), 6, value=120)
    item(agency=agency_b, kind="latest", low=10)
    close_until(5)
    return close_until


def concluded(province, period, agency):
    meeting = Meeting.objects.create(
        province=province, period=period, held_on=date(2022, 6, 1), chair="Chủ tịch", state="announced", number="1/TB",
        announced_on=date(2022, 6, 2), planned_at=timezone.now(),
    )  # fmt: skip
    Conclusion.objects.create(
        meeting=meeting, order=1, text="Trang bị hệ thống họp", agency=agency, due_on=date(2022, 6, 10),
        written_at=timezone.now(),
    )  # fmt: skip


def test_the_briefing_of_a_closed_month_says_its_figures_and_what_was_concluded_and_stays(
    client, closed, committee, clerk_a, province, period, agency_b
):
    concluded(province, period(5), agency_b)
    closed(6)
    client.force_login(committee)
    response = client.get(JUNE)
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(response.content)).pages]
    assert response["Content-Disposition"] == 'attachment; filename="tom-tat-vinh-phuc-2022-06.pdf"'
    assert ("1/2 chỉ tiêu, nhiệm vụ hoàn thành" in pages[0], "DỰ THẢO" in pages[0]) == (True, False)
    assert "Trang bị hệ thống họp" in pages[-1]
    assert "10/06/2022 (quá hạn)" in pages[-1]
    Conclusion.objects.update(text="Khác")
    assert client.get(JUNE).content == response.content
    client.force_login(clerk_a)
    assert client.get(JUNE).status_code == 404


def test_the_province_is_written_small_inside_the_title(client, closed, committee):
    client.force_login(committee)
    title = PdfReader(io.BytesIO(client.get(JUNE).content)).metadata.title
    assert title.startswith("Chuyển đổi số tỉnh ")
