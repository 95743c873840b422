"""What changed between two months: rows by rule, sentences from the rows alone, ranks of both months."""

import json
from datetime import date, timedelta

import pytest

from agencies.clock import now
from dashboards.boards.changes import page, rules, words
from dashboards.boards.changes.rules import Item, Place
from kpis.items.actions import assign, hand_over
from kpis.periods.actions import close_period, plan_periods, reopen_period
from tests import factories

WAS, UNTIL = date(2022, 9, 14), date(2022, 10, 14)


def item(state, target=1, promise=None):
    return Item(1, state, None, target, promise)


def kinds(before, now):
    key = ("A", "X", 1)
    found = rules.changes({key: before} if before else {}, {key: now} if now else {}, WAS, UNTIL, False)
    return [row.kind for row in found]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (item("behind"), item("done"), ["done"]),
        (item("done"), item("exceeded"), []),
        (item("done"), item("behind"), ["fell"]),
        (item("on_track"), item("overdue"), ["late"]),
        (item("behind"), item("overdue"), []),
        (item("on_track"), item("on_track", 2), ["target"]),
        (item("on_track", None), item("on_track", 2), []),
        (item("on_track"), item("done", 2), ["done", "target"]),
        (item("behind"), item("behind", promise=date(2022, 9, 30)), ["promise"]),
        (item("behind"), item("behind", promise=WAS), []),
        (item("behind"), item("done", promise=date(2022, 9, 30)), ["done"]),
        (None, item("behind"), ["given"]),
        (item("behind"), None, ["gone"]),
        (item("not_applicable"), item("behind"), ["given"]),
        (item("done"), item("not_applicable"), ["gone"]),
        (None, item("not_applicable"), []),
        (item("not_applicable"), None, []),
    ],
)
def test_what_happened_to_an_item(before, now, expected):
    assert kinds(before, now) == expected


def test_an_agency_rises_where_its_rank_is_a_smaller_number():
    before = {"A": Place(3, 1, 4), "B": Place(1, 4, 4), "C": Place(None, 0, 0)}
    now = {"A": Place(1, 4, 4), "B": Place(2, 3, 4), "C": Place(1, 1, 1), "D": Place(1, 1, 1)}
    assert [(row.agency, row.up) for row in rules.moves(before, now)] == [("A", 2), ("C", None), ("B", -1)]


def test_sentences_say_what_happened_and_nothing_else():
    found = rules.changes(
        {("A", "X", 1): item("behind"), ("A", "Y", 1): item("behind"), ("B", "X", 1): item("behind")},
        {("A", "X", 1): item("done"), ("A", "Y", 1): item("done"), ("B", "X", 1): item("done")},
        WAS,
        UNTIL,
        False,
    )
    moved = rules.moves({"A": Place(2, 0, 2), "B": Place(1, 0, 1)}, {"A": Place(1, 2, 2), "B": Place(1, 1, 1)})
    said = words.sentences(found, moved, ["B"], {"A": "Sở A", "B": "Sở B"})
    assert [(one.kind, one.text) for one in said] == [
        ("done", "3 nhiệm vụ mới hoàn thành: Sở A 2, Sở B 1."),
        ("", "1 cơ quan tăng hạng trong nhóm, nhiều nhất: Sở A (2 → 1)."),
        ("", "1 cơ quan báo cáo lần đầu: Sở B."),
    ]
    assert words.sentences([], [], [], {}) == ()
    assert words.headline(5, 3, 9, "tháng 8", "Tháng 9") == "Tháng 9: 5/9 nhiệm vụ hoàn thành, tăng 2 so với tháng 8"


def board(client, more=""):
    answer = client.get(f"/boards/changes/?year=2022&format=json{more}")
    return json.loads(answer.content) if answer.status_code == 200 else answer.status_code


def test_two_months_are_compared_and_every_change_is_a_row(reader, board_items, indicators):
    found = board(reader, "&from=8&to=9")
    assert (found["from"], found["period"]) == ("2022-08", "2022-09")
    done = {row["item"] for row in found["changes"] if row["kind"] == "done"}
    assert done == {board_items["number"].pk, board_items["number_b"].pk}
    assert found["sentences"][0].startswith("Tháng 9/2022: 2/4 nhiệm vụ hoàn thành, tăng 2")
    assert [text for text in found["sentences"] if not text.endswith(".")] == []
    assert board(reader, "&month=9&from=8") == found == board(reader, "&month=9")


def test_an_item_that_passes_on_stands_beside_the_one_that_is_there(reader, board_items, agency_a, months, officer):
    passed = board_items["number_b"]
    hand_over([passed], to=agency_a, since=months[9], by=officer, reason="QĐ 1")
    rows = {(row["kind"], row["agency"], row["item"]) for row in board(reader, "&from=8&to=9")["changes"]}
    assert rows == {
        ("done", "so-a", board_items["number"].pk), ("late", "so-a", board_items["ratio"].pk),
        ("given", "so-a", passed.pk), ("gone", "so-b", passed.pk),
    }  # fmt: skip


