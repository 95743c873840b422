"""A meeting of the committee, played through; and the matrix by keyboard."""

import io
from datetime import date
from zipfile import ZipFile

from django.core.management import call_command

from tests.browser.barriers import no_barrier

OFFICER, MEMBER, CLERK = "thuongtruc", "thanhvien", "nhaplieu.skhdt"
AGENCY = "Sở Kế hoạch và Đầu tư"


def conclude(page, text, due_on):
    page.fill("[name=text]", text)
    page.select_option("[name=agency]", label=AGENCY)
    page.fill("[name=due_on]", due_on)
    page.click("form.commitment-form button.first")
    page.wait_for_url("**/show/**")


def plan(page, day):
    page.goto("/meetings/new/")
    page.fill("[name=held_on]", day)
    page.fill("[name=chair]", "Ông A, Phó Trưởng ban (minh họa)")
    page.click("form.commitment-form button.first")
    page.wait_for_url("**/meetings/*/")
    return page.url


def test_a_meeting_from_its_agenda_to_the_next_one(page_as, on_day):
    officer = page_as(OFFICER)
    url = plan(officer, "10/11/2022")
    proposed = officer.locator(".agenda > li").count()
    assert proposed >= 2
    for text in ("Kinh phí năm 2023", "Kế hoạch tập huấn"):
        officer.goto(url + "points/new/")
        officer.fill("[name=text]", text)
        officer.click("form.commitment-form button.first")
        officer.wait_for_url("**/meetings/*/#agenda")
    assert officer.locator(".agenda > li").count() == proposed + 2
    no_barrier(officer, "meeting")
    _shown(officer, url)
    _announced(officer, url)
    _done(page_as)
    on_day(date(2022, 12, 1))
    call_command("send_notices")
    clerk = page_as(CLERK)
    clerk.goto("/")
    clerk.locator(".letters h2", has_text="Kết luận của Ban Chỉ đạo quá hạn thực hiện").wait_for()
    following = page_as(OFFICER)
    plan(following, "01/12/2022")
    told = [text for text in following.locator(".agenda > li").all_inner_texts() if "Việc quá hạn" in text]
    assert ["Kết luận phiên trước, quá hạn" in text for text in told] == [True]
    member = page_as(MEMBER, width=390)
    member.goto("/conclusions/")
    no_barrier(member, "conclusions, narrow")


def _shown(page, url):
    """The wall, by keyboard: on to the first point, three conclusions written there, on to the end."""
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(url + "show/")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/show/?point=1")
    no_barrier(page, "wall, dark")
    assert page.evaluate("document.documentElement.scrollHeight") <= 720
    for text, due_on in (
        ("Việc xong sớm", "30/11/2022"),
        ("Việc quá hạn", "20/11/2022"),
        ("Việc năm sau", "15/12/2022"),
    ):
        page.keyboard.press("k")
        page.wait_for_url("**/conclusions/new/**")
        conclude(page, text, due_on)
    assert page.locator(".concluded").count() == 3
    page.keyboard.press("t")
    page.wait_for_url("**theme=light")
    no_barrier(page, "wall, light")
    page.keyboard.press("Escape")
    page.wait_for_url("**/meetings/*/")
    page.set_viewport_size({"width": 1440, "height": 900})


def _announced(page, url):
    page.locator("form[action$='/held/'] button").click()
    page.locator("a[href$='/announce/']").click()
    page.fill("[name=number]", "105/TB-BCĐ")
    page.click("form.commitment-form button.first")
    page.wait_for_url("**/meetings/*/")
    answer = page.request.get(url + "announcement.docx")
    text = ZipFile(io.BytesIO(answer.body())).read("word/document.xml").decode()
    assert "105/TB-BCĐ" in text
    assert "Việc quá hạn" in text


def _done(page_as):
    """One is reported with proof by its agency and accepted by the officer."""
    clerk, officer = page_as(CLERK), page_as(OFFICER)
    clerk.goto("/")
    clerk.locator(".waiting a", has_text="Việc xong sớm").click()
    clerk.fill("[name=text]", "Đã trang bị xong (minh họa)")
    clerk.set_input_files(
        "[name=file]", {"name": "anh.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(40)}
    )
    clerk.click("form[action$='/report/'] button.first")
    clerk.locator(".course.reported").wait_for()
    no_barrier(clerk, "conclusion")
    officer.goto(clerk.url)
    officer.click("button[name=accept][value='1']")
    officer.locator(".course.accepted").wait_for()


def test_the_matrix_is_walked_by_keyboard(page_as):
    page = page_as(MEMBER)
    page.goto("/boards/matrix/?year=2022&month=10")
    cells = page.locator("[data-dx-matrix] tbody td:not(.xy) a")
    cells.first.focus()
    card = page.locator("[data-dx-card]")
    card.wait_for()
    at = lambda: page.evaluate("document.activeElement.getAttribute('href')")  # noqa: E731
    seen = [at()]
    for key in ("ArrowRight", "ArrowDown", "End", "Control+End", "Control+Home"):
        page.keyboard.press(key)
        seen.append(at())
    assert len(set(seen[:5])) == 5
    assert seen[-1] == cells.first.get_attribute("href")
    assert (
        page.evaluate("[...document.querySelectorAll('[data-dx-matrix] td a')].filter((a) => a.tabIndex === 0).length")
        >= 1
    )
    page.keyboard.press("Escape")
    card.wait_for(state="hidden")
    page.keyboard.press("Enter")
    page.wait_for_url("**/boards/item/**")
