"""The page of a report: whose it is, draft or final, what people add, how many questions it asks."""

from datetime import date

import pytest

from kpis.items.actions import hand_over, set_target, withdraw
from reports.additions.actions import add_text
from reports.models import Addition
from tests import factories

JUNE = "/reports/?year=2022&month=6"
QUERIES = 12
CHANGED = "Điều chỉnh chỉ tiêu"


SHARED, SHARED_ON = ("closed",), date(2022, 7, 25)


@pytest.fixture(autouse=True)
def today(on_day):
    on_day(SHARED_ON)


@pytest.fixture
def closed(item, approved, close_until, agency_b):
    given = item(low=100)
    approved(given, 6, value=120)
    item(agency=agency_b, kind="latest", low=10)
    close_until(6)
    return given


def text(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_closed_month_is_final_and_an_open_one_a_draft(client, closed, committee):
    client.force_login(committee)
    assert "Bản chính thức" in text(client, JUNE)
    page = text(client, "/reports/?year=2022&month=7")
    assert "Dự thảo" in page
    assert "Bản chính thức" not in page


def test_who_reads_no_province_gets_the_own_agencys_report(client, closed, clerk_a, agency_b):
    client.force_login(clerk_a)
    page = text(client, JUNE)
    assert "Sở Xây dựng báo cáo tình hình" in page
    assert "Sở Kế hoạch và Đầu tư" not in page
    assert client.get(f"{JUNE}&agency={agency_b.code}").status_code == 404


def test_the_own_words_of_a_person_stand_in_their_section_with_name_and_time(
    client, closed, clerk_a, committee, agency_a
):
    client.force_login(clerk_a)
    address = f"/reports/text/?year=2022&month=6&agency={agency_a.code}"
    said = {"section": "muc_5", "text": "Bổ sung kinh phí.\nBố trí cán bộ."}
    assert client.post(address, said).status_code == 302
    page = text(client, f"{JUNE}&agency={agency_a.code}")
    assert "Bổ sung kinh phí." in page
    assert clerk_a.full_name in page
    assert client.post(address, {"section": "muc_9", "text": "x"}).status_code == 302
    assert Addition.objects.count() == 1
    client.force_login(committee)
    assert client.post(address, said).status_code == 403
    assert "Bổ sung kinh phí." in text(client, f"{JUNE}&agency={agency_a.code}")


def test_an_empty_text_takes_back_what_stood_and_both_stay_on_record(client, closed, clerk_a, agency_a, period):
    for said in ("Một đề nghị.", ""):
        add_text(agency_a, period(6), kind="month", section="muc_5", text=said, by=clerk_a)
    client.force_login(clerk_a)
    assert "Một đề nghị." not in text(client, JUNE)
    assert Addition.objects.count() == 2


@pytest.mark.parametrize("agencies", [3, 5])  # so many that they share a bottleneck
def test_the_page_asks_as_much_for_few_agencies_as_for_many(
    client, closed, committee, agencies, province, item, peer_group, django_assert_num_queries
):
    for n in range(agencies):
        item(agency=factories.AgencyFactory(parent=province, code=f"so-{n}", peer_group=peer_group), low=10)
    client.force_login(committee)
    for address in ("/reports/?year=2022&month=9", "/reports/?year=2022&month=9&agency=so-1"):
        client.get(address)
        with django_assert_num_queries(QUERIES):
            client.get(address)


def test_of_whom_nothing_is_due_is_none_of_those_who_have_reported(
    client, closed, item, committee, province, months, officer
):
    idle = item(agency=factories.AgencyFactory(parent=province, code="so-c"), low=10)
    withdraw(idle, in_force_from=months[7], by=officer, reason="Thôi giao")
    client.force_login(committee)
    board = client.get("/boards/province/?year=2022&month=7").context["board"]
    fresh = client.get("/boards/freshness/?year=2022&month=7").context["board"]
    assert (board.reported, board.reporting_due) == (fresh.reported, fresh.total) == (0, 2)
    page = text(client, "/reports/?year=2022&month=7")
    assert "Có 0/2 cơ quan đã gửi báo cáo" in page


def test_a_cause_is_the_items_own_as_bottlenecks_know_it(client, closed, item, approved, committee, agency_a, cause):
    named = item(kind="ratio", low=80)
    approved(named, 7, cause_id=cause.pk)  # no figure is known yet: the entry says why
    client.force_login(committee)
    (row,) = client.get(f"/boards/rows/?year=2022&month=7&cause={cause.code}&format=json").json()["items"]
    assert row["id"] == named.pk
    for more in ("", f"&agency={agency_a.code}"):
        told = client.get(f"/reports/?year=2022&month=7{more}&format=json").json()
        rows = [row for annex in told["annexes"] for table in annex["tables"] for row in table["rows"]]
        assert [row for row in rows if named.indicator.name in row and cause.name in row]


def test_what_has_passed_on_was_done_by_the_agency_in_the_month_before(
    client, closed, item, approved, committee, agency_b, months, officer
):
    passed = item(kind="peak", low=10)
    approved(passed, 7, value=12)
    hand_over([passed], to=agency_b, since=months[8], by=officer, reason="QĐ 1")
    client.force_login(committee)
    for code, change in (("so-a", -1), ("so-b", 1)):
        page = f"year=2022&month=8&agency={code}&format=json"
        board = client.get(f"/boards/agency/{code}/?year=2022&month=8").context["board"]
        said = [one for part in client.get(f"/reports/?{page}").json()["sections"] for one in part["sentences"]]
        (told,) = [one for one in said if one["key"] in ("tang", "giam", "khong_doi")]
        assert (board.change, told["key"], told["figures"]["chenh"]) == (change, "tang" if change > 0 else "giam", "1")


def test_a_month_that_is_not_open_has_no_report_to_read(client, closed, committee):
    client.force_login(committee)
    page = client.get("/reports/?year=2022&month=12").content.decode()
    assert "Kỳ này chưa mở." in page
    assert "như sau:" not in page
    assert "report.docx" not in page
    for paper in ("report.docx", "report.pdf"):
        answer = client.get(f"/reports/{paper}?year=2022&month=12&kind=quarter")
        assert (answer.status_code, answer.get("Location")) == (302, "/reports/?year=2022&month=12&kind=quarter")
    assert "briefing.pdf" not in client.get("/boards/province/?year=2022&month=12").content.decode()
    briefing = client.get("/reports/briefing.pdf?year=2022&month=12")
    assert (briefing.status_code, briefing["Location"]) == (302, "/boards/province/?year=2022&month=12")


def test_a_month_that_does_not_know_an_agency_yet_leads_to_the_latest_one(client, closed, province, item):
    new = factories.AgencyFactory(parent=province)
    item(agency=new, kind="peak", month=7)
    client.force_login(factories.MembershipFactory(agency=new).user)
    for address, latest in ((JUNE, "/reports/"), (f"{JUNE}&agency={new.code}", f"/reports/?agency={new.code}")):
        told = client.get(address)
        assert told.status_code == 404
        assert f'<a href="{latest}">Xem kỳ gần nhất</a>' in told.content.decode()
        assert client.get(latest).status_code == 200
    sent = client.post(f"/reports/text/?year=2022&month=6&agency={new.code}", {"section": "muc_5", "text": "Bổ sung"})
    assert (sent.status_code, "Xem kỳ gần nhất" in sent.content.decode()) == (404, False)


def test_what_has_passed_on_within_the_stretch_was_done_by_the_agency_before_it(
    client, closed, item, approved, committee, agency_b, months, officer
):
    approved(item(kind="peak", low=10), 7, value=2)
    hand_over([closed], to=agency_b, since=months[8], by=officer, reason="QĐ 1")
    client.force_login(committee)
    for code in ("so-a", "so-b"):
        done = {}
        for month in (6, 8):
            done[month] = client.get(f"/boards/agency/{code}/?year=2022&month={month}").context["board"].counts.done
        page = f"kind=quarter&year=2022&month=8&agency={code}&format=json"
        said = [one for part in client.get(f"/reports/?{page}").json()["sections"] for one in part["sentences"]]
        (told,) = [one for one in said if one["key"] in ("tang", "giam", "khong_doi")]
        assert told["key"] == ("tang" if done[8] > done[6] else "giam")
        assert told["figures"] | {"truoc": str(done[6]), "hoan_thanh": str(done[8])} == told["figures"]


def test_a_changed_target_is_told_of_who_led_the_item_in_the_month(
    client, closed, item, committee, agency_a, agency_b, months, officer
):
    moved = item(kind="peak", low=10)
    set_target(
        moved, in_force_from=months[7], operator=">=", low=37, unit=moved.indicator.unit, by=officer, reason="QĐ 1"
    )
    hand_over([moved], to=agency_b, since=months[8], by=officer, reason="QĐ 2")
    client.force_login(committee)
    for month, leader, other in ((7, agency_a, agency_b), (8, agency_b, agency_a)):
        told = {}
        for code in ("", f"&agency={leader.code}", f"&agency={other.code}"):
            answer = client.get(f"/reports/?year=2022&month={month}{code}&format=json").json()
            tables = [table for annex in answer["annexes"] for table in annex["tables"]]
            told[code] = [row for table in tables if table["title"] == CHANGED for row in table["rows"]]
        assert [len(rows) for rows in told.values()] == [1, 1, 0]
        assert any(f"({leader.name})" in cell for cell in told[""][0])
