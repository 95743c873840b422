"""Who may see and do what: the table of agencies/rights/roles.py, asked at every node."""

from datetime import date
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from agencies.enums import Role
from agencies.models import AuditEvent, Membership, User
from agencies.people.accounts import Accounts
from agencies.rights.access import (
    above_provinces,
    can,
    can_somewhere,
    get_agency_or_404,
    grants,
    provinces,
    require,
    visible_agencies,
)
from agencies.rights.roles import PERMISSIONS, Permission
from tests import factories

HELD_AT = {
    "administrator": ("administrator", "province"),
    "officer": ("officer", "province"),
    "committee": ("committee", "province"),
    "head_a": ("agency_head", "agency_a"),
    "clerk_a": ("agency_clerk", "agency_a"),
    "head_division": ("division_head", "division_1"),
    "head_b": ("agency_head", "agency_b"),
}
BELOW = {
    "province": {"province", "agency_a", "agency_b", "division_1", "division_2"},
    "agency_a": {"agency_a", "division_1", "division_2"},
    "division_1": {"division_1"},
    "agency_b": {"agency_b"},
}
MAY = {
    "administrator": {"read", "steer", "assign", "commit", "attest", "appraise", "audit", "appoint", "administer"},
    "officer": {"read", "review", "steer", "attest", "appraise", "audit"},
    "committee": {"read", "appraise"},
    "agency_head": {"read", "enter", "sign", "commit", "attest", "appraise", "audit", "appoint"},
    "agency_clerk": {"read", "enter", "attest"},
    "division_head": {"read", "enter", "sign", "attest", "appraise"},
    "division_clerk": {"read", "enter"},
    "country": {"compare"},
}


@pytest.fixture
def places(province, agency_a, agency_b, division_1, division_2):
    nodes = (province, agency_a, agency_b, division_1, division_2)
    return dict(zip(("province", "agency_a", "agency_b", "division_1", "division_2"), nodes, strict=True))


def test_the_table_gives_each_role_what_the_design_says():
    assert {role: set(given) for role, given in PERMISSIONS.items()} == MAY
    assert PERMISSIONS.keys() == set(Role)


def test_nobody_types_and_reviews_and_nobody_who_administers_signs():
    for given in PERMISSIONS.values():
        assert not {Permission.ENTER, Permission.REVIEW} <= given
        assert not {Permission.ADMINISTER, Permission.SIGN} <= given


@pytest.mark.parametrize("person", HELD_AT)
def test_a_role_reaches_down_the_tree_and_nowhere_else(request, places, person):
    user = request.getfixturevalue(person)
    role, held_at = HELD_AT[person]
    for permission, place in product(Permission, places):
        wanted = permission in MAY[role] and place in BELOW[held_at]
        assert can(user, permission, places[place]) is wanted, (permission, place)
    for permission in Permission:
        wanted = {places[place] for place in BELOW[held_at]} if permission in MAY[role] else set()
        assert set(visible_agencies(user, permission)) == wanted
        assert can_somewhere(user, permission) is bool(wanted)


def test_a_stranger_sees_nothing_and_gets_404(stranger, places):
    assert list(visible_agencies(stranger)) == provinces(stranger) == []
    for permission, place in product(Permission, places.values()):
        with pytest.raises(Http404):
            require(stranger, permission, place)


def test_a_reader_who_may_not_write_gets_403(committee, agency_a):
    assert require(committee, Permission.READ, agency_a) == agency_a
    for permission in set(Permission) - {Permission.READ, Permission.APPRAISE}:
        with pytest.raises(PermissionDenied):
            require(committee, permission, agency_a)


def test_neighbours_get_404_even_for_what_they_may_do_at_home(head_b, agency_a, province):
    for place in (agency_a, province):
        with pytest.raises(Http404):
            require(head_b, Permission.ENTER, place)


def test_an_agency_is_found_by_code_in_its_own_province(committee, stranger, province, agency_a):
    other = factories.ProvinceFactory()
    assert get_agency_or_404(committee, province, "so-a") == agency_a
    for user, where, code in ((committee, province, "so-x"), (committee, other, "so-a"), (stranger, province, "so-a")):
        with pytest.raises(Http404):
            get_agency_or_404(user, where, code)
    with pytest.raises(PermissionDenied):
        get_agency_or_404(committee, province, "so-a", Permission.ENTER)


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (None, None, True),
        (date(2022, 10, 10), None, True),
        (date(2022, 10, 11), None, False),
        (None, date(2022, 10, 10), True),
        (None, date(2022, 10, 9), False),
    ],
)
def test_a_role_holds_from_its_first_to_its_last_day(stranger, agency_a, on_day, since, until, holds):
    on_day(date(2022, 10, 10))
    factories.MembershipFactory(user=stranger, agency=agency_a, since=since, until=until)
    assert can(stranger, Permission.ENTER, agency_a) is holds


def test_who_is_no_longer_active_or_not_logged_in_holds_nothing(head_a, agency_a):
    User.objects.filter(pk=head_a.pk).update(is_active=False)
    assert grants(User.objects.get(pk=head_a.pk)) == grants(AnonymousUser()) == ()


def test_two_roles_add_up_and_provinces_are_named_once(committee, province, agency_a, agency_b):
    elsewhere = factories.AgencyFactory()
    for agency in (agency_a, elsewhere):
        factories.MembershipFactory(user=committee, agency=agency, role="agency_clerk")
    assert can(committee, Permission.ENTER, agency_a)
    assert not can(committee, Permission.ENTER, agency_b)
    assert provinces(committee) == [province, elsewhere.province]


def test_questions_cost_one_query_for_a_person(head_a, agency_a, division_1, django_assert_num_queries):
    user = User.objects.get(pk=head_a.pk)
    with django_assert_num_queries(1):
        assert all(can(user, permission, agency_a) for permission in (Permission.READ, Permission.SIGN))
        assert can_somewhere(user, Permission.ENTER)
        assert provinces(user)


def test_a_role_granted_is_audited(head_a, agency_a):
    event = AuditEvent.objects.get(action="role-granted")
    assert (event.agency, event.new) == (agency_a, {"user": "giamdoc.a", "agency": "so-a", "role": "agency_head"})


@pytest.mark.parametrize("roles", [(), ("agency_clerk",), ("agency_clerk", "agency_head")])
def test_who_asks_is_read_with_the_roles_held_today_by_one_question(
    agency_a, agency_b, roles, django_assert_num_queries
):
    person, other = factories.UserFactory(), factories.UserFactory()
    for role, agency in zip(roles, (agency_b, agency_a), strict=False):
        factories.MembershipFactory(user=person, agency=agency, role=role)
    factories.MembershipFactory(user=person, agency=agency_a, role="agency_head", until=date(2020, 1, 1))
    factories.MembershipFactory(user=other, agency=agency_a, role="agency_head")
    country = Membership.objects.create(user=person, role="country") if len(roles) > 1 else None
    expected = grants(User.objects.get(pk=person.pk)), above_provinces(User.objects.get(pk=person.pk))
    with django_assert_num_queries(1):
        read = Accounts().get_user(person.pk)
        assert (grants(read), above_provinces(read)) == expected
        assert (len(grants(read)), bool(above_provinces(read))) == (len(roles), country is not None)
    assert (read, read.password, read.get_session_auth_hash()) == (
        person, person.password, person.get_session_auth_hash(),
    )  # fmt: skip


def test_who_is_no_longer_active_or_was_never_there_asks_nothing(clerk_a):
    assert Accounts().get_user(clerk_a.pk + 1000) is None
    User.objects.update(is_active=False)
    assert Accounts().get_user(clerk_a.pk) is None
