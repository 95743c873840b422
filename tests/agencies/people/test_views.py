"""Accounts: log in and out, the password, the language."""

import re

import pytest

from agencies.models import AuditEvent
from tests.factories import PASSWORD

LOGIN, LOGOUT, PROFILE, CHANGE = "/account/login/", "/account/logout/", "/account/", "/account/password/"
NEW = "mot-mat-khau-rat-dai-2022"


def log_in(client, user, password=PASSWORD, **more):
    return client.post(LOGIN, {"username": user.username, "password": password} | more)


def test_the_right_password_opens_the_home_page(client, committee):
    response = log_in(client, committee)
    assert (response.status_code, response.url) == (302, "/")


def test_a_wrong_password_is_refused_in_words_and_keeps_the_name(client, committee):
    page = log_in(client, committee, "sai").content.decode()
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in page
    assert f'value="{committee.username}"' in page
    assert "sai" not in page.split("<main")[1].split('value="')[0]


def test_five_wrong_passwords_lock_the_door_even_for_the_right_one(client, committee):
    for _ in range(5):
        log_in(client, committee, "sai")
    response = log_in(client, committee)
    assert response.status_code == 429
    assert "_auth_user_id" not in client.session


def test_login_leads_on_to_the_page_that_was_asked_for(client, committee):
    assert log_in(client, committee, next="/boards/province/?month=9").url == "/boards/province/?month=9"


def test_what_is_asked_of_a_new_password_is_said_line_by_line_and_no_line_is_empty(client, committee):
    client.force_login(committee)
    page = client.get(CHANGE).content.decode()
    assert re.findall("<li>(.*?)</li>", page.partition('class="hint"')[2].partition("</ul>")[0]) == [
        "Không giống họ tên, tên đăng nhập hay thư điện tử.",
        "Ít nhất 10 ký tự.",
        "Không phải mật khẩu thông dụng.",
        "Không chỉ gồm chữ số.",
    ]


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "javascript:alert(1)"])
def test_login_never_leads_to_another_site(client, committee, elsewhere):
    assert log_in(client, committee, next=elsewhere).url == "/"


def test_who_is_logged_in_needs_no_login_page(client, committee):
    client.force_login(committee)
    assert client.get(LOGIN).url == "/"


def test_an_inactive_account_stays_outside(client, committee):
    committee.is_active = False
    committee.save()
    assert log_in(client, committee).status_code == 422
    assert "_auth_user_id" not in client.session


def test_logging_out_takes_a_post(client, committee):
    client.force_login(committee)
    assert client.get(LOGOUT).url == PROFILE
    assert "_auth_user_id" in client.session
    left = client.post(LOGOUT)
    assert (left.url, left["Clear-Site-Data"]) == (LOGIN, '"cache"')
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("url", [PROFILE, CHANGE])
def test_account_pages_are_for_who_is_logged_in(client, db, url):
    assert client.get(url).url == f"{LOGIN}?next={url}"
    assert client.post(url).status_code == 302


def test_a_password_is_changed_by_who_knows_the_old_one(client, committee):
    client.force_login(committee)
    response = client.post(CHANGE, {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})
    committee.refresh_from_db()
    assert response.url == "/"
    assert committee.check_password(NEW)
    assert client.get(PROFILE).status_code == 200
    event = AuditEvent.objects.get(action="password-changed")
    assert (event.by, event.object_id, event.new) == (committee, committee.pk, {})


def test_a_wrong_old_or_a_weak_new_password_changes_nothing(client, committee):
    client.force_login(committee)
    for old, new in (("sai", NEW), (PASSWORD, "12345")):
        page = client.post(CHANGE, {"old_password": old, "new_password1": new, "new_password2": new})
        assert page.status_code == 422
    committee.refresh_from_db()
    assert committee.check_password(PASSWORD)


def test_who_was_given_a_password_must_choose_another(client, committee):
    committee.must_change_password = True
    committee.save()
    assert log_in(client, committee).url == CHANGE
    assert client.get("/boards/province/").url == CHANGE
    client.post(CHANGE, {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})
    committee.refresh_from_db()
    assert committee.must_change_password is False


def test_the_language_is_each_persons_own_choice(client, committee):
    client.force_login(committee)
    assert "Tài khoản" in client.get(PROFILE, headers={"accept-language": "en"}).content.decode()
    response = client.post(PROFILE, {"language": "en", "next": "/account/"})
    assert response.url == "/account/"
    page = client.get(PROFILE).content.decode()
    assert '<html lang="en">' in page
    assert "Your account" in page


def test_an_unknown_language_changes_nothing(client, committee):
    client.force_login(committee)
    assert client.post(PROFILE, {"language": "fr"}).status_code == 422
    committee.refresh_from_db()
    assert committee.language == "vi"
