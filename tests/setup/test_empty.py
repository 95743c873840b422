"""A province in which there is nothing yet: no page falls over, and each says what to do next."""

from datetime import date

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


@pytest.mark.parametrize(
    ("role", "said"), [("administrator", "/start/"), ("agency_clerk", "Quản trị viên của tỉnh lập kế hoạch năm")]
)
def test_where_no_year_is_planned_it_is_said_what_comes_first(client, empty, role, said):
    client.force_login(person(empty, role))
    for page in ("/boards/agency/SXD/", "/months/", "/boards/rows/"):
        answer = client.get(page)
        assert answer.status_code == 404
        assert said in answer.content.decode(), page
    assert client.get("/boards/agency/SXD/?format=json").status_code == 404
