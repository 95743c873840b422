"""The second factor: set up, asked for, replaced by paper, required of administrators, taken away."""

import re
from base64 import b32decode
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from agencies.models import AuditEvent
from tests import factories
from tests.factories import PASSWORD

LOGIN, LOGOUT, PROFILE, CHANGE = "/account/login/", "/account/logout/", "/account/", "/account/password/"
SET_UP, VERIFY = "/account/second-factor/", "/account/second-factor/verify/"
BOARD = "/boards/province/"
WRONG = "chưa đúng hoặc đã dùng"
MORNING = datetime(2022, 11, 10, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def is_required(settings):
    settings.DX_SECOND_FACTOR_REQUIRED = True


def code_of(user) -> str:
    device = TOTPDevice.objects.get(user=user)
    totp = TOTP(device.bin_key)
    totp.time = datetime.now(UTC).timestamp()
    return f"{totp.token():06d}"


def wrong_code_of(user) -> str:
    return f"{(int(code_of(user)) + 500000) % 1000000:06d}"


def log_in(client, user, **more):
    return client.post(LOGIN, {"username": user.username, "password": PASSWORD} | more)


def set_up(client, user):
    client.post(SET_UP, {"do": "begin"})
    return client.post(SET_UP, {"do": "confirm", "code": code_of(user)})


def backup_codes(response) -> list[str]:
    return re.findall(r"<code>([a-z2-7]{4}-[a-z2-7]{4})</code>", response.content.decode())


@pytest.fixture
def owner(client, committee, clock):
    """The committee member with a device in force, logged out, half a minute later; `.codes` are the backup codes."""
    client.force_login(committee)
    committee.codes = backup_codes(set_up(client, committee))
    client.post(LOGOUT)
    clock.shift(timedelta(seconds=31))
    return committee


# --- set-up ------------------------------------------------------------------------------------------------------


def test_reading_the_page_writes_nothing(client, committee, django_assert_max_num_queries):
    client.force_login(committee)
    client.get(SET_UP)
    with django_assert_max_num_queries(20) as queries:
        assert "Thiết lập xác thực hai bước" in client.get(SET_UP).content.decode()
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)
    assert not TOTPDevice.objects.exists()


def test_set_up_shows_picture_and_secret_without_inline_style(client, committee):
    client.force_login(committee)
    assert client.post(SET_UP, {"do": "begin"}).url == SET_UP
    main = client.get(SET_UP).content.decode().split("<main")[1].split("</main")[0]
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', main).group(1)
    assert all(len(group) == 4 for group in secret.split(" "))
    assert b32decode(secret.replace(" ", "")) == TOTPDevice.objects.get(user=committee).bin_key
    assert "<svg" in main
    assert "style=" not in main
    assert TOTPDevice.objects.get(user=committee).confirmed is False


def test_the_right_code_puts_it_in_force_and_shows_ten_codes_once(client, committee):
    client.force_login(committee)
    response = set_up(client, committee)
    assert len(set(backup_codes(response))) == 10
    assert "no-store" in response["Cache-Control"]
    assert TOTPDevice.objects.get(user=committee).confirmed is True
    page = client.get(SET_UP)
    assert backup_codes(page) == []
    assert "secret" not in page.content.decode().split("<main")[1]
    assert client.get("/").url == BOARD


def test_a_wrong_code_puts_nothing_in_force(client, committee):
    client.force_login(committee)
    client.post(SET_UP, {"do": "begin"})
    page = client.post(SET_UP, {"do": "confirm", "code": wrong_code_of(committee)}).content.decode()
    assert WRONG in page
    assert TOTPDevice.objects.get(user=committee).confirmed is False
    assert not StaticToken.objects.exists()
    assert not AuditEvent.objects.filter(action="second-factor-set").exists()


def test_beginning_again_replaces_a_draft_and_never_a_device_in_force(client, committee):
    client.force_login(committee)
    client.post(SET_UP, {"do": "begin"})
    first = TOTPDevice.objects.get(user=committee).key
    set_up(client, committee)
    second = TOTPDevice.objects.get(user=committee).key
    assert first != second
    client.post(SET_UP, {"do": "begin"})
    assert TOTPDevice.objects.get(user=committee).key == second


