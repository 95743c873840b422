"""An indicator at the agencies: best first, what is common said once."""

from datetime import date

import pytest

from kpis.bottlenecks.queries import spread_of
from kpis.enums import ClaimOutcome
from kpis.items.actions import hand_over
from tests import factories

OTHER = "10%"  # what stands at the agency that has the indicator beside those of the tests
PAGE = "/boards/indicator/{}/?year=2022&month=9"


@pytest.fixture
def board(client, committee):
    def read(given):
        client.force_login(committee)
        answer = client.get(PAGE.format(given.indicator.code))
        return answer.context["board"], answer.content.decode()

    return read


@pytest.fixture
def given(item, province, peer_group):
    """The same indicator at six agencies."""
    agencies = [factories.AgencyFactory(parent=province, peer_group=peer_group) for _ in range(6)]
    return [item(agency=agency, kind="ratio", low=80) for agency in agencies]


def test_agencies_stand_best_first_with_one_strip_of_dots(board, given, approved):
    for one, part in zip(given, (50, 90, 70), strict=False):
        approved(one, 9, numerator=part, denominator=100)
    found, page = board(given[0])
    assert [row.value_text for row in found.rows] == ["90%", "70%", "50%", OTHER]
    assert [value for value, _state in found.strip.dots] == [90.0, 70.0, 50.0, 10.0]
    assert page.count('class="strip"') == 1
    assert found.shared_target
    assert 'data-label="Mức giao"' not in page


def test_a_cause_of_many_agencies_is_said_once(board, given, confirmed, cause):
    for one in given:
        confirmed(one, ClaimOutcome.NOT_MEASURABLE, date(2022, 1, 1))
    found, page = board(given[0])
    assert [len(group.rows) for group in found.alike] == [6]
    assert [row.value_text for row in found.rows] == [OTHER]
    across = page.split('id="agencies"')[1]
    assert across.count(cause.name) == 1
    assert across.count('href="/boards/item/') == 7


def test_an_agency_with_two_items_counts_once_and_meets_it_when_both_do(board, given, approved, months, administrator):
    for one, part in zip(given, (90, 50, 90), strict=False):
        approved(one, 8, numerator=part, denominator=100)
    plain, _page = board(given[0])
    assert plain.met is None
    hand_over([given[1]], to=given[0].agency, since=months[9], by=administrator, reason="QĐ 1")
    found, page = board(given[0])
    assert (found.counts.done, found.counts.applicable) == (plain.counts.done, plain.counts.applicable)
    assert found.met == (found.counts.done - 1, found.counts.applicable - 1)
    assert f'<a href="#agencies">{found.met[0]}/{found.met[1]}</a>' in page
    assert spread_of(months[9]).met(given[0].indicator_id) == found.met


def test_a_merged_agency_is_one_of_those_without_a_result_and_of_those_on_the_strip(
    board, given, approved, months, administrator
):
    for one, part in zip(given, (90, 50, 70), strict=False):
        approved(one, 9, numerator=part, denominator=100)
    hand_over([given[1]], to=given[0].agency, since=months[9], by=administrator, reason="QĐ 1")
    hand_over([given[4]], to=given[3].agency, since=months[9], by=administrator, reason="QĐ 1")
    found, page = board(given[0])
    assert (len(found.alike[0].rows), found.alike[0].agencies) == (3, 2)
    assert '<b class="num">2 cơ quan</b>' in page
    assert found.strip.words.startswith("3 cơ quan")  # of four items that have a figure
