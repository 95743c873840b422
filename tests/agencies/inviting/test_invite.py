"""Many invited at once: by letter, on paper, each once, each in the trail, nobody beyond the inviter's reach."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from agencies.inviting.actions import invite_many
from agencies.inviting.queries import invitable
from agencies.links.queries import open_links
from agencies.models import AuditEvent, OneTimeLink
from agencies.rights.access import can_manage
from tests import factories


@pytest.fixture
def new(agency_a):
    """new(name, email, role) → somebody of agency A without a password."""

    def make(name, email="", role="agency_clerk", agency=agency_a):
        person = factories.UserFactory(username=name, full_name=name.title(), email=email)
        person.set_unusable_password()
        person.save()
        factories.MembershipFactory(user=person, agency=agency, role=role)
        return person

    return make


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    return client


def main(response) -> str:
    return response.content.decode().partition("<main")[2]


def choices(client) -> list[str]:
    return [line.value for line in client.get(reverse("agencies:invite")).context["board"].lines if line.is_chosen]


def test_who_has_an_address_gets_a_letter_and_the_others_a_slip(admin, new, administrator):
    mailed, printed = new("an", "an@example.vn"), new("binh")
    sent = choices(admin)
    page = admin.post(reverse("agencies:invite"), {"person": sent})
    board = page.context["board"]
    assert (board.letters, [slip.username for slip in board.slips]) == (1, ["binh"])
    assert [letter.to for letter in mail.outbox] == [["an@example.vn"]]
    shown = re.findall(r"/account/link/([\w-]+)/", page.content.decode())
    assert len(set(shown)) == 1
    assert shown[0] not in mail.outbox[0].body
    told = AuditEvent.objects.filter(action="person-invited", by=administrator)
    assert {event.object_id for event in told} == {mailed.pk, printed.pk}
    assert choices(admin) == []


def test_many_stand_folded_and_nothing_is_said_that_is_the_same_of_all(admin, new, monkeypatch):
    monkeypatch.setattr("agencies.inviting.page.FEW", 1)
    monkeypatch.setattr("agencies.inviting.page.letters_leave", lambda: False)
    new("an", "an@example.vn")
    assert "<details" not in main(admin.get(reverse("agencies:invite")))
    new("binh")
    page = main(admin.get(reverse("agencies:invite")))
    assert "Xem và chọn từng người: đã chọn sẵn 2/2" in page
    assert page.count('name="person"') == 2
    assert [word in page for word in ("hệ thống chưa gửi được thư", "Cách giao đường dẫn", "chưa được mời")] == [
        True, False, False
    ]  # fmt: skip


def test_sent_twice_nobody_is_invited_twice_and_nothing_is_shown_twice(admin, new):
    new("an", "an@example.vn")
    new("binh")
    sent = {"person": choices(admin)}
    admin.post(reverse("agencies:invite"), sent)
    again = admin.post(reverse("agencies:invite"), sent)
    assert (again.context["board"].passed_over, again.context["board"].slips) == (2, [])
    assert "/account/link/" not in again.content.decode()
    assert (len(mail.outbox), OneTimeLink.objects.filter(withdrawn_at=None).count()) == (1, 2)


def test_a_letter_that_does_not_leave_closes_its_link_and_can_go_on_paper(admin, new, monkeypatch):
    def refuse(message):
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        new("an", "an@example.vn")
        assert admin.post(reverse("agencies:invite"), {"person": choices(admin)}).url == reverse("agencies:invite")
    assert not open_links().exists()
    page = admin.get(reverse("agencies:invite"))
    assert page.context["board"].letters.failed == ("An",)
    assert "Những thư này chưa gửi được" in page.content.decode()
    sent = {"person": choices(admin), "paper": "1"}
    board = admin.post(reverse("agencies:invite"), sent).context["board"]
    assert (board.letters, [slip.username for slip in board.slips], len(mail.outbox)) == (0, ["an"], 0)


def test_nobody_invites_whose_roles_they_could_not_give(client, head_a, new, agency_b, province, administrator):
    own, above = new("an"), new("binh", role="agency_head")
    other, both = new("cuong", agency=agency_b), new("dung")
    factories.MembershipFactory(user=both, agency=agency_b, role="agency_clerk")
    assert [one.pk for one in invitable(head_a, province)] == [own.pk]
    assert {one.pk for one in invitable(administrator, province)} == {own.pk, above.pk, other.pk, both.pk}
    for person in (own, above, other, both):
        assert can_manage(head_a, person) == (person == own)
    client.force_login(head_a)
    client.post(reverse("agencies:invite"), {"person": [f"{above.pk}-0", f"{other.pk}-0", "x", "1-x", "9" * 30 + "-0"]})
    assert not OneTimeLink.objects.exists()


def test_who_has_come_in_or_was_switched_off_meanwhile_is_passed_over(new, administrator):
    came, off = new("an"), new("binh")
    came.set_password("mat-khau-cua-an-2022")
    came.save()
    off.is_active = False
    off.save()
    assert invite_many({came.pk: 0, off.pk: 0}, by=administrator) == []


@pytest.mark.parametrize("more", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_many(admin, new, more, django_assert_num_queries):
    for n in range(more):
        new(f"nguoi{n}")
    with django_assert_num_queries(6):
        admin.get(reverse("agencies:invite"))