def test_confirming_without_a_draft_changes_nothing(client, committee):
    client.force_login(committee)
    assert client.post(SET_UP, {"do": "confirm", "code": "123456"}).status_code == 422
    assert not TOTPDevice.objects.exists()


def test_set_up_ends_sessions_that_only_knew_the_password(client, committee):
    elsewhere, stranger_here = Client(), client
    elsewhere.force_login(committee)
    stranger_here.force_login(committee)
    set_up(stranger_here, committee)
    assert elsewhere.get(PROFILE).url == f"{LOGIN}?next={PROFILE}"
    assert stranger_here.get(PROFILE).status_code == 200


def test_the_trail_and_the_tables_hold_no_secret(client, committee):
    client.force_login(committee)
    codes = backup_codes(set_up(client, committee))
    event = AuditEvent.objects.get(action="second-factor-set")
    assert (event.by, event.object_id, event.old, event.new) == (committee, committee.pk, {}, {})
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert len(kept) == 10
    assert kept.isdisjoint(code.replace("-", "") for code in codes)


@pytest.mark.parametrize("url", [SET_UP, VERIFY])
def test_the_pages_are_for_who_gave_a_password(client, db, url):
    assert client.get(url).url == f"{LOGIN}?next={url}"
    assert client.post(url, {"do": "begin"}).status_code == 302
    assert not TOTPDevice.objects.exists()


# --- the code after the password ---------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["/", BOARD, PROFILE, CHANGE, SET_UP, "/admin/"])
def test_nothing_opens_between_the_password_and_the_code(client, owner, url):
    log_in(client, owner)
    assert client.get(url).url == f"{VERIFY}?next={url}"
    assert client.post(url, {"do": "begin"}).url.partition("?")[0] == VERIFY


def test_what_is_sent_between_the_password_and_the_code_waits_behind_it(client, owner):
    log_in(client, owner)
    answer = client.post(BOARD, {"text": "Đã đôn đốc"})
    assert answer.url == f"{VERIFY}?next=/account/kept/"
    assert client.post(VERIFY, {"code": code_of(owner), "next": "/account/kept/"}).url == "/account/kept/"
    assert client.get("/account/kept/").context["kept"].fields == (("text", "Đã đôn đốc"),)


def test_the_code_opens_the_page_that_was_asked_for(client, owner):
    asked = client.get(log_in(client, owner, next=f"{BOARD}?month=9").url)
    page = client.get(asked.url).content.decode()
    assert f'name="next" value="{BOARD}?month=9"' in page
    assert "Tìm kiếm" not in page
    before = client.session.session_key
    answer = client.post(VERIFY, {"code": code_of(owner), "next": f"{BOARD}?month=9"})
    assert answer.url == f"{BOARD}?month=9"
    assert client.session.session_key != before
    assert client.get(PROFILE).status_code == 200
    assert client.get(VERIFY).url == "/"


def test_a_code_never_leads_to_another_site(client, owner):
    log_in(client, owner)
    assert client.post(VERIFY, {"code": code_of(owner), "next": "//example.com/"}).url == "/"


def test_a_code_counts_once(client, owner):
    log_in(client, owner)
    code = code_of(owner)
    client.post(VERIFY, {"code": code})
    client.post(LOGOUT)
    log_in(client, owner)
    assert WRONG in client.post(VERIFY, {"code": code}).content.decode()
    assert client.get(PROFILE).url == f"{VERIFY}?next={PROFILE}"


