"""The ledger of promises: first day, last day, moved so often, what became of it; as the month shows it."""

import csv
import io
import json
from datetime import date

import pytest
from openpyxl import load_workbook

from kpis.items.actions import hand_over, promise, withdraw
from kpis.measuring.promises import met_since

SEPTEMBER = "year=2022&month=9"
URL = "/boards/promises/"


@pytest.fixture
def promised(board_items, item, head_a, head_b, agency_b, on_day):
    """At 14/9/2022: a moved and broken one, an open one, a kept one; B's, moved ahead; a division's own, late."""
    on_day(date(2022, 9, 14))
    held = {
        "broken": board_items["task"],
        "open": board_items["ratio"],
        "kept": board_items["number"],
        "moved": item(agency=agency_b, kind="peak"),
        "division": board_items["division"],
    }
    promise(held["broken"], due_on=date(2022, 7, 31), by=head_a, text="xong trong 7/2022")
    promise(held["broken"], due_on=date(2022, 8, 31), by=head_a, text="xong trong 8/2022", reason="chờ phần mềm")
    promise(held["open"], due_on=date(2022, 12, 31), by=head_a)
    promise(held["kept"], due_on=date(2022, 9, 14), by=head_a)
    promise(held["moved"], due_on=date(2022, 9, 30), by=head_b)
    promise(held["moved"], due_on=date(2022, 10, 31), by=head_b)
    promise(held["division"], due_on=date(2022, 8, 31), by=head_a)
    return held


def payload(client, query=SEPTEMBER):
    return json.loads(client.get(f"{URL}?{query}&format=json").content)["promises"]


@pytest.mark.parametrize(
    ("states", "since"),
    [
        ([], None),
        (["behind", "done"], 2),
        (["done", "behind"], None),
        (["done", "behind", "exceeded", "done_late"], 3),
    ],
)
def test_an_item_is_met_since_the_first_month_that_held(states, since):
    months = [(date(2022, n, 14), state) for n, state in enumerate(states, 1)]
    assert met_since(months) == (date(2022, since, 14) if since else None)


def test_a_promise_is_judged_alike_on_the_page_of_its_item(client, committee, item, approved, head_a, on_day):
    """Met in March, lost in August, promised for June: broken here and there."""
    on_day(date(2022, 9, 14))
    held = item(kind="latest", low=100)
    for month, value in ((2, 50), (3, 120), (8, 50)):
        approved(held, month, value=value)
    promise(held, due_on=date(2022, 6, 30), by=head_a)
    client.force_login(committee)
    page = client.get(f"/boards/item/{held.pk}/?{SEPTEMBER}")
    assert [row.state for row in page.context["board"].promises] == ["Trễ hẹn"]
    assert [row["state"] for row in payload(client)] == ["broken"]
    promise(held, due_on=date(2022, 12, 31), by=head_a)
    (row,) = client.get(f"{URL}?{SEPTEMBER}").context["board"].rows
    page = client.get(f"/boards/item/{held.pk}/?{SEPTEMBER}")
    assert [one.state for one in page.context["board"].promises] == [one.state_words for one in row.words[::-1]]


def test_the_overdue_come_first_with_what_was_promised_first_and_last(client, committee, promised, indicators):
    client.force_login(committee)
    rows = payload(client)
    assert [(row["agency"], row["state"], row["moved"]) for row in rows] == [
        ("so-a", "broken", 1),
        ("so-b", "moved", 1),
        ("so-a", "open", 0),
        ("so-a", "kept", 0),
    ]
    assert rows[0] == {
        "agency": "so-a", "indicator": indicators.task.name, "first_due": "2022-07-31", "due": "2022-08-31",
        "moved": 1, "state": "broken",
    }  # fmt: skip


def test_the_province_counts_the_same_overdue_promises(client, committee, promised):
    client.force_login(committee)
    page = client.get(f"/boards/province/?{SEPTEMBER}").content.decode()
    assert f"{URL}?year=2022&amp;month=9&amp;state=broken" in page
    assert len(payload(client, f"{SEPTEMBER}&state=broken")) == 1
    assert "1/4</b>" in client.get(f"{URL}?{SEPTEMBER}&state=broken").content.decode()


def test_each_month_shows_promises_as_they_stood_on_its_last_day(client, committee, promised):
    client.force_login(committee)
    assert [row["state"] for row in payload(client, "year=2022&month=7")] == ["moved", "moved", "open", "open"]


def test_what_is_met_after_the_day_is_broken_though_done(client, committee, promised, approved):
    approved(promised["broken"], 9, document_number="12", document_on=date(2022, 9, 1))
    client.force_login(committee)
    row = next(row for row in payload(client) if row["first_due"] == "2022-07-31")
    assert row["state"] == "broken"
    assert "0/4</b>" in client.get(f"{URL}?{SEPTEMBER}").content.decode()


def test_a_closed_month_knows_no_promise_that_came_later(client, committee, promised, close_until, head_a, on_day):
    on_day(date(2022, 9, 16))
    close_until(9)
    on_day(date(2022, 9, 20))
    promise(promised["broken"], due_on=date(2022, 12, 31), by=head_a)
    client.force_login(committee)
    assert payload(client)[0]["due"] == "2022-08-31"


