"""What the rates leave out rests on what holds in the month."""

from datetime import date

import pytest

from kpis.items.actions import withdraw

SINCE = date(2022, 1, 15)


def test_what_is_withdrawn_rests_on_no_cause_and_ends_on_no_day(client, item, confirmed, committee, months, officer):
    given = item(kind="latest", applicable_from=date(2022, 4, 1))
    confirmed(given, "not_applicable", since=SINCE)
    withdraw(given, in_force_from=months[9], by=officer, reason="Thôi giao")
    client.force_login(committee)
    for month, cause, until in ((8, True, None), (9, False, None), (2, False, "2022-04-01")):
        (row,) = client.get(f"/boards/excluded/?year=2022&month={month}&format=json").json()["items"]
        assert (row["cause"] is not None, row["decided_on"] is not None, row["until"]) == (cause, cause, until), month


@pytest.mark.parametrize("is_counted", [False, True])
def test_what_had_no_activity_is_listed_where_the_rules_leave_it_out(
    client, item, approved, confirmed, committee, board_items, plan, is_counted
):
    type(plan).objects.filter(pk=plan.pk).update(counts_no_activity=is_counted)
    confirmed(item(kind="latest"), "not_measurable", since=SINCE)
    approved(item(kind="average"), 9, is_no_activity=True)
    client.force_login(committee)
    month = "year=2022&month=9"
    board = client.get(f"/boards/excluded/?{month}&format=json").json()
    states = ["not_measurable"] if is_counted else ["not_measurable", "no_activity"]
    assert sorted(row["state"] for row in board["items"]) == sorted(states)
    assert board["applicable"] - board["not_measurable"] == 6 - len(states)  # with the board's four
    listed = client.get(f"/boards/rows/?{month}&part=excused&format=json").json()["items"]
    assert sorted(row["state"] for row in listed) == sorted(states)
