"""A province in which there is nothing yet: no page falls over, and each says what to do next."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import NoReverseMatch, reverse

from kpis.plans.actions import start_plan
from tests import factories
from tests.test_addresses import ours

ROLES = ("administrator", "agency_clerk")


@pytest.fixture
def empty(db, on_day):
    on_day(date(2026, 3, 20))
    province = factories.ProvinceFactory(code="PTO", name="Tỉnh Phú Thọ")
    return factories.AgencyFactory(parent=province, code="SXD", name="Sở Xây dựng")


def person(agency, role):
    place = agency if role.startswith("agency") else agency.province
    return factories.MembershipFactory(agency=place, role=role).user


def addresses():
    for name in ours():
        for args in ([], ["SXD"], ["agencies"]):
            try:
                yield reverse(name, args=args)
            except NoReverseMatch:
                continue


@pytest.mark.parametrize("year", ["no year", "a year", "a month"])
def test_no_page_of_an_empty_province_falls_over(client, empty, year):
    if year != "no year":
        plan = start_plan(empty.province, year=2026, by=None, first_month=3 if year == "a month" else 1)
        plan.periods.filter(month=3).update(state="open" if year == "a month" else "planned")
    found = {}
    for role in ROLES:
        client.force_login(person(empty, role))
        found |= {(role, one): client.get(one, follow=False).status_code for one in addresses() if "logout" not in one}
    assert [key for key, status in found.items() if status >= 500] == []


@pytest.mark.parametrize("role", ROLES)
def test_no_link_of_an_empty_province_is_a_dead_end(client, empty, role):
    client.force_login(person(empty, role))
    pages, links = [reverse("home")], {}
    while pages:
        answer = client.get(page := pages.pop(), follow=True)
        links[page] = answer
        if "html" in answer["Content-Type"]:
            found = {
                unescape(one).partition("#")[0]
                for one in re.findall(r'<a [^>]*?href="(/[^"]*)"', answer.content.decode())
            }
            pages += [one for one in found - set(links) - set(pages) if not one.startswith(("/admin/", "/api/"))]
    assert len(links) > 3
    dead = {page: answer for page, answer in links.items() if answer.status_code >= 400}
    assert [page for page, answer in dead.items() if said_first(role) not in answer.content.decode()] == []


def said_first(role):
    """What a page says where no year is planned."""
    return "/start/" if role == "administrator" else "Quản trị viên của tỉnh lập kế hoạch năm"


@pytest.mark.parametrize("role", ROLES)
def test_where_no_year_is_planned_it_is_said_what_comes_first(client, empty, role):
    client.force_login(person(empty, role))
    for page in ("/boards/agency/SXD/", "/months/", "/boards/rows/"):
        answer = client.get(page)
        assert answer.status_code == 404
        assert said_first(role) in answer.content.decode(), page
    assert client.get("/boards/agency/SXD/?format=json").status_code == 404


@pytest.mark.parametrize("page", ["/items/give/", "/imports/assignments.xlsx", "/commitments/events/new/"])
def test_what_needs_a_year_leads_its_administrator_to_planning_one(client, empty, page):
    client.force_login(person(empty, "administrator"))
    answer = client.get(page)
    assert (answer.status_code, "/start/" in answer.content.decode()) == (404, True)


@pytest.mark.parametrize(("role", "page"), [("agency_clerk", "/entry/"), ("officer", "/review/")])
@pytest.mark.parametrize(("year", "title"), [("none", "Chưa lập kế hoạch năm nào"), ("planned", "Chưa mở tháng nào")])
def test_who_comes_before_the_first_month_is_told_so(client, empty, role, page, year, title):
    if year == "planned":
        start_plan(empty.province, year=2026, by=None).periods.update(state="planned")
    client.force_login(person(empty, role))
    answer = client.get(page, follow=True)
    assert (answer.status_code, title in answer.content.decode()) == (404, True)
    assert "Không có trang này" not in answer.content.decode()
