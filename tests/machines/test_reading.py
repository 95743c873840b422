"""What programs read is what the boards show, to whom they show it, of open and of closed months."""

import pytest

from agencies.country.actions import give_country_role
from kpis.items.actions import assign, hand_over
from kpis.models import Entry
from kpis.periods.actions import plan_periods
from tests import factories
from tests.agencies.versions.settling import settled

OPEN, CLOSED = {"year": 2022, "month": 8}, {"year": 2022, "month": 6}
STANDINGS, ENTRIES = 4, 4  # the token, its roles, the months, the rows
LISTS = (
    "/provinces", "/plans", "/periods", "/agencies", "/indicators", "/items", "/standings", "/entries", "/commitments",
    "/bottlenecks", "/conclusions", "/country", "/country/indicators",
)  # fmt: skip
COUNTRY = 3  # the token, its roles, the version of all provinces, when they are asked again


@pytest.fixture
def year(item, approved, submitted, draft, close_until, agency_b, head_b):
    """Figures of two agencies; months 1 to 6 are closed, of 8 one figure waits and one is a draft."""
    first, ratio, other = item(), item(kind="ratio", low=80), item(agency_b, "number", low=10)
    for month, value in ((5, 60), (6, 120)):
        approved(first, month, value=value)
    approved(ratio, 6, numerator=9, denominator=10)
    close_until(6)
    approved(other, 8, value=7)
    submitted(first, 8, value=150)
    draft(ratio, 8, numerator=1, denominator=3)
    return {"first": first, "ratio": ratio, "other": other}


def board(client, person, address, month):
    client.force_login(person)
    found = client.get(address, month | {"format": "json"}).json()
    client.logout()
    return found


@pytest.mark.parametrize("month", [OPEN, CLOSED])
def test_every_figure_is_the_boards(client, asks, year, committee, month):
    ask = asks(committee)
    agencies = ask("/agencies", **month).json()
    said = board(client, committee, "/boards/agencies/", month)
    assert agencies["period"] == said["period"]
    assert {row["code"]: row for row in agencies["items"]} == {row["code"]: row for row in said["agencies"]}
    indicators = ask("/indicators", **month).json()["items"]
    assert indicators == sorted(
        board(client, committee, "/boards/indicators/", month)["indicators"], key=lambda row: row["code"]
    )
    standings = ask("/standings", **month).json()["items"]
    by_agency = [
        {"agency": code} | row
        for code in ("so-a", "so-b")
        for row in board(client, committee, f"/boards/agency/{code}/", month)["items"]
    ]
    assert standings == sorted(by_agency, key=lambda row: row["id"])
    province = board(client, committee, "/boards/province/", month)
    assert sum(row["done"] for row in agencies["items"]) == province["done"]
    assert sum(row["applicable"] for row in agencies["items"]) == province["applicable"] == len(standings)
    assert (
        ask("/commitments", **month).json()["items"]
        == board(client, committee, "/boards/commitments/", month)["commitments"]
    )
    blocked = board(client, committee, "/boards/bottlenecks/", month)["bottlenecks"]
    assert [row["indicator"] for row in ask("/bottlenecks", **month).json()["items"]] == [
        row["indicator"] for row in blocked
    ]


def test_figures_of_a_month_are_said_once_they_are_sent(asks, year, committee, clerk_a, head_b):
    found = asks(committee)("/entries", **OPEN).json()["items"]
    assert {(row["item"], row["status"]) for row in found} == {
        (year["first"].pk, "submitted"), (year["other"].pk, "approved"),
    }  # fmt: skip
    own = asks(clerk_a)("/entries", **OPEN).json()["items"]
    assert [(row["item"], row["status"], row["numerator"]) for row in own] == [
        (year["first"].pk, "submitted", None), (year["ratio"].pk, "draft", "1"),
    ]  # fmt: skip
    assert [row["item"] for row in asks(head_b)("/entries", **OPEN).json()["items"]] == [year["other"].pk]
    closed = asks(committee)("/entries", **CLOSED).json()["items"]
    assert {row["value"] or row["numerator"] for row in closed} == {"120", "9"}


