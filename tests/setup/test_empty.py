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


@pytest.mark.parametrize(
    ("there", "said", "link"),
    [
        ("", "Trước hết cần có cơ quan", "/agencies/?province=PTO"),
        ("agencies", "Trước hết cần có danh mục chỉ tiêu", "/imports/?kind=assignments&province=PTO"),
        ("agencies, indicators", "Giao chỉ tiêu", ""),
    ],
)
def test_what_cannot_be_given_yet_says_what_comes_first(client, empty, there, said, link):
    province = empty.province
    start_plan(province, year=2026, by=None)
    if "agencies" not in there:
        empty.delete()
    if "indicators" in there:
        factories.IndicatorFactory(province=province)
    client.force_login(factories.MembershipFactory(agency=province, role="administrator").user)
    page = unescape(client.get("/items/give/").content.decode())
    assert said in page
    assert ('name="chosen"' in page) == (not link)
    if link:
        assert f'href="{link}"' in page
        assert client.get(link).status_code == 200
    assert ("Trước hết" in page) == bool(link)


def test_a_first_year_asks_nothing_about_the_year_before(client, empty):
    client.force_login(person(empty, "administrator"))
    fields = client.get("/plans/new/").context["form"].fields
    assert {"rule", "amount"}.isdisjoint(fields)
    sent = {"year": 2026, "calendar": "fifteenth", "due_working_days": 3}
    assert client.post("/plans/new/", sent).status_code == 302
    assert client.get("/plans/new/").context["form"].fields.keys() >= {"rule", "amount"}, (
        "the next one has a year before"
    )


def test_a_matrix_of_nothing_says_that_nothing_is_assigned(client, empty):
    start_plan(empty.province, year=2026, by=None).periods.filter(month=2).update(state="open")
    client.force_login(person(empty, "administrator"))
    for address, said in (("/boards/matrix/", "chưa giao chỉ tiêu nào"), ("/boards/matrix/?many=1", "Hãy nới bộ lọc")):
        page = client.get(f"{address}{'&' if '?' in address else '?'}year=2026&month=2").content.decode()
        assert (said in page, "Hãy nới bộ lọc" in page) == (True, "many" in address)


def test_who_asks_for_a_new_password_finds_the_way_back(client, db):
    main = client.get("/account/forgotten/").content.decode().partition("<main")[2].partition("</main")[0]
    assert 'href="/account/login/"' in main