def test_each_wrong_code_makes_the_next_wait_longer(client, owner, clock):
    log_in(client, owner)
    assert WRONG in client.post(VERIFY, {"code": wrong_code_of(owner)}).content.decode()
    page = client.post(VERIFY, {"code": code_of(owner)}).content.decode()
    assert "Mã chưa được kiểm tra vì trước đó đã nhập sai 1 lần. Nhập lại sau 1 giây." in page
    clock.shift(timedelta(seconds=1.1))
    client.post(VERIFY, {"code": wrong_code_of(owner)})
    clock.shift(timedelta(seconds=1.1))
    page = client.post(VERIFY, {"code": code_of(owner)}).content.decode()
    assert "Mã chưa được kiểm tra vì trước đó đã nhập sai 2 lần. Nhập lại sau 1 giây." in page
    TOTPDevice.objects.update(throttling_failure_count=10)
    assert "sau 9 phút" in client.post(VERIFY, {"code": code_of(owner)}).content.decode()
    clock.shift(timedelta(minutes=9))
    assert client.post(VERIFY, {"code": code_of(owner)}).status_code == 302


def test_a_refused_code_is_not_shown_again(client, owner):
    log_in(client, owner)
    wrong = wrong_code_of(owner)
    assert wrong not in client.post(VERIFY, {"code": wrong}).content.decode()


def test_a_backup_code_works_once(client, owner):
    log_in(client, owner)
    assert client.post(VERIFY, {"code": f" {owner.codes[3].upper()} ".replace("O", "0").replace("L", "1")}).url == "/"
    assert "Số mã dự phòng chưa dùng: 9" in client.get(SET_UP).content.decode()
    client.post(LOGOUT)
    log_in(client, owner)
    assert WRONG in client.post(VERIFY, {"code": owner.codes[3]}).content.decode()
    assert AuditEvent.objects.get(action="backup-code-used").new == {"left": 9}


def test_nobody_uses_the_backup_code_of_another(client, owner, head_a, clock):
    client.force_login(head_a)
    set_up(client, head_a)
    client.post(LOGOUT)
    log_in(client, head_a)
    assert WRONG in client.post(VERIFY, {"code": owner.codes[0]}).content.decode()


def test_machines_and_parts_of_pages_are_told(client, owner):
    log_in(client, owner)
    answer = client.get(f"{BOARD}?format=json")
    assert (answer.status_code, answer.json()) == (403, {"error": "second_factor_needed"})
    part = client.get(BOARD, headers={"hx-request": "true"})
    assert (part.status_code, part["HX-Redirect"], part.content) == (403, VERIFY, b"")


def test_logging_out_is_always_open(client, owner):
    log_in(client, owner)
    assert client.post(LOGOUT).url == LOGIN
    assert "_auth_user_id" not in client.session


def test_who_must_also_choose_a_password_gives_the_code_first(client, owner):
    owner.must_change_password = True
    owner.save()
    log_in(client, owner)
    assert client.get(CHANGE).url == f"{VERIFY}?next={CHANGE}"
    assert client.get(VERIFY).status_code == 200
    client.post(VERIFY, {"code": code_of(owner)})
    assert client.get("/").url == CHANGE
    assert client.get(CHANGE).status_code == 200


def test_a_session_from_before_is_asked_as_well(client, owner):
    client.force_login(owner)
    session = client.session
    del session["second_factor"]
    session.save()
    assert client.get(PROFILE).url == f"{VERIFY}?next={PROFILE}"


def test_a_device_that_vanished_ends_the_wait(client, owner):
    log_in(client, owner)
    TOTPDevice.objects.all().delete()
    assert client.get(VERIFY).url == LOGIN
    assert "_auth_user_id" not in client.session


# --- administrators ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["/", BOARD, "/admin/"])
def test_an_administrator_without_a_device_is_led_to_the_set_up(client, administrator, is_required, url):
    log_in(client, administrator)
    assert client.get(url).url == f"{SET_UP}?next={url}"
    for page in (SET_UP, PROFILE, CHANGE):
        assert client.get(page).status_code == 200
    assert client.post(LOGOUT).url == LOGIN


def test_an_administrator_goes_on_after_the_set_up_and_may_not_remove_it(client, administrator, is_required):
    log_in(client, administrator)
    set_up(client, administrator)
    assert client.get("/").status_code == 200  # home, with what is still missing in the province
    assert client.post(SET_UP, {"do": "remove", "code": code_of(administrator)}).status_code == 403
    assert TOTPDevice.objects.filter(user=administrator, confirmed=True).exists()
    assert 'value="remove"' not in client.get(SET_UP).content.decode()


