"""Each board asks a fixed number of questions, however many rows it shows."""

import pytest
from django.test import Client

from tests import factories

QUERIES = {
    "province": 9,
    "agencies": 5,
    "agency": 11,
    "item": 11,
    "indicators": 6,
    "indicator": 5,
    "rows": 9,
    "commitments": 8,
    "agency-commitments": 9,
    "search": 11,
}


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("more", [0, 3])
def test_a_page_asks_as_many_questions_with_few_rows_as_with_many(
    urls, committee, django_assert_num_queries, name, more, item, approved, province, peer_group, indicators
):
    for number in range(more):
        agency = factories.AgencyFactory(parent=province, peer_group=peer_group, code=f"so-them-{number}")
        approved(item(agency=agency, low=10), 9, value=30)
        factories.DivisionFactory(parent=agency)
    client = Client()
    client.force_login(committee)
    url = urls[name] + ("&" if "?" in urls[name] else "?") + "year=2022&month=9"
    client.get(url)
    with django_assert_num_queries(QUERIES[name]):
        assert client.get(url).status_code == 200
