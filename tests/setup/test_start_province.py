"""A province out of nothing by the command line: all of it or nothing of it, and a sentence why."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Agency, AuditEvent, PeerGroup, User
from agencies.rights.access import grants
from dxtracker.setup.start import provinces
from kpis.models import Cause, Period, Pillar, Plan

PASSWORD = "buoi-sang-dau-tien"
GIVEN = {
    "code": "PTO", "name": "Tỉnh Phú Thọ", "year": "2026", "admin": "quantri", "email": "quantri@phutho.example.vn",
}  # fmt: skip


@pytest.fixture
def start(db, on_day, monkeypatch):
    """The command with a password on its standard input; what is given differs from GIVEN."""
    on_day(date(2026, 1, 5))

    def run(password=PASSWORD, **given):
        monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
        out = io.StringIO()
        call_command("start_province", stdout=out, **({"password_stdin": True} | GIVEN | given))
        return out.getvalue()

    return run


def everything() -> list[int]:
    return [model.objects.count() for model in (Agency, User, Plan, Period, Cause, PeerGroup, Pillar, AuditEvent)]


def test_a_province_is_there_with_its_administrator_and_its_year(start):
    said = start()
    province, person, plan = Agency.objects.get(), User.objects.get(), Plan.objects.get()
    assert said == "Đã tạo Tỉnh Phú Thọ (PTO), kế hoạch năm 2026 và quản trị viên quantri.\n"
    assert (province.level, province.unit_code, province.short_name) == ("province", "25", "Phú Thọ")
    assert person.check_password(PASSWORD)
    assert not person.must_change_password
    assert not person.is_staff
    assert not person.is_superuser
    assert [(g.role, g.agency) for g in grants(person)] == [("administrator", province)]
    assert (plan.name, plan.calendar, plan.due_working_days) == (
        "Kế hoạch chuyển đổi số tỉnh Phú Thọ năm 2026", "fifteenth", 3,
    )  # fmt: skip
    assert {period.state for period in plan.periods.all()} == {"planned"}
    assert plan.periods.count() == 12
    assert plan.periods.get(month=2).due_on == date(2026, 2, 25)  # Tết and its days off come between
    assert Cause.objects.filter(province=province).count() == 10
    assert "xa" in set(PeerGroup.objects.values_list("code", flat=True))
    assert "huyen" not in set(PeerGroup.objects.values_list("code", flat=True))
    assert Pillar.objects.count() == 8


def test_calendar_and_due_days_are_those_that_are_given(start):
    start(calendar="calendar", due_days="5")
    first = Period.objects.get(month=1)
    assert (first.data_from, first.data_to, first.due_on) == (date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 6))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"code": "Phú Thọ"}, "--code: Chỉ dùng chữ in hoa không dấu, chữ số và dấu gạch nối."),
        ({"name": " "}, "--name: Không được để trống."),
        ({"year": "26"}, "--year: Năm phải từ 2000 đến 2100."),
        ({"year": "nay"}, "--year: Năm phải từ 2000 đến 2100."),
        ({"calendar": "lunar"}, "--calendar: Chọn từ ngày 15 đến ngày 14 hoặc theo tháng dương lịch."),
        ({"due_days": "-1"}, "--due-days: Số ngày làm việc phải từ 0 đến 60."),
        ({"first_month": "13"}, "--first-month: Không có lựa chọn “13”. Hãy chọn lại."),
        ({"first_month": "3"}, "--first-month: "),
        ({"admin": "quản trị"}, "--admin: "),
        ({"email": "quantri"}, "--email: Địa chỉ thư điện tử không đúng."),
        ({"password": "123"}, "--password-stdin: "),
        ({"password": "quantri2026"}, "--password-stdin: "),
        ({"password_stdin": False}, "--password-stdin: Không được để trống."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_option_and_nothing_is_made(start, given, sentence):
    before = everything()
    with pytest.raises(CommandError) as error:
        start(**given)
    assert str(error.value).startswith(sentence)
    assert error.value.returncode == 1
    assert everything() == before


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"admin": "khac", "name": "Tỉnh khác"}, "--code: Hệ thống đã có tỉnh mang ký hiệu PTO."),
        ({"admin": "khac", "code": "PTH"}, "--name: Hệ thống đã có Tỉnh Phú Thọ."),
        ({"name": "Tỉnh Lào Cai", "code": "LCI", "admin": "QuanTri"}, "--admin: Đã có tài khoản mang tên này."),
    ],
)
def test_what_is_there_already_is_not_made_again(start, given, sentence):
    start()
    before = everything()
    with pytest.raises(CommandError, match=sentence):
        start(**given)
    assert everything() == before


def test_a_year_begins_late_by_the_command_as_by_the_page(start, on_day):
    """The scheduler opened all months that had gone by, and each agency owed them."""
    on_day(date(2026, 5, 20))
    start(first_month="5")
    call_command("tend_months", stdout=io.StringIO())
    states = list(Period.objects.order_by("month").values_list("state", flat=True))
    assert states == ["closed"] * 4 + ["open"] * 2 + ["planned"] * 6


def test_a_second_province_has_its_own_causes_and_shares_the_groups(start):
    start()
    start(code="LCI", name="Tỉnh Lào Cai", admin="quantri.lci", email="a@laocai.example.vn")
    assert PeerGroup.objects.count() == 3
    assert [Cause.objects.filter(province__code=code).count() for code in ("PTO", "LCI")] == [10, 10]


def test_todays_provinces_are_thirty_four_each_with_numbers_and_letters_of_its_own():
    found = provinces()
    assert len(found) == len({row.unit_code for row in found}) == len({row.code for row in found}) == 34
    assert ("25", "PTO", "Tỉnh Phú Thọ") in [(row.unit_code, row.code, row.name) for row in found]
