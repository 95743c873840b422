"""A name without a space breaks where it must: no page gets wider than the window for it."""

import re

NAME = "Trungtâmdữliệuvàchuyểnđổisố" * 7


def test_a_name_without_a_space_makes_no_page_wider_than_the_window(page_as):
    page = page_as("admin", width=390, height=844)
    page.goto("/agencies/new/")
    page.get_by_label("Tên chính thức").fill(NAME)
    page.get_by_label("Mã", exact=True).fill("X" * 40)
    page.get_by_role("button", name="Thêm cơ quan").click()
    page.wait_for_url("**/agencies/*/")
    own = page.url
    page.goto("/items/give/")
    page.locator("[name=chosen]").select_option(index=1)
    page.locator("[name=agency]").select_option(label=NAME)
    page.locator("[name=target]").fill("80%")
    for _read_back_first in range(2):
        page.get_by_role("button", name="Giao chỉ tiêu").click()
    page.wait_for_url(re.compile(r"/items/\d+/"))
    wide = {}
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for path in (own, "/agencies/", "/audit/", *BOARDS):
            page.goto(path)
            if (shown := page.evaluate("document.documentElement.scrollWidth")) > width:
                wide[path, width] = shown
    assert wide == {}


BOARDS = [f"/boards/{board}/?year=2022&month=11" for board in ("province", "agencies", "matrix", "rows", "freshness")]
