"""A person who works in two provinces stays in the one whose page is open: doors, links and forms carry it."""

import re
from datetime import date
from html import unescape

import pytest

from agencies.models import Agency
from kpis.models import Entry
from kpis.periods.actions import plan_periods
from steering.agenda.actions import add_point
from steering.meetings.actions import plan_meeting
from tests import factories

HERE, THERE = "so-a", "so-kia"


@pytest.fixture
def there(clerk_a, plan):
    """An agency of another province, with one item in an open month, at which clerk_a types too."""
    other = factories.ProvinceFactory(code="phu-tho", name="Tỉnh Phú Thọ")
    agency = factories.AgencyFactory(parent=other, code=THERE, name="Sở Kia")
    year = factories.PlanFactory(province=other, year=2022)
    plan_periods(year, by=None)
    year.periods.filter(month__lte=9).update(state="open")
    factories.MembershipFactory(user=clerk_a, agency=agency, role="agency_clerk")
    return agency


@pytest.fixture
def target(there):
    from kpis.items.actions import assign

    year = there.province.plans.get()
    indicator = factories.IndicatorFactory(province=there.province, kind="number", over_time="cumulative")
    return assign(
        plan=year, agency=there, indicator=indicator, by=None, in_force_from=year.periods.get(month=1),
        target={"operator": ">=", "low": 100, "unit": indicator.unit},
    )  # fmt: skip


def test_both_doors_of_entry_open(client, clerk_a, agency_a, target):
    client.force_login(clerk_a)
    doors = dict(client.get("/entry/").context["doors"])
    assert doors == {"Sở Xây dựng": "/entry/so-a/", "Sở Kia": "/entry/so-kia/?province=phu-tho"}
    assert [client.get(url, follow=True).status_code for url in doors.values()] == [200, 200]


def test_what_waits_at_home_leads_to_its_own_province(client, clerk_a, target):
    client.force_login(clerk_a)
    urls = [one.url for one in client.get("/").context["board"].waiting]
    assert [url for url in urls if THERE in url] == [f"/entry/{THERE}/?year=2022&month=1&province=phu-tho"]
    assert [client.get(url).status_code for url in urls] == [200] * len(urls)


def test_every_link_and_form_of_the_second_provinces_page_keeps_it(client, clerk_a, target):
    client.force_login(clerk_a)
    page = client.get("/entry/so-kia/?province=phu-tho", follow=True)
    board = page.context["board"]
    addresses = [
        board.url,
        board.submit_url,
        board.rows[0].save_url,
        *(m["url"] for m in board.place.periods if m["url"]),
    ]
    assert all("&province=phu-tho" in url for url in addresses)
    assert [client.get(url).status_code for url in (board.url, board.submit_url)] == [200, 200]
    assert client.post(board.url, {f"{target.pk}-value": "5"}).url == board.url
    assert Entry.objects.get().value == 5


def test_boards_of_the_second_province_lead_to_its_own(client, clerk_a, target):
    client.force_login(clerk_a)
    page = client.get(f"/boards/agency/{THERE}/?province=phu-tho")
    assert page.status_code == 200
    assert "&province=phu-tho" in page.context["scope"].query
    assert client.get(f"/boards/item/{target.pk}/{page.context['scope'].query}").status_code == 200


def test_the_first_page_has_a_door_into_each(client, clerk_a, target):
    client.force_login(clerk_a)
    cards = client.get("/").context["board"].cards
    assert [client.get(card.url).status_code for card in cards] == [200, 200]


def test_the_months_and_an_agenda_of_the_second_province_lead_to_its_own(client, officer, agency_a, target, on_day):
    on_day(date(2022, 9, 20))
    there = target.plan.province
    factories.AgencyFactory(parent=there, code="so-a", name="Sở Kia cùng mã")
    factories.MembershipFactory(user=officer, agency=there, role="officer")
    client.force_login(officer)
    months = client.get("/months/?province=phu-tho").content.decode()
    found = [unescape(url) for url in re.findall(r'href="(/boards/freshness/[^"]*)"', months)]
    assert found
    assert all("&province=phu-tho" in url for url in found)
    september = target.plan.periods.get(month=9)
    meeting = plan_meeting(september, held_on=date(2022, 9, 20), chair="Ông A", place="Phòng họp", by=officer)
    add_point(meeting, text="Việc của Sở", by=officer, agency=Agency.objects.get(province=there, code="so-a"))
    page = client.get(f"/meetings/{meeting.pk}/").content.decode()
    (url,) = [unescape(url) for url in re.findall(r'href="(/boards/agency/[^"]*)"', page)]
    assert client.get(url).context["board"].name == "Sở Kia cùng mã"


def test_who_works_in_one_province_sees_no_province_in_addresses(client, clerk_a, item):
    item()
    client.force_login(clerk_a)
    assert client.get("/entry/").url == "/entry/so-a/"
    assert "province" not in client.get("/entry/so-a/", follow=True).context["board"].url


def test_the_top_bar_leads_from_one_province_to_the_other(client, clerk_a, target):
    client.force_login(clerk_a)
    page = client.get("/boards/agency/so-a/").context["frame"]
    assert [(place.name, place.is_current) for place in page.provinces] == [
        ("Tỉnh Vĩnh Phúc", True), ("Tỉnh Phú Thọ", False),
    ]  # fmt: skip
    there = client.get(page.provinces[1].url)
    assert there.url == f"/boards/agency/{THERE}/?province=phu-tho"
    frame = client.get(there.url).context["frame"]
    assert [place.is_current for place in frame.provinces] == [False, True]
    assert client.get("/?province=lao-cai").status_code == 404


def test_sections_of_a_page_without_a_month_stay_in_its_province(client, administrator, there):
    factories.MembershipFactory(user=administrator, agency=there.province, role="administrator")
    client.force_login(administrator)
    page = client.get("/months/?province=phu-tho")
    assert page.context["frame"].province == "Tỉnh Phú Thọ"
    sections = re.search(r"<nav.*?</nav>", page.content.decode(), re.S)[0]
    addresses = re.findall(r'href="([^"]*)"', sections)
    assert len(addresses) > 8
    assert all("province=phu-tho" in url for url in addresses if not url.startswith("/admin/"))
    assert client.get("/?province=phu-tho").url == "/boards/province/?province=phu-tho"


def test_who_works_in_one_province_has_nothing_to_choose(client, clerk_a, item):
    item()
    client.force_login(clerk_a)
    assert client.get("/boards/agency/so-a/").context["frame"].provinces == ()
