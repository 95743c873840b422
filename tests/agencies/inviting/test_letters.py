"""Letters leave by the worker: watched, each person once, gone on with where an attempt died."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from agencies.inviting import background
from agencies.inviting.actions import invite_many
from agencies.links.queries import find_link, open_links
from agencies.models import Membership, Work
from agencies.work import actions as work
from agencies.work.rules import SILENT
from tests import factories
from tests.agencies.work.queue import in_hands_of, seen, work_off

INVITE = reverse("agencies:invite")


pytestmark = pytest.mark.usefixtures("queue")


@pytest.fixture
def people(agency_a):
    """Three people with an address and no password."""
    found = []
    for name in ("an", "binh", "cuong"):
        person = factories.UserFactory(username=name, full_name=name.title(), email=f"{name}@example.vn")
        person.set_unusable_password()
        person.save()
        factories.MembershipFactory(user=person, agency=agency_a, role="agency_clerk")
        found.append(person)
    return found


@pytest.fixture
def admin(client, administrator, people):
    client.force_login(administrator)
    return client


def invited(client):
    lines = client.get(INVITE).context["board"].lines
    return client.post(INVITE, {"person": [line.value for line in lines if line.is_chosen]})


def addressees():
    return [letter.to[0].partition("@")[0] for letter in mail.outbox]


def last_link():
    """The link of the last letter, where it opens."""
    return find_link(mail.outbox[-1].body.split("/account/link/")[1].split("/")[0])


def test_letters_wait_for_the_worker_and_the_page_tells_how_far_they_are(admin, people):
    seen()
    assert invited(admin).url == INVITE
    assert (addressees(), open_links().count()) == ([], 0)
    page = admin.get(INVITE).content.decode()
    assert "<progress" in page
    assert 'name="person"' not in page
    assert "<progress" in admin.get(INVITE, headers={"HX-Request": "true"}).content.decode()
    again = admin.post(INVITE, {"person": [f"{people[0].pk}-0"]}, follow=True)
    assert "Thư đang được gửi." in again.content.decode()
    work_off()
    assert addressees() == ["an", "binh", "cuong"]
    assert last_link().user == people[2]
    assert admin.get(INVITE, headers={"HX-Request": "true"})["HX-Redirect"] == INVITE
    assert "đã gửi 3" in admin.get(INVITE).content.decode()


def test_what_waits_holds_no_token(admin):
    invited(admin)
    work_off()
    token = mail.outbox[0].body.split("/account/link/")[1].split("/")[0]
    assert token not in str(Work.objects.values_list("said", flat=True).get())


def test_an_attempt_after_one_that_died_writes_to_who_has_no_letter_yet(admin, monkeypatch):
    """It dies when the second link is made and its letter is not noted: that person's second link opens."""
    invited(admin)
    given = in_hands_of("w")
    send = background.send

    def die(message):
        if message.to == ["binh@example.vn"]:
            raise SystemExit
        return send(message)

    with monkeypatch.context() as dying:
        dying.setattr(background, "send", die)
        with pytest.raises(SystemExit):
            background.letters_step.call(*given)
    assert (addressees(), open_links().count()) == (["an"], 2)
    seen("w", 2 * SILENT)
    assert work.take_up_again() == 1
    background.letters_step.call(*given)  # who was taken for dead comes back: nothing is theirs
    assert addressees() == ["an"]
    work_off()
    assert addressees() == ["an", "binh", "cuong"]
    assert open_links().count() == 3
    assert Work.objects.get().said["passed"] == []


def test_who_is_overtaken_makes_no_link(admin, monkeypatch):
    invited(admin)
    given = DBTaskResult.objects.get(status="READY").args_kwargs["args"]

    def overtaken(*args, **more):
        Work.objects.update(attempt="00000000-0000-0000-0000-000000000000")
        return invite_many(*args, **more)

    monkeypatch.setattr(background, "invite_many", overtaken)
    background.letters_step.call(*given)
    assert (addressees(), open_links().count()) == ([], 0)


def test_without_a_mail_server_nobody_is_invited_and_it_says_so(admin, monkeypatch):
    def refuse(connection):
        raise OSError

    invited(admin)
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.open", refuse)
    work_off()
    assert open_links().count() == 0
    assert "Không kết nối được máy chủ thư" in admin.get(INVITE).content.decode()


def test_who_was_invited_meanwhile_is_passed_over(admin, administrator, people):
    invited(admin)
    invite_many({people[0].pk: 0}, by=administrator)
    work_off()
    assert addressees() == ["binh", "cuong"]
    assert Work.objects.get().said["passed"] == [people[0].pk]


def test_whose_role_ended_meanwhile_invites_nobody(admin, administrator):
    invited(admin)
    Membership.objects.filter(user=administrator).update(until=timezone.localdate() - timedelta(days=1))
    work_off()
    assert (addressees(), open_links().count()) == ([], 0)
