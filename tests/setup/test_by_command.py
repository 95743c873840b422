"""From nothing to the first closed month by the command line; what has no command is done by the pages' own actions."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command

from agencies.models import Agency, User
from kpis.entry.actions import approve, send_month, type_figures
from kpis.models import Assignment, Entry, Period
from kpis.periods.actions import close_period

PASSWORD = "buoi-sang-dau-tien"
AGENCIES = (
    "Mã;Tên cơ quan;Tên viết tắt;Nhóm\nSXD;Sở Xây dựng;Sở XD;Sở, ban, ngành\nSTC;Sở Tài chính;Sở TC;Sở, ban, ngành\n"
)
PEOPLE = (
    "Họ tên;Thư điện tử;Tên đăng nhập;Cơ quan;Vai trò\n"
    "Lê Thị Duyệt;duyet@example.vn;thuongtruc;Tỉnh Phú Thọ;Chuyên viên thường trực\n"
    "Trần Văn Ký;ky@example.vn;giamdoc;Sở Xây dựng;Lãnh đạo cơ quan\n"
    "Phạm Thị Nhập;;nhaplieu;Sở Xây dựng;Cán bộ nhập liệu\n"
)
ITEMS = (
    "TT;Chỉ tiêu, nhiệm vụ;ĐVT;Mức giao;Cơ quan chủ trì;Thời hạn\n"
    "1;Số lớp tập huấn kỹ năng số;lớp;4;Sở Xây dựng;31/12/2026\n"
    "2;Số hệ thống thông tin được phê duyệt cấp độ;hệ thống;8;Sở Xây dựng;31/12/2026\n"
)


@pytest.fixture
def command(db, on_day, monkeypatch, tmp_path):
    """command(name, file's text or None, **options) → what it prints."""

    def run(name, text=None, /, **options):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
        out, files = io.StringIO(), []
        if text:
            (tmp_path / "sheet.csv").write_text(text, encoding="utf-8")
            files = [str(tmp_path / "sheet.csv")]
        call_command(name, *files, stdout=out, **options)
        return out.getvalue()

    on_day(date(2026, 1, 5))
    return run


def start(command, code, name, admin):
    email = f"{admin}@example.vn"
    command("start_province", code=code, name=name, year="2026", admin=admin, email=email, password_stdin=True)


def test_from_nothing_to_the_first_closed_month(command, client, on_day):
    start(command, "LCI", "Tỉnh Lào Cai", "quantri.lci")
    start(command, "PTO", "Tỉnh Phú Thọ", "quantri")
    said = json.loads(
        command("import_workbook", AGENCIES, kind="agencies", user="quantri", confirm=True, format="json")
    )
    assert (said["state"], said["counts"]["new"]) == ("done", 2)
    said = json.loads(command("import_workbook", PEOPLE, kind="people", user="quantri", confirm=True, format="json"))
    assert (said["state"], said["counts"]["new"]) == ("done", 3)
    officer, head, clerk = (User.objects.get(username=name) for name in ("thuongtruc", "giamdoc", "nhaplieu"))
    items = {"kind": "assignments", "user": "quantri", "plan": 2026, "confirm": True, "format": "json"}
    assert json.loads(command("import_workbook", ITEMS, **items))["items"]["new"] == 2
    assert "PTO 2026: đã mở tháng 1/2026" in command("tend_months")
    on_day(date(2026, 1, 16))
    period = Period.objects.get(plan__province__code="PTO", month=1)
    for name, value in (("Số lớp", 5), ("Số hệ thống", 1)):
        type_figures(Assignment.objects.get(indicator__name__startswith=name), period, by=clerk, value=value)
    send_month(Agency.objects.get(code="SXD"), period, by=head)
    approve(list(Entry.objects.values_list("pk", flat=True)), by=officer)
    close_period(period, by=officer)
    client.force_login(clerk)
    board = client.get("/boards/agency/SXD/?format=json").json()
    assert (board["done"], board["applicable"], board["period_state"]) == (1, 2, "closed")
    client.force_login(officer)
    board = client.get("/boards/province/?format=json").json()
    assert (board["done"], board["applicable"]) == (1, 2)
    assert Assignment.objects.filter(agency__province__code="LCI").count() == 0
