"""Who has not reported: the board, its files, its rights."""

import csv
import io
import json
from datetime import date

import pytest
from openpyxl import load_workbook

from kpis.entry.actions import approve
from kpis.items.actions import hand_over
from steering.agenda.queries import facts_of
from steering.meetings.actions import plan_meeting
from tests import factories
from tests.factories import submit_report
from tests.kpis.review.reviewing import send_back

AUGUST = "year=2022&month=8"
URL = "/boards/freshness/"
DUE, TODAY = "2022-08-17", date(2022, 8, 22)  # three working days after


@pytest.fixture
def month(board_items, item, draft, agency_a, agency_b, head_a, on_day, period):
    """Month 8 on 22/8/2022: A sent two of its three items on the 18th; B typed its two, one a note, and sent none."""
    on_day(date(2022, 8, 18))
    draft(board_items["number"], 8, value=10)
    draft(board_items["ratio"], 8, numerator=1, denominator=2)
    draft(board_items["number_b"], 8, value=0)
    draft(item(agency=agency_b, kind="task"), 8, note="chưa có")
    submit_report(agency_a, period(8), by=head_a)
    on_day(TODAY)
    return [board_items["number"], board_items["ratio"]]


def payload(client, query=AUGUST):
    return json.loads(client.get(f"{URL}?{query}&format=json").content)


def test_the_silent_come_first_with_what_they_typed_and_their_days(client, committee, month):
    client.force_login(committee)
    board = payload(client)
    assert (board["period"], board["due_on"]) == ("2022-08", DUE)
    silent, sent = board["agencies"]
    assert silent == {
        "code": "so-b", "due": 2, "entered": 2, "submitted": 0, "returned": 0, "approved": 0, "submitted_at": None,
        "late_days": 3, "late_this_year": 8,
    }  # fmt: skip
    at = sent.pop("submitted_at")
    assert at.startswith("2022-08-18T")
    assert at.endswith("+07:00")
    assert sent == {
        "code": "so-a", "due": 3, "entered": 2, "submitted": 2, "returned": 0, "approved": 0,
        "late_days": 1, "late_this_year": 8,
    }  # fmt: skip


def test_returned_and_recorded_figures_are_counted_apart(client, committee, officer, month):
    first, second = (given.entries.get(period__month=8) for given in month)
    send_back(first, by=officer, reason="rà soát")
    approve([second.pk], by=officer)
    client.force_login(committee)
    row = payload(client)["agencies"][1]
    assert (row["entered"], row["submitted"], row["returned"], row["approved"]) == (2, 0, 1, 1)
    assert "bị trả lại, đang sửa" in client.get(f"{URL}?{AUGUST}").content.decode()


def test_days_are_counted_to_today_and_late_months_to_the_one_shown(client, committee, month, on_day):
    client.force_login(committee)
    on_day(date(2022, 8, 17))
    row = payload(client)["agencies"][0]
    assert (row["code"], row["late_days"], row["late_this_year"]) == ("so-b", 0, 7)
    assert [a["late_this_year"] for a in payload(client, "year=2022&month=3")["agencies"]] == [3, 3]
    on_day(date(2022, 8, 20))  # a Saturday adds nothing
    assert payload(client)["agencies"][0]["late_days"] == 2


def test_an_agency_of_which_nothing_is_due_is_not_silent(client, committee, month, item, agency_b, province):
    agency = factories.AgencyFactory(parent=province, code="so-c")
    item(agency=agency, applicable_from=date(2022, 12, 1))
    client.force_login(committee)
    row = payload(client)["agencies"][-1]
    assert (row["code"], row["due"], row["late_days"], row["late_this_year"]) == ("so-c", 0, 0, 0)
    assert ">1</a>/" in client.get(f"{URL}?{AUGUST}").content.decode()


def test_who_sends_without_being_asked_is_none_of_those_that_report(
    client, committee, month, item, confirmed, draft, province, months, officer, period
):
    agency = factories.AgencyFactory(parent=province, code="so-c", sort_order=3)
    excused = item(agency=agency)
    confirmed(excused, "not_measurable", since=date(2022, 1, 1))
    draft(excused, 8, value=3)
    submit_report(agency, period(8), by=officer)
    client.force_login(committee)
    row = next(row for row in payload(client)["agencies"] if row["code"] == "so-c")
    assert (row["due"], row["entered"], row["submitted"]) == (1, 1, 1)
    fresh = client.get(f"{URL}?{AUGUST}").context["board"]
    board = client.get(f"/boards/province/?{AUGUST}").context["board"]
    assert (fresh.reported, fresh.total) == (board.reported, board.reporting_due) == (1, 2)
    assert [row.report.code for row in client.get(f"{URL}?{AUGUST}&step=due").context["board"].rows] == ["so-b", "so-a"]
    meeting = plan_meeting(months[8], held_on=TODAY, chair="Ông A", place="Phòng họp", by=officer)
    assert facts_of(meeting).reporting == 2


