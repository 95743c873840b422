"""The role above provinces: it opens one board and nothing inside; nobody inside sees that board or gives the role."""

from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from agencies.country.actions import give_country_role
from agencies.models import AuditEvent, Membership, User
from agencies.people.actions import edit_person, end_role, grant_role, set_password
from agencies.rights.access import can_compare, can_manage, grants
from agencies.roster.actions import leave
from tests import factories
from tests.addressed import issued_reports, named, promised  # noqa: F401  -- fixtures
from tests.test_addresses import address_of, answer, ours, world  # noqa: F401  -- a fixture

COUNTRY = "/boards/country/"


@pytest.fixture
def above(db):
    person = factories.UserFactory(username="theodoi")
    give_country_role(person, by=None, reason="Quyết định 1")
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize(
    "who", ["administrator", "officer", "committee", "head_a", "clerk_a", "head_division", "stranger"]
)
@pytest.mark.parametrize("format", ["html", "json", "csv", "xlsx", "pdf"])
def test_nobody_of_a_province_finds_such_a_page(client, request, item, who, format):
    item()
    person = request.getfixturevalue(who)
    client.force_login(person)
    assert client.get(COUNTRY, {"format": format}).status_code == 404
    if format == "html":
        assert COUNTRY not in client.get("/account/").content.decode()


def test_who_is_not_logged_in_is_sent_to_the_login_page(client):
    assert client.get(COUNTRY).url.startswith("/account/login/")


def test_it_takes_no_post(client, above):
    client.force_login(above)
    assert client.post(COUNTRY).status_code == 405


@pytest.mark.parametrize("method", ["get", "post"])
def test_of_all_other_addresses_they_get_what_a_stranger_gets(client, above, stranger, world, method):  # noqa: F811
    sessions = []
    for person in (above, stranger):
        client.cookies.clear()
        client.force_login(person)
        sessions.append(client.session.session_key)
    found = {}
    for name in ours():
        found[name] = [answer(client, session, method, address_of(name, world)) for session in sessions]
    others = {name: pair for name, pair in found.items() if pair[0] != pair[1]}
    assert others == ({"dashboards:country": [200, 404], "home": [302, 200]} if method == "get" else {})


def test_home_and_navigation_lead_to_the_board_alone(client, above, plan):
    client.force_login(above)
    assert client.get("/").url == COUNTRY
    frame = client.get(COUNTRY).context["frame"]
    assert [(one.key, one.url.partition("?")[0], one.is_current) for one in frame.sections] == [
        ("country", COUNTRY, True)
    ]
    assert (frame.provinces, frame.role, frame.searches) == ((), "Người theo dõi cả nước", False)


def test_beside_a_role_in_a_province_one_goes_from_one_to_the_other(client, above, committee, plan):
    factories.MembershipFactory(user=above, agency=plan.province, role="committee")
    client.force_login(above)
    frame = client.get("/boards/province/?year=2022&month=9").context["frame"]
    assert [(place.name, place.is_current) for place in frame.provinces] == [
        ("Cả nước", False), ("Tỉnh Vĩnh Phúc", True),
    ]  # fmt: skip
    assert frame.sections[0].url == f"{COUNTRY}?year=2022&month=9"
    frame = client.get(frame.sections[0].url).context["frame"]
    assert [(place.name, place.is_current) for place in frame.provinces] == [
        ("Cả nước", True), ("Tỉnh Vĩnh Phúc", False),
    ]  # fmt: skip
    assert client.get(frame.provinces[1].url, follow=True).status_code == 200


def test_where_no_year_is_planned_it_is_said_what_comes_first(client, above):
    factories.ProvinceFactory()
    client.force_login(above)
    answer = client.get("/boards/country/")
    assert (answer.status_code, "Khi một tỉnh lập kế hoạch năm" in answer.content.decode()) == (404, True)


def test_where_nothing_is_assigned_it_is_said(client, above, plan):
    client.force_login(above)
    page = client.get(COUNTRY, {"year": 2022, "month": 9})
    assert page.context["board"].counts.total == 0
    assert "Tháng này không có chỉ tiêu nào chung của nhiều tỉnh." in page.content.decode()


def test_an_ended_role_opens_nothing(client, above, plan, on_day):
    end_role(above.memberships.get(), until=date(2100, 1, 1), by=None)
    client.force_login(above)
    assert client.get(COUNTRY).status_code == 200
    on_day(date(2100, 1, 2))
    assert client.get(COUNTRY).status_code == 404


# --- who gives it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["administrator", "officer", "head_a", "stranger"])
def test_nobody_but_a_superuser_gives_or_ends_it(request, above, who):
    by, newcomer = request.getfixturevalue(who), factories.UserFactory()
    with pytest.raises(PermissionDenied):
        give_country_role(newcomer, by=by)
    with pytest.raises(PermissionDenied):
        end_role(above.memberships.get(), until=date(2030, 1, 1), by=by)
    assert not newcomer.memberships.exists()
    assert above.memberships.get().until is None


