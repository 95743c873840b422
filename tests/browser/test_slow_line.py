"""Two tabs, a slow line or a broken one: what is typed and pressed while an answer is on its way or never comes."""

import re

from tests.browser.test_entry import CLERK, URL, _as_it_was, begin, entries  # noqa: F401

ROW = re.compile(r"/entry/STTTT/\d+/")


def send():
    """All that is entered is sent, by somebody else."""
    from kpis.models import Entry

    Entry.objects.filter(pk__in=[entry.pk for entry in entries().values()]).update(status="submitted", version=2)


def left_behind(page):
    """A second tab of `page`, drawn before its first cell was saved as 201 in the first."""
    other = page.context.new_page()
    one = begin(page)
    other.goto(URL)
    one.type("201")
    one.press("Enter")
    one.settle()
    return other


def test_two_tabs_on_one_cell_lose_nothing_and_one_decides(page_as):
    other = left_behind(page_as(CLERK))
    other.locator("[data-dx-cell]").first.focus()
    other.keyboard.type("205")
    other.keyboard.press("Enter")
    clash = other.locator("[data-dx-clash]")
    clash.wait_for()
    text = " ".join(clash.inner_text().split())
    assert ("205" in text, "201" in text, "Hồ Văn An" in text) == (True, True, True)
    assert [int(entry.value) for entry in entries().values()] == [201]
    other.locator("[data-dx-all]", has_text="1 chưa lưu").wait_for()
    assert other.evaluate("document.activeElement.matches('[data-dx-cell]')"), "who goes on typing is not interrupted"
    other.get_by_role("button", name="Lưu số của tôi").click()
    clash.wait_for(state="detached")
    other.locator("[data-dx-all]", has_text="Đã lưu").wait_for()
    assert [int(entry.value) for entry in entries().values()] == [205]


def test_what_is_typed_on_while_a_clash_is_answered_stays_and_is_what_is_saved(page_as):
    other = left_behind(page_as(CLERK))
    held = []
    other.route(ROW, lambda route: held.append(route))
    cell = other.locator("[data-dx-cell]").first
    cell.fill("20")
    other.keyboard.press("Enter")
    cell.focus()
    other.keyboard.press("End")
    other.keyboard.type("55")
    held[0].continue_()
    other.unroute_all()
    other.locator("[data-dx-clash]").wait_for()
    assert cell.input_value() == "2055"
    other.locator("[data-dx-all]", has_text="1 chưa lưu").wait_for()
    other.get_by_role("button", name="Lưu số của tôi").click()
    other.locator("[data-dx-all]", has_text="Đã lưu").wait_for()
    assert [int(entry.value) for entry in entries().values()] == [2055]


def test_a_clash_takes_nothing_from_the_row_and_is_decided_while_another_answer_is_on_its_way(page_as):
    other = left_behind(page_as(CLERK))
    held = []
    other.route(ROW, lambda route: held.append(route))
    row = other.locator("[data-dx-row]").first
    row.locator("[data-dx-cell]").first.fill("205")
    row.locator(".entry-more").evaluate("(more) => more.open = true")
    row.locator("[name=number]").fill("12/QĐ-STTTT")
    note = row.locator("[data-dx-field=note]")
    note.focus()
    held[0].continue_()
    other.locator("[data-dx-clash]").wait_for()
    assert row.locator("[name=number]").input_value() == "12/QĐ-STTTT"
    other.keyboard.type("Số đã đối chiếu.")
    other.get_by_role("button", name="Lưu số của tôi").click()
    assert len(held) == 2
    held[1].continue_()
    other.unroute_all()
    other.locator("[data-dx-all]", has_text="Đã lưu").wait_for()
    assert row.evaluate("(row) => row === document.activeElement")
    assert [(int(entry.value), entry.note) for entry in entries().values()] == [(205, "Số đã đối chiếu.")]


