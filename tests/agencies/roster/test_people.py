"""The pages of people: who is listed to whom, roles given and ended, who leaves and what passes to whom."""

from datetime import date

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.exceptions import ValidationError

from agencies.models import AuditEvent, Membership, OneTimeLink, User
from agencies.people.actions import edit_person, end_role, grant_role
from agencies.roster.actions import hand_over, leave
from agencies.roster.pending import pending_of
from tests import factories

DAY = date(2022, 10, 17)


@pytest.fixture(autouse=True)
def today(on_day):
    on_day(DAY)


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    return client


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def url(person, act: str = "") -> str:
    return f"/people/{person.pk}/{act}"


# --- the list -----------------------------------------------------------------------------------------------------


def test_an_administrator_sees_the_province_and_a_head_the_own_agency(
    client, administrator, head_a, clerk_a, head_b, head_division
):
    elsewhere = factories.MembershipFactory(agency=factories.AgencyFactory()).user
    sees = {
        administrator: {administrator, head_a, clerk_a, head_b, head_division},
        head_a: {head_a, clerk_a, head_division},
    }
    for reader, people in sees.items():
        client.force_login(reader)
        page = text_of(client.get("/people/"))
        for person in (*sees[administrator], elsewhere):
            assert (f'href="{url(person)}"' in page) is (person in people), (reader, person)
            assert client.get(url(person)).status_code == (200 if person in people else 404), (reader, person)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=thị+hoa", {"nhaplieu.a"}),
        ("q=nhaplieu", {"nhaplieu.a"}),
        ("role=agency_head", {"giamdoc.a", "giamdoc.b"}),
        ("agency=so-a", {"giamdoc.a", "nhaplieu.a"}),
        ("state=uninvited", {"giamdoc.b"}),
        ("state=off", set()),
        ("agency=khong-co&state=khong-co", {"quantri", "giamdoc.a", "giamdoc.b", "nhaplieu.a"}),
    ],
)
def test_the_list_is_searched_without_marks_and_filtered(admin, administrator, head_a, clerk_a, head_b, query, found):
    User.objects.filter(pk=clerk_a.pk).update(full_name="Lý Thị Hòa")
    User.objects.filter(pk=head_b.pk).update(password=make_password(None))
    page = text_of(admin.get(f"/people/?{query}"))
    everybody = (administrator, head_a, clerk_a, head_b)
    assert {person.username for person in everybody if f'href="{url(person)}"' in page} == found


def test_a_role_at_a_division_names_the_agency_too(admin, head_division, division_1, agency_a):
    whole = f"{division_1.name}, {agency_a.name}"
    assert whole in text_of(admin.get("/people/"))
    assert whole in text_of(admin.get(url(head_division)))


def test_a_role_at_a_commune_does_not_name_the_province(admin, province):
    commune = factories.AgencyFactory(parent=province, level="commune", name="Xã Tam Hợp")
    factories.MembershipFactory(agency=commune)
    page = text_of(admin.get("/people/"))
    assert "Xã Tam Hợp" in page
    assert f"Xã Tam Hợp, {province.name}" not in page


def test_the_list_costs_the_same_for_one_and_for_many(admin, agency_a, clerk_a, django_assert_num_queries):
    for _round in range(2):
        admin.get("/people/")
        with django_assert_num_queries(6):
            admin.get("/people/")
        for _one in range(3):
            factories.MembershipFactory(agency=agency_a)


# --- somebody new, roles ------------------------------------------------------------------------------------------


def test_somebody_new_gets_a_name_a_role_and_an_invitation(admin, administrator, agency_a):
    role = {"agency": "so-a", "role": "agency_clerk", "post": "Văn thư", "since": "1/11/2022"}
    made = admin.post("/people/new/", {"full_name": "Nguyễn Văn Hùng", "email": "hung@vp.gov.vn"} | role)
    person = User.objects.get(username="hungnv")
    assert made.url == url(person)
    held = person.memberships.get()
    assert (held.agency, held.role, held.post, held.since) == (agency_a, "agency_clerk", "Văn thư", date(2022, 11, 1))
    assert "In lời mời" in text_of(admin.get(url(person)))
    assert admin.post(url(person, "invite/"), {"do": "mail"}).url == url(person)
    assert mail.outbox[0].to == ["hung@vp.gov.vn"]
    assert "/account/link/" in mail.outbox[0].body
    page = text_of(admin.post(url(person, "invite/"), {"do": "paper"}))
    assert ("/account/link/" in page, "<svg" in page, OneTimeLink.objects.count()) == (True, True, 2)


