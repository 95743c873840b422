"""What the month's page says of figures that stand: of a closed month, of one that is sent, of a document."""

from datetime import date

import pytest

from kpis.entry.actions import type_figures
from tests.factories import submit_report

pytestmark = pytest.mark.django_db


def test_a_closed_month_has_nothing_to_send_and_misses_nothing(page, item, approved, close_until):
    approved(item(low=100), 9, value=12)
    item(kind="ratio", low=80)
    close_until(9)
    for url in ("/entry/so-a/?year=2022&month=9", "/entry/so-a/submit/?year=2022&month=9"):
        html = page(url=url).content.decode()
        assert "Kỳ đã khóa, số liệu giữ nguyên." in html
        assert "Gửi báo cáo tháng 9" not in html
        assert "Còn thiếu" not in html
        assert "dự kiến" not in html


def test_the_other_month_that_waits_is_no_second_one_where_this_one_is_sent(
    page, two_open, item, agency_a, months, head_a, clerk_a
):
    type_figures(item(), months[9], by=clerk_a, value=12)
    submit_report(agency_a, months[9], by=head_a)
    html = page(url="/entry/so-a/?year=2022&month=9").content.decode()
    assert "Tháng 8/2022 chưa gửi xong, hạn gửi 17/08/2022" in html


def test_a_document_that_stands_is_written_as_everywhere(page, item, submitted):
    submitted(item(kind="task"), 9, document_number="12/QĐ-SXD", document_on=date(2022, 9, 1))
    html = page(url="/entry/so-a/?year=2022&month=9").content.decode()
    assert "12/QĐ-SXD, 01/09/2022" in html
