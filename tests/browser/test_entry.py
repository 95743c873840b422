"""The month's page as a clerk works on it: by keyboard alone, through a reload, a lost session, a second tab."""

import re

import pytest

from tests.browser.barriers import no_barrier

CLERK, URL = "nhaplieu.stttt", "/entry/STTTT/?year=2022&month=11"
KEYS_AT_MOST, POSTS_AT_MOST = 140, 26
FIGURES = """() => [...document.activeElement.closest("[data-dx-row]").querySelectorAll("[data-dx-same]")]
  .map(cell => cell.dataset.dxSame.replaceAll(".", ""))"""
PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const pasted = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  return document.activeElement.dispatchEvent(pasted) || document.activeElement.value;
}"""


@pytest.fixture(autouse=True)
def _as_it_was(server):
    """Each test finds the clerk's month as the demonstration leaves it: nothing typed."""
    yield
    from kpis.models import Entry, EntryEvent, Evidence, Report

    month = {"assignment__agency__code": "STTTT", "period__month": 11}
    Evidence.objects.filter(**{f"entry__{name}": value for name, value in month.items()}).delete()
    EntryEvent.objects.filter(**{f"entry__{name}": value for name, value in month.items()}).delete()
    Entry.objects.filter(**month).delete()
    Report.objects.filter(agency__code="STTTT", period__month=11).delete()


class Hand:
    """Types as a person does and counts the keys; `posts` are the rows sent."""

    def __init__(self, page):
        self.page, self.keys, self.posts = page, 0, []
        page.on("request", lambda request: self.posts.append(request.url) if request.method == "POST" else None)

    def type(self, text):
        self.keys += len(text)
        self.page.keyboard.type(text)

    def press(self, key):
        self.keys += 1
        self.page.keyboard.press(key)

    @property
    def at(self):
        """The field in which the caret stands, and what "unchanged" would type there."""
        return self.page.evaluate("({...document.activeElement.dataset, id: document.activeElement.id})")

    def settle(self):
        self.page.locator("[data-dx-all]", has_text="Đã lưu").wait_for()
        assert self.page.locator(".has-unsaved").count() == 0

    def paste(self, text):
        """A copied text arrives in the field in which the caret stands: what the page makes of it."""
        return self.page.evaluate(PASTE, text)


def entries():
    from kpis.models import Entry

    found = Entry.objects.filter(assignment__agency__code="STTTT", period__month=11)
    return {entry.assignment_id: entry for entry in found}


def begin(page):
    page.goto(URL)
    page.locator("[data-dx-cell]").first.focus()
    return Hand(page)


def test_a_clerk_fills_the_month_by_keyboard_alone(page_as):
    """Every second figure is typed digit by digit, the others are unchanged; in the middle the page is reloaded."""
    page = page_as(CLERK)
    hand = begin(page)
    rows = 0
    while "dxCell" in (here := hand.at):
        figures = page.evaluate(FIGURES)
        if rows % 2 and figures:
            hand.type("=")
        else:
            for place, figure in enumerate(figures or ["5"]):
                if place:
                    hand.press("Tab")
                hand.type(figure)
        rows += 1
        if rows == 12:
            hand.press("Tab")
            hand.settle()
            page.reload()
            page.locator(f"#{here['id']}").focus()
        hand.press("Enter")
    hand.settle()
    assert f"{rows}/{rows} đã nhập" in " ".join(page.locator("#entry-status").inner_text().split())
    assert (rows, len(entries())) == (25, 25)
    assert (hand.keys <= KEYS_AT_MOST, len(hand.posts) <= POSTS_AT_MOST) == (True, True), (hand.keys, len(hand.posts))


def test_enter_goes_down_and_back_and_arrows_keep_the_column(page_as):
    hand = begin(page_as(CLERK))
    first = hand.at["id"]
    hand.press("Enter")
    second = hand.at["id"]
    hand.press("Shift+Enter")
    assert hand.at["id"] == first != second
    ratio = hand.page.locator("[data-dx-field=denominator]").first
    ratio.focus()
    hand.press("ArrowDown")
    assert hand.at["id"] != ratio.get_attribute("id")
    hand.press("ArrowUp")
    assert hand.at["id"] == ratio.get_attribute("id")


