"""Single sign-on against a real provider: who comes in, who does not, what the records of logins say."""

from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import pytest
import requests
from axes.models import AccessFailureLog, AccessLog
from django_otp.plugins.otp_totp.models import TOTPDevice
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from agencies.models import User
from tests import factories

REFUSED = "Đăng nhập một lần không tìm thấy tài khoản đang dùng của bạn"


@pytest.fixture(scope="module")
def provider():
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def configured(provider, settings):
    settings.DX_OIDC_CLIENT_ID = settings.OIDC_RP_CLIENT_ID = "dxtracker"
    settings.DX_OIDC_MATCH = "email"
    settings.DX_OIDC_NAME = "cổng của tỉnh"
    settings.OIDC_RP_CLIENT_SECRET = "of-the-provider"
    settings.OIDC_OP_AUTHORIZATION_ENDPOINT = f"{provider}/oauth2/authorize"
    settings.OIDC_OP_TOKEN_ENDPOINT = f"{provider}/oauth2/token"
    settings.OIDC_OP_USER_ENDPOINT = f"{provider}/userinfo"
    settings.OIDC_OP_JWKS_ENDPOINT = f"{provider}/jwks"
    settings.OIDC_VERIFY_KID = False  # it has one key and does not name it
    return settings


@pytest.fixture
def person(db):
    return factories.UserFactory(username="hungnv", email="Hung@tinh.gov.vn")


@pytest.fixture
def signs_on(client, provider, configured):
    """signs_on("sub", email=…): the answer to who comes back from the provider as that subject with these claims."""

    def come(subject, query="", **claims):
        requests.put(f"{provider}/users/{subject}", json=claims, timeout=5).raise_for_status()
        sent = client.get(f"/account/single/{query}")
        agreed = requests.post(sent.url, data={"sub": subject}, allow_redirects=False, timeout=5)
        back = urlsplit(agreed.headers["Location"])
        return client.get(f"{back.path}?{back.query}")

    return come


def test_who_is_known_by_a_proved_address_comes_in(client, person, signs_on):
    answer = signs_on("1", "?next=/account/", email="hung@TINH.gov.vn", email_verified=True)
    assert answer.url == "/account/"
    assert client.session["_auth_user_id"] == str(person.pk)
    told = AccessLog.objects.get()
    assert (told.username, told.ip_address) == ("hungnv", "127.0.0.1")
    assert User.objects.count() == 1


def test_what_was_typed_goes_the_way_of_single_sign_on_too(client, person, signs_on):
    page = client.post("/meetings/new/", {"note": "Đã đôn đốc"})
    assert "cổng của tỉnh" in page.content.decode()
    answer = client.post("/account/single/", {"kept": page.context["kept"]})
    assert (answer.status_code, answer["Refresh"]) == (200, "0;url=/account/single/")
    assert signs_on("1", email="hung@tinh.gov.vn", email_verified=True).url == "/account/kept/"
    assert client.get("/account/kept/").context["kept"].texts == ["Đã đôn đốc"]


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "khac@tinh.gov.vn", "email_verified": True},
        {"email": "hung@tinh.gov.vn", "email_verified": False},
        {"email": "hung@tinh.gov.vn"},
        {"email_verified": True},
    ],
)
def test_who_is_not_known_or_not_proved_does_not_come_in_and_is_recorded(client, person, signs_on, claims):
    answer = signs_on("2", **claims)
    assert answer.url == "/account/login/"
    assert REFUSED in client.get(answer.url).content.decode()
    assert "_auth_user_id" not in client.session
    assert User.objects.count() == 1
    assert AccessFailureLog.objects.count() == 1


@pytest.mark.parametrize("field", ["is_active", "is_system"])
def test_a_disabled_person_and_a_system_do_not_come_in(client, person, signs_on, field):
    User.objects.update(**{field: field == "is_system"})
    assert signs_on("3", email="hung@tinh.gov.vn", email_verified=True).url == "/account/login/"
    assert "_auth_user_id" not in client.session


def test_an_account_that_was_left_behind_keeps_nobody_out(client, person, signs_on):
    """Who changed the agency has an earlier account of the same address, which is off."""
    factories.UserFactory(username="hungnv.cu", email="hung@tinh.gov.vn", is_active=False)
    signs_on("31", email="hung@tinh.gov.vn", email_verified=True)
    assert client.session["_auth_user_id"] == str(person.pk)


def test_two_people_of_one_address_are_nobody(client, person, signs_on):
    factories.UserFactory(username="hungnv2", email="hung@tinh.gov.vn")
    assert signs_on("4", email="hung@tinh.gov.vn", email_verified=True).url == "/account/login/"


def test_people_may_be_known_by_their_user_name(client, person, signs_on, configured):
    configured.DX_OIDC_MATCH = "username"
    assert signs_on("5", preferred_username="hungnv", email="x@y.vn").url == "/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_the_second_factor_is_asked_for_all_the_same(client, person, signs_on):
    TOTPDevice.objects.create(user=person, name="app", confirmed=True)
    assert signs_on("6", email="hung@tinh.gov.vn", email_verified=True).url == "/"
    assert client.get("/account/").url.startswith("/account/second-factor/verify/")


def test_a_token_for_somebody_else_opens_nothing(client, person, signs_on, monkeypatch):
    assert parse_qs(urlsplit(client.get("/account/single/").url).query)["code_challenge_method"] == ["S256"]
    proved = OIDCAuthenticationBackend.verify_token
    meant = {"aud": "other"}
    monkeypatch.setattr(OIDCAuthenticationBackend, "verify_token", lambda *told, **more: proved(*told, **more) | meant)
    assert signs_on("7", email="hung@tinh.gov.vn", email_verified=True).url == "/account/login/"
    meant["aud"] = ["other", "dxtracker"]
    assert signs_on("7", email="hung@tinh.gov.vn", email_verified=True).url == "/"


def test_an_answer_that_nobody_asked_for_opens_nothing(client, person, configured):
    for query in ("", "?code=x&state=y", "?error=access_denied&state=y"):
        assert client.get(f"/account/single/back/{query}").url == "/account/login/"
    assert "_auth_user_id" not in client.session


def test_the_button_stands_where_there_is_a_provider(client, db, configured):
    assert 'href="/account/single/?next=%2Fboards%2F"' in client.get("/account/login/?next=/boards/").content.decode()
    configured.DX_OIDC_CLIENT_ID = ""
    assert "/account/single/" not in client.get("/account/login/").content.decode()
    assert client.get("/account/single/").status_code == 404
