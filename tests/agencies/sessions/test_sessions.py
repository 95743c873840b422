"""Where somebody is logged in: listed with device and address, ended one by one or all but this one."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client

from agencies.models import AuditEvent, User
from agencies.sessions import store
from agencies.sessions.queries import device_in, sessions_of
from agencies.sessions.store import prefix_of

PASSWORD = "mot-mat-khau-dai-2022"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def elsewhere(committee):
    """Another browser in which the same person has logged in by the page."""
    committee.set_password(PASSWORD)
    committee.save()
    browser = Client(REMOTE_ADDR="203.0.113.7", headers={"user-agent": FIREFOX})
    assert browser.post("/account/login/", {"username": committee.username, "password": PASSWORD}).status_code == 302
    return browser


def test_ones_sessions_are_listed_and_nobody_elses(client, committee, officer, elsewhere):
    client.force_login(committee)
    Client().force_login(officer)
    page = client.get("/account/sessions/")
    found = page.context["sessions"]
    assert [(one.address, one.browser) for one in found if one.handle != page.context["this"]] == [
        ("203.0.113.7", "Firefox · Linux")
    ]
    assert len(found) == 2
    keys = [browser.cookies["sessionid"].value for browser in (client, elsewhere)]
    assert not any(key in page.content.decode() for key in keys)


def test_ones_sessions_are_found_without_reading_those_of_others(
    client, committee, officer, elsewhere, django_assert_num_queries, monkeypatch
):
    client.force_login(committee)
    for _more in range(3):
        Client().force_login(officer)
    assert elsewhere.cookies["sessionid"].value.startswith(prefix_of(committee.pk))
    read = []
    decode = Session.get_decoded
    monkeypatch.setattr(Session, "get_decoded", lambda row: read.append(row.session_key) or decode(row))
    with django_assert_num_queries(1):
        assert len(list(sessions_of(committee))) == 2
    assert len(read) == 2
    page = client.get("/account/sessions/").content.decode()
    assert '<a href="/account/">' in page.partition('<nav class="crumbs"')[2]
    assert 'href="/account/sessions/"' in client.get("/account/").content.decode()


def test_a_person_whose_number_begins_alike_has_sessions_of_their_own(committee):
    other = User(pk=committee.pk * 36)  # its digits begin with those of the first
    session = store.SessionStore()
    session[SESSION_KEY] = str(other.pk)
    session.save()
    assert session.session_key.startswith(prefix_of(other.pk))
    assert len(session.session_key) <= 40
    assert list(sessions_of(committee)) == []
    assert [one.key for one in sessions_of(other)] == [session.session_key]


def test_a_session_is_ended_and_this_one_is_not(client, committee, officer, elsewhere):
    client.force_login(committee)
    page = client.get("/account/sessions/")
    (other,) = [one for one in page.context["sessions"] if one.handle != page.context["this"]]
    stranger = Client()
    stranger.force_login(officer)
    assert stranger.post(f"/account/sessions/{other.handle}/end/").status_code == 404
    assert client.post(f"/account/sessions/{page.context['this']}/end/").status_code == 404
    assert client.post(f"/account/sessions/{other.handle}/end/").url == "/account/sessions/"
    assert elsewhere.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200
    assert client.post(f"/account/sessions/{other.handle}/end/").status_code == 404
    told = AuditEvent.objects.get(action="sessions-ended")
    assert (told.by, told.old) == (committee, {"sessions": 1, "addresses": ["203.0.113.7"]})


def test_all_others_are_ended(client, committee, officer, elsewhere):
    client.force_login(committee)
    stranger = Client()
    stranger.force_login(officer)
    client.post("/account/sessions/end/")
    assert [one.key for one in sessions_of(committee)] == [client.session.session_key]
    assert stranger.get("/account/").status_code == 200
    client.post("/account/sessions/end/")
    assert AuditEvent.objects.filter(action="sessions-ended").count() == 1


@pytest.mark.parametrize(("said", "device"), [("", ""), (FIREFOX, "Firefox · Linux"), ("x" * 300, "")])
def test_a_device_is_said_in_two_words(said, device):
    assert device_in(said) == device
