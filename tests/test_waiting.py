"""What waits for a person stands on top of the home page and as counts in the navigation."""

from datetime import date

import pytest

from kpis.causes.actions import claim_cause
from kpis.review.actions import return_figures
from tests.factories import MembershipFactory, submit_report

pytestmark = pytest.mark.django_db
SHARED = ("september_alone",)


@pytest.fixture
def lines(client):
    """lines(person): (figure, title, note, url) of what waits on that person's home page."""

    def read(person):
        client.force_login(person)
        board = client.get("/").context["board"]
        return [(one.figure, one.title, one.note, one.url) for one in board.waiting]

    return read


@pytest.fixture(autouse=True)
def today(on_day):
    on_day(date(2022, 9, 14))


@pytest.fixture(autouse=True)
def september_alone(close_until):
    close_until(8)


def test_a_clerk_is_told_how_far_the_month_is_and_until_when(lines, item, draft, clerk_a, agency_a):
    draft(item(low=240), 9, value=31)
    item(kind="latest")
    assert lines(clerk_a) == [
        ("1/2", f"Tháng 9/2022, {agency_a.name}", "đã nhập, hạn gửi 19/09/2022", "/entry/so-a/?year=2022&month=9")
    ]


def test_a_head_is_told_that_the_month_waits_to_be_signed(lines, item, draft, head_a, clerk_a):
    draft(item(), 9, value=90)
    ((figure, _title, note, url),) = lines(head_a)
    assert (figure, note, url) == ("1/1", "chờ bạn ký, hạn gửi 19/09/2022", "/entry/so-a/submit/?year=2022&month=9")
    assert lines(clerk_a)[0][2] == "chờ thủ trưởng ký, hạn gửi 19/09/2022"


def test_a_month_that_is_typed_and_wants_proof_is_counted_as_waiting(lines, client, item, draft, head_a):
    draft(item(low=10), 9, value=90)
    ((figure, _title, note, _url),) = lines(head_a)
    assert (figure, note) == ("1/1", "còn thiếu nội dung trước khi gửi, hạn gửi 19/09/2022")
    assert '<span hx-swap-oob="innerHTML:.waits-entry">1</span>' in client.get("/waiting/").content.decode()


def test_what_came_back_is_told(lines, item, submitted, clerk_a, officer):
    entry = submitted(item(), 9, value=90)
    return_figures(entry.assignment.agency, {entry.pk: "Rà soát"}, by=officer)
    assert lines(clerk_a)[0][2] == "bị trả lại: 1, chờ thủ trưởng ký, hạn gửi 19/09/2022"


def test_an_officer_is_told_of_figures_and_claims(lines, item, submitted, officer, clerk_a, cause):
    held = submitted(item(), 9, value=90).assignment
    claim_cause(held, cause=cause, outcome="missed", holds_from=date(2022, 9, 1), by=clerk_a)
    assert [(figure, url) for figure, _title, _note, url in lines(officer)] == [("1", "/review/"), ("1", "/causes/")]


def test_who_has_nothing_waiting_goes_straight_to_the_board(client, item, draft, months, agency_a, head_a, clerk_a):
    draft(item(), 9, value=90)
    submit_report(agency_a, months[9], by=head_a)
    client.force_login(clerk_a)
    assert client.get("/").url == "/boards/agency/so-a/"


@pytest.mark.parametrize("count", [1, 3])
def test_home_costs_nine_queries_however_many_items(client, item, draft, clerk_a, count, django_assert_num_queries):
    for kind in ("number", "monthly", "latest")[:count]:
        draft(item(kind=kind), 9, value=5)
    client.force_login(clerk_a)
    with django_assert_num_queries(9):
        assert client.get("/").status_code == 200


def test_the_navigation_asks_for_its_counts(client, item, draft, clerk_a):
    draft(item(), 9, value=90)
    item(kind="latest")
    item(kind="peak")
    client.force_login(clerk_a)
    assert 'hx-get="/waiting/" hx-trigger="load"' in client.get("/entry/so-a/?year=2022&month=9").content.decode()
    response = client.get("/waiting/")
    assert '<span hx-swap-oob="innerHTML:.waits-entry">2</span>' in response.content.decode()
    assert response["Cache-Control"] == "private, max-age=30"


def test_who_has_just_done_something_is_not_told_what_the_browser_kept_of_a_moment_ago(client, item, clerk_a):
    own, url, anew = item(), "/entry/so-a/?year=2022&month=9", """hx-headers='{"Cache-Control": "no-cache"}'"""
    client.force_login(clerk_a)
    posted = client.post(url, {f"{own.pk}-value": "90", f"{own.pk}-version": ""}, follow=True)
    assert (anew in posted.content.decode(), anew in client.get(url).content.decode()) == (True, False)


def test_a_committee_has_no_counts_to_ask_for(client, item, committee):
    item()
    client.force_login(committee)
    assert "/waiting/" not in client.get("/boards/province/").content.decode()


def test_months_of_which_nothing_is_due_hide_no_later_one(lines, item, draft, months, clerk_a, agency_a, agency_b):
    """The item is given from September on: August asked nothing, and it is open again."""
    months[8].state = "open"
    months[8].save()
    draft(item(month=9), 9, value=31)
    assert [(figure, url) for figure, _title, _note, url in lines(clerk_a)] == [
        ("1/1", "/entry/so-a/?year=2022&month=9")
    ]
    MembershipFactory(user=clerk_a, agency=agency_b, role="agency_clerk")
    assert [url for _figure, _title, _note, url in lines(clerk_a)] == ["/entry/so-a/?year=2022&month=9"]
