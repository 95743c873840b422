"""Whom the page of causes offers an item to claim a cause for."""

from datetime import date

from kpis.items.actions import hand_over


def test_a_cause_is_claimed_by_who_leads_the_item_now(client, item, agency_b, months, officer, clerk_a, head_b):
    """January is the oldest open month, and another agency led the item in it."""
    passed = item()
    hand_over([passed], to=agency_b, since=months[5], by=officer, reason="QĐ 1")
    client.force_login(clerk_a)
    assert client.get("/causes/").context["board"].claimable == ()
    client.force_login(head_b)
    (offered,) = client.get("/causes/").context["board"].claimable
    assert (offered.agency, client.get(offered.url).status_code) == (agency_b.name, 200)


def test_a_division_is_named_with_its_agency_among_the_causes(client, officer, confirmed, item, division_1, agency_a):
    confirmed(item(agency=division_1, kind="latest"), "not_measurable", since=date(2022, 1, 15))
    client.force_login(officer)
    assert f"{division_1.name}, {agency_a.name}" in client.get("/causes/").content.decode()
