"""Who gives which role to whom, who sets whose password, and what the trail says of it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.enums import Role
from agencies.models import AuditEvent, Membership, User
from agencies.people.actions import add_person, edit_person, edit_role, end_role, grant_role, set_password
from tests import factories

NEW = "mot-mat-khau-rat-dai-2022"


@pytest.fixture
def newcomer(db):
    return factories.UserFactory(username="nguoimoi")


def last_event():
    return AuditEvent.objects.latest("pk")


def test_an_administrator_gives_every_role_in_the_own_province_where_it_is_held(
    administrator, newcomer, province, agency_a, division_1
):
    given = set()
    for place in (province, agency_a, division_1):
        for role in Role.values:
            try:
                grant_role(user=newcomer, agency=place, role=role, by=administrator)
            except (PermissionDenied, ValidationError):
                continue
            assert (last_event().by, last_event().new["role"]) == (administrator, role)
            given.add((role, place.level))
    assert given == {
        ("administrator", "province"), ("officer", "province"), ("committee", "province"), ("agency_head", "agency"),
        ("agency_clerk", "agency"), ("division_head", "division"), ("division_clerk", "division"),
    }  # fmt: skip


def test_nobody_gives_a_role_in_another_province(administrator, newcomer):
    elsewhere = factories.AgencyFactory()
    with pytest.raises(PermissionDenied):
        grant_role(user=newcomer, agency=elsewhere, role="agency_clerk", by=administrator)
    assert not newcomer.memberships.exists()


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("head_a", {"agency_clerk", "division_head", "division_clerk"}),
        ("head_division", set()),
        ("clerk_a", set()),
        ("officer", set()),
        ("committee", set()),
        ("stranger", set()),
    ],
)
def test_nobody_gives_a_role_above_the_own(request, newcomer, agency_a, division_1, who, may):
    giver, given = request.getfixturevalue(who), set()
    for role in Role.values:
        place = division_1 if role.startswith("division") else agency_a
        try:
            given.add(grant_role(user=newcomer, agency=place, role=role, by=giver).role)
        except (PermissionDenied, ValidationError):
            assert not newcomer.memberships.filter(role=role).exists()
    assert given == may


def test_a_head_appoints_at_the_own_agency_only(head_a, newcomer, agency_b):
    with pytest.raises(PermissionDenied):
        grant_role(user=newcomer, agency=agency_b, role="agency_clerk", by=head_a)


def test_a_role_ends_with_its_last_day_and_stays(head_a, clerk_a):
    role = clerk_a.memberships.get()
    end_role(role, until=date(2022, 6, 30), by=head_a, reason="chuyển công tác")
    event = last_event()
    assert (event.action, event.by, event.reason) == ("role-changed", head_a, "chuyển công tác")
    assert (event.old, event.new, event.agency) == ({"until": None}, {"until": "2022-06-30"}, role.agency)
    assert Membership.objects.get(pk=role.pk).until == date(2022, 6, 30)


def test_who_could_not_give_a_role_does_not_end_it(clerk_a, head_a):
    with pytest.raises(PermissionDenied):
        end_role(head_a.memberships.get(), until=date(2022, 6, 30), by=clerk_a)
    assert head_a.memberships.get().until is None


def test_a_role_stays_with_its_person_and_place(administrator, clerk_a, agency_b):
    with pytest.raises(ValueError, match="agency"):
        edit_role(clerk_a.memberships.get(), by=administrator, agency=agency_b)


def test_an_acting_head_needs_the_number_of_the_decision(administrator, head_a):
    role = head_a.memberships.get()
    with pytest.raises(ValidationError):
        edit_role(role, by=administrator, is_acting=True)
    edit_role(role, by=administrator, is_acting=True, decision_number="12/QĐ")
    assert last_event().new == {"is_acting": True, "decision_number": "12/QĐ"}


def test_a_person_comes_without_a_password(head_a):
    person = add_person(username="moi", full_name="Người Mới", email="moi@example.vn", by=head_a)
    assert not person.has_usable_password()
    assert last_event().new == {"username": "moi", "full_name": "Người Mới", "email": "moi@example.vn"}
    with pytest.raises(ValidationError):
        add_person(username="moi", full_name="Người Khác", email="khac@example.vn", by=head_a)


def test_a_password_that_was_set_is_changed_first_and_told_of_without_itself(head_a, clerk_a):
    set_password(clerk_a, NEW, by=head_a, reason="quên mật khẩu")
    clerk_a.refresh_from_db()
    assert clerk_a.check_password(NEW)
    assert clerk_a.must_change_password
    event = last_event()
    assert (event.action, event.by, event.object_id) == ("password-set", head_a, clerk_a.pk)
    assert event.new == {"must_change_password": True, "has_password": True}
    assert event.old == {"must_change_password": False, "has_password": True}


def test_nobody_logs_in_as_a_system_whatever_its_account_holds(client, administrator, clerk_a):
    User.objects.filter(pk=clerk_a.pk).update(is_system=True)
    clerk_a.refresh_from_db()
    for by in (administrator, None):
        with pytest.raises(ValidationError):
            set_password(clerk_a, NEW, by=by)
    assert not clerk_a.check_password(NEW)
    assert clerk_a.check_password(factories.PASSWORD)
    said = {"username": clerk_a.username, "password": factories.PASSWORD}
    assert client.post("/account/login/", said).status_code == 422
    assert "_auth_user_id" not in client.session


def test_nobody_takes_over_the_account_of_somebody_above(head_a, clerk_a, administrator, officer):
    for below, above in ((head_a, officer), (head_a, administrator), (clerk_a, head_a), (officer, administrator)):
        with pytest.raises(PermissionDenied):
            set_password(above, NEW, by=below)
        with pytest.raises(PermissionDenied):
            edit_person(above, by=below, email="khac@example.vn")
    assert not User.objects.exclude(must_change_password=False).exists()


def test_a_role_in_another_province_protects_the_account(administrator, clerk_a):
    grant_role(user=clerk_a, agency=factories.AgencyFactory(), role="agency_clerk", by=None)
    with pytest.raises(PermissionDenied):
        set_password(clerk_a, NEW, by=administrator)


def test_a_role_that_only_begins_later_protects_already(head_a, clerk_a, agency_a):
    grant_role(user=clerk_a, agency=agency_a, role="agency_head", since=date(2999, 1, 1), by=None)
    with pytest.raises(PermissionDenied):
        set_password(clerk_a, NEW, by=head_a)


def test_who_is_switched_off_keeps_past_and_roles(administrator, clerk_a):
    edit_person(clerk_a, by=administrator, is_active=False, reason="nghỉ hưu")
    assert (last_event().old, last_event().new) == ({"is_active": True}, {"is_active": False})
    assert clerk_a.memberships.count() == 1


@pytest.mark.parametrize("flag", ["is_staff", "is_superuser"])
def test_only_a_superuser_opens_the_administration_to_somebody(administrator, clerk_a, flag):
    with pytest.raises(PermissionDenied):
        edit_person(clerk_a, by=administrator, **{flag: True})
    administrator.is_superuser = True
    assert getattr(edit_person(clerk_a, by=administrator, **{flag: True}), flag) is True
    assert last_event().new == {flag: True}


def test_a_superusers_account_is_a_superusers(administrator, clerk_a):
    User.objects.filter(pk=clerk_a.pk).update(is_superuser=True)
    clerk_a.refresh_from_db()
    with pytest.raises(PermissionDenied):
        set_password(clerk_a, NEW, by=administrator)


def test_what_stays_as_it_is_leaves_no_trace(administrator, clerk_a):
    before = AuditEvent.objects.count()
    edit_person(clerk_a, by=administrator, full_name=clerk_a.full_name)
    assert AuditEvent.objects.count() == before
