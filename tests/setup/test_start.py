"""From an empty province to its first signed month: the administrator's checklist, the list to begin with, the year."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from agencies.models import Agency
from dxtracker.setup.actions import appoint_first, start_province
from kpis.items.actions import assign
from kpis.models import Period, Plan, Report
from tests import factories

SOON = {
    "year": "2026",
    "calendar": "fifteenth",
    "due_working_days": "3",
    "pace_tolerance": "5",
    "exceed_threshold": "0",
}


@pytest.fixture
def begun(db, on_day, client):
    """A province of today with nothing but its administrator, who is logged in."""
    on_day(date(2026, 3, 20))
    province = start_province(code="PTO", name="Tỉnh Phú Thọ", by=None)
    person = {"username": "quantri", "full_name": "An", "email": "a@example.vn", "password": "buoi-sang-dau-tien"}
    client.force_login(appoint_first(province, by=None, **person))
    return province


def next_of(page) -> str:
    """The words of the dark button."""
    return page.content.decode().split('class="button first"', 1)[1].split(">", 1)[1].split("<", 1)[0]


def test_home_says_what_is_next_until_a_month_is_signed(begun, client):
    assert next_of(client.get("/")) == "Nhập danh sách cơ quan"
    agency = factories.AgencyFactory(parent=begun, code="SXD", name="Sở Xây dựng")
    assert next_of(client.get("/")) == "Nhập danh sách người dùng"
    factories.MembershipFactory(agency=agency, role="agency_head")
    factories.MembershipFactory(agency=begun, role="officer")
    assert next_of(client.get("/start/")) == "Lập kế hoạch năm"
    assert client.post("/start/year/", SOON | {"first_month": "3"}).url == "/start/?province=PTO"
    assert next_of(client.get("/start/")) == "Nhập phiếu giao chỉ tiêu"
    plan = Plan.objects.get()
    indicator = factories.IndicatorFactory(province=begun)
    target = {"operator": ">=", "low": 4}
    assign(
        plan=plan, agency=agency, indicator=indicator, by=None, in_force_from=Period.objects.get(month=3), target=target
    )
    assert next_of(client.get("/start/")) == "Mở tháng báo cáo"
    call_command("tend_months", stdout=StringIO())
    page = client.get("/")
    assert next_of(page) == "Xem tình hình báo cáo"
    assert "6/7 bước" in page.content.decode()
    Report.objects.create(agency=agency, period=Period.objects.get(month=3), submitted_at="2026-03-20T08:00+07:00")
    assert client.get("/").url == "/boards/province/"


def test_where_nobody_is_asked_no_fraction_of_nothing_is_shown(begun, client):
    note = client.get("/start/").context["board"].steps[2].note
    assert note == "Chưa có cơ quan nào phải báo cáo; cán bộ thường trực: 0"


def test_people_are_there_once_every_agency_that_is_asked_has_somebody_who_signs(begun, client):
    asked, other = (factories.AgencyFactory(parent=begun) for _ in range(2))
    factories.MembershipFactory(agency=begun, role="officer")
    factories.MembershipFactory(agency=asked, role="agency_head")
    factories.MembershipFactory(agency=asked, role="agency_head")
    factories.MembershipFactory(agency=other, role="agency_clerk")

    def people():
        step = client.get("/start/").context["board"].steps[2]
        return step.note, step.is_done

    assert people() == ("1/2 cơ quan cần báo cáo đã có người ký; cán bộ thường trực: 1", False)
    assert client.post("/start/year/", SOON | {"first_month": "3"}).status_code == 302
    plan, since = Plan.objects.get(), Period.objects.get(month=3)

    def give(agency):
        indicator = factories.IndicatorFactory(province=begun)
        terms = {"in_force_from": since, "target": {"operator": ">=", "low": 4}}
        assign(plan=plan, agency=agency, indicator=indicator, by=None, **terms)

    give(asked)
    assert people() == ("1/1 cơ quan cần báo cáo đã có người ký; cán bộ thường trực: 1", True)
    give(other)
    assert people()[1] is False
    factories.MembershipFactory(agency=other, role="agency_head", until=date(2026, 3, 19))
    assert people()[1] is False, "who signed until yesterday signs no more"
    factories.MembershipFactory(agency=other, role="agency_head")
    assert people() == ("2/2 cơ quan cần báo cáo đã có người ký; cán bộ thường trực: 1", True)


def test_the_months_before_the_first_are_closed_empty(begun, client):
    client.post("/start/year/", SOON | {"first_month": "3"})
    plan = Plan.objects.get()
    assert str(plan.pace_tolerance) == "0.0500"
    states = list(plan.periods.order_by("month").values_list("state", flat=True))
    assert states[:3] == ["closed", "closed", "planned"]
    assert client.get("/boards/province/").context["scope"].period.month == 2
    plan.periods.filter(month=3).update(state="open")
    assert client.get("/boards/province/").context["scope"].period.month == 3, "the closed ones hold nothing"
    assert client.get("/boards/province/?month=2").context["scope"].period.month == 2


def test_boards_show_the_month_that_holds_items_and_not_a_closed_one_without(begun, client):
    agency = factories.AgencyFactory(parent=begun, code="SXD", name="Sở Xây dựng")
    client.post("/start/year/", SOON | {"first_month": "3"})
    given = {"agency": agency, "indicator": factories.IndicatorFactory(province=begun), "plan": Plan.objects.get()}
    assign(**given, by=None, in_force_from=Period.objects.get(month=3), target={"operator": ">=", "low": 4})
    call_command("tend_months", stdout=StringIO())
    for board in ("province", "rows", "agencies", "indicators", "matrix", "freshness"):
        assert client.get(f"/boards/{board}/").context["scope"].period.state == "open", board


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"first_month": "5"}, "14/04/2026"),
        ({"first_month": "13"}, "first_month"),
        ({"first_month": "3", "year": "26"}, "Năm phải từ 2000 đến 2100."),
        ({"first_month": "3", "due_working_days": "99"}, "Số ngày làm việc phải từ 0 đến 60."),
        ({"first_month": "3", "pace_tolerance": "0,05"}, "0,5%"),
    ],
)
def test_a_year_that_cannot_be_is_said_where_it_is_wrong(begun, client, given, said):
    page = client.post("/start/year/", SOON | given)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not Plan.objects.exists()


def test_a_year_begins_once(begun, client):
    client.post("/start/year/", SOON | {"first_month": "3"})
    page = client.post("/start/year/", SOON | {"first_month": "3"})
    assert "Năm 2026 đã có kế hoạch." in page.content.decode()


@pytest.mark.parametrize(("code", "name", "rows"), [("PTO", "Tỉnh Phú Thọ", 55), ("HPG", "Thành phố Hải Phòng", 19)])
def test_the_list_to_begin_with_is_handed_in_as_it_is(db, client, tmp_path, code, name, rows):
    province = start_province(code=code, name=name, by=None)
    person = {"username": "quantri", "full_name": "An", "email": "a@example.vn", "password": "buoi-sang-dau-tien"}
    client.force_login(appoint_first(province, by=None, **person))
    (tmp_path / "list.xlsx").write_bytes(client.get("/start/agencies.xlsx").content)
    out = StringIO()
    given = {"kind": "agencies", "user": "quantri", "confirm": True, "format": "json", "stdout": out}
    call_command("import_workbook", str(tmp_path / "list.xlsx"), **given)
    said = json.loads(out.getvalue())
    assert (said["counts"], said["refused"], said["notices"]) == (
        {"new": rows, "changed": 0, "unchanged": 0, "refused": 0}, [], [],
    )  # fmt: skip
    assert Agency.objects.reporting_level().filter(province=province, peer_group=None).count() == 0


def test_who_came_by_a_sheet_and_is_not_invited_yet_is_not_forgotten(begun, client):
    agency = factories.AgencyFactory(parent=begun, code="SXD", name="Sở Xây dựng")
    for place, role in ((agency, "agency_head"), (begun, "officer")):
        user = factories.UserFactory()
        user.set_unusable_password()
        user.save()
        factories.MembershipFactory(user=user, agency=place, role=role)
    page = client.get("/").content.decode()
    assert "2 người chưa được mời" in page
    assert "/people/invite/?province=PTO" in page
    assert next_of(client.get("/")) == "Lập kế hoạch năm", "the step itself is done"