def test_who_reads_one_agency_reads_no_other(asks, year, head_b, stranger):
    ask = asks(head_b)
    assert {row["agency"] for row in ask("/standings", **OPEN).json()["items"]} == {"so-b"}
    assert [row["code"] for row in ask("/agencies", **OPEN).json()["items"]] == ["so-b"]
    assert ask("/bottlenecks", **OPEN).status_code == 404
    assert ask("/standings", agency="so-a", **OPEN).json()["items"] == []
    nobody = asks(stranger)
    of_no_month = ("/provinces", "/plans", "/periods", "/conclusions")
    assert [nobody(path).json()["items"] for path in of_no_month] == [[]] * 4
    assert {nobody(path, **OPEN).status_code for path in LISTS if path not in of_no_month} == {404}


def test_another_province_is_not_there(asks, year, committee):
    other = factories.ProvinceFactory(code="phu-tho", name="Tỉnh Phú Thọ")
    factories.PlanFactory(province=other, year=2022)
    ask = asks(committee)
    assert [row["code"] for row in ask("/provinces").json()["items"]] == ["vinh-phuc"]
    assert ask("/plans", province="phu-tho").json()["items"] == []
    assert ask("/items", province="phu-tho").status_code == 404


def test_the_country_is_read_by_who_holds_the_role_above_provinces(client, asks, year, committee, indicators):
    for path in ("/country", "/country/indicators"):
        assert asks(committee)(path, **OPEN).status_code == 404
    give_country_role(committee, by=None)
    ask = asks(committee)
    beside_it(indicators.number)
    for month in (OPEN, CLOSED):
        said = board(client, committee, "/boards/country/", month)
        country = ask("/country", **month).json()
        rows, following = country.pop("items"), country.pop("next")
        assert (rows, following) == (sorted(said.pop("provinces"), key=lambda row: row["code"]), None)
        indicators_told = ask("/country/indicators", **month).json()
        assert [(row.pop("place"), len(row.pop("key"))) for row in indicators_told["items"]] == [(1, 16)]
        assert (indicators_told["items"], indicators_told["period"]) == (said.pop("indicators"), said["period"])
        assert country == said
    assert ask("/country", year=2031).status_code == 404
    rows, piece = ask("/country", **OPEN).json()["items"], ask("/country", limit=1, **OPEN).json()
    assert (piece["items"], piece["next"]) == (rows[:1], "phu-tho")
    assert ask("/country", limit=1, cursor="phu-tho", **OPEN).json()["items"] == rows[1:]
    assert ask("/items", province="phu-tho", **OPEN).status_code == 404


def beside_it(indicator):
    """A province that has the same indicator in the same months, of 8 and earlier ones; what gives it another."""
    place = factories.ProvinceFactory(code="phu-tho", name="Tỉnh Phú Thọ")
    plan = factories.PlanFactory(province=place, year=2022)
    plan_periods(plan, by=None)
    plan.periods.filter(month__lte=9).update(state="open")
    agency, month = factories.AgencyFactory(parent=place, code="x"), plan.periods.get(month=1)

    def give(same):
        """The same indicator under a code of the province's own."""
        own = factories.IndicatorFactory(province=place, code=f"X-{same.code}", name=same.name, unit=same.unit)
        target = {"operator": ">=", "low": 100, "unit": own.unit}
        assign(plan=plan, agency=agency, indicator=own, by=None, in_force_from=month, target=target)

    give(indicator)
    return give


def test_the_country_that_has_not_moved_is_not_read_again(asks, year, committee, province, django_assert_num_queries):
    give_country_role(committee, by=None)
    ask = asks(committee)
    for path in ("/country", "/country/indicators"):
        for month in (OPEN, CLOSED):
            tag = ask(path, **month)["ETag"]
            with django_assert_num_queries(COUNTRY):
                assert ask(path, {"If-None-Match": tag}, **month).status_code == 304
            settled(province)
            year["other"].standings.filter(period__month=8).update(value=month["month"])
            assert ask(path, {"If-None-Match": tag}, **month).status_code == 200