def test_what_was_excused_for_a_month_is_not_said_to_be_assigned_or_taken_away(reader, board_items, confirmed):
    confirmed(board_items["ratio"], "not_applicable", date(2022, 7, 15), until=date(2022, 8, 14))
    (went,) = [text for text in board(reader, "&from=7&to=8")["sentences"] if "phải thực hiện" in text]
    (came,) = [text for text in board(reader, "&from=8&to=9")["sentences"] if "phải thực hiện" in text]
    assert went == "1 nhiệm vụ không còn phải thực hiện: Sở Xây dựng 1."
    assert came == "1 nhiệm vụ mới phải thực hiện: Sở Xây dựng 1."


def test_a_month_that_is_not_there_or_not_earlier_is_none(reader):
    assert board(reader, "&from=9&to=9") == board(reader, "&from=12&to=9") == board(reader, "&from=x&to=9") == 404
    assert reader.get("/boards/changes/?year=2022&month=1").status_code == 200


def test_the_page_lists_what_its_sentences_count(reader, django_assert_num_queries):
    url = "/boards/changes/?year=2022&month=9&from=8&kind=done"
    shown = reader.get(url).context["board"]
    assert [row.kind for row in shown.rows] == ["done", "done"]
    with django_assert_num_queries(9):
        reader.get(url)


def test_kinds_are_folded_with_their_counts_and_the_chosen_one_stands_open(reader, board_items, monkeypatch):
    monkeypatch.setattr(page, "FIRST", 1)
    monkeypatch.setattr(page, "AT_A_GLANCE", 1)
    url = "/boards/changes/?year=2022&month=9&from=8"
    folded, chosen = (reader.get(f"{url}{more}").context["board"].kinds for more in ("", "&kind=done"))
    assert [(kind.count, kind.is_open) for kind in folded] == [(2, False), (1, True)]
    assert [(kind.count, len(kind.first), len(kind.rest), kind.is_open) for kind in chosen] == [(2, 1, 1, True)]


def test_a_month_inside_a_sentence_is_written_small(reader, board_items):
    page = reader.get("/boards/changes/?year=2022&from=8&to=9").content.decode()
    assert "so với tháng 8/2022" in " ".join(page.replace("\xa0", " ").split())


def test_figures_are_said_with_their_units_and_an_issued_document_as_issued(reader, board_items, approved):
    approved(board_items["task"], 9, document_number="12/QĐ-SXD", document_on=date(2022, 9, 1))
    rows = {row["item"]: (row["before"], row["now"]) for row in board(reader, "&from=8&to=9&kind=done")["changes"]}
    assert rows == {
        board_items["number"].pk: ("", "250\xa0lượt"), board_items["number_b"].pk: ("", "100\xa0lượt"),
        board_items["task"].pk: ("", "đã ban hành"),
    }  # fmt: skip


def test_an_agency_reads_its_own_changes(client, head_a, board_items):
    client.force_login(head_a)
    found = board(client, "&from=8&to=9")
    assert {row["agency"] for row in found["changes"]} == {row["code"] for row in found["agencies"]} == {"so-a"}


@pytest.fixture
def year_before(province, board_items, agency_a, indicators, close_until, officer, on_day):
    """2021, in which A reported nothing of its number; it and this year are closed until September."""
    on_day(date(2022, 9, 20))
    plan = factories.PlanFactory(province=province, year=2021)
    plan_periods(plan, by=None)
    plan.periods.filter(month__lte=9).update(state="open", opened_at=now())
    assign(
        plan=plan, agency=agency_a, indicator=indicators.number, by=None, in_force_from=plan.periods.get(month=1),
        target={"operator": ">=", "low": 100, "unit": indicators.number.unit},
    )  # fmt: skip
    for period in plan.periods.filter(state="open").order_by("month"):
        close_period(period, by=officer)
    close_until(9)
    return plan


ACROSS = "/boards/changes/?year=2022&month=9&from=2021-9&format=json"


def test_a_month_of_another_year_is_read_as_it_is_also_while_it_is_open_again(reader, year_before, officer):
    closed = reader.get(ACROSS)
    number = next(row for row in closed.json()["changes"] if row["kind"] == "done")
    assert (number["agency"], number["state_before"], number["state"]) == ("so-a", "no_data", "exceeded")
    reopen_period(year_before.periods.get(month=9), by=officer, reason="Sửa", until=now() + timedelta(days=9))
    opened = reader.get(ACROSS, headers={"If-None-Match": closed["ETag"]})
    assert opened.status_code == 200
    assert opened.json()["changes"] == closed.json()["changes"]
