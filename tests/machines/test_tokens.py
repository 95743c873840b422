"""Tokens: made and shown once, expiring, revoked; whose they are, and what they open."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.clock import now
from agencies.deputies.queries import candidates
from agencies.models import AuditEvent, Membership, User
from commitments.signing.drafting import accounts_of
from kpis.items.page import people_of
from kpis.reminders.actions import recipients
from machines.models import Token
from machines.tokens import actions
from machines.tokens.actions import MOST_OF_ONE, add_system, make_token, revoke_token, switch_system
from tests import factories


def knock(client, text):
    return client.get("/api/v1/provinces", headers={"Authorization": text})


def test_a_token_is_shown_once_and_kept_as_a_hash(client, committee):
    client.force_login(committee)
    page = client.post("/account/tokens/", {"name": "Kho dữ liệu", "reach": "read", "days": "90"})
    text = page.context["board"].made
    assert text in page.content.decode()
    assert page["Cache-Control"].count("no-store") == 1
    token = Token.objects.get()
    assert text not in (token.digest, token.name)
    assert (token.user, token.reach, (token.expires_at - token.made_at).days) == (committee, "read", 90)
    assert text not in client.get("/account/tokens/").content.decode()
    told = AuditEvent.objects.get(action="token-made")
    assert (told.by, told.new["name"], text in str(told.new)) == (committee, "Kho dữ liệu", False)
    assert told.agency is None  # a person may hold roles in several provinces
    client.logout()
    assert knock(client, f"Bearer {text}").json()["items"][0]["code"] == "vinh-phuc"


@pytest.mark.parametrize("text", ["", "Bearer ", "Bearer dx_khong-co", "Basic YTpi", "Bearer \u00e9", "bearer"])
def test_a_wrong_token_opens_nothing(client, committee, token, text):
    token(committee)
    answer = knock(client, text)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_session_opens_nothing(client, committee, months):
    client.force_login(committee)
    assert client.get("/api/v1/items").status_code == 401


def test_expired_revoked_and_switched_off_tokens_open_nothing(client, committee, token):
    text = token(committee)
    assert knock(client, f"Bearer {text}").status_code == 200
    row = Token.objects.get()
    assert row.used_at is not None
    Token.objects.update(made_at=now() - timedelta(days=2), expires_at=now() - timedelta(seconds=1))
    assert knock(client, f"Bearer {text}").status_code == 401
    Token.objects.update(expires_at=now() + timedelta(days=1))
    User.objects.filter(pk=committee.pk).update(is_active=False)
    assert knock(client, f"Bearer {text}").status_code == 401
    User.objects.filter(pk=committee.pk).update(is_active=True)
    client.force_login(committee)
    assert client.post(f"/account/tokens/{row.pk}/revoke/").url == "/account/tokens/"
    assert knock(client, f"Bearer {text}").status_code == 401
    revoke_token(row, by=committee)
    assert AuditEvent.objects.filter(action="token-revoked").count() == 1


def test_what_a_token_opens_ends_with_the_role(client, committee, token, months):
    text = token(committee)
    Membership.objects.filter(user=committee).delete()
    assert knock(client, f"Bearer {text}").json()["items"] == []
    assert client.get("/api/v1/items", headers={"Authorization": f"Bearer {text}"}).status_code == 404


def test_who_asks_too_often_waits(client, committee, token, monkeypatch):
    monkeypatch.setattr("machines.api.tokens.MOST_A_MINUTE", 2)
    monkeypatch.setattr("agencies.pages.pace.time.time", lambda: 1_000_000_010.0)
    text, other = f"Bearer {token(committee)}", f"Bearer {token(committee)}"
    assert [knock(client, text).status_code for _again in range(3)] == [200, 200, 429]
    answer = knock(client, text)
    assert (answer["Retry-After"], answer["Content-Type"]) == ("10", "application/problem+json")
    assert knock(client, other).status_code == 200


def test_nobody_makes_the_token_of_somebody_else(client, committee, administrator, token):
    with pytest.raises(PermissionDenied):
        make_token(committee, name="x", reach="read", days=1, by=administrator)
    token(committee)
    client.force_login(administrator)
    assert client.post(f"/account/tokens/{Token.objects.get().pk}/revoke/").status_code == 404


def test_who_administers_the_province_sees_and_revokes_the_tokens_of_its_people(
    client, committee, administrator, token
):
    text = token(committee)
    made = Token.objects.get()
    client.force_login(administrator)
    page = client.get("/people/systems/").content.decode()
    assert ("Mã truy cập của từng người" in page, made.name in page, committee.username in page) == (True, True, True)
    for _again in range(2):
        assert client.post(f"/people/systems/tokens/{made.pk}/revoke/").status_code == 302
    assert knock(client, f"Bearer {text}").status_code == 401
    event = AuditEvent.objects.get(action="token-revoked")
    assert (event.by, event.agency, event.old["user"]) == (
        administrator,
        committee.memberships.get().agency,
        "thanhvien",
    )
    assert made.name not in client.get("/people/systems/").content.decode()


def test_of_who_works_in_two_provinces_neither_administrator_sees_or_revokes_a_token(
    client, committee, administrator, token
):
    other = factories.ProvinceFactory(code="phu-tho", name="Tỉnh Phú Thọ")
    factories.MembershipFactory(user=committee, agency=other, role="committee")
    theirs = factories.UserFactory(username="quantri.kia")
    factories.MembershipFactory(user=theirs, agency=other, role="administrator")
    token(committee)
    made = Token.objects.get()
    for person in (administrator, theirs):
        client.force_login(person)
        assert made.name not in client.get("/people/systems/").content.decode()
        assert client.post(f"/people/systems/tokens/{made.pk}/revoke/").status_code == 404
        with pytest.raises(PermissionDenied):
            revoke_token(made, by=person)


def test_who_reads_the_province_or_another_revokes_none_of_its_tokens(client, committee, officer, stranger, token):
    token(committee)
    made = Token.objects.get()
    for person, status in ((officer, 403), (stranger, 404)):
        client.force_login(person)
        assert client.post(f"/people/systems/tokens/{made.pk}/revoke/").status_code == status
    made.refresh_from_db()
    assert made.revoked_at is None


def test_tokens_are_not_without_number_or_end(committee, monkeypatch, client):
    with pytest.raises(ValidationError):
        make_token(committee, name="x", reach="read", days=1000, by=committee)
    monkeypatch.setattr(actions, "MOST_OF_ONE", 1)
    assert MOST_OF_ONE > 1
    make_token(committee, name="x", reach="read", days=1, by=committee)
    client.force_login(committee)
    page = client.post("/account/tokens/", {"name": "y", "reach": "read", "days": "30"})
    assert (page.status_code, Token.objects.count()) == (422, 1)
    assert "Đã có quá nhiều mã truy cập còn hiệu lực" in page.content.decode()


def test_a_system_is_made_for_an_agency_and_nobody_logs_in_as_it(client, administrator, agency_a, head_a):
    client.force_login(administrator)
    said = {"name": "Một cửa điện tử", "agencies": [agency_a.pk], "reach": "write", "days": "365"}
    page = client.post("/people/systems/", said)
    system = User.objects.get(is_system=True)
    assert page.context["board"].made
    assert (system.full_name, system.has_usable_password(), system.memberships.get().role) == (
        "Một cửa điện tử", False, "agency_clerk",
    )  # fmt: skip
    assert "Một cửa điện tử" not in client.get("/people/").content.decode()
    assert client.get(f"/people/{system.pk}/").status_code == 404
    assert recipients(agency_a.province, [agency_a.pk], date(2022, 10, 1)).typists == {}
    again = client.post(f"/people/systems/{system.pk}/token/", {"name": "Máy thứ hai", "reach": "read", "days": "30"})
    assert again.status_code == 200
    row = Token.objects.get(name="Máy thứ hai")
    assert client.post(f"/people/systems/tokens/{row.pk}/revoke/").url == "/people/systems/"
    assert Token.objects.filter(revoked_at=None).count() == 1


def test_a_system_of_the_province_only_reads(client, administrator, province):
    client.force_login(administrator)
    said = {"name": "Kho", "agencies": [province.pk], "reach": "write", "days": "30"}
    assert client.post("/people/systems/", said).status_code == 422
    assert not User.objects.filter(is_system=True).exists()
    assert client.post("/people/systems/", said | {"reach": "read"}).status_code == 200
    assert User.objects.get(is_system=True).memberships.get().role == "committee"


def test_a_system_is_its_provinces_own(client, administrator, agency_a):
    other = factories.ProvinceFactory(code="phu-tho", name="Tỉnh Phú Thọ")
    person = factories.UserFactory(username="quantri.kia")
    factories.MembershipFactory(user=person, agency=other, role="administrator")
    with pytest.raises(PermissionDenied):
        add_system(agency_a, name="x", by=person)
    system = add_system(agency_a, name="Của ta", by=administrator)
    assert system not in [*candidates(agency_a), *people_of(agency_a)]  # it neither signs nor answers for anything
    assert system.pk not in dict(accounts_of(agency_a))
    client.force_login(person)
    assert client.post(f"/people/systems/{system.pk}/token/", {"name": "x"}).status_code == 404
    assert client.post(f"/people/systems/{system.pk}/switch/").status_code == 404
    with pytest.raises(PermissionDenied):
        switch_system(system, is_on=False, by=person)
    system.refresh_from_db()
    assert system.is_active
    assert "Của ta" not in client.get("/people/systems/").content.decode()
    said = {"name": "Kho", "agencies": [agency_a.pk], "reach": "read", "days": "30"}
    assert client.post("/people/systems/", said).status_code == 422


def test_a_system_is_switched_off_and_its_tokens_open_nothing_until_it_is_on_again(client, administrator, agency_a):
    system = add_system(agency_a, name="Một cửa", by=administrator)
    text = f"Bearer {make_token(system, name='x', reach='read', days=30, by=administrator)[0]}"
    client.force_login(administrator)
    url, page = f"/people/systems/{system.pk}/switch/", "/people/systems/"
    assert knock(client, text).status_code == 200
    for _twice in range(2):
        assert client.post(url).url == page
        assert knock(client, text).status_code == 401
    shown = client.get(page).content.decode()
    assert "Mở lại hệ thống" in shown
    assert f"/people/systems/{system.pk}/token/" not in shown
    assert (
        client.post(f"/people/systems/{system.pk}/token/", {"name": "x", "reach": "read", "days": "30"}).status_code
        == 422
    )
    assert client.post(url, {"on": "1"}).url == page
    assert knock(client, text).status_code == 200
    told = AuditEvent.objects.filter(action__startswith="system-switched").order_by("pk")
    assert [(one.action, one.by, one.agency, one.object_id) for one in told] == [
        ("system-switched-off", administrator, agency_a, system.pk),
        ("system-switched-on", administrator, agency_a, system.pk),
    ]
    assert "Ngừng hệ thống" in client.get("/audit/").content.decode()


def test_only_who_administers_switches_systems_and_no_person_that_way(
    client, administrator, committee, head_a, agency_a
):
    system = add_system(agency_a, name="Một cửa", by=administrator)
    for person, status in ((committee, 403), (head_a, 404)):
        client.force_login(person)
        assert client.post(f"/people/systems/{system.pk}/switch/").status_code == status
    client.force_login(administrator)
    assert client.post(f"/people/systems/{head_a.pk}/switch/").status_code == 404
    with pytest.raises(PermissionDenied):
        switch_system(head_a, is_on=False, by=administrator)
    assert User.objects.filter(pk__in=[system.pk, head_a.pk], is_active=True).count() == 2
