"""A head names who signs meanwhile: only the head, only own people, from a day until a day, and it ends by itself."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from agencies.deputies.actions import name_deputy
from agencies.models import AuditEvent, Membership, User
from agencies.rights.access import can
from agencies.rights.roles import Permission

URL = "/people/deputies/"
SENT = {"since": "20/10/2022", "until": "31/10/2022", "decision_number": "12/GUQ"}


@pytest.fixture(autouse=True)
def today(on_day):
    on_day(date(2022, 10, 17))


def may_sign(person, agency) -> bool:
    return can(User.objects.get(pk=person.pk), Permission.SIGN, agency)


def test_a_deputy_signs_from_the_first_day_to_the_last_and_no_longer(client, head_a, clerk_a, agency_a, on_day):
    client.force_login(head_a)
    assert client.post(URL, SENT | {"deputy": clerk_a.pk}).status_code == 302
    signs = []
    for day in (date(2022, 10, 19), date(2022, 10, 20), date(2022, 10, 31), date(2022, 11, 1)):
        on_day(day)
        signs.append((may_sign(clerk_a, agency_a), may_sign(head_a, agency_a)))
    assert signs == [(False, True), (True, True), (True, True), (False, True)]
    told = AuditEvent.objects.get(action="deputy-named")
    assert (told.by, told.agency, told.new["decision_number"]) == (head_a, agency_a, "12/GUQ")
    on_day(date(2022, 10, 25))
    assert "31/10/2022" in client.get(URL).content.decode()
    row = Membership.objects.get(user=clerk_a, is_acting=True)
    client.post(reverse("agencies:deputy-end", args=[row.pk]))
    row.refresh_from_db()
    assert (row.until, AuditEvent.objects.filter(action="deputy-called-back").count()) == (date(2022, 10, 25), 1)
    client.post(reverse("agencies:deputy-end", args=[row.pk]))
    assert AuditEvent.objects.filter(action="deputy-called-back").count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"until": "01/10/2022"}, "until"),
        ({"until": "31/12/2023"}, "until"),
        ({"decision_number": " "}, "decision_number"),
        ({"deputy": "0"}, "deputy"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(change, field, client, head_a, clerk_a):
    client.force_login(head_a)
    answer = client.post(URL, SENT | {"deputy": clerk_a.pk} | change)
    assert (answer.status_code, list(answer.context["board"]["form"].errors)) == (422, [field])


def test_only_the_head_in_person_names_one_and_only_of_the_own_agency(
    client, head_a, head_b, clerk_a, agency_a, agency_b, administrator
):
    days = {"since": date(2022, 10, 20), "until": date(2022, 10, 31), "decision_number": "1"}
    with pytest.raises(ValidationError):
        name_deputy(head_b, agency=agency_a, by=head_a, **days)
    for person in (head_b, clerk_a, administrator):
        with pytest.raises(PermissionDenied):
            name_deputy(clerk_a, agency=agency_a, by=person, **days)
    row = name_deputy(clerk_a, agency=agency_a, by=head_a, since=date(2022, 10, 17), until=days["until"],
                      decision_number="1")  # fmt: skip
    with pytest.raises(PermissionDenied):
        name_deputy(clerk_a, agency=agency_a, by=User.objects.get(pk=clerk_a.pk), **days)
    with pytest.raises(ValidationError):
        name_deputy(clerk_a, agency=agency_a, by=head_a, **days)
    client.force_login(head_b)
    assert client.post(reverse("agencies:deputy-end", args=[row.pk])).status_code == 404
