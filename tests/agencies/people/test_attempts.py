"""Guessing at passwords waits, from wherever it comes and wherever it goes; who belongs here is not shut out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.models import FailedLogin
from agencies.people.attempts import MOST_FROM_AN_ADDRESS, MOST_NAMES_WITH_A_PASSWORD, MOST_OF_A_NAME
from tests.factories import PASSWORD

LOGIN, CHANGE = "/account/login/", "/account/password/"


def log_in(client, name, password=PASSWORD, at="198.51.100.1"):
    return client.post(LOGIN, {"username": name, "password": password}, HTTP_X_FORWARDED_FOR=at).status_code


def guess(client, count, name="thanhvien", password="sai-{n}", at="203.0.113.{n}"):  # noqa: S107
    return [log_in(client, name.format(n=n), password.format(n=n), at.format(n=n)) for n in range(1, count + 1)]


def test_one_name_is_not_guessed_at_from_many_addresses(client, committee):
    assert set(guess(client, MOST_OF_A_NAME)) == {422}
    assert log_in(client, "thanhvien") == 429
    assert log_in(client, "THANHVIEN", "khac") == 429


def test_many_names_are_not_guessed_at_from_one_address(client, committee):
    assert set(guess(client, MOST_FROM_AN_ADDRESS, name="ten-{n}", at="203.0.113.1")) == {422}
    assert log_in(client, "thanhvien", at="203.0.113.1") == 429
    assert log_in(client, "thanhvien", at="203.0.113.2") == 302


def test_one_password_is_not_tried_at_many_names_from_anywhere(client, committee):
    assert set(guess(client, MOST_NAMES_WITH_A_PASSWORD, name="ten-{n}", password=PASSWORD)) == {422}
    assert log_in(client, "thanhvien", PASSWORD) == 429


def test_who_logged_in_here_before_is_not_shut_out_by_strangers(client, committee):
    assert log_in(client, "thanhvien", at="198.51.100.1") == 302
    client.logout()
    guess(client, MOST_OF_A_NAME)
    assert log_in(client, "thanhvien", at="198.51.100.2") == 429
    assert log_in(client, "thanhvien", at="198.51.100.1") == 302


def test_behind_one_proxy_nobody_locks_another_out(client, committee, officer):
    for n in range(5):
        log_in(client, "thanhvien", f"sai-{n}", at="203.0.113.1")
    assert log_in(client, "thanhvien", at="203.0.113.1") == 429
    assert log_in(client, "thanhvien", at="203.0.113.2") == 302


def test_waiting_ends_after_a_quarter_of_an_hour_and_what_was_tried_is_forgotten_after_a_day(client, committee):
    guess(client, MOST_OF_A_NAME)
    FailedLogin.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert log_in(client, "thanhvien") == 302
    FailedLogin.objects.update(at=timezone.now() - timedelta(hours=25))
    client.logout()
    log_in(client, "ai-do", "sai")
    assert FailedLogin.objects.count() == 1


def test_what_was_tried_cannot_be_read_from_what_is_kept(client, committee):
    log_in(client, "thanhvien", "gan-dung-mat-khau")
    kept = FailedLogin.objects.get()
    assert (kept.name, kept.address, len(kept.tried)) == ("thanhvien", "198.51.100.1", 6)


def test_who_comes_in_after_all_starts_anew(client, committee):
    guess(client, 4, at="198.51.100.1")
    assert log_in(client, "thanhvien") == 302
    assert not FailedLogin.objects.exists()


@pytest.mark.parametrize("letters", [151, 256, 100_000])
def test_a_name_longer_than_any_is_refused_in_words(client, db, letters):
    page = client.post(LOGIN, {"username": "a" * letters, "password": "sai"})
    assert page.status_code == 422
    assert "Chỉ được nhập tối đa 150 ký tự" in page.content.decode()


def test_an_endless_password_is_never_hashed(client, committee, monkeypatch):
    monkeypatch.setattr("django.contrib.auth.hashers.check_password", pytest.fail)
    monkeypatch.setattr("django.contrib.auth.base_user.make_password", pytest.fail)
    monkeypatch.setattr("agencies.people.attempts.salted_hmac", pytest.fail)
    assert client.post(LOGIN, {"username": "thanhvien", "password": "a" * 200_000}).status_code == 422


def test_nor_is_an_endless_new_one(client, committee):
    client.force_login(committee)
    endless = "mat-khau-" * 20_000
    for old, new in ((PASSWORD, endless), (endless, "mot-mat-khau-moi-2022")):
        page = client.post(CHANGE, {"old_password": old, "new_password1": new, "new_password2": new})
        assert (page.status_code, "Mật khẩu dài nhất 1.000 ký tự" in page.content.decode()) == (422, True)
    committee.refresh_from_db()
    assert committee.check_password(PASSWORD)


def test_an_open_session_does_not_guess_at_the_old_password(client, committee):
    client.force_login(committee)
    new = {"new_password1": "mot-mat-khau-moi-2022", "new_password2": "mot-mat-khau-moi-2022"}
    tries = [client.post(CHANGE, {"old_password": f"sai-{n}", **new}).status_code for n in range(6)]
    assert tries == [422] * 5 + [429]
    assert client.post(CHANGE, {"old_password": PASSWORD, **new}).status_code == 429
    committee.refresh_from_db()
    assert committee.check_password(PASSWORD)
