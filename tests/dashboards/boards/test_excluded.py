"""What the rates leave out rests on what holds in the month."""

from datetime import date

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
