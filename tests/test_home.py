"""Home sends each role to its own work; the frame shows what the role opens."""

from datetime import date

import pytest

from tests import factories


@pytest.mark.parametrize("who", ["officer", "committee"])
def test_who_serves_the_whole_province_starts_at_its_board(client, plan, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get("/").url == "/boards/province/"


@pytest.mark.parametrize(("who", "code"), [("head_a", "so-a"), ("clerk_a", "so-a"), ("head_division", "a-1")])
def test_who_serves_one_place_starts_there(client, plan, request, who, code):
    client.force_login(request.getfixturevalue(who))
    assert client.get("/").url == f"/boards/agency/{code}/"


def test_who_serves_two_places_chooses_between_them(client, plan, head_a, agency_b):
    factories.MembershipFactory(user=head_a, agency=agency_b, role="agency_head")
    client.force_login(head_a)
    page = client.get("/").content.decode()
    assert "/boards/agency/so-a/" in page
    assert "/boards/agency/so-b/" in page


def test_who_holds_no_role_is_told_so(client, stranger, province):
    client.force_login(stranger)
    page = client.get("/").content.decode()
    assert "Ask your administrator" not in page
    assert 'class="empty"' in page


def test_home_is_for_who_is_logged_in(client, province):
    assert client.get("/").url == "/account/login/?next=/"


def test_home_takes_no_post(client, committee):
    client.force_login(committee)
    assert client.post("/").status_code == 405


def test_the_demonstration_says_what_day_it_is(client, committee, settings):
    settings.DX_DEMONSTRATION, settings.DX_TODAY = True, date(2022, 11, 10)
    client.force_login(committee)
    assert "10/11/2022" in client.get("/account/").content.decode()
    settings.DX_DEMONSTRATION = False
    assert "10/11/2022" not in client.get("/account/").content.decode()


def test_only_an_administrator_sees_the_administration(client, plan, administrator, committee):
    administrator.is_staff = administrator.is_superuser = True
    administrator.save()
    for person, sees in ((administrator, True), (committee, False)):
        client.force_login(person)
        assert ('href="/admin/"' in client.get("/boards/province/").content.decode()) is sees
        assert (client.get("/admin/").status_code == 200) is sees


@pytest.mark.parametrize("url", ["/khong-co/", "/boards/agency/khong-co/", "/boards/item/999999/"])
def test_what_is_not_there_is_said_in_vietnamese(client, plan, committee, url):
    client.force_login(committee)
    response = client.get(url)
    assert response.status_code == 404
    assert "Không có trang này" in response.content.decode()


@pytest.mark.parametrize("url", ["/", "/account/", "/boards/province/", "/account/login/"])
def test_pages_carry_a_strict_policy(client, plan, committee, url):
    if "login" not in url:
        client.force_login(committee)
    policy = client.get(url, follow=True)["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
