"""A long list of boxes to tick."""


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