@pytest.mark.parametrize("path", ["/items", "/standings"])
def test_pieces_hold_every_item_once_whatever_their_order_in_the_plan(asks, item, agency_b, committee, path):
    numbers = [item(agency_b).pk, item().pk, item(kind="ratio", low=80).pk]
    ask, found, cursor = asks(committee), [], ""
    while cursor is not None and len(found) < 9:
        piece = ask(path, limit=1, cursor=cursor, **OPEN).json()
        found += [row["id"] for row in piece["items"]]
        cursor = piece["next"]
    assert found == sorted(numbers)


def test_a_list_comes_in_pieces(asks, year, committee, agency_a):
    ask = asks(committee)
    for path, key in (("/items", "id"), ("/agencies", "code"), ("/standings", "id"), ("/entries", "id")):
        whole = [row[key] for row in ask(path, **OPEN).json()["items"]]
        found, cursor = [], ""
        while cursor is not None:
            piece = ask(path, limit=1, cursor=cursor, **OPEN).json()
            assert len(piece["items"]) == 1
            found += [row[key] for row in piece["items"]]
            cursor = piece["next"]
        assert found == whole, path
        assert len(found) > 1, path


def in_pieces(ask, path, key, then=lambda: None):
    """What comes of a list piece by piece; `then` is done between the first and the second."""
    piece = ask(path, limit=1, **OPEN).json()
    found = [row[key] for row in piece["items"]]
    then()
    while piece["next"] is not None:
        piece = ask(path, limit=1, cursor=piece["next"], **OPEN).json()
        found += [row[key] for row in piece["items"]]
    return found


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("/standings", {"monht": 8}, "extra_forbidden"),
        ("/provinces", {"x": ""}, "extra_forbidden"),
        ("/items", {"month": [9, 8]}, "given_twice"),
        ("/items", {"cursor": "abc"}, "no_cursor"),
        ("/entries", {"cursor": "-1"}, "no_cursor"),
        ("/plans", {"cursor": "²"}, "no_cursor"),
    ],
)
def test_a_question_that_is_not_understood_is_not_answered_by_something_else(asks, year, committee, path, query, code):
    """Another month came, or nothing that looked like the end of the list."""
    answer = asks(committee)(path, **query)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [(f"query.{next(iter(query))}", code)]


def test_codes_that_are_one_number_are_two(asks, year, committee, item, province, peer_group):
    for code in ("7", "07", "007"):
        agency = factories.AgencyFactory(parent=province, peer_group=peer_group, code=code)
        item(agency, "number", low=10)
    whole = [row["code"] for row in asks(committee)("/agencies", **OPEN).json()["items"]]
    assert in_pieces(asks(committee), "/agencies", "code") == whole
    assert {"7", "07", "007"} < set(whole)


def test_an_indicator_that_is_shared_since_the_first_piece_pushes_no_other_out(asks, year, committee, indicators, item):
    give_country_role(committee, by=None)
    ask, (first, second, third) = asks(committee), (indicators.number, indicators.ratio, indicators.task)
    item(kind="task")
    give = beside_it(second)
    give(third)
    known = {row["indicator"] for row in ask("/country/indicators", **OPEN).json()["items"]}
    assert known == {second.name, third.name}
    found = in_pieces(ask, "/country/indicators", "indicator", then=lambda: give(first))
    assert sorted(name for name in found if name in known) == sorted(known)


def test_what_has_not_changed_is_not_sent_again(asks, year, committee, django_assert_max_num_queries):
    ask = asks(committee)
    tag = ask("/standings", **CLOSED)["ETag"]
    with django_assert_max_num_queries(5):
        again = ask("/standings", {"If-None-Match": tag}, **CLOSED)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    tag = ask("/standings", **OPEN)["ETag"]
    assert ask("/standings", {"If-None-Match": tag}, **OPEN).status_code == 304
    packed = ask("/items", {"Accept-Encoding": "gzip"}, **OPEN)
    assert (packed["Content-Encoding"], packed["ETag"][:2]) == ("gzip", "W/")
    same = {"If-None-Match": packed["ETag"], "Accept-Encoding": "gzip"}
    assert ask("/items", same, **OPEN).status_code == 304, "a program that takes it packed was never told so"
    Entry.objects.filter(assignment=year["other"]).update(value=1)
    year["other"].standings.filter(period__month=8).update(value=1)
    assert ask("/standings", {"If-None-Match": tag}, **OPEN).status_code == 200