def test_who_takes_the_saved_one_finds_it_and_nothing_that_was_typed_before(page_as):
    other = left_behind(page_as(CLERK, width=390))
    held = []
    other.route(ROW, lambda route: held.append(route))
    cell = other.locator("[data-dx-cell]").first
    cell.fill("20")
    other.keyboard.press("Enter")
    cell.fill("2055")
    attach(other, is_sent=False)
    held[0].continue_()
    other.unroute_all()
    # The texts stand under their heads, which a second answer may put anew meanwhile.
    other.wait_for_function("""() => {
      const heads = [...document.querySelectorAll("[data-dx-clash] thead th")];
      return heads.length === 2 && heads.every((head) => head.offsetWidth > 60);
    }""")
    other.get_by_role("button", name="Lấy số đang lưu").click()
    other.locator("[data-dx-all]", has_text="Đã lưu").wait_for()
    assert (cell.input_value(), other.locator(".has-unsaved").count()) == ("201", 0)
    assert other.locator(".entry-evidence [name=number]").first.input_value() == "12/QĐ-STTTT"


def test_what_is_typed_after_a_choice_that_found_no_answer_is_asked_about_anew(page_as):
    other = left_behind(page_as(CLERK))
    cell = other.locator("[data-dx-cell]").first
    cell.fill("205")
    other.keyboard.press("Enter")
    other.route(ROW, lambda route: route.fulfill(status=403))
    other.get_by_role("button", name="Lấy số đang lưu").click()
    other.locator("[data-dx-state]", has_text="hãy mở lại trang").first.wait_for()
    other.unroute_all()
    cell.fill("209")
    other.keyboard.press("Enter")
    other.locator("[data-dx-clash]", has_text="209").wait_for()
    other.get_by_role("button", name="Lưu số của tôi").click()
    other.locator("[data-dx-all]", has_text="Đã lưu").wait_for()
    assert [int(entry.value) for entry in entries().values()] == [209]


def test_what_was_typed_too_late_is_said_until_it_is_dropped_and_holds_nobody(page_as):
    hand = begin(page_as(CLERK))
    page = hand.page
    hand.type("201")
    hand.press("Enter")
    hand.settle()
    send()
    held, cell = [], page.locator("[data-dx-cell]").first
    page.route(ROW, lambda route: held.append(route))
    for figure in ("205", "206"):
        cell.fill(figure)
        hand.press("Enter")
    held[0].continue_()
    page.unroute_all()
    page.locator("[data-dx-clash]", has_text="205").wait_for()
    page.locator("[data-dx-leave]").click()
    page.wait_for_url("**/submit/**")
    page.goto(URL)
    assert "206" in page.locator("[data-dx-late]").inner_text()
    page.locator("[data-dx-late] button").click()
    page.reload()
    assert page.locator("[data-dx-late]").is_hidden()


def test_a_press_is_not_lost_to_the_answer_that_it_brings_about(page_as):
    hand = begin(page_as(CLERK))
    page = hand.page
    hand.type("215")
    box = page.locator("[data-dx-next-empty]").bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + 5)
    page.mouse.down()
    page.wait_for_timeout(400)  # as long as a slow hand presses
    page.mouse.up()
    hand.settle()
    assert "dxCell" in hand.at
    assert [int(entry.value) for entry in entries().values()] == [215]


def test_a_second_tap_on_no_activity_takes_no_figure_away(page_as):
    hand = begin(page_as(CLERK))
    hand.type("215")
    box = hand.page.locator("[data-dx-none]").first
    box.dblclick()
    hand.page.locator("h1").click()
    hand.settle()
    assert [(int(entry.value), entry.is_no_activity) for entry in entries().values()] == [(215, False)]
    box.click()
    hand.page.locator("h1").click()
    hand.settle()
    assert [(entry.value, entry.is_no_activity) for entry in entries().values()] == [(None, True)]


def test_a_figure_typed_over_no_activity_comes_back_after_a_lost_line_and_holds_up_none_that_was_sent(page_as):
    hand = begin(page_as(CLERK))
    page = hand.page
    hand.type("201")
    hand.press("Enter")
    hand.settle()
    rows = page.locator("[data-dx-row]:has([data-dx-none]:visible)")
    page.route(ROW, lambda route: route.fulfill(status=403))
    rows.nth(0).locator("[data-dx-cell]").fill("205")
    rows.nth(1).locator("[data-dx-none]").check()
    rows.nth(1).locator("[data-dx-cell]").fill("7")
    hand.press("Enter")
    page.locator("[data-dx-all]", has_text="2 chưa lưu").wait_for()
    page.unroute_all()
    page.reload()
    send()
    rows.nth(0).locator("[data-dx-cell]").fill("206")
    hand.press("Enter")
    page.locator("[data-dx-clash]", has_text="206").wait_for()
    page.locator("[data-dx-kept-restore]").click()
    hand.settle()
    stands = [(int(entry.value), entry.is_no_activity) for entry in entries().values()]
    assert sorted(stands) == [(7, False), (201, False)]


