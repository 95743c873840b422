"""An agency beside its peers: the median and the best of a group by rule, the page and its files."""

import json
from fractions import Fraction as F
from io import BytesIO

import pytest
from pypdf import PdfReader

from dashboards.boards.peers import rules
from kpis.items.actions import withdraw
from kpis.models import Assignment
from tests import factories

PAGE = "/boards/agency/so-a/peers/?year=2022&month=9"
THREE = [F(1, 2), F(1), F(3)]


@pytest.mark.parametrize(
    ("own", "group", "expected"),
    [
        (F(1, 2), THREE, (1, 3, "below")),
        (F(1), THREE, (1, 3, "at")),
        (F(3), THREE, (1, 3, "above")),
        (None, THREE, (1, 3, "no_figure")),
        (F(1), [*THREE, F(2)], (F(3, 2), 3, "below")),
        (F(0), [F(0), F(0), F(0)], (0, 0, "at")),
        (F(-1), [F(-1), F(0), F(1)], (0, 1, "below")),
        (F(1), THREE[:2], (None, None, "")),
        (None, [], (None, None, "")),
    ],
)
def test_where_an_item_stands_in_its_group(own, group, expected):
    assert tuple(rules.beside(own, list(enumerate(group)))) == expected


def test_figures_of_two_agencies_are_no_group_to_stand_beside():
    assert rules.beside(F(1), [("so-a", F(1)), ("so-a", F(2)), ("so-b", F(3))]).place == ""


@pytest.fixture
def more(province, peer_group, item, approved, board_items):
    """Three more agencies of the group: the number at 50, 80 and 300 of 100."""
    for nth, value in enumerate((50, 80, 300)):
        agency = factories.AgencyFactory(parent=province, peer_group=peer_group, code=f"so-them-{nth}")
        approved(item(agency=agency, low=100), 9, value=value)


def test_each_item_stands_beside_the_median_and_the_best_and_its_figures_open(client, committee, more, indicators):
    client.force_login(committee)
    rows = {row["indicator"]: row for row in json.loads(client.get(f"{PAGE}&format=json").content)["items"]}
    number = rows[indicators.number.code]
    assert [number[name] for name in ("attainment", "median", "best", "place", "done", "applicable")] == [
        "2.500000000000", "1.000000000000", "3.000000000000", "above", 3, 5,
    ]  # fmt: skip
    assert (rows[indicators.ratio.code]["median"], rows[indicators.ratio.code]["place"]) == (None, "")
    page = client.get(PAGE).content.decode()
    assert '<th scope="col" class="r">So với mức giao</th>' in page
    assert "Trong 1 nhiệm vụ so sánh được, 1 trên trung vị, 0 dưới trung vị" in page
    assert f"&amp;indicator={indicators.number.code}&amp;group=" in page
    assert client.get(f"{PAGE}&format=csv").content.decode().startswith("\ufeffid,indicator,")
    assert client.get(f"{PAGE}&format=xlsx").status_code == 200


def test_who_is_asked_no_more_is_in_no_median_and_beside_nobody(
    client, committee, more, board_items, indicators, months, officer
):
    gone = Assignment.objects.get(agency__code="so-them-2")
    withdraw(gone, in_force_from=months[9], by=officer, reason="Thôi giao")
    client.force_login(committee)
    number = next(row for row in client.get(f"{PAGE}&format=json").json()["items"] if row["value"] == "250\xa0lượt")
    assert [number[name] for name in ("median", "best", "place", "done", "applicable")] == [
        "0.900000000000", "2.500000000000", "above", 2, 4,
    ]  # fmt: skip
    own = client.get("/boards/agency/so-them-2/peers/?year=2022&month=9")
    (row,) = own.context["board"].rows
    assert (row.beside.place, row.place_words, own.context["board"].headline) == ("not_applicable", "Không áp dụng", "")


def test_a_head_sees_the_figures_of_the_group_and_no_way_to_the_others_rows(client, head_a, more):
    client.force_login(head_a)
    page = client.get(PAGE).content.decode()
    assert "3/5" in page
    assert "group=" not in page
    assert "so-them" not in page


def test_the_page_asks_as_many_questions_whatever_the_group_holds(
    client, committee, board_items, request, django_assert_num_queries
):
    client.force_login(committee)
    client.get(PAGE)
    with django_assert_num_queries(6):
        client.get(PAGE)
    request.getfixturevalue("more")
    with django_assert_num_queries(6):
        client.get(PAGE)


def test_what_stands_beside_the_median_is_told_apart_from_it(
    client, committee, province, peer_group, item, approved, agency_a
):
    for nth, value in enumerate((100.02, 100.04, 100.03)):
        agency = factories.AgencyFactory(parent=province, peer_group=peer_group, code=f"so-sat-{nth}")
        approved(item(agency=agency, low=100), 9, value=value)
    client.force_login(committee)
    page = client.get("/boards/agency/so-sat-0/peers/?year=2022&month=9")
    (row,) = page.context["board"].rows
    assert (row.beside.place, row.apart) == ("below", ("100,02%", "100,03%"))
    assert "100,02%" in page.content.decode()
    paper = client.get("/boards/agency/so-sat-0/peers/?year=2022&month=9&format=pdf").content
    drawn = " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(paper)).pages)
    assert ("100,02%" in drawn, "100,03%" in drawn) == (True, True)
    (kept,) = json.loads(client.get("/boards/agency/so-sat-0/peers/?year=2022&month=9&format=json").content)["items"]
    assert kept["median"] == "1.000300000000"
    (middle,) = client.get("/boards/agency/so-sat-2/peers/?year=2022&month=9").context["board"].rows
    assert (middle.beside.place, middle.apart) == ("at", None)
