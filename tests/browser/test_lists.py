"""Long lists: what is looked for is found, and none is without end on a phone."""

import pytest

from tests.browser.barriers import no_barrier


def test_agencies_to_tick_are_found_without_marks_and_what_is_ticked_stays(page_as):
    page = page_as("admin")
    page.goto("/agencies/decision/")
    before = page.locator("#id_predecessors")
    seen = before.locator("label:visible")
    assert seen.count() > 20
    before.get_by_label("Sở Tài chính").check()
    before.locator("[type=search]").fill("xay  dung so")
    assert seen.all_inner_texts() == ["Sở Tài chính", "Sở Xây dựng"]
    before.locator("[type=search]").press("Enter")
    assert page.url.endswith("/agencies/decision/")
    before.get_by_label("Sở Xây dựng").check()
    assert before.locator("[data-dx-chosen]").inner_text() == "Đã chọn: Sở Tài chính; Sở Xây dựng"


@pytest.mark.parametrize("url", ["/boards/rows/?year=2022&month=10", "/people/", "/audit/"])
def test_no_list_is_longer_than_ten_screens_of_a_phone(page_as, url):
    page = page_as("admin", width=390, height=844)
    page.goto(url)
    assert page.evaluate("document.documentElement.scrollHeight") < 10 * 844
    assert page.locator("main a[rel=next]").count() == 1


def test_a_day_with_its_hour_stays_inside_the_narrowest_window(page_as):
    page = page_as("admin", width=320)
    page.goto("/account/sessions/")
    no_barrier(page, "sessions at 320 px")
