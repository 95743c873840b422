"""The confirmed cause of an item that is not met stands wherever the item does, for everybody who reads it."""

import csv
import io
import json
from datetime import date

import pytest

from kpis.causes.actions import claim_cause

SEPTEMBER = "year=2022&month=9"


@pytest.fixture
def caused(board_items, cause, confirmed, province, officer):
    """The ratio of agency A is behind for a reason that the province's can remove until the end of the year."""
    cause.remover = province
    cause.name = "Chưa có phần mềm dùng chung"
    cause.save()
    confirmed(board_items["ratio"], "missed", since=date(2022, 1, 1), until=date(2022, 12, 31))
    return board_items["ratio"]


@pytest.fixture
def cause(province):
    from tests import factories

    return factories.CauseFactory(province=province, code="chua-co-phan-mem")


def test_a_committee_member_reads_cause_end_confirmer_and_remover_on_every_page(client, committee, officer, caused):
    client.force_login(committee)
    pages = (
        f"/boards/item/{caused.pk}/",
        "/boards/rows/",
        "/boards/agency/so-a/",
        f"/boards/indicator/{caused.indicator.code}/",
    )
    for page in pages:
        text = client.get(f"{page}?{SEPTEMBER}").content.decode()
        for words in ("Chưa có phần mềm dùng chung", "31/12/2022", officer.full_name, "Tỉnh Vĩnh Phúc"):
            assert words in text.partition("<main")[2], (page, words)


def test_machines_and_files_get_the_cause_too(client, committee, officer, caused):
    client.force_login(committee)
    item = json.loads(client.get(f"/boards/item/{caused.pk}/?{SEPTEMBER}&format=json").content)["item"]
    assert item["cause"] == {
        "name": "Chưa có phần mềm dùng chung", "outcome": "missed", "since": "2022-01-01", "until": "2022-12-31",
        "confirmed_by": officer.full_name, "confirmed_on": item["cause"]["confirmed_on"], "remover": "Tỉnh Vĩnh Phúc",
    }  # fmt: skip
    assert date.fromisoformat(item["cause"]["confirmed_on"])
    rows = json.loads(client.get(f"/boards/rows/?{SEPTEMBER}&format=json").content)["items"]
    assert [row["cause"]["name"] for row in rows if row["cause"]] == ["Chưa có phần mềm dùng chung"]
    text = client.get(f"/boards/rows/?{SEPTEMBER}&format=csv").content.decode("utf-8-sig")
    found = [row for row in csv.DictReader(io.StringIO(text)) if row["cause"]]
    assert [(row["cause_until"], row["cause_remover"]) for row in found] == [("2022-12-31", "Tỉnh Vĩnh Phúc")]


def test_what_is_only_claimed_or_has_ended_or_begins_later_is_no_confirmed_cause(
    client, committee, board_items, cause, confirmed, clerk_a
):
    claim_cause(board_items["task"], cause=cause, outcome="missed", holds_from=date(2022, 1, 1), by=clerk_a)
    confirmed(board_items["ratio"], "missed", since=date(2022, 1, 1), until=date(2022, 8, 1))
    client.force_login(committee)
    rows = json.loads(client.get(f"/boards/rows/?{SEPTEMBER}&format=json").content)["items"]
    assert [row["cause"] for row in rows] == [None] * len(rows)


def test_a_closed_month_keeps_the_cause_it_was_closed_with(client, committee, caused, cause, close_until):
    close_until(9)
    cause.name = "Đổi tên"
    cause.save()
    client.force_login(committee)
    item = json.loads(client.get(f"/boards/item/{caused.pk}/?{SEPTEMBER}&format=json").content)["item"]
    assert item["cause"]["name"] == "Chưa có phần mềm dùng chung"
    assert item["cause"]["until"] == "2022-12-31"


def test_the_committee_reads_the_causes_and_decides_none(
    client, committee, caused, officer, board_items, cause, head_a
):
    claim_cause(board_items["task"], cause=cause, outcome="missed", holds_from=date(2022, 1, 1), by=head_a)
    client.force_login(committee)
    answer = client.get("/causes/")
    assert answer.status_code == 200
    board = answer.context["board"]
    assert (len(board.waiting), len(board.decided), board.claimable) == (1, 1, ())
    assert "/decide/" not in answer.content.decode()
    assert "/causes/" in client.get(f"/boards/excluded/?{SEPTEMBER}").content.decode()
