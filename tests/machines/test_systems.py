"""Systems: the agencies of one province for which they act, given and taken away."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.clock import today
from agencies.enums import Reorganising
from agencies.models import Agency, AuditEvent, Membership, User
from agencies.people.actions import grant_role
from agencies.reorganising.actions import Decision, reorganise, take_back
from agencies.tree.actions import edit_agency, rename_agency
from kpis.models import Entry
from machines.models import Token
from machines.tokens.actions import add_system, make_token, revoke_token, set_agencies, switch_system
from tests import factories

SYSTEMS = "/people/systems/"
DAY = timedelta(days=1)
QUERIES = 7  # session and person, roles; systems, tokens, their roles, tokens of people, agencies to choose


@pytest.fixture
def agency_c(province):
    return factories.AgencyFactory(parent=province, code="so-c", name="Sở Văn hóa, Thể thao", short_name="Sở VHTT")


@pytest.fixture
def system(agency_a, agency_b, administrator):
    return add_system(agency_a, agency_b, name="Một cửa điện tử", by=administrator)


@pytest.fixture
def program(client, system, administrator):
    """program("write")("post", "/entries", …): the answer to a program with a token of the system."""

    def of(reach="read"):
        text = make_token(system, name="Máy chủ", reach=reach, days=30, by=administrator)[0]

        def ask(way, path, *sent):
            how = {"headers": {"Authorization": f"Bearer {text}"}, "content_type": "application/json"}
            return getattr(client, way)(f"/api/v1{path}", *sent, **how)

        return ask

    return of


@pytest.fixture
def theirs(db):
    """Who administers another province."""
    place = factories.ProvinceFactory(code="phu-tho", name="Tỉnh Phú Thọ")
    return factories.MembershipFactory(agency=place, role="administrator").user


def acts_for(system) -> list[str]:
    held = system.memberships.in_force_on(today()).order_by("agency__path")
    return [f"{role.agency.code} {role.role}" for role in held]


def choose(client, system, *agencies, **more):
    said = {"agencies": [agency.pk for agency in agencies]}
    return client.post(f"{SYSTEMS}{system.pk}/agencies/", said | more)


def figure(agency, item, value=5):
    return {"agency": agency.code, "rows": [{"item": item.pk, "value": value}]}


def test_a_button_pressed_twice_makes_one_system(client, administrator, agency_a):
    client.force_login(administrator)
    said = {"name": "Một cửa", "reach": "write", "days": "90", "agencies": [agency_a.pk]}
    assert [client.post(SYSTEMS, said).status_code for _time in range(2)] == [200, 422]
    assert (User.objects.filter(is_system=True).count(), Token.objects.count()) == (1, 1)
    page = client.post(SYSTEMS, said).content.decode()
    assert "Đã có hệ thống mang tên này; hãy tạo thêm mã truy cập cho hệ thống đó." in page


def test_a_system_is_made_for_several_agencies_and_the_page_names_them(
    client, administrator, province, agency_a, agency_c, division_1
):
    client.force_login(administrator)
    form = client.get(SYSTEMS).content.decode()
    assert "Văn phòng Sở (Sở Xây dựng)" in form, "a division is named with its agency"
    said = {"name": "Một cửa", "reach": "write", "days": "90", "agencies": [province.pk, agency_c.pk, division_1.pk]}
    assert client.post(SYSTEMS, said).context["board"].made
    made = User.objects.get(is_system=True)
    assert acts_for(made) == ["vinh-phuc committee", "a-1 division_clerk", "so-c agency_clerk"]
    (line,) = client.get(SYSTEMS).context["board"].lines
    assert line.agencies == "Tỉnh Vĩnh Phúc; Văn phòng Sở (Sở XD); Sở VHTT"


def test_one_token_writes_for_two_agencies_and_for_no_third(program, months, item, agency_a, agency_b, agency_c):
    ask, address = program("write"), "/entries?year=2022&month=9"
    first, second, third = (item(agency=agency) for agency in (agency_a, agency_b, agency_c))
    assert ask("post", address, figure(agency_a, first)).json()["agency"] == "so-a"
    assert ask("post", address, figure(agency_b, second)).json()["agency"] == "so-b"
    assert ask("post", address, figure(agency_c, third)).status_code == 404
    assert ask("post", address, figure(agency_a, second)).status_code == 422, "the item is the other's"
    assert {entry.assignment for entry in Entry.objects.all()} == {first, second}
    found = ask("get", "/entries?year=2022&month=9").json()["items"]
    assert [(row["agency"], row["source"]) for row in found] == [
        ("so-a", "Một cửa điện tử"), ("so-b", "Một cửa điện tử"),
    ]  # fmt: skip
    assert [row["agency"] for row in ask("get", "/items?year=2022&month=9").json()["items"]] == ["so-a", "so-b"]


def test_as_the_province_too_it_reads_all_and_writes_for_its_agencies_alone(
    program, system, administrator, months, item, province, agency_a, agency_b
):
    set_agencies(system, [province, agency_a], by=administrator)
    ask, address = program("write"), "/entries?year=2022&month=9"
    first, second = item(agency=agency_a), item(agency=agency_b)
    assert ask("get", "/provinces").json()["items"][0]["reads_whole"]
    assert len(ask("get", "/items?year=2022&month=9").json()["items"]) == 2
    assert ask("post", address, figure(agency_a, first)).status_code == 200
    assert ask("post", address, figure(agency_b, second)).status_code == 403
    assert Entry.objects.get().assignment == first


def test_what_is_taken_away_opens_nothing_at_once_and_stays_on_record(
    client, program, system, administrator, months, item, agency_a, agency_b, agency_c
):
    ask, address = program("write"), "/entries?year=2022&month=9"
    first, second = item(agency=agency_a), item(agency=agency_b)
    Membership.objects.filter(user=system, agency=agency_b).update(since=date(2022, 1, 1))
    assert ask("post", address, figure(agency_a, first)).status_code == 200
    assert ask("post", address, figure(agency_b, second)).status_code == 200
    client.force_login(administrator)
    assert choose(client, system, agency_c).url == SYSTEMS
    for agency, mine in ((agency_a, first), (agency_b, second)):
        assert ask("post", address, figure(agency, mine, 7)).status_code == 404
    assert ask("get", "/items?year=2022&month=9").json()["items"] == []
    assert acts_for(system) == ["so-c agency_clerk"]
    over = system.memberships.exclude(until=None).order_by("agency__path")
    yesterday = today() - DAY
    assert [(role.agency.code, role.since, role.until) for role in over] == [
        ("so-a", yesterday, yesterday),  # begun and taken away on one day
        ("so-b", date(2022, 1, 1), yesterday),
    ]
    client.force_login(administrator)
    assert client.get(SYSTEMS).context["board"].lines[0].agencies == "Sở VHTT"
    told = AuditEvent.objects.filter(object_type="agencies.membership", by=administrator).order_by("pk")
    assert [(one.action, one.agency.code) for one in told] == [
        ("role-granted", "so-a"), ("role-granted", "so-b"),
        ("role-changed", "so-a"), ("role-changed", "so-b"), ("role-granted", "so-c"),
    ]  # fmt: skip


def test_the_same_agencies_again_change_nothing_and_one_comes_back(client, system, administrator, agency_a, agency_b):
    client.force_login(administrator)
    before = AuditEvent.objects.count()
    for _twice in range(2):
        assert choose(client, system, agency_a, agency_b).status_code == 302
    assert (AuditEvent.objects.count(), system.memberships.count()) == (before, 2)
    set_agencies(system, [agency_a], by=administrator)
    assert set_agencies(system, [agency_a, agency_b], by=administrator) == 1
    assert acts_for(system) == ["so-a agency_clerk", "so-b agency_clerk"]
    assert system.memberships.filter(agency=agency_b).count() == 2


def test_what_makes_no_sense_is_refused_where_it_stands(
    client, system, administrator, theirs, agency_a, agency_b, division_1
):
    ended = factories.AgencyFactory(parent=agency_a.province, name="Sở Cũ", active_to=today() - DAY)
    far = theirs.memberships.get().agency
    client.force_login(administrator)
    for chosen, said in (
        ((), "Chọn ít nhất một cơ quan."),
        ((agency_b, ended), ""),
        ((agency_a, far), ""),
        ((agency_a, division_1), "Văn phòng Sở thuộc Sở Xây dựng, là cơ quan đã được chọn."),
    ):
        page = choose(client, system, *chosen)
        assert (page.status_code, list(page.context["form"].errors)) == (422, ["agencies"])
        assert said in page.content.decode()
    with pytest.raises(PermissionDenied):
        set_agencies(system, [agency_a, far], by=administrator)
    for chosen in ([], [agency_b, ended], [agency_a, division_1]):
        with pytest.raises(ValidationError):
            set_agencies(system, chosen, by=administrator)
    assert acts_for(system) == ["so-a agency_clerk", "so-b agency_clerk"]
    assert set_agencies(system, [agency_b, division_1], by=administrator) == 2, "a division of another agency"


def test_a_token_that_writes_wants_an_agency(client, administrator, system, province, agency_a):
    client.force_login(administrator)
    said = {"name": "Kho", "agencies": [province.pk], "reach": "write", "days": "30"}
    page = client.post(SYSTEMS, said)
    assert (page.status_code, list(page.context["board"].form.errors)) == (422, ["reach"])
    reads = add_system(province, name="Kho", by=administrator)
    further = client.post(f"{SYSTEMS}{reads.pk}/token/", {"name": "Máy", "reach": "write", "days": "30"})
    assert (further.status_code, Token.objects.count()) == (422, 0), "it was made, and wrote nowhere"
    token = make_token(system, name="Máy", reach="write", days=30, by=administrator)[1]
    assert "giữ lại một cơ quan" in choose(client, system, province).content.decode()
    assert choose(client, system, province, agency_a).status_code == 302
    revoke_token(token, by=administrator)
    assert choose(client, system, province).status_code == 302
    assert acts_for(system) == ["vinh-phuc committee"]


def test_only_who_administers_its_province_says_for_whom_a_system_acts(
    client, system, agency_a, officer, clerk_a, stranger, theirs
):
    url = f"{SYSTEMS}{system.pk}/agencies/"
    for person, status in ((officer, 403), (clerk_a, 404), (stranger, 404), (theirs, 404)):
        client.force_login(person)
        assert (client.get(url).status_code, choose(client, system, agency_a).status_code) == (status, status)
        with pytest.raises(PermissionDenied):
            set_agencies(system, [agency_a], by=person)
    client.force_login(theirs)
    assert choose(client, officer, agency_a).status_code == 404, "nor is a person a system"
    assert len(acts_for(system)) == 2


def test_two_who_change_it_do_not_write_over_each_other_unseen(
    client, system, administrator, agency_a, agency_b, agency_c
):
    client.force_login(administrator)
    seen = client.get(f"{SYSTEMS}{system.pk}/agencies/").context["form"].seen
    set_agencies(system, [agency_a, agency_c], by=administrator)
    page = choose(client, system, agency_b, seen=seen)
    assert page.status_code == 422
    assert "Hiện đang lưu: Sở Xây dựng, Sở Văn hóa, Thể thao" in page.content.decode()
    assert acts_for(system) == ["so-a agency_clerk", "so-c agency_clerk"]
    assert choose(client, system, agency_b, seen=page.context["form"].seen).status_code == 302
    assert acts_for(system) == ["so-b agency_clerk"]


def test_the_trail_tells_of_it_at_its_one_agency_else_at_the_province(system, administrator, agency_a, agency_b):
    def told_at():
        token = make_token(system, name="x", reach="read", days=1, by=administrator)[1]
        revoke_token(token, by=administrator)
        switch_system(system, is_on=False, by=administrator)
        switch_system(system, is_on=True, by=administrator)
        told = AuditEvent.objects.order_by("-pk")[:4]
        assert {one.action[:5] for one in told} == {"token", "syste"}
        (place,) = {one.agency for one in told}
        return place

    assert told_at() == agency_a.province
    set_agencies(system, [agency_b], by=administrator)
    assert told_at() == agency_b
    Membership.objects.filter(user=system).update(since=None, until=today() - DAY)
    assert told_at() == agency_a.province


def test_a_merger_hands_its_place_to_the_successor_and_takes_it_back(
    client, system, administrator, province, agency_a, agency_b, agency_c, on_day
):
    on_day(date(2022, 10, 17))
    Membership.objects.filter(user=system).update(since=date(2022, 1, 1))
    rename_agency(
        agency_c, name="Sở Văn hóa", short_name="Sở VH", valid_from=date(2022, 5, 1), by=administrator, reason="NQ 1"
    )
    both = Decision(Reorganising.MERGE, province, [agency_a, agency_b], date(2022, 10, 1), "NQ 2", [agency_c])
    act = reorganise(both, by=administrator)
    client.force_login(administrator)
    assert client.get(SYSTEMS).context["board"].lines[0].agencies == "Sở VH"
    assert acts_for(system) == ["so-c agency_clerk"]
    take_back(act, by=administrator, reason="nhầm")
    assert client.get(SYSTEMS).context["board"].lines[0].agencies == "Sở XD; Sở Kế hoạch và Đầu tư"


def test_whose_agencies_have_all_ended_acts_for_nobody_until_it_is_given_another(
    client, system, administrator, province, agency_a, agency_b, agency_c, on_day
):
    on_day(date(2022, 10, 17))
    Membership.objects.filter(user=system).update(since=None)
    ends = Decision(Reorganising.END, province, [agency_a, agency_b], date(2022, 10, 1), "NQ 2")
    reorganise(ends, by=administrator)
    client.force_login(administrator)
    page = client.get(SYSTEMS)
    assert page.context["board"].lines[0].agencies == ""
    assert "Không thay mặt cơ quan nào" in page.content.decode()
    form = client.get(f"{SYSTEMS}{system.pk}/agencies/").content.decode()
    assert "Sở Xây dựng" not in form
    assert choose(client, system, agency_c).status_code == 302
    assert acts_for(system) == ["so-c agency_clerk"]


def test_an_agency_that_ended_and_kept_its_roles_is_named_so_and_may_be_taken_away(
    client, system, administrator, agency_a, agency_b
):
    edit_agency(agency_a, active_to=date(2022, 6, 30), by=administrator)
    client.force_login(administrator)
    says = "Sở Kế hoạch và Đầu tư", "kết thúc hoạt động ngày 30/06/2022)"
    assert client.get(SYSTEMS).context["board"].lines[0].agencies == f"Sở XD ({says[1]}; {says[0]}"
    assert f"Sở Xây dựng ({says[1]}" in client.get(f"{SYSTEMS}{system.pk}/agencies/").content.decode()
    assert choose(client, system, agency_b).status_code == 302
    assert "Sở Xây dựng" not in client.get(f"{SYSTEMS}{system.pk}/agencies/").content.decode()


@pytest.mark.parametrize("many", [1, 4])
def test_the_page_costs_the_same_for_one_and_for_many(client, administrator, province, many, django_assert_num_queries):
    agencies = [factories.AgencyFactory(parent=province, code=f"so-{n}") for n in range(3 * many)]
    for n in range(many):
        made = add_system(*agencies[: 3 * n + 1], name=f"Máy {n}", by=administrator)
        make_token(made, name="x", reach="write", days=30, by=administrator)
    client.force_login(administrator)
    client.get(SYSTEMS)
    with django_assert_num_queries(QUERIES):
        page = client.get(SYSTEMS)
    assert len(page.context["board"].lines) == many


def test_no_door_gives_a_system_another_role_or_another_province(client, system, agency_a, theirs):
    far = factories.AgencyFactory(parent=theirs.memberships.get().agency, code="so-kia")
    for agency, role in ((far, "agency_clerk"), (agency_a, "agency_head"), (agency_a.province, "administrator")):
        with pytest.raises(ValidationError):
            grant_role(user=system, agency=agency, role=role, by=None)
    Membership.objects.filter(user=system).update(since=None, until=today() - DAY)
    with pytest.raises(ValidationError):
        grant_role(user=system, agency=far, role="agency_clerk", by=None)
    assert Agency.objects.filter(memberships__user=system).exclude(province=agency_a.province).count() == 0