def test_what_was_entered_stays_with_who_led_the_item_in_the_month(
    client, committee, month, months, agency_b, officer, on_day
):
    client.force_login(committee)
    before = payload(client)["agencies"]
    on_day(date(2022, 9, 20))
    hand_over(month[:1], to=agency_b, since=months[9], by=officer, reason="QĐ 1")
    on_day(TODAY)
    after = payload(client)["agencies"]
    counted = ("code", "due", "entered", "submitted", "approved")
    assert [[row[name] for name in counted] for row in after] == [[row[name] for name in counted] for row in before]
    for row in after:
        listed = f"/boards/rows/?{AUGUST}&agency={row['code']}&entry=entered&format=json"
        assert client.get(listed).json()["total"] == row["entered"]


def test_divisions_report_through_their_agency(client, committee, month):
    client.force_login(committee)
    assert [row["code"] for row in payload(client)["agencies"]] == ["so-b", "so-a"]


def test_a_peer_group_is_chosen(client, committee, month, province, item):
    group = factories.PeerGroupFactory(code="huyen", name="UBND huyện")
    item(agency=factories.AgencyFactory(parent=province, code="huyen-1", peer_group=group))
    client.force_login(committee)
    assert [row["code"] for row in payload(client, f"{AUGUST}&group=huyen")["agencies"]] == ["huyen-1"]
    assert len(payload(client, f"{AUGUST}&group=khac")["agencies"]) == 3


def test_files_hold_what_the_page_holds(client, committee, month):
    client.force_login(committee)
    text = client.get(f"{URL}?{AUGUST}&format=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["code"], row["entered"], row["submitted_at"]) for row in rows] == [
        ("so-b", "2", ""),
        ("so-a", "2", "2022-08-18"),
    ]
    sheet = load_workbook(io.BytesIO(client.get(f"{URL}?{AUGUST}&format=xlsx").content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "đang nhập, chưa gửi" in cells
    assert "Hạn gửi 17/08/2022. 1/2 cơ quan đã báo cáo" in cells


@pytest.mark.parametrize("more", [0, 3])
def test_the_board_asks_as_many_questions_with_many_agencies_as_with_few(
    client, committee, month, item, province, django_assert_num_queries, more
):
    for number in range(more):
        item(agency=factories.AgencyFactory(parent=province, code=f"so-them-{number}"))
    client.force_login(committee)
    client.get(f"{URL}?{AUGUST}")
    with django_assert_num_queries(8):
        client.get(f"{URL}?{AUGUST}")


def test_a_month_that_is_not_open_has_no_rows(client, committee, month):
    client.force_login(committee)
    assert payload(client, "year=2022&month=12")["agencies"] == []
    assert client.get(f"{URL}?year=2022&month=12").status_code == 200


@pytest.mark.parametrize("answer", ["html", "json", "csv", "xlsx"])
def test_who_may_read_it(client, month, stranger, committee, clerk_a, head_b, answer):
    url = f"{URL}?{AUGUST}&format={answer}"
    assert client.get(url).url.startswith("/account/login/?next=")
    client.force_login(stranger)
    assert client.get(url).status_code == 404
    for person in (committee, clerk_a, head_b):
        client.force_login(person)
        assert client.get(url).status_code == 200
        assert client.post(url).status_code == 405


def test_an_agencys_people_see_their_own_row_alone(client, month, head_b):
    client.force_login(head_b)
    assert [row["code"] for row in payload(client)["agencies"]] == ["so-b"]
    assert "letter.docx" not in client.get(f"{URL}?{AUGUST}").content.decode()


def test_who_is_late_stands_by_days_then_by_late_months_which_lead_to_their_months(client, committee, month):
    client.force_login(committee)
    answer = client.get(f"{URL}?{AUGUST}")
    rows = answer.context["board"].rows
    assert [(row.report.code, row.report.late_days) for row in rows] == [("so-b", 3), ("so-a", 1)]
    assert [late.month for late in rows[0].late_months] == list(range(1, 9))
    cell = answer.content.decode().split('class="r num late-months"')[1].split("</td>")[0]
    assert f'<a href="{URL}?year=2022&amp;month=3">' in cell


def test_a_closed_months_pages_lead_on_to_each_other(client, committee, board_items, close_until):
    close_until(9)
    client.force_login(committee)
    for page, others in {
        "freshness": ("promises", "excluded"),
        "excluded": ("promises", "rows"),
        "province": ("freshness", "promises", "excluded"),
    }.items():
        text = client.get(f"/boards/{page}/?year=2022&month=9").content.decode()
        for other in others:
            assert f"/boards/{other}/?year=2022&amp;month=9" in text or f"/boards/{other}/?year=2022&month=9" in text