def test_without_a_mail_server_an_invitation_is_printed_and_not_said_to_have_gone(admin, agency_a, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    person = factories.MembershipFactory(agency=agency_a).user
    assert "Gửi lời mời" not in text_of(admin.get(url(person)))
    assert "In đường dẫn đặt lại mật khẩu" in text_of(admin.get(url(person)))
    page = text_of(admin.post(url(person, "invite/"), {"do": "mail"}))
    assert ("/account/link/" in page, "Đã gửi" in page) == (True, False)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"full_name": ""}, "Không được để trống"),
        ({"email": "GIAMDOC.A@example.vn"}, "Đây là thư điện tử của giamdoc.a"),
        ({"username": "giamdoc.A"}, "đã có người dùng"),
        ({"username": "hải hà"}, "không có dấu cách"),
        ({"role": "division_head"}, "có các vai trò: Thủ trưởng cơ quan, Chuyên viên nhập liệu"),
        ({"until": "1/1/2022"}, "Ngày kết thúc trước ngày bắt đầu"),
        ({"is_acting": "on"}, "hãy ghi số quyết định"),
        ({"is_acting": "on", "decision_number": "5/QĐ"}, "hãy ghi ngày cuối"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(admin, head_a, division_1, change, said):
    sent = {"full_name": "Trần Bình", "agency": "so-a", "role": "agency_clerk", "since": "1/11/2022", "post": "Văn thư"}
    page = text_of(admin.post("/people/new/", sent | change))
    assert said in page
    assert 'value="Văn thư"' in page
    assert not User.objects.filter(full_name="Trần Bình").exists()


def test_what_is_wrong_of_the_person_and_of_the_role_stands_in_one_summary(admin, agency_a):
    page = text_of(admin.post("/people/new/", {"full_name": "", "agency": "so-a", "role": "", "since": "1/11/2022"}))
    (summary,) = page.split('class="wrong-summary"')[1:]
    assert [f">{name}: Không được để trống." in summary for name in ("Họ và tên", "Vai trò", "Cơ quan")] == [
        True, True, False
    ]  # fmt: skip


def test_a_head_gives_clerks_of_the_own_agency_and_nothing_above(client, head_a, agency_b, division_1):
    client.force_login(head_a)
    page = text_of(client.get("/people/new/"))
    assert 'value="agency_clerk"' in page.partition('name="role"')[2]
    assert 'value="agency_head"' not in page.partition('name="role"')[2]
    assert 'value="so-b"' not in page
    sent = {"full_name": "Trần Bình", "since": "1/11/2022"}
    client.post("/people/new/", sent | {"agency": "so-b", "role": "agency_clerk"})
    client.post("/people/new/", sent | {"agency": "so-a", "role": "agency_head"})
    assert not User.objects.filter(full_name="Trần Bình").exists()
    assert client.post("/people/new/", sent | {"agency": "a-1", "role": "division_head"}).status_code == 302
    own = head_a.memberships.get()
    assert client.post(url(head_a, f"roles/{own.pk}/"), {"until": "1/12/2022"}).status_code == 403
    assert client.post(url(head_a, "edit/"), {"full_name": "Khác"}).status_code == 403


def test_an_acting_head_goes_back_by_itself_and_the_page_says_to_whom(admin, agency_a, head_a, clerk_a):
    sent = {"agency": "so-a", "role": "agency_head", "since": "20/10/2022", "until": "31/10/2022"}
    sent |= {"is_acting": "on", "decision_number": "12/QĐ-UBND"}
    assert admin.post(url(clerk_a, "roles/"), sent).status_code == 302
    page = text_of(admin.get(url(clerk_a)))
    assert "12/QĐ-UBND" in page
    assert f"từ 01/11/2022: {head_a.full_name}" in page
    end_role(head_a.memberships.get(), until=date(2022, 10, 25), by=None)
    assert "từ 01/11/2022: chưa có ai" in text_of(admin.get(url(clerk_a)))


def test_a_role_is_handed_over_on_a_day(admin, administrator, agency_a, head_a, clerk_a):
    sent = {"agency": "so-a", "role": "agency_head", "since": "1/11/2022", "takes_over": "on", "reason": "QĐ 5"}
    assert admin.post(url(clerk_a, "roles/"), sent).status_code == 302
    assert head_a.memberships.get().until == date(2022, 10, 31)
    assert clerk_a.memberships.get(role="agency_head").since == date(2022, 11, 1)
    event = AuditEvent.objects.get(action="role-changed")
    assert (event.by, event.reason, event.new) == (administrator, "QĐ 5", {"until": "2022-10-31"})
    with pytest.raises(ValidationError):
        hand_over(user=head_a, agency=agency_a, role="agency_head", since=date(2022, 11, 1), by=administrator)


def test_who_takes_over_from_the_people_takes_nothing_from_a_system(admin, agency_a, clerk_a):
    system = factories.UserFactory(is_system=True)
    acts = factories.MembershipFactory(user=system, agency=agency_a, role="agency_clerk")
    follower = factories.MembershipFactory(agency=agency_a, role="agency_head", until=date(2022, 10, 31)).user
    sent = {"agency": "so-a", "role": "agency_clerk", "since": "1/11/2022", "takes_over": "on"}
    assert admin.post(url(follower, "roles/"), sent).status_code == 302
    acts.refresh_from_db()
    assert (clerk_a.memberships.get().until, acts.until) == (date(2022, 10, 31), None)


def test_a_role_is_changed_and_ended_and_stays_in_the_past(admin, clerk_a):
    held = clerk_a.memberships.get()
    sent = {"post": "Chuyên viên", "until": "16/10/2022"}
    assert admin.post(url(clerk_a, f"roles/{held.pk}/"), sent).status_code == 302
    held.refresh_from_db()
    assert (held.post, held.until) == ("Chuyên viên", date(2022, 10, 16))
    assert "Vai trò đã qua" in text_of(admin.get(url(clerk_a)))


def test_the_same_role_is_not_given_twice(admin, agency_a, clerk_a):
    sent = {"agency": "so-a", "role": "agency_clerk", "since": "1/11/2022"}
    assert "đang giữ vai trò đó" in text_of(admin.post(url(clerk_a, "roles/"), sent))
    assert clerk_a.memberships.count() == 1


def test_who_works_in_two_provinces_is_changed_by_neither_and_shown_here_alone(admin, agency_a, clerk_a):
    other = factories.AgencyFactory(name="Sở Tỉnh Bạn")
    grant_role(user=clerk_a, agency=other, role="agency_clerk", by=None)
    page = text_of(admin.get(url(clerk_a)))
    assert "Sở Tỉnh Bạn" not in page
    assert admin.post(url(clerk_a, "edit/"), {"full_name": "Khác"}).status_code == 403
    assert admin.get(url(clerk_a, "leave/")).status_code == 403


# --- leaving ------------------------------------------------------------------------------------------------------


def test_before_somebody_leaves_it_is_said_what_passes_to_whom(admin, province, head_a, clerk_a, officer, item, draft,
                                                                 submitted):  # fmt: skip
    draft(item(), 9, value=5)
    submitted(item(kind="latest"), 9, value=5)
    found = {one.what: one for one in pending_of(clerk_a, province)}
    assert found["1 số liệu đã nhập, chưa gửi, Sở Xây dựng"].passes_to == head_a.full_name
    assert found["Chuyên viên nhập liệu, Sở Xây dựng"].is_orphaned
    sent = {one.what: one for one in pending_of(head_a, province)}
    assert sent["1 số liệu đã gửi, chờ duyệt, Sở Xây dựng"].passes_to == officer.full_name
    page = text_of(admin.get(url(clerk_a, "leave/")))
    assert "1 số liệu đã nhập, chưa gửi, Sở Xây dựng" in page
    assert admin.post(url(clerk_a, "leave/"), {"reason": ""}).status_code == 422
    assert User.objects.get(pk=clerk_a.pk).is_active
    assert admin.post(url(clerk_a, "leave/"), {"reason": "chuyển công tác"}).status_code == 302
    clerk_a.refresh_from_db()
    assert (clerk_a.is_active, clerk_a.memberships.get().until) == (False, DAY)
    assert admin.post(url(clerk_a, "return/")).status_code == 302
    assert User.objects.get(pk=clerk_a.pk).is_active


def test_a_province_keeps_an_administrator_and_nobody_switches_themselves_off(administrator, province):
    for act in (
        lambda: leave(administrator, by=None),
        lambda: edit_person(administrator, is_active=False, by=administrator),
        lambda: end_role(administrator.memberships.get(), until=DAY, by=None),
    ):
        with pytest.raises(ValidationError):
            act()
    factories.MembershipFactory(agency=province, role="administrator")
    leave(administrator, by=None)
    assert not Membership.objects.get(user=administrator).until > DAY


def test_a_lost_phone_is_answered_by_an_administrator(admin, administrator, clerk_a):
    assert admin.post(url(clerk_a, "second-factor/"), {"reason": "mất điện thoại"}).url == url(clerk_a)
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.by, event.reason) == ("second-factor-removed", administrator, "mất điện thoại")
