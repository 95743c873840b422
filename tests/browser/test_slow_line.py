"""A slow or broken line: what is typed and pressed while an answer is on its way, and what is said where none comes."""

import re

from tests.browser.test_entry import CLERK, URL, begin, entries


def test_what_is_typed_on_while_a_clash_is_answered_stays_and_is_what_is_saved(page_as):
    one = begin(page_as(CLERK))
    other = one.page.context.new_page()
    other.goto(URL)
    one.type("201")
    one.press("Enter")
    one.settle()
    held = []
    other.route(re.compile(r"/entry/STTTT/\d+/"), lambda route: held.append(route))
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


def attach(page):
    more = page.locator(".entry-more").first
    more.evaluate("(more) => more.open = true")
    form = more.locator(".entry-evidence > form")
    form.locator("[name=number]").fill("12/QĐ-STTTT")
    form.locator("[name=is_open]").check()
    form.get_by_role("button", name="Đính kèm").click()
    return more


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
