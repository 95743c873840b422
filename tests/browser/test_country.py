"""The board of the country in a real browser: the demonstration beside provinces written in bulk."""

import pytest

from agencies.country.actions import give_country_role
from benchmarks.country.load import load
from benchmarks.country.size import Size
from tests import factories
from tests.browser.test_pages import NARROW, OCTOBER, WIDE, look

COUNTRY = f"/boards/country/?{OCTOBER}"


@pytest.fixture
def reader(server):
    load(Size(2, 8, 6, 11), 1, lambda line: None, 12)
    person = factories.UserFactory(username="theodoi")
    give_country_role(person, by=None, reason="Quyết định 1")
    return person


def test_the_provinces_stand_beside_each_other_wide_and_narrow(page_as, reader):
    for name, look_of in (("wide", WIDE), ("narrow", NARROW | {"dark": True})):
        page = page_as(reader.username, **look_of)
        look(page, f"country, {name}", COUNTRY)
        assert page.locator(".provinces-table tbody tr").count() == 3
        assert page.locator(".country-heat tbody tr").count() > 0
        page.locator("select[name=sort]").select_option("name")
        page.locator(".filters button").click()
        assert "sort=name" in page.url
        look(page, f"country without a month to come, {name}", "/boards/country/?year=2022&month=12")