def test_a_page_asks_as_often_for_three_rows_as_for_one(asks, year, committee, item, django_assert_num_queries):
    ask = asks(committee)
    ask("/standings", **OPEN)  # notes when the token was used
    for more in ("latest", "peak"):
        with django_assert_num_queries(STANDINGS):
            assert ask("/standings", **OPEN).status_code == 200
        with django_assert_num_queries(ENTRIES):
            assert ask("/entries", **OPEN).status_code == 200
        item(kind=more)


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ({"limit": "0"}, "query.limit", "greater_than_equal"),
        ({"month": "x"}, "query.month", "int_parsing"),
        ({"state": "tốt"}, "query.state", "enum"),
    ],
)
def test_what_does_not_fit_is_said_where_it_stands(asks, committee, months, query, field, code):
    answer = asks(committee)("/standings", **query)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [(field, code)]


def test_refusals_are_vietnamese_and_english_where_it_is_asked(asks, committee, client):
    ask = asks(committee)
    assert ask("/items").json()["title"] == "Không có nội dung này, hoặc mã truy cập không được xem"
    english = ask("/items", {"Accept-Language": "en-GB,vi;q=0.5"})
    assert english.json()["title"] == "There is no such thing, or not for this token"
    assert (english["Content-Language"], english.status_code) == ("en", 404)
    assert ask("/no/such").json()["status"] == 404
    gone = client.delete("/api/v1/items")
    assert (gone.status_code, gone["Content-Type"], gone["Allow"]) == (405, "application/problem+json", "GET")


def test_a_client_is_made_from_the_description(asks, year, committee, client):
    """Every GET address of the schema, asked with what the schema says it takes, gives the fields it promises."""
    give_country_role(committee, by=None)
    schema = client.get("/api/v1/openapi.json").json()
    ask, shapes = asks(committee), schema["components"]["schemas"]
    read = {path.removeprefix("/api/v1"): ways["get"] for path, ways in schema["paths"].items() if "get" in ways}
    assert set(read) == set(LISTS)
    for path, operation in read.items():
        known = {row["name"] for row in operation["parameters"]}
        answer = ask(path, **{name: value for name, value in OPEN.items() if name in known})
        assert answer.status_code == 200, path
        shape = shapes[
            operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        ]
        assert set(answer.json()) == set(shape["properties"]), path
        row = shapes[shape["properties"]["items"]["items"]["$ref"].rpartition("/")[2]]
        for one in answer.json()["items"]:
            assert set(one) == set(row["properties"]), path


def test_figures_stand_with_who_led_the_item_in_the_month_as_its_standing_does(
    asks, year, committee, clerk_a, head_b, agency_b, months, officer
):
    hand_over([year["first"]], to=agency_b, since=months[9], by=officer, reason="QĐ 1")
    for agency in ("so-a", "so-b"):
        for month in (OPEN, CLOSED):
            judged = {
                (row["agency"], row["id"])
                for row in asks(committee)("/standings", agency=agency, **month).json()["items"]
            }
            typed = {
                (row["agency"], row["item"])
                for row in asks(committee)("/entries", agency=agency, **month).json()["items"]
            }
            assert typed <= judged, (agency, month)
            assert any(item == year["first"].pk for _agency, item in typed) is (agency == "so-a"), (agency, month)
    for person in (clerk_a, head_b):  # who led it then, and who may mend it now
        found = asks(person)("/entries", **OPEN).json()["items"]
        assert ("so-a", year["first"].pk) in {(row["agency"], row["item"]) for row in found}
