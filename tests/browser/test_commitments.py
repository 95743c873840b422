"""What is signed, kept and proved, played by those who sign, those who promise and those who look on."""

import json
from datetime import date
from pathlib import Path

from tests.browser.barriers import no_barrier

NOVEMBER = "?year=2022&month=11"
BOARD = f"/boards/commitments/{NOVEMBER}"
DIRECTOR, DIVISION, STRANGER = "giamdoc.skhdt", "truongphong.skhdt.dkkd", "giamdoc.stttt"
OTHER_DIRECTOR, OFFICER = "giamdoc.sxd", "thuongtruc"
EVENT = "Hội nghị ký cam kết của các phòng với Giám đốc Sở Kế hoạch và Đầu tư"
OWN = "Ban hành quy chế làm việc của phòng"
PAPERS = Path(__file__).parents[2] / "fixtures" / "papers"


def commitment_of(code):
    from commitments.models import Commitment

    return Commitment.objects.get(agency__code=code)


def page_url(code):
    return f"/boards/commitment/{commitment_of(code).pk}/{NOVEMBER}"


def told(page, code):
    """What machines read of an agency's commitment: items, fulfilled, drifting, signature."""
    board = json.loads(page.request.get(f"{BOARD}&format=json").text())
    row = next(row for row in board["commitments"] if row["agency"] == code)
    return tuple(row[name] for name in ("items", "fulfilled", "drifting", "signature"))


def says(page, words):
    page.locator(".messages", has_text=words).wait_for()


def press(page, name):
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(page, name):
    page.locator("main").get_by_role("link", name=name).first.click()


# --- an event from its first draft to what counts ------------------------------------------------------------------


def the_director_begins_drafts_for_all_divisions(page):
    page.goto(BOARD)
    follow(page, "Thêm đợt ký cam kết")
    page.get_by_label("Tên đợt ký").fill(EVENT)
    page.get_by_label("Ngày ký", exact=True).fill("31/02/2022")
    press(page, "Thêm")
    assert "Ghi ngày dạng 28/02/2022" in page.locator(".wrong-summary").inner_text()
    page.get_by_label("Ngày ký", exact=True).fill("28/02/2022")
    press(page, "Thêm")
    page.get_by_role("button", name="dự thảo").click()
    says(page, "Đã lập 3 dự thảo")
    assert page.locator("table.commitment-list tbody tr", has_text="Chưa ký").count() == 3


def the_director_writes_items(page):
    follow(page, "Phòng Đăng ký kinh doanh")
    follow(page, "Thêm nội dung")
    page.get_by_label("Nội dung cam kết, đúng như đã ký").fill("Nâng mức cung cấp dịch vụ công trực tuyến")
    row = page.locator(".commitment-links .link", has_text="Cung cấp dịch vụ công trực tuyến").first
    row.get_by_role("checkbox").first.check()
    target = row.get_by_label("Mức đã ký")
    agreed = target.input_value()
    target.fill("càng nhiều càng tốt")
    press(page, "Lưu")
    assert f"Ví dụ ghi: {agreed}" in page.locator(".wrong-summary").inner_text()
    target.fill(agreed)
    press(page, "Lưu")
    says(page, "Đã thêm nội dung")
    follow(page, "Thêm nội dung")
    page.get_by_label("Nội dung cam kết, đúng như đã ký").fill(OWN)
    page.get_by_label("Khi văn bản được ban hành").check()
    press(page, "Lưu")
    says(page, "Đã thêm nội dung")


def the_director_records_the_signing(page):
    follow(page, "Ghi nhận đã ký")
    press(page, "Ghi nhận đã ký")
    says(page, "Đã ghi nhận bản cam kết được ký")
    page.goto(BOARD)
    assert "28/02/2022" in page.locator("section", has_text=EVENT).last.inner_text()
    row = page.get_by_role("row").filter(has_text="Phòng Đăng ký kinh doanh")
    assert "dự thảo" not in row.inner_text()
    assert page.get_by_role("row").filter(has_text="Phòng Kinh tế đối ngoại").get_by_text("dự thảo").count() == 1


def the_division_says_that_it_is_done(page):
    page.goto(page_url("SKHDT-DKKD"))
    follow(page, "Báo đã thực hiện")
    page.get_by_label("Ngày thực hiện").fill("2022-11-05")
    page.get_by_label("Số văn bản").fill("12/QĐ-ĐKKD")
    page.get_by_label("Ngày văn bản").fill("2022-11-04")
    press(page, "Báo đã thực hiện")
    says(page, "Chỉ được tính khi bên nhận cam kết xác nhận")
    assert page.get_by_role("link", name="Xác nhận hoặc không xác nhận").count() == 0


def test_a_division_promises_does_and_is_confirmed_by_its_director(page_as):
    director, division = page_as(DIRECTOR), page_as(DIVISION)
    the_director_begins_drafts_for_all_divisions(director)
    the_director_writes_items(director)
    the_director_records_the_signing(director)
    assert page_as(STRANGER).goto(page_url("SKHDT-DKKD")).status == 404
    items, before, *_rest = told(director, "SKHDT-DKKD")
    the_division_says_that_it_is_done(division)
    assert told(director, "SKHDT-DKKD")[:2] == (items, before) == (2, before)
    director.goto(page_url("SKHDT-DKKD"))
    follow(director, "Xác nhận hoặc không xác nhận")
    press(director, "Xác nhận")
    says(director, "Đã xác nhận thực hiện")
    assert told(division, "SKHDT-DKKD") == (2, before + 1, 0, "none")
    division.goto(page_url("SKHDT-DKKD"))
    assert division.locator("h1").inner_text().startswith(f"{before + 1} trên 2")
    word = commitment_of("SKHDT-DKKD").items.get(text=OWN).fulfilments.get()
    assert (word.claimed_by.username, word.decided_by.username) == (DIVISION, DIRECTOR)