def test_a_running_total_that_fell_is_put_right_by_one_click(page_as):
    hand = begin(page_as(CLERK))
    hand.type("31")
    hand.press("Enter")
    hand.page.get_by_role("button", name="Đúng, cộng thành 229").click()
    hand.settle()
    assert [int(entry.value) for entry in entries().values()] == [229]
    assert hand.page.get_by_role("button", name="Đúng, cộng thành").count() == 0


def test_a_column_from_a_spreadsheet_is_pasted_downwards(page_as):
    hand = begin(page_as(CLERK))
    assert hand.paste('"7\n(ước)"\r\n') == "7 (ước)", "one cell of several lines"
    hand.paste('"1.234\n"\r\n\r\n\r\n6\r\n17\r\n')
    hand.settle()
    hand.page.locator("[data-dx-field=numerator]").first.focus()
    hand.paste("5\t6\n")
    hand.settle()
    hand.page.locator("#entry-status", has_text="4/").wait_for()
    found = entries().values()
    assert sorted(int(entry.value) for entry in found if entry.value is not None) == [6, 17, 1234]
    assert [(int(entry.numerator), int(entry.denominator)) for entry in found if entry.numerator] == [(5, 6)]


def test_a_pasted_line_is_of_the_row_beside_it_and_a_blank_cell_takes_nothing_away(page_as):
    hand = begin(page_as(CLERK))
    rows = hand.page.locator("[data-dx-row]")
    assert [rows.nth(n).locator("[data-dx-cell]").first.is_visible() for n in range(4)] == [True, False, False, True]
    hand.paste("201\r\n3\r\n4\r\n17\r\n")
    hand.page.locator("[data-dx-pasted]", has_text="Bỏ qua 2 dòng đã dán").wait_for()
    ratio = hand.page.locator("[data-dx-row]:has([data-dx-field=denominator])").first
    ratio.locator("[data-dx-cell]").nth(1).fill("8")
    ratio.locator("[data-dx-cell]").first.focus()
    hand.paste("5\t\n")
    hand.settle()
    keys = [int(row.get_attribute("data-dx-row")) for row in (rows.nth(0), rows.nth(3), ratio)]
    found = entries()
    assert {key: entry.value or entry.denominator for key, entry in found.items()} == dict(
        zip(keys, (201, 17, 8), strict=True)
    )
    assert hand.page.locator("[data-dx-pasted]").is_hidden()


