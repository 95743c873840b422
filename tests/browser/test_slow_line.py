"""A slow or broken line: what is typed and pressed while an answer is on its way, and what is said where none comes."""

import re

import pytest

from tests.browser.test_entry import CLERK, URL, begin, entries

pytestmark = pytest.mark.browser


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
