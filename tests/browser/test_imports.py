"""An administrator's hour in a real browser: a sheet with six errors is handed in, mended, imported, undone."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.barriers import no_barrier
from tests.workbooks.checksum import tables_checksum

WORKBOOKS = Path(__file__).resolve().parents[2] / "fixtures" / "workbooks"
REFUSED = ["F12", "D13", "H14", "D16", "F19", "D20"]
LOOKS = ({"width": 1440}, {"width": 390, "dark": True})
FLEETING = ["agencies.user.last_login"]


def hand_in(page, name):
    page.goto("/imports/")
    page.locator("input[type=file]").set_input_files(WORKBOOKS / name)
    page.get_by_role("button", name="Đọc bảng").click()
    page.wait_for_url("**/imports/*/")


def refused_cells(page):
    return [text.strip() for text in page.locator(".wrong-cell .address").all_inner_texts()]


def look(page, url):
    page.goto(url)
    no_barrier(page, url)


def test_six_refusals_are_seen_mended_imported_and_undone(page_as, tmp_path):
    before = tables_checksum(FLEETING)
    page = page_as("admin")
    hand_in(page, "list_errors.xlsx")
    run = page.url
    assert refused_cells(page) == REFUSED
    assert "10 dòng" in page.locator("h1").inner_text()

    page.get_by_role("button", name="Ghi “60-90%”").click()
    expect(page.locator(".wrong-cell")).to_have_count(5)
    assert page.evaluate("document.activeElement.getAttribute('list')") == "agencies", "the next refusal is F19"
    page.get_by_role("button", name="Đây là Sở Khoa học và Công nghệ").click()
    expect(page.locator(".wrong-cell")).to_have_count(4)
    assert refused_cells(page) == ["D13", "H14", "F19", "D20"]

    with page.expect_download() as download:
        page.get_by_role("link", name="Tệp có ghi lỗi từng ô").click()
    download.value.save_as(tmp_path / "loi.xlsx")
    assert (tmp_path / "loi.xlsx").read_bytes()[:2] == b"PK"
    assert tables_checksum(FLEETING) == before

    page.get_by_label("Tôi đã đọc các câu hỏi này").check()
    page.get_by_role("button", name="hợp lệ, giữ lại 4").click()
    page.get_by_text("Tiếp tục với các dòng bị giữ lại").wait_for()
    assert tables_checksum(FLEETING) != before
    for options in LOOKS:
        look(page_as("admin", **options), run)

    page.get_by_role("link", name="Hoàn tác lượt nhập này").click()
    page.get_by_label("Lý do hoàn tác").fill("Nhập thử")
    page.get_by_role("button", name="Hoàn tác").click()
    page.get_by_role("heading", name="Lượt nhập này đã được hoàn tác").wait_for()
    assert tables_checksum(FLEETING) == before


def test_the_pages_of_the_import_have_no_barrier_and_do_not_run_over(page_as):
    page = page_as("admin")
    hand_in(page, "list_errors.xlsx")
    run = page.url
    for options in LOOKS:
        page = page_as("admin", **options)
        for url in ("/imports/", run, f"{run}?tab=changed", f"{run}?tab=unchanged"):
            look(page, url)


def test_it_all_works_without_javascript(page_as):
    page = page_as("admin", javascript=False)
    hand_in(page, "list_errors.xlsx")
    run = page.url
    count = len(refused_cells(page))
    page.get_by_role("button", name="Ghi “28/02/2022”").click()
    assert page.url.startswith(run)
    assert len(refused_cells(page)) == count - 1


def test_a_head_of_an_agency_is_refused(page_as):
    page = page_as("admin")
    hand_in(page, "list.xlsx")
    run = page.url
    head = page_as("giamdoc.skhdt")
    assert head.goto(run).status == 404
    head.goto("/imports/")
    assert "list.xlsx" not in head.locator("main").inner_text()
    offered = [kind.get_attribute("value") for kind in head.locator("[name=kind]").all()]
    assert sorted(offered) == ["figures", "people"]


def test_a_cell_put_right_after_the_session_ended_is_sent_after_the_login(page_as):
    from django.contrib.sessions.models import Session

    page = page_as("admin")
    hand_in(page, "list_errors.xlsx")
    run = page.url
    Session.objects.all().delete()
    cell = page.locator(".wrong-cell", has=page.locator("input[name=text]")).first
    place = cell.locator(".address").inner_text()
    cell.locator("input[name=text]").fill("≥ 75%")
    cell.get_by_role("button", name="Sửa").click()
    page.wait_for_url("**/account/login/")
    no_barrier(page, "the login page in the place of another")
    page.get_by_label("Tên đăng nhập").fill("admin")
    page.get_by_label("Mật khẩu").fill("minhhoa-2022")
    page.get_by_role("button", name="Đăng nhập").click()
    assert "≥ 75%" in page.locator("main").inner_text()
    page.get_by_role("button", name="Gửi").click()
    page.wait_for_url(f"{run}**")
    assert f"{place}" not in refused_cells(page)


def test_what_is_typed_or_chosen_while_another_cell_is_answered_stays_and_nothing_else_can_be_pressed(page_as):
    page = page_as("admin")
    hand_in(page, "list_errors.xlsx")
    held, refused = [], page.locator(".wrong-cell").count()  # another test's answers to the same sheet stay
    page.route("**/imports/*/mend/**", lambda route: held.append(route))
    page.get_by_role("button", name="Ghi “60-90%”").click()
    column = page.locator(".column-map select").first
    column.evaluate("(one) => (one.closest('details').open = true)")
    column.select_option(index=1 - min(column.evaluate("(one) => one.selectedIndex"), 1))
    chosen = column.input_value()
    cell = page.locator(".wrong-cell", has=page.locator("input[name=text]")).last
    place = cell.locator(".address").inner_text()
    cell.locator("input[name=text]").press("ControlOrMeta+a")
    page.keyboard.type("≥ 7")
    assert page.locator("#run button:enabled").count() == 0
    held[0].continue_()
    expect(page.locator(".wrong-cell")).to_have_count(refused - 1)
    page.wait_for_timeout(100)
    page.keyboard.type("5%")
    row = page.locator(".wrong-cell", has_text=place)
    assert row.locator("input[name=text]").input_value() == "≥ 75%"
    assert (column.input_value(), column.is_visible()) == (chosen, True)
    page.locator("a.tab:not([aria-current])").first.press("Enter")
    page.wait_for_url("**tab=**")
    page.wait_for_timeout(100)
    assert page.evaluate("document.activeElement.matches('a.tab[aria-current]')"), "the hand is still at the tabs"
