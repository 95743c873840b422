"""One-time links: what opens, once and until when; what is written to whom who forgot the password."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.links import letters
from agencies.links.actions import ask_for_password, invite, use_link
from agencies.links.queries import find_link
from agencies.models import AuditEvent, OneTimeLink, User
from agencies.people.actions import edit_person

NEW = "mot-mat-khau-rat-dai-2022"
TWICE = {"new_password1": NEW, "new_password2": NEW}


class AtOnce:
    """A thread that has ended before it is waited for."""

    def __init__(self, target, args, daemon):
        self.start = lambda: target(*args)


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(letters, "Thread", AtOnce)


@pytest.fixture
def uninvited(clerk_a):
    User.objects.filter(pk=clerk_a.pk).update(password=make_password(None))
    return User.objects.get(pk=clerk_a.pk)


def test_a_link_opens_once_and_sets_the_password(client, uninvited, administrator):
    token = invite(uninvited, by=administrator)
    url = f"/account/link/{token}/"
    events = AuditEvent.objects.count()
    page = client.get(url)
    assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "strict-origin")
    assert "no-store" in page.headers["Cache-Control"]
    assert uninvited.username in page.content.decode()
    assert (AuditEvent.objects.count(), OneTimeLink.objects.get().used_at) == (events, None), "looking writes nothing"
    assert client.post(url, {"new_password1": NEW, "new_password2": "khác"}).status_code == 422
    assert client.post(url, TWICE).url == "/account/login/"
    uninvited.refresh_from_db()
    assert (uninvited.check_password(NEW), uninvited.must_change_password) == (True, False)
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.by, event.new) == ("password-changed", uninvited, {"by_link": "invitation"})
    assert client.get(url).status_code == client.post(url, TWICE).status_code == 404


def test_the_database_keeps_no_link(uninvited, administrator):
    token = invite(uninvited, by=administrator)
    kept = OneTimeLink.objects.get()
    assert token not in (kept.digest, str(AuditEvent.objects.latest("pk").new))
    assert find_link(kept.digest) is None


@pytest.mark.parametrize("end", ["late", "again", "off"])
def test_a_link_that_is_too_old_or_was_replaced_or_of_an_account_that_is_off_opens_no_more(
    client, uninvited, administrator, end
):
    token = invite(uninvited, by=administrator)
    link = find_link(token)
    if end == "late":
        OneTimeLink.objects.update(expires_at=link.made_at + timedelta(seconds=-1))
    elif end == "again":
        invite(uninvited, by=administrator)
    else:
        edit_person(uninvited, is_active=False, by=administrator)
        with pytest.raises(ValidationError):
            invite(uninvited, by=administrator)
    assert client.get(f"/account/link/{token}/").status_code == 404
    with pytest.raises(ValidationError):
        use_link(link, NEW)


def test_nobody_invites_whom_they_could_not_appoint(head_a, head_b, clerk_a, committee):
    invite(clerk_a, by=head_a)
    for giver in (head_b, committee, clerk_a):
        with pytest.raises(PermissionDenied):
            invite(head_a if giver == clerk_a else clerk_a, by=giver)


def test_who_forgot_the_password_is_written_to(client, clerk_a, at_once):
    for who in (clerk_a.username.upper(), clerk_a.email):
        assert client.post("/account/forgotten/", {"who": who}).url == "/account/login/"
    assert [letter.to for letter in mail.outbox] == [[clerk_a.email]] * 2
    path = next(line for line in mail.outbox[1].body.splitlines() if "/account/link/" in line).partition("testserver")[
        2
    ]
    assert client.post(path, TWICE).url == "/account/login/"
    clerk_a.refresh_from_db()
    assert clerk_a.check_password(NEW)


def test_the_answer_is_the_same_for_nobody_and_nobody_is_flooded(client, clerk_a, uninvited, committee, at_once):
    User.objects.filter(pk=clerk_a.pk).update(password=make_password(NEW))
    answers = [client.post("/account/forgotten/", {"who": who}) for who in ("khong.ai", *[clerk_a.username] * 5)]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, "/account/login/")}
    assert len(mail.outbox) == 3
    pages = [client.get("/account/login/").content.decode() for _ in range(1)]
    assert "thư kèm đường dẫn đang được gửi đi" in pages[0]
    OneTimeLink.objects.update(user=committee)
    OneTimeLink.objects.bulk_create(
        OneTimeLink(user=committee, kind="password", digest=str(n), made_at=OneTimeLink.objects.first().made_at,
                    expires_at=OneTimeLink.objects.first().made_at, asked_from="127.0.0.1")
        for n in range(7)
    )  # fmt: skip
    assert ask_for_password(clerk_a, by=None, address="127.0.0.1") == ""


def test_who_was_never_let_in_and_who_is_off_get_no_letter(client, uninvited, head_a, at_once):
    edit_person(head_a, is_active=False, by=None)
    for who in (uninvited.username, head_a.username):
        client.post("/account/forgotten/", {"who": who})
    assert (mail.outbox, OneTimeLink.objects.count()) == ([], 0)


def test_forgetting_closes_no_invitation(clerk_a, administrator):
    token = invite(clerk_a, by=administrator)
    assert ask_for_password(clerk_a, by=None, address="127.0.0.1")
    assert find_link(token) is not None
