"""A role opens its doors from its first day until its last: the day before and the day after none of them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from agencies.clock import today
from agencies.links.actions import invite
from agencies.models import Membership
from agencies.people.actions import set_password
from agencies.rights.access import can_manage, grants
from kpis.models import Entry
from machines.tokens.actions import add_system, make_token
from tests import factories

DAY = timedelta(days=1)
OUTSIDE = {"over": {"until": -DAY}, "ahead": {"since": DAY}}
INSIDE = {"its last day": {"until": 0 * DAY}, "its first day": {"since": 0 * DAY}}
OF_THE_PROVINCE = [
    "/boards/province/", "/people/", "/people/invite/", "/people/systems/", "/trust/", "/agencies/", "/audit/",
    "/plans/", "/imports/", "/meetings/", "/reports/?province=vinh-phuc",
]  # fmt: skip
OF_THE_AGENCY = ["/entry/so-a/?year=2022&month=1", "/people/deputies/", "/boards/agency/so-a/"]


def held(person, days):
    """The person's roles hold on `days`, told from today."""
    between = {name: today() + days[name] if name in days else None for name in ("since", "until")}
    Membership.objects.filter(user=person).update(**between)
    person.__dict__.pop("_grants", None)


@pytest.mark.parametrize("address", OF_THE_PROVINCE)
def test_pages_of_a_province_open_on_the_days_of_the_role(client, administrator, months, address):
    client.force_login(administrator)
    for days in INSIDE.values():
        held(administrator, days)
        assert client.get(address).status_code == 200, days
    for days in OUTSIDE.values():
        held(administrator, days)
        assert client.get(address).status_code in (403, 404), days


@pytest.mark.parametrize("address", OF_THE_AGENCY)
def test_pages_of_an_agency_open_on_the_days_of_the_role(client, head_a, months, item, address):
    item()
    client.force_login(head_a)
    for days in INSIDE.values():
        held(head_a, days)
        assert client.get(address).status_code == 200, days
    for days in OUTSIDE.values():
        held(head_a, days)
        assert client.get(address).status_code in (403, 404), days


@pytest.mark.parametrize("days", OUTSIDE.values(), ids=OUTSIDE)
def test_a_token_reads_and_writes_on_the_days_of_the_role(client, clerk_a, item, months, days):
    target = item()
    text = make_token(clerk_a, name="x", reach="write", days=30, by=clerk_a)[0]
    headers, url = {"Authorization": f"Bearer {text}"}, "/api/v1/entries?year=2022&month=9"
    sent = {"agency": "so-a", "rows": [{"item": target.pk, "value": 3}]}
    fresh = client.get("/api/v1/items", headers=headers)
    assert fresh.status_code == 200
    held(clerk_a, days)
    assert client.post(url, sent, content_type="application/json", headers=headers).status_code == 404
    assert client.get("/api/v1/items", headers=headers | {"If-None-Match": fresh["ETag"]}).status_code == 404
    assert client.get("/api/v1/provinces", headers=headers).json()["items"] == []
    assert not Entry.objects.exists()
    held(clerk_a, {"since": 0 * DAY, "until": 0 * DAY})
    assert client.post(url, sent, content_type="application/json", headers=headers).status_code == 200


@pytest.mark.parametrize("days", OUTSIDE.values(), ids=OUTSIDE)
def test_nobody_appoints_or_makes_systems_outside_the_days_of_the_role(administrator, agency_a, clerk_a, days):
    held(administrator, days)
    assert grants(administrator) == ()
    for act in (
        lambda: add_system(agency_a, name="x", by=administrator),
        lambda: invite(clerk_a, by=administrator),
        lambda: set_password(clerk_a, "mot-mat-khau-dai-2022", by=administrator),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_an_account_whose_roles_ended_is_no_bodys_who_could_not_have_given_the_last_of_them(
    administrator, head_a, head_b, agency_a
):
    person = factories.UserFactory()
    early = factories.MembershipFactory(user=person, agency=agency_a, role="agency_clerk", until=today() - 9 * DAY)
    assert (can_manage(head_a, person), can_manage(head_b, person)) == (True, False)
    late = factories.MembershipFactory(user=person, agency=agency_a.province, role="officer", until=today() - DAY)
    assert [can_manage(one, person) for one in (administrator, head_a, head_b)] == [True, False, False]
    with pytest.raises(PermissionDenied):
        set_password(person, "mot-mat-khau-dai-2022", by=head_a)
    Membership.objects.filter(pk=late.pk).delete()
    Membership.objects.filter(pk=early.pk).update(until=today())
    assert (can_manage(head_a, person), can_manage(head_b, person)) == (True, False)
    Membership.objects.filter(pk=early.pk).delete()
    assert can_manage(head_b, person)  # nobody's yet: whoever appoints at all