def test_an_expired_session_takes_nothing_and_the_page_offers_it_again(page_as):
    from django.contrib.sessions.models import Session

    hand = begin(page_as(CLERK))
    page = hand.page
    Session.objects.all().delete()
    hand.type("215")
    hand.press("Enter")
    page.wait_for_url("**/account/login/**")
    assert "giữ trên máy này" in page.locator("main").inner_text()
    page.get_by_label("Tên đăng nhập").fill(CLERK)
    page.get_by_label("Mật khẩu").fill("minhhoa-2022")
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/entry/STTTT/**")
    assert entries() == {}
    assert "1 ô đã nhập trên máy này chưa được lưu." in page.locator("[data-dx-kept]").inner_text()
    page.get_by_role("button", name="Khôi phục").click()
    page.locator("#entry-status", has_text="1/25").wait_for()
    assert [int(entry.value) for entry in entries().values()] == [215]
    page.reload()
    assert page.locator("[data-dx-kept]").is_hidden()


def test_a_reload_before_the_row_is_left_takes_nothing(page_as):
    hand = begin(page_as(CLERK))
    hand.type("21")
    hand.page.route("**/entry/STTTT/*/**", lambda route: route.abort())
    hand.page.reload()
    hand.page.unroute("**/entry/STTTT/*/**")
    assert hand.page.locator("[data-dx-kept]").is_visible()
    hand.page.get_by_role("button", name="Bỏ các ô này").click()
    hand.page.reload()
    assert hand.page.locator("[data-dx-kept]").is_hidden()


def test_evidence_is_attached_to_its_row_once_it_is_said_not_to_be_secret(page_as):
    page = page_as(CLERK)
    page.goto(URL)
    more = page.locator(".entry-more").first
    more.locator("summary").click()
    assert more.locator(".file-field").inner_text().split("\n") == ["Chọn tệp", "Chưa chọn tệp"]
    with page.expect_file_chooser() as asked:
        more.get_by_text("Chọn tệp", exact=True).click()
    asked.value.set_files({"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 x"})
    assert more.locator(".file-name").inner_text() == "bao-cao.pdf"
    more.get_by_label("Tôi xác nhận tệp không thuộc danh mục bí mật nhà nước").check()
    more.get_by_role("button", name="Đính kèm").click()
    more.get_by_role("link", name="bao-cao.pdf").wait_for()
    assert "minh chứng: 1" in more.locator("summary").inner_text()
    assert page.evaluate("document.activeElement.className") == "entry-evidence", "the hand stays where the answer is"
    more.get_by_role("button", name="Gỡ bỏ").click()
    page.get_by_role("link", name="bao-cao.pdf").wait_for(state="detached")
    assert more.get_by_role("button", name="Đính kèm").is_visible()


def test_a_file_that_is_dropped_on_its_row_is_named_and_waits_for_the_answer(page_as):
    page = page_as(CLERK)
    page.goto(URL)
    more = page.locator(".entry-more").first
    more.locator("summary").click()
    more.locator(".entry-evidence > form").evaluate(
        """(zone) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File(["%PDF-1.7 x"], "tha-vao.pdf", { type: "application/pdf" }));
          for (const kind of ["dragover", "drop"]) {
            zone.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
          }
        }"""
    )
    assert more.locator(".file-name").inner_text() == "tha-vao.pdf"
    assert more.locator("[name=is_open]").evaluate("(box) => box === document.activeElement")
    more.get_by_label("Tôi xác nhận tệp không thuộc danh mục bí mật nhà nước").check()
    more.get_by_role("button", name="Đính kèm").click()
    more.get_by_role("link", name="tha-vao.pdf").wait_for()


def test_the_head_signs_what_the_clerk_typed_without_javascript(page_as):
    clerk = page_as(CLERK, javascript=False)
    clerk.goto(URL)
    assert not clerk.locator(".entry-keys").is_visible()
    cell = clerk.locator("[data-dx-cell]").first
    cell.fill("abc")
    clerk.get_by_role("button", name="Lưu nháp").click()
    assert cell.input_value() == "abc"
    assert cell.get_attribute("aria-invalid") == "true"
    cell.fill("245")
    clerk.get_by_role("button", name="Lưu nháp").click()
    assert "1/25 đã nhập" in " ".join(clerk.locator("#entry-status").inner_text().split())
    head = page_as("giamdoc.stttt", javascript=False)
    head.goto(URL)
    head.get_by_role("link", name="Gửi báo cáo tháng 11").click()
    assert "Còn thiếu" in head.locator("main").inner_text()
    head.locator("ul.ready a").first.click()
    assert "#cell-" in head.url or "#" in head.url


@pytest.mark.parametrize("look", [{"width": 1440}, {"width": 390, "dark": True}])
def test_the_page_has_no_barrier_and_runs_over_nowhere(page_as, look):
    page = page_as(CLERK, **look)
    page.goto(URL)
    page.locator("[data-dx-cell]").first.fill("31")
    page.locator("[data-dx-cell]").nth(5).focus()
    page.get_by_role("button", name="Đúng, cộng thành 229").wait_for()
    page.locator(".entry-more summary").first.click()
    for url in (None, "/entry/STTTT/submit/?year=2022&month=11"):
        if url:
            page.goto(url)
        no_barrier(page, page.url)


def test_the_hand_starts_at_the_first_empty_row_with_the_keys_told_above(page_as):
    page = page_as("nhaplieu.skhdt")
    page.goto("/entry/SKHDT/?year=2022&month=11")
    focused = page.locator("[data-dx-cell]:focus")
    assert focused.count() == 1
    assert focused.input_value() == ""
    keys, table = page.locator(".entry-keys").bounding_box(), page.locator("table.entry").bounding_box()
    assert keys["y"] < table["y"]


def test_a_phone_shows_name_field_and_state_and_unfolds_the_rest(page_as):
    page = page_as(CLERK, width=390)
    page.goto(URL)
    assert page.evaluate("document.documentElement.scrollHeight") < 29 * 130
    row = page.locator(".entry-row:not(.asks-nothing)").nth(1)
    assert row.locator(".entry-cells").bounding_box()["width"] == 1
    row.click(position={"x": 150, "y": 60})
    assert page.locator("[data-dx-cell]:focus").get_attribute("id") == row.locator(".cell").get_attribute("id")
    assert row.locator(".entry-cells").bounding_box()["width"] > 300
    seen = {name: row.locator(name).first for name in (".entry-title", ".cell", ".state", ".entry-why", ".check")}
    assert [name for name, part in seen.items() if part.is_visible()] == [".entry-title", ".cell", ".state"]
    row.get_by_text("Chi tiết").click()
    assert [name for name, part in seen.items() if not part.is_visible()] == []
    assert row.locator("select[data-dx-field=cause]").is_visible()


def test_a_note_that_was_drawn_taller_survives_its_row_replaced_without_a_word_in_the_console(page_as):
    page = page_as(CLERK)
    page.goto(URL)
    page.locator(".entry-more summary:visible").first.click()
    note = page.locator(".entry-more[open] textarea").first
    box = note.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] - 4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] + 60)
    page.mouse.up()
    assert "height" in note.get_attribute("style")
    page.evaluate("""() => {
      const row = document.querySelector(".entry-more[open]").closest("tbody");
      const again = `<table>${row.outerHTML.replace(/ style="[^"]*"/, "")}</table>`;
      htmx.swap(row, again, {swapStyle: "outerHTML"});
    }""")
    page.wait_for_timeout(300)  # htmx settles what it put in
    assert note.get_attribute("style") is None


def test_a_document_s_number_and_day_stand_beside_each_other_on_a_phone(page_as):
    page = page_as("nhaplieu.skhdt", width=390)
    page.goto("/entry/SKHDT/?year=2022&month=11")
    row = page.locator(".entry-row", has=page.locator("[data-dx-field=document_on]")).first
    row.locator(".entry-fold summary").click()
    boxes = [row.locator(f"[data-dx-field={name}]").bounding_box() for name in ("document_number", "document_on")]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[1]["x"] + boxes[1]["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def late(page, *, until):
    """The page as a slow line brings it, before the script `until` and those after it; call the answer for them."""
    waiting = []
    page.route(re.compile(until), lambda route: waiting.append(route))
    page.goto(URL, wait_until="commit")
    page.locator("[data-dx-cell]").first.wait_for()
    return lambda: [route.continue_() for route in waiting]


@pytest.mark.parametrize("last", [r"entry-fields[^/]*\.js", r"entry-paste[^/]*\.js"])
@pytest.mark.parametrize("stays", [True, False])
def test_what_is_typed_before_the_scripts_are_there_is_saved(page_as, last, stays):
    page = page_as(CLERK)
    come = late(page, until=last)
    page.locator("[data-dx-cell]").first.focus()
    page.keyboard.type("215")
    if not stays:
        page.evaluate("document.activeElement.blur()")
    come()
    if stays:
        page.locator("[data-dx-state]", has_text="chưa lưu").wait_for()
        page.keyboard.press("Enter")
    page.locator("#entry-status", has_text="1/25").wait_for()
    page.locator("[data-dx-all]", has_text="Đã lưu").wait_for()
    assert [int(entry.value) for entry in entries().values()] == [215]


def test_enter_beside_a_cell_saves_its_row_and_touches_no_other(page_as):
    page = page_as(CLERK)
    page.goto(URL)
    assert page.locator("[data-dx-fill]").count() > 0
    row = page.locator("[data-dx-row]:has(.entry-more)").nth(4)
    row.locator(".entry-more summary").click()
    row.get_by_label("Hẹn hoàn thành").fill("25/12/2022")
    page.keyboard.press("Enter")
    page.locator("[data-dx-all]", has_text="Đã lưu").wait_for()
    key = int(row.get_attribute("data-dx-row"))
    assert {(pk, entry.value, entry.numerator, str(entry.promised_on)) for pk, entry in entries().items()} == {
        (key, None, None, "2022-12-25")
    }


def test_enter_without_a_script_saves_what_was_typed_and_no_proposal(page_as):
    page = page_as(CLERK, javascript=False)
    page.goto(URL)
    page.locator("[data-dx-cell]").first.fill("215")
    page.keyboard.press("Enter")
    page.locator("#entry-status", has_text="1/25").wait_for()
    assert [int(entry.value) for entry in entries().values()] == [215]