def test_staff_is_required_without_a_role(client, stranger, is_required):
    stranger.is_staff = True
    stranger.save()
    log_in(client, stranger)
    assert client.get("/admin/").url == f"{SET_UP}?next=/admin/"


def test_others_and_a_demonstration_go_without(client, committee, administrator, settings):
    settings.DX_SECOND_FACTOR_REQUIRED = True
    log_in(client, committee)
    assert client.get("/").url == BOARD
    settings.DX_SECOND_FACTOR_REQUIRED = False
    client.post(LOGOUT)
    log_in(client, administrator)
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("given", "is_on"), [("", True), ("1", True), ("0", False)])
def test_an_empty_variable_does_not_switch_it_off(monkeypatch, given, is_on):
    from dxtracker.settings import flag

    monkeypatch.setenv("DX_SECOND_FACTOR", given)
    assert flag("DX_SECOND_FACTOR", "1") is is_on


def test_the_administration_has_no_door_of_its_own(client, committee):
    assert client.get("/admin/login/?next=/admin/").url == f"{LOGIN}?next=%2Fadmin%2F"
    answer = client.post("/admin/login/", {"username": committee.username, "password": PASSWORD})
    assert answer.status_code == 405
    client.force_login(committee)
    assert client.get("/admin/login/?next=/admin/").status_code == 403


def test_the_administration_shows_no_device(client, administrator):
    administrator.is_staff = administrator.is_superuser = True
    administrator.save()
    client.force_login(administrator)
    assert client.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert client.get("/admin/otp_static/staticdevice/").status_code == 404


# --- removal -----------------------------------------------------------------------------------------------------


def test_a_code_removes_it(client, owner):
    log_in(client, owner)
    client.post(VERIFY, {"code": owner.codes[0]})
    wrong = client.post(SET_UP, {"do": "remove", "code": wrong_code_of(owner)})
    assert WRONG in wrong.content.decode()
    assert TOTPDevice.objects.exists()
    assert client.post(SET_UP, {"do": "remove", "code": owner.codes[1]}).url == PROFILE
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    assert AuditEvent.objects.get(action="second-factor-removed").by == owner
    assert client.get(PROFILE).status_code == 200
    client.post(LOGOUT)
    log_in(client, owner)
    assert client.get(PROFILE).status_code == 200


def test_an_administrator_resets_it_for_who_lost_the_phone(client, owner, administrator):
    log_in(client, owner)
    client.post(VERIFY, {"code": code_of(owner)})
    call_command("second_factor_reset", owner.username, by=administrator.username, reason="Mất điện thoại")
    assert client.get(PROFILE).url == f"{LOGIN}?next={PROFILE}"
    assert not TOTPDevice.objects.exists()
    event = AuditEvent.objects.get(action="second-factor-removed")
    assert (event.by, event.object_id, event.reason) == (administrator, owner.pk, "Mất điện thoại")
    assert (event.old, event.new) == ({"devices": 1, "backup_codes": 10}, {"devices": 0, "backup_codes": 0})


def test_nobody_resets_it_for_somebody_with_roles_elsewhere(owner, administrator):
    factories.MembershipFactory(user=owner, role="agency_head")
    with pytest.raises(CommandError, match="quantri không phải là quản trị viên của mọi việc"):
        call_command("second_factor_reset", owner.username, by=administrator.username, reason="Mất điện thoại")
    assert TOTPDevice.objects.filter(user=owner).exists()


@pytest.mark.parametrize(
    ("username", "by", "reason", "said"),
    [("thanhvien", "thanhvien", "x", "quản trị viên"), ("thanhvien", "khong-co", "x", "Không có tài khoản khong-co"),
     ("khong-co", "quantri", "x", "Không có tài khoản khong-co"), ("thanhvien", "quantri", " ", "Cần ghi lý do")],
)  # fmt: skip
def test_a_reset_needs_an_administrator_a_person_and_a_reason(owner, administrator, username, by, reason, said):
    with pytest.raises(CommandError, match=said):
        call_command("second_factor_reset", username, by=by, reason=reason)
    assert TOTPDevice.objects.filter(user=owner).exists()
