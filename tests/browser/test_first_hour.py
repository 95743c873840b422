"""From an empty system to the first closed month, in a browser alone: five people, two sheets and a list of people."""

import csv
import io
import re
from datetime import date

import pytest
from django.core import mail
from django.test import override_settings
from django_otp.oath import totp
from pytest_django.live_server_helper import LiveServer

from tests.databases import copied, entered

PASSWORD = "buoi-sang-dau-tien"
AGENCIES = [["Mã", "Tên cơ quan", "Tên viết tắt", "Nhóm"], ["SXD", "Sở Xây dựng", "Sở XD", "Sở, ban, ngành"]]
PEOPLE = [
    ["Họ tên", "Thư điện tử", "Tên đăng nhập", "Cơ quan", "Vai trò", "Chức vụ"],
    ["Lê Thị Duyệt", "duyet@example.vn", "duyet", "Tỉnh Phú Thọ", "Chuyên viên thường trực", "Chuyên viên"],
    ["Trần Văn Ký", "ky@example.vn", "ky", "Sở Xây dựng", "Lãnh đạo cơ quan", "Giám đốc Sở"],
    ["Phạm Thị Nhập", "", "nhap", "Sở Xây dựng", "Cán bộ nhập liệu", "Chuyên viên"],
]
ITEMS = [
    ["TT", "Chỉ tiêu, nhiệm vụ", "ĐVT", "Mức giao", "Cơ quan chủ trì", "Thời hạn"],
    ["1", "Số lớp tập huấn kỹ năng số", "lớp", "4", "Sở Xây dựng", "31/12/2026"],
    ["2", "Số hệ thống thông tin được phê duyệt cấp độ", "hệ thống", "8", "Sở Xây dựng", "31/12/2026"],
]


@pytest.fixture(scope="module")
def server(own_database, django_db_blocker):
    """An empty system as ./run new serves one, at the beginning of its first month."""
    with (
        django_db_blocker.unblock(),
        copied("first-hour") as name,
        entered(name),
        override_settings(DX_TODAY=date(2026, 1, 5), DX_SECOND_FACTOR_REQUIRED=True),
    ):
        live = LiveServer("localhost")
        yield live
        live.stop()


def set_up(page):
    """The code, the province, the administrator, the second factor."""
    from dxtracker.setup.actions import issue_code

    page.goto("/")
    page.get_by_label("Mã thiết lập").fill(issue_code())
    page.get_by_role("button", name="Bắt đầu").click()
    page.get_by_label("Một trong 34 tỉnh").select_option("PTO")
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Họ và tên").fill("Nguyễn Văn Quản")
    page.get_by_label("Tên đăng nhập").fill("quantri")
    page.get_by_label("Thư điện tử").fill("quan@example.vn")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_label("Nhập lại mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Tạo tỉnh và tài khoản").click()
    page.get_by_role("button", name="Thiết lập xác thực").click()
    page.get_by_label("Mã xác thực").fill(code_of(page))
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_role("link", name="Tiếp tục").click()


def code_of(page) -> str:
    """What the app on the phone shows of the secret on the page."""
    from base64 import b32decode

    secret = page.locator("code.secret").inner_text().replace(" ", "")
    return f"{totp(b32decode(secret)):06d}"


def hand_in(page, button, rows):
    """Follow the dark button of the checklist, hand a sheet in, confirm it, come home."""
    page.goto("/")
    page.get_by_role("link", name=button).click()
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    page.locator("input[type=file]").set_input_files(
        {"name": "bang.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()}
    )
    page.get_by_role("button", name="Đọc bảng").click()
    page.get_by_role("button", name="Nhập").last.click()
    page.get_by_text("Đã nhập").first.wait_for()


def invited(page) -> dict[str, str]:
    """User name → the one-time link of everybody on the sheet: of two in a letter, of who has no address on paper."""
    page.goto("/people/")
    page.get_by_role("link", name="Mời nhiều người").click()
    page.get_by_role("button", name="Mời những người đã chọn", exact=True).click()
    page.get_by_text("Giao bản giấy: 1").wait_for()
    links = {"nhap": page.locator(".slips .address").inner_text()}
    for letter in mail.outbox:
        name = letter.to[0].partition("@")[0]
        links[name] = re.search(r"http://\S+/account/link/\S+", letter.body)[0]
    page.goto("/people/invite/")
    page.get_by_text("Mời người dùng").first.wait_for()
    assert page.locator("input[name=person]:checked").count() == 0
    return links


def logged_in(new_page, username, link):
    """Somebody of the sheet opens the link, chooses a password and logs in, on a page of their own."""
    page = new_page()
    page.set_default_timeout(30_000)
    page.goto(link)
    page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    page.get_by_label("Xác nhận mật khẩu mới").fill(PASSWORD)
    page.locator("main button").click()
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    return page


def the_clerk_types(page):
    page.get_by_role("link", name="Tháng 1/2026, Sở Xây dựng").click()
    page.wait_for_load_state()  # Enter before the scripts are there sends the form, and the page comes anew
    for cell, text in enumerate(("5", "1")):
        page.locator("[data-dx-cell]").nth(cell).fill(text)
        page.keyboard.press("Enter")
    page.locator("#entry-status", has_text="2/2").wait_for()
    page.locator("[data-dx-all]", has_text="Đã lưu").wait_for()


def the_head_signs(page):
    page.get_by_role("link", name="Tháng 1/2026, Sở Xây dựng").click()
    page.get_by_role("button", name="Ký và gửi báo cáo tháng 1").click()
    page.get_by_text("Báo cáo đã được ký").first.wait_for()


def the_officer_approves(page):
    page.get_by_role("link", name="chỉ tiêu chờ duyệt").click()
    page.get_by_role("link", name="Sở Xây dựng").first.click()
    page.get_by_role("button", name="Duyệt tất cả 2").click()
    page.locator("[data-dx-review-foot]").wait_for(state="detached")


def the_officer_closes(page):
    page.goto("/months/")
    page.locator("input[name=anyway]").check()
    page.get_by_role("button", name="Khóa tháng 1").click()
    page.locator("#month-1 .month-state.closed").wait_for()


def test_from_an_empty_system_to_the_first_closed_month(new_page, server):
    page = new_page()
    page.set_default_timeout(30_000)
    set_up(page)
    hand_in(page, "Nhập danh sách cơ quan", AGENCIES)
    hand_in(page, "Nhập danh sách người dùng", PEOPLE)
    page.goto("/")
    page.get_by_role("link", name="Lập kế hoạch năm").click()
    page.get_by_role("button", name="Lập kế hoạch năm").click()
    hand_in(page, "Nhập phiếu giao chỉ tiêu", ITEMS)
    page.goto("/")
    page.get_by_role("link", name="Mở tháng báo cáo").click()
    page.get_by_role("button", name="Mở tháng 1/2026").click()
    links = invited(page)
    the_clerk_types(logged_in(new_page, "nhap", links["nhap"]))
    the_head_signs(logged_in(new_page, "ky", links["ky"]))
    officer = logged_in(new_page, "duyet", links["duyet"])
    the_officer_approves(officer)
    with override_settings(DX_TODAY=date(2026, 1, 16)):
        the_officer_closes(officer)
        page.goto("/")
        page.wait_for_url("**/boards/province/")
        text = page.locator("main").inner_text()
    assert "1/2" in text
    assert "1/1 cơ quan" in page.locator("body").inner_text()