def test_the_ledger_holds_every_word_that_was_given(client, committee, promised):
    client.force_login(committee)
    page = client.get(f"{URL}?{SEPTEMBER}").content.decode()
    assert "xong trong 7/2022" in page
    assert "chờ phần mềm" in page


def test_one_agencys_ledger_and_a_divisions(client, head_a, promised):
    client.force_login(head_a)
    assert {row["agency"] for row in payload(client, f"{SEPTEMBER}&agency=so-a")} == {"so-a"}
    assert [row["agency"] for row in payload(client, f"{SEPTEMBER}&agency=a-1")] == ["a-1"]
    assert client.get(f"{URL}?{SEPTEMBER}&agency=so-b").status_code == 404
    assert client.get(f"{URL}?{SEPTEMBER}&agency=khong-co").status_code == 404


def test_files_hold_the_rows_and_every_word(client, committee, promised):
    client.force_login(committee)
    text = client.get(f"{URL}?{SEPTEMBER}&format=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["agency"], row["due"], row["state"]) for row in rows][:1] == [("so-a", "2022-08-31", "broken")]
    book = load_workbook(io.BytesIO(client.get(f"{URL}?{SEPTEMBER}&format=xlsx").content))
    cells = [cell for row in book.worksheets[1].iter_rows(values_only=True) for cell in row]
    assert cells.count("Đã lùi hẹn") == 2
    assert "chờ phần mềm" in cells


@pytest.mark.parametrize("more", [0, 3])
def test_the_board_asks_as_many_questions_with_many_promises_as_with_few(
    client, committee, promised, head_a, django_assert_num_queries, more
):
    for number in range(more):
        promise(promised["open"], due_on=date(2023, 1, 1 + number), by=head_a)
    client.force_login(committee)
    client.get(f"{URL}?{SEPTEMBER}")
    with django_assert_num_queries(5):
        client.get(f"{URL}?{SEPTEMBER}")


@pytest.mark.parametrize("answer", ["html", "json", "csv", "xlsx"])
def test_who_may_read_it(client, promised, stranger, committee, clerk_a, head_b, answer):
    url = f"{URL}?{SEPTEMBER}&format={answer}"
    assert client.get(url).url.startswith("/account/login/?next=")
    client.force_login(stranger)
    assert client.get(url).status_code == 404
    for person in (committee, clerk_a, head_b):
        client.force_login(person)
        assert client.get(url).status_code == 200
        assert client.post(url).status_code == 405


def test_an_agencys_people_see_their_own_promises_alone(client, head_b, promised):
    client.force_login(head_b)
    assert {row["agency"] for row in payload(client)} == {"so-b"}


def test_nothing_promised_is_said_plainly(client, committee, board_items):
    client.force_login(committee)
    assert "Chưa có hẹn hoàn thành nào." in client.get(f"{URL}?{SEPTEMBER}").content.decode()


def test_what_is_asked_no_more_is_late_with_nothing_on_any_page(
    client, committee, board_items, item, approved, months, officer, head_a, on_day
):
    on_day(date(2022, 9, 20))
    gone, idle = item(kind="latest"), item(kind="average")
    for given in (board_items["ratio"], gone, idle):
        promise(given, due_on=date(2022, 9, 1), by=head_a)
    withdraw(gone, in_force_from=months[9], by=officer, reason="Thôi giao")
    approved(idle, 9, is_no_activity=True)
    client.force_login(committee)
    month = "year=2022&month=9"
    board = client.get(f"/boards/province/?{month}").context["board"]
    (late,) = [row for row in board.decisions if row.kind == "promises"]
    assert (sum(row.late_promises for row in board.agencies), late.figure) == (1, "1")
    listed = client.get(f"{late.rows_url}&format=json").json()["items"]
    assert [row["id"] for row in listed] == [board_items["ratio"].pk]
    assert client.get(f"/boards/promises/?{month}").context["board"].overdue == 1
    broken = client.get(f"/boards/changes/?{month}&from=8&kind=promise&format=json").json()["changes"]
    assert {gone.pk, idle.pk}.isdisjoint(row["item"] for row in broken)
    told = json.dumps(client.get(f"/reports/?{month}&format=json").json(), ensure_ascii=False)
    assert "Đã quá ngày hẹn mà chưa hoàn thành 01 chỉ tiêu" in told


def test_a_promise_stands_with_who_led_the_item_in_the_month(
    client, committee, board_items, months, agency_b, officer, head_a, on_day
):
    on_day(date(2022, 9, 20))
    passed = board_items["ratio"]
    promise(passed, due_on=date(2022, 8, 1), by=head_a)
    hand_over([passed], to=agency_b, since=months[9], by=officer, reason="QĐ 1")
    client.force_login(committee)
    for month, code in ((8, "so-a"), (9, "so-b")):
        (row,) = payload(client, f"year=2022&month={month}")
        assert row["agency"] == code
        counted = client.get(f"/boards/province/?year=2022&month={month}").context["board"].agencies
        assert [one.code for one in counted if one.late_promises] == [code]
        asked = {name: len(payload(client, f"year=2022&month={month}&agency={name}")) for name in ("so-a", "so-b")}
        assert asked == {"so-a": 0, "so-b": 0} | {code: 1}
    assert [row["agency"] for row in payload(client, "year=2022&month=12")] == ["so-b"]