def attach(page, *, is_sent=True):
    more = page.locator(".entry-more").first
    more.evaluate("(more) => more.open = true")
    form = more.locator(".entry-evidence > form")
    form.locator("[name=number]").fill("12/QĐ-STTTT")
    form.locator("[name=is_open]").check()
    if is_sent:
        form.get_by_role("button", name="Đính kèm").click()
    return more


def test_evidence_whose_row_was_sent_meanwhile_holds_nobody(page_as):
    hand = begin(page_as(CLERK))
    page = hand.page
    hand.type("201")
    hand.press("Enter")
    hand.settle()
    held = []
    page.route("**/evidence/**", lambda route: held.append(route))
    attach(page)
    send()
    page.locator("[data-dx-cell]").first.fill("205")
    hand.press("Enter")
    page.locator("[data-dx-clash]", has_text="205").wait_for()
    page.locator("[data-dx-leave]").click()
    page.locator("[data-dx-all]", has_text="đang gửi").wait_for()
    held[0].continue_()
    page.locator("[data-dx-all]", has_text="Đã lưu").wait_for()
    page.locator("[data-dx-leave]").click()
    page.wait_for_url("**/submit/**")


def test_evidence_is_sent_by_the_browser_where_the_script_that_sends_it_did_not_come(page_as):
    page = page_as(CLERK)
    page.route("**/htmx*", lambda route: route.abort())
    page.goto(URL)
    attach(page)
    page.locator(".entry-evidence li").first.wait_for(state="attached")


def test_evidence_that_found_no_answer_or_was_refused_is_said_and_stays_typed(page_as):
    page = page_as(CLERK)
    page.goto(URL)
    told = page.locator("[data-dx-told]")
    page.route("**/evidence/**", lambda route: route.fulfill(status=413, body="<h1>413 Too Large</h1>"))
    attach(page)
    told.get_by_text("Hệ thống không nhận nội dung này.").wait_for()
    page.unroute_all()
    page.context.clear_cookies(name="csrftoken")
    attach(page)
    told.get_by_text("Trang đã mở quá lâu").wait_for()
    assert page.locator(".entry-evidence [name=number]").first.input_value() == "12/QĐ-STTTT"


def test_who_goes_on_while_evidence_is_on_its_way_is_held_until_it_is_there(page_as):
    page = page_as(CLERK)
    page.goto(URL)
    held = []
    page.route("**/evidence/**", lambda route: held.append(route))
    more = attach(page)
    more.get_by_role("button", name="Đính kèm").click()
    page.locator("[data-dx-cell]").first.fill("215")
    page.keyboard.press("Enter")
    page.locator("[data-dx-all]", has_text="Đã lưu").wait_for()
    page.locator("[data-dx-leave]").click()
    page.locator("[data-dx-all]", has_text="đang gửi").wait_for()
    assert (len(held), "đang gửi" in more.locator("[data-dx-sending]").inner_text()) == (1, True)
    held[0].continue_()
    page.wait_for_url("**/submit/**")
    assert [(int(entry.value), entry.evidence.count()) for entry in entries().values()] == [(215, 1)]


def test_a_row_that_may_no_longer_be_saved_is_not_sent_for_ever(page_as):
    page = page_as(CLERK)
    page.goto(URL)
    page.context.clear_cookies(name="csrftoken")
    page.locator("[data-dx-cell]").first.fill("3")
    page.keyboard.press("Enter")
    page.locator("[data-dx-state]", has_text="hãy mở lại trang").wait_for()
    page.reload()
    assert page.locator("[data-dx-kept]").is_visible()


def test_a_second_press_while_the_answer_is_on_its_way_sends_nothing(page_as):
    page = page_as("admin")
    page.goto("/agencies/groups/")
    page.locator("[name=name-name]").fill("Nhóm thử")
    posts, held = [], []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.route("**/agencies/groups/", lambda route: held.append(route))
    page.locator("form:has([name=name-name])").evaluate(
        "form => { form.requestSubmit(); setTimeout(() => form.requestSubmit(), 200); }"
    )
    page.wait_for_timeout(500)
    assert len(posts) == 1
    held[0].continue_()
    page.unroute_all()
    page.get_by_text("Nhóm thử").first.wait_for()
