"""Two annexes as central decisions write them: nine rows in ten come in untouched, the rest is answered in the page."""

from playwright.sync_api import expect

from agencies.models import Agency
from kpis.models import Goal
from tests.workbooks.annexes import targets_annex, tasks_annex, workbook

SLOW = 20_000  # milliseconds: a sheet of 150 rows is read anew after each answer


def hand_in(page, name, rows):
    page.goto("/imports/")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "", "buffer": workbook(rows)})
    page.get_by_role("button", name="Đọc bảng").click()
    page.wait_for_url("**/imports/*/")


def leads():
    return list(Agency.objects.filter(level="agency").order_by("sort_order", "path").values_list("name", flat=True))[
        :30
    ]


def counted(page, status):
    """How many lines stand in a tab, as its label says."""
    return int("".join(c for c in page.locator(f"a[href$='tab={status}']").first.inner_text() if c.isdigit()) or 0)


def explain_the_group(page):
    """The phrase for many bodies is explained once, and no row asks about it again."""
    expect(page.get_by_text("“Các bộ, ngành, địa phương” chỉ nhiều cơ quan").first).to_be_visible()
    first = page.locator("form.answer", has=page.locator("input[name=name][value='Các bộ, ngành, địa phương']")).first
    first.locator("input[name=agency]").fill("Các sở, ban, ngành")
    first.get_by_role("button", name="Chọn", exact=True).click()
    expect(page.get_by_text("chỉ nhiều cơ quan")).to_have_count(0, timeout=SLOW)


def test_two_annexes_are_answered_in_a_few_clicks_and_the_second_remembers_the_first(page_as):
    page = page_as("admin")
    hand_in(page, "phu-luc-1.xlsx", targets_annex(2022, leads()))
    assert counted(page, "new") >= 54
    explain_the_group(page)
    page.get_by_role("button", name="Mục tiêu năm 2030").click()
    expect(page.locator(".wrong-cell")).to_have_count(0, timeout=SLOW)
    confirm(page)
    assert Goal.objects.filter(year=2030).count() > 40
    assert Goal.objects.filter(year=2045).count() > 20

    hand_in(page, "phu-luc-2.xlsx", tasks_annex(2022, leads()))
    assert counted(page, "new") >= 148, "the phrase for many bodies is known by now"
    page.get_by_role("button", name="Ghi “31/12/2022”").click()
    expect(page.locator(".wrong-cell")).to_have_count(1, timeout=SLOW)
    page.get_by_role("button", name="Ghi “tháng 12”").click()
    expect(page.locator(".wrong-cell")).to_have_count(0, timeout=SLOW)
    confirm(page)


def confirm(page):
    asked = page.locator("form.confirm input[name=as_written]")
    if asked.count():
        asked.check()
    page.locator("form.confirm button.first").click()
    page.get_by_role("link", name="Hoàn tác lượt nhập này").wait_for(timeout=SLOW)