# --- a target moves away from what was signed ----------------------------------------------------------------------


def a_target_is_raised():
    """In the database the server reads, as an import would: the amount of trained people, from November on."""
    from agencies.models import User
    from kpis.items.actions import set_target
    from kpis.models import Assignment, Period

    item = Assignment.objects.get(agency__code="SKHDT", indicator__code="NLS-02", plan__year=2022)
    month = Period.objects.get(plan=item.plan, month=11)
    admin = User.objects.get(username="admin")
    set_target(item, in_force_from=month, by=admin, operator=">=", low=75, unit="lượt người", raw="75")
    return item


def test_a_target_that_moved_is_red_until_an_amendment_agrees_on_it(page_as):
    page = page_as(DIRECTOR)
    items, _met, drifting, _file = told(page, "SKHDT")
    assert drifting == 0
    item = a_target_is_raised()
    page.goto(page_url("SKHDT"))
    told_of = page.locator("li.is-drifting p.drift")
    assert told_of.locator("svg").count() == 1
    assert "hiện nay: ≥ 75\xa0lượt người, từ tháng 11/2022" in told_of.inner_text()
    old = told_of.inner_text().split("Mức giao đã ký: ")[1].split(" · ")[0]
    red = told_of.evaluate("line => getComputedStyle(line).color")
    page.goto(BOARD)
    mark = page.get_by_role("row").filter(has_text="Sở Kế hoạch và Đầu tư").locator(".drift")
    assert (mark.inner_text().strip(), mark.locator("svg").count()) == ("lệch 1 nội dung", 1)
    assert mark.evaluate("word => getComputedStyle(word).color") == red
    page.goto(page_url("SKHDT"))
    follow(page, "Lập phụ lục sửa đổi")
    page.get_by_label("Số phụ lục").fill("01/PL-SKHĐT")
    page.get_by_label("Ngày của phụ lục").fill("2022-11-09")
    page.locator(".commitment-drifts").get_by_role("checkbox").check()
    press(page, "Ghi phụ lục")
    says(page, "Đã ghi phụ lục 01/PL-SKHĐT")
    assert page.locator(".is-drifting, p.drift").count() == 0
    changes = page.locator(".changes")
    assert (changes.locator("del").inner_text(), changes.locator("ins").inner_text()) == (old, "≥ 75\xa0lượt người")
    assert told(page, "SKHDT")[::2] == (items, 0)
    change = commitment_of("SKHDT").amendments.get().changes.get()
    assert (change.link.assignment, change.amendment.dated_on) == (item, date(2022, 11, 9))


# --- the signed paper ----------------------------------------------------------------------------------------------


def hand_in(page, code, name, content=None):
    page.goto(page_url(code))
    given = PAPERS / name if content is None else {"name": name, "mimeType": "application/pdf", "buffer": content}
    page.locator("#files input[type=file]").set_input_files(given)
    page.get_by_label("Tôi xác nhận tệp không thuộc danh mục bí mật nhà nước").check()
    press(page, "Lưu tệp này")


def attested_by(page):
    page.goto(page_url("SXD-KTVL"))
    press(page, "Tôi xác nhận bản quét đúng với bản giấy đã ký")


def test_a_signed_file_is_judged_at_once_and_a_scan_by_two_people(page_as):
    director, officer = page_as(OTHER_DIRECTOR), page_as(OFFICER)
    commitment_of("SXD-VP").files.all().delete()
    hand_in(director, "SXD-VP", "cam-ket.pdf", "Đây không phải tệp PDF".encode())
    says(director, "Tệp không phải là PDF")
    hand_in(director, "SXD-VP", "cam-ket-van-phong-so.pdf")
    verdict = director.locator("#files .files-verdict").first
    assert "Chữ ký số hợp lệ: Đặng Văn Trung (minh họa) ký lúc 09:12 ngày 28/02/2022" in verdict.inner_text()
    hand_in(director, "SXD-KTVL", "ban-quet-quan-ly-nha.pdf")
    assert "Không có chữ ký số" in verdict.inner_text()
    attested_by(director)
    assert told(director, "SXD-KTVL")[3] == "unsigned"
    assert director.get_by_role("button", name="Tôi xác nhận").count() == 0
    director.get_by_text("Chi tiết của tệp").click()
    no_barrier(director, "a message above a file with its details")
    attested_by(officer)
    assert told(officer, "SXD-KTVL")[3] == "attested"
    assert told(officer, "SXD-VP")[3] == "valid"


# --- the pages that write ------------------------------------------------------------------------------------------


def test_the_pages_that_write_have_no_barrier_and_do_not_run_over(page_as):
    page = page_as("admin", width=390, dark=True)
    draft, drifting = commitment_of("SONGLO"), commitment_of("SCT")
    pages = {
        "draft": f"/commitments/{draft.pk}/edit/",
        "amendment": f"/commitments/{drifting.pk}/amend/",
        "trust": "/trust/",
        "dossier": "/boards/agency/SXD/dossier/?year=2022&month=10",
    }
    for name, url in pages.items():
        page.goto(url)
        no_barrier(page, name)
