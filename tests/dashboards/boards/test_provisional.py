"""A month that is open is shown as it is today, and not as if it had ended."""

import json
import re
from datetime import date

import pytest

from kpis.items.actions import promise
from kpis.periods.actions import tend
from kpis.standings import actions as standings

SEPTEMBER = "year=2022&month=9"  # of 15/08 to 14/09


@pytest.fixture
def reader(client, committee, on_day):
    on_day(date(2022, 9, 10))
    client.force_login(committee)
    return client


def test_an_open_month_is_provisional_to_today_with_how_many_have_reported(reader, urls):
    page = " ".join(reader.get(f"/boards/province/?{SEPTEMBER}").content.decode().split())
    assert "Tạm tính đến 10/09/2022 · 2/2 cơ quan đã báo cáo" in re.sub("<[^>]*>", "", page)
    assert "Tháng 9/2022: tạm tính đến 10/09/2022 (số liệu của kỳ từ 15/08/2022 đến 14/09/2022)" in page
    assert 'class="hero provisional"' in page
    assert "số liệu đến 14/09/2022" not in page
    agency = " ".join(reader.get(f"/boards/agency/so-a/?{SEPTEMBER}").content.decode().split())
    assert '<span class="tag">tạm tính đến 10/09/2022</span>' in agency


def test_a_closed_month_is_not_called_provisional(reader, urls, close_until, on_day):
    on_day(date(2022, 12, 1))
    close_until(8)
    page = reader.get("/boards/province/?year=2022&month=8").content.decode()
    assert "số liệu đến 14/08/2022" in page
    assert "ạm tính" not in page


def test_a_file_of_a_month_that_runs_says_that_it_is_provisional(reader, urls):
    import io

    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(reader.get(f"/boards/province/?{SEPTEMBER}&format=xlsx").content))
    titles = [str(row[0].value) for row in book.active.iter_rows(max_row=6)]
    assert any("tạm tính đến 10/09/2022" in title for title in titles)


def test_days_past_a_promise_are_counted_to_today_and_not_to_the_months_end(reader, urls, board_items, head_a):
    promise(board_items["ratio"], due_on=date(2022, 8, 31), by=head_a)
    board = reader.get(f"/boards/promises/?{SEPTEMBER}").context["board"]
    assert [row.days_over for row in board.rows] == [10]


def test_a_promise_for_a_day_to_come_is_not_broken_before_it(reader, urls, board_items, head_a, plan, on_day):
    promise(board_items["ratio"], due_on=date(2022, 9, 12), by=head_a)

    def late():
        province = reader.get(f"/boards/province/?{SEPTEMBER}").context["board"]
        listed = json.loads(reader.get(f"/boards/rows/?{SEPTEMBER}&promise=late&format=json").content)["total"]
        (row,) = reader.get(f"/boards/promises/?{SEPTEMBER}").context["board"].rows
        return sum(row.late_promises for row in province.agencies), listed, row.state

    assert late() == (0, 0, "open")
    on_day(date(2022, 9, 13))
    tend(plan)
    assert late() == (1, 1, "broken")
    assert list(standings.check(plan)) == []


def test_nothing_is_called_overdue_before_its_day_has_passed(reader, item, agency_b, plan, on_day):
    given = item(agency=agency_b, kind="task", deadline=date(2022, 9, 11))
    standings.rebuild(plan)

    def told():
        listed = json.loads(reader.get(f"/boards/rows/?{SEPTEMBER}&state=overdue&format=json").content)["total"]
        counts = reader.get(f"/boards/province/?{SEPTEMBER}").context["board"].counts
        pages = (f"/boards/item/{given.pk}/", "/boards/agency/so-b/", "/boards/rows/")
        marks = {"</svg>Quá hạn</span>" in reader.get(f"{page}?{SEPTEMBER}").content.decode() for page in pages}
        return listed, counts.states["overdue"], marks

    assert told() == (0, 0, {False})
    on_day(date(2022, 9, 11))
    tend(plan)
    assert told() == (0, 0, {False}), "its day is still in time"
    on_day(date(2022, 9, 12))
    tend(plan)
    assert told() == (1, 1, {True})
    assert list(standings.check(plan)) == []