def test_a_superuser_gives_it_and_the_trail_says_so(db):
    by, newcomer = factories.UserFactory(is_superuser=True), factories.UserFactory()
    role = give_country_role(newcomer, by=by, reason="Quyết định 5", until=date(2100, 1, 1))
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.by, event.agency, event.reason) == ("role-granted", by, None, "Quyết định 5")
    assert (event.object_id, event.new["user"], event.new["role"]) == (role.pk, newcomer.username, "country")
    assert (can_compare(newcomer), grants(newcomer)) == (True, ())
    with pytest.raises(ValidationError):
        give_country_role(newcomer, by=by)


def test_it_is_given_at_no_agency_and_no_other_role_is(administrator, province, db):
    newcomer = factories.UserFactory()
    with pytest.raises(PermissionDenied):
        grant_role(user=newcomer, agency=province, role="country", by=administrator)
    with pytest.raises(ValidationError):
        grant_role(user=newcomer, agency=province, role="country", by=None)
    for place, role in ((province, "country"), (None, "committee")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(user=newcomer, agency=place, role=role)
    with pytest.raises(ValueError, match="at no agency"):
        Membership(user=newcomer, role="country").place  # noqa: B018


def test_a_provinces_administrator_does_not_reach_the_account(administrator, above, agency_a):
    """Who holds both a role inside and the one above is a superuser's: a new password would open the country."""
    factories.MembershipFactory(user=above, agency=agency_a, role="agency_clerk")
    assert not can_manage(administrator, above)
    for change in (
        lambda: set_password(above, "mot-mat-khau-khac-2022", by=administrator),
        lambda: edit_person(above, by=administrator, email="khac@example.vn"),
        lambda: leave(above, by=administrator),
    ):
        with pytest.raises(PermissionDenied):
            change()


def test_a_system_never_holds_it(db):
    with pytest.raises(ValidationError):
        give_country_role(factories.UserFactory(is_system=True), by=None)


def test_pages_of_people_go_on_with_somebody_who_holds_it(client, administrator, above, agency_a):
    factories.MembershipFactory(user=above, agency=agency_a, role="agency_clerk")
    client.force_login(administrator)
    assert client.get("/people/").status_code == 200
    assert client.get(f"/people/{above.pk}/").status_code == 200
    assert "Người theo dõi cả nước" not in client.get("/people/").content.decode()
    assert client.post(f"/people/{above.pk}/edit/", {"full_name": "Khác"}).status_code == 403


# --- the command ---------------------------------------------------------------------------------------------------


def test_the_command_makes_the_account_gives_and_ends(db, monkeypatch, capsys):
    boss = factories.UserFactory(username="goc", is_superuser=True)
    monkeypatch.setattr("sys.stdin", StringIO("mot-mat-khau-rat-dai-2022\n"))
    told = {"reason": "Quyết định 9", "by": "goc"}
    call_command("country_role", "theodoi.moi", email="a@example.vn", password_stdin=True, **told)
    person = User.objects.get(username="theodoi.moi")
    assert (can_compare(person), person.check_password("mot-mat-khau-rat-dai-2022")) == (True, True)
    assert set(AuditEvent.objects.filter(by=boss).values_list("reason", flat=True)) == {"Quyết định 9"}
    call_command("country_role", "theodoi.moi", end=True, **told)
    assert person.memberships.get().until is not None
    assert "theodoi.moi" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "options"),
    [("khong.co", {}), ("theodoi", {}), ("nguoila", {"end": True}), ("theodoi", {"by": "quantri"}),
     ("theodoi", {"reason": "  "}), ("moi", {"email": "khong phai"})],
)  # fmt: skip
def test_the_command_refuses_and_changes_nothing(above, stranger, administrator, name, options):
    before = (User.objects.count(), AuditEvent.objects.count())
    with pytest.raises(CommandError):
        call_command("country_role", name, **{"reason": "x"} | options)
    assert (User.objects.count(), AuditEvent.objects.count()) == before


def test_the_administration_gives_it_by_the_same_action(client, db):
    boss, newcomer = factories.UserFactory(is_superuser=True, is_staff=True), factories.UserFactory()
    client.force_login(boss)
    page = f"/admin/agencies/user/{newcomer.pk}/change/"
    said = {
        "username": newcomer.username, "full_name": newcomer.full_name, "email": newcomer.email, "language": "vi",
        "is_active": "on", "reason": "Quyết định 7", "memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0,
        "memberships-0-role": "country", "memberships-0-agency": "",
    }  # fmt: skip
    assert client.post(page, said).status_code == 302
    assert (newcomer.memberships.get().role, AuditEvent.objects.latest("pk").by) == ("country", boss)
    said |= {"memberships-TOTAL_FORMS": 1, "memberships-0-role": "committee"}
    other = factories.UserFactory()
    said |= {"username": other.username, "email": other.email}
    assert client.post(page.replace(str(newcomer.pk), str(other.pk)), said).status_code == 200
    assert not other.memberships.exists()


@pytest.mark.parametrize("days", [{"until": date(2020, 1, 1)}, {"end": True, "until": date(2020, 1, 1)}])
def test_a_role_that_would_end_before_it_begins_is_refused_in_words(above, days):
    person = above if "end" in days else factories.UserFactory(username="sau")
    with pytest.raises(CommandError) as refused:
        call_command("country_role", person.username, reason="Quyết định 6", **days)
    assert str(refused.value) == "Ngày kết thúc trước ngày bắt đầu."
