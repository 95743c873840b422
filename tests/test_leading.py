"""Addresses of answers lead to their pages; what was typed outlives the session, on its person's own screen."""

import pytest
from django.test import Client

from agencies.sessions import kept
from kpis.models import CauseClaim
from tests.factories import PASSWORD

LOGIN, KEPT = "/account/login/", "/account/kept/"


@pytest.fixture
def claim(item, cause):
    """(address, fields) of a claim of a cause, as its form posts them."""
    fields = {
        "cause": str(cause.pk),
        "outcome": "not_measurable",
        "holds_from": "01/01/2022",
        "note": "Chờ bộ chủ quản",
    }
    return f"/causes/claim/{item().pk}/", fields


def come_back(client, user, page):
    who = {"username": user.username, "password": PASSWORD}
    return client.post(LOGIN, who | {"kept": page.context["kept"], "next": page.context["next"]})


def test_a_claim_sent_without_a_session_is_sent_after_the_login(client, claim, clerk_a):
    address, fields = claim
    page = client.post(address, fields)
    assert (page.status_code, "Nội dung bạn nhập được giữ lại" in page.content.decode()) == (401, True)
    assert come_back(client, clerk_a, page).url == KEPT
    shown = client.get(KEPT)
    assert "Chờ bộ chủ quản" in shown.content.decode()
    assert not CauseClaim.objects.exists()
    waiting = shown.context["kept"]
    assert client.post(waiting.path, dict(waiting.fields)).status_code == 302
    assert CauseClaim.objects.get().note == "Chờ bộ chủ quản"
    assert client.get(KEPT).url == "/"


def test_a_wrong_password_in_between_loses_nothing(client, claim, clerk_a):
    page = client.post(*claim)
    again = client.post(LOGIN, {"username": clerk_a.username, "password": "sai", "kept": page.context["kept"]})
    assert come_back(client, clerk_a, again).url == KEPT


def test_an_idle_session_loses_nothing_either(client, claim, clerk_a, settings):
    client.force_login(clerk_a)
    client.get("/account/")
    settings.DX_IDLE_MINUTES = -1
    page = client.post(*claim)
    settings.DX_IDLE_MINUTES = 30
    assert come_back(client, clerk_a, page).url == KEPT


def test_what_one_typed_is_not_offered_to_who_logs_in_next(client, claim, clerk_a, head_a):
    client.force_login(clerk_a)
    client.session.delete()
    page = client.post(*claim)
    come_back(client, head_a, page)
    assert client.get(KEPT).url == "/"
    client.logout()
    come_back(client, clerk_a, page)
    assert "Chờ bộ chủ quản" in client.get(KEPT).content.decode()


def test_nothing_is_stored_for_who_is_not_logged_in(client, claim, django_assert_num_queries):
    from django.contrib.sessions.models import Session

    address, fields = claim
    client.post(address, fields | {"note": "x" * 74_000})
    assert not Session.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"note": "x" * 300_000}])
def test_nothing_typed_or_far_too_much_just_leads_to_the_login(client, claim, fields):
    address = claim[0]
    assert client.post(address, fields).url == f"{LOGIN}?next={address}"


def test_a_forged_form_is_not_offered(client, claim, clerk_a):
    who = {"username": clerk_a.username, "password": PASSWORD, "kept": '["/trust/add/",[["name","x"]]]'}
    assert client.post(LOGIN, who).url == "/"
    assert client.get(KEPT).url == "/"


def test_passwords_are_never_carried_along(rf):
    assert kept.posted(rf.post(LOGIN, {"username": "a", "password": "mật khẩu"})) is None
    assert kept.posted(rf.post("/account/password/", {"old_password": "mật khẩu"})) is None


def test_lost_cookies_are_said_in_vietnamese_with_what_was_typed(claim, clerk_a):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clerk_a)
    page = strict.post(*claim)
    html = page.content.decode()
    assert (page.status_code, "Trang đã mở quá lâu" in html, "Chờ bộ chủ quản" in html) == (403, True, True)
    assert f'href="{claim[0]}"' in html
    assert "CSRF" not in html
    assert "bí mật này" not in strict.post(LOGIN, {"username": "a", "password": "bí mật này"}).content.decode()


def test_who_has_logged_in_in_another_tab_is_led_on_and_shown_what_this_one_carried(client, claim, clerk_a, head_a):
    address, _ = claim
    page = client.post(*claim)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clerk_a)
    strict.get(address)
    login = {"username": clerk_a.username, "password": PASSWORD, "next": address}
    assert strict.post(LOGIN, login).url == address
    html = strict.post(LOGIN, login | {"kept": page.context["kept"]}).content.decode()
    assert ("Chờ bộ chủ quản" in html, f'href="{address}"' in html) == (True, True)
    of_another = kept.sealed(kept.opened(page.context["kept"]).begun_by(head_a.pk))
    assert strict.post(LOGIN, login | {"kept": of_another}).url == address


@pytest.mark.parametrize(
    "elsewhere", ["NaN", "home", "workbooks:imports", "https://example.com/", "\\\\example.com", "a/b"]
)
def test_next_is_a_path_of_this_site_or_nothing(client, committee, elsewhere):
    client.force_login(committee)
    assert client.get(f"{LOGIN}?next={elsewhere}").url == "/"
