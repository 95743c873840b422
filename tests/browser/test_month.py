"""A month from the first figure to the closed board, played by five people."""

import json
from datetime import date

from django.test import Client, override_settings

MONTH = "?year=2022&month=11"
ENTRY, REVIEW, BOARD = f"/entry/SKHDT/{MONTH}", f"/review/SKHDT/{MONTH}", f"/boards/agency/SKHDT/{MONTH}"
CLERK, DIVISION, DIRECTOR = "nhaplieu.skhdt", "truongphong.skhdt.dkkd", "giamdoc.skhdt"
OFFICER, ADMINISTRATOR = "thuongtruc", "admin"
FIRST = {"NLS-02": ("0",), "ATTT-03": ("0",), "CQS-08": ("1300", "2100")}
AFTER_RELOAD = {"CQS-09": ("16", "16"), "CQS-14": ("400", "800")}
AFTER_LOGIN = {"CQS-12": ("3100", "3100")}
MENDED = {"CQS-08": ("1310", "2100"), "CQS-14": ("280", "800")}
REASON = "Số liệu chưa khớp với hệ thống một cửa."
DRAFTS = {"CQS-05", "CQS-06", "CQS-07", "KTS-01"}  # as the demonstration leaves them
UNTOUCHED = {*DRAFTS, "NLS-02", "ATTT-03", "CQS-09", "CQS-11", "CQS-12", "CQS-18"}


def item(code, agency="SKHDT"):
    from kpis.models import Assignment

    return Assignment.objects.get(agency__code=agency, indicator__code=code, plan__year=2022)


def figures(code, agency="SKHDT"):
    from kpis.models import Entry

    entry = Entry.objects.get(assignment=item(code, agency), period__month=11)
    return tuple(int(figure) for figure in (entry.value, entry.numerator, entry.denominator) if figure is not None)


def codes(status):
    from kpis.models import Entry

    found = Entry.objects.filter(assignment__agency__code="SKHDT", period__month=11, status=status)
    return set(found.values_list("assignment__indicator__code", flat=True))


def type_rows(page, rows, agency="SKHDT"):
    """Type each row as a person does: figure, Tab, figure, Enter."""
    for code, texts in rows.items():
        page.locator(f"#row-{item(code, agency).pk} [data-dx-cell]").first.select_text()
        for place, text in enumerate(texts):
            if place:
                page.keyboard.press("Tab")
                page.keyboard.press("ControlOrMeta+a")
            page.keyboard.type(text)
        page.keyboard.press("Enter")


def settled(page):
    page.locator("[data-dx-all]", has_text="Đã lưu").wait_for()
    page.locator(".has-unsaved").wait_for(state="detached")


def board_of(page):
    """Done and applicable as machines read them, the same as people do, and the state of CQS-14."""
    board = json.loads(page.request.get(f"{BOARD}&format=json").text())
    states = {row["indicator_code"]: row["state"] for row in board["items"]}
    page.goto(BOARD)
    assert f"{board['done']}/{board['applicable']}" in page.locator("main").inner_text()
    return board["done"], board["applicable"], states["CQS-14"], board["period_state"]


def the_clerk_types(page):
    """A reload and an expired session in the middle take nothing."""
    from django.contrib.sessions.models import Session

    page.goto(ENTRY)
    type_rows(page, FIRST)
    settled(page)
    page.reload()
    type_rows(page, AFTER_RELOAD)
    settled(page)
    Session.objects.all().delete()
    type_rows(page, {"CQS-11": ("2600", "2700")})
    page.wait_for_url("**/account/login/**")
    page.get_by_label("Tên đăng nhập").fill(CLERK)
    page.get_by_label("Mật khẩu").fill("minhhoa-2022")
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("button", name="Khôi phục").click()
    page.locator("#entry-status", has_text="10/12").wait_for()
    type_rows(page, AFTER_LOGIN)
    settled(page)
    assert (figures("CQS-11"), figures("CQS-14")) == ((2600, 2700), (400, 800))


def the_division_adds(page):
    page.goto(f"/entry/SKHDT-DKKD/{MONTH}")
    type_rows(page, {"CQS-18": ("51",)}, "SKHDT-DKKD")
    settled(page)


def the_clerk_takes_the_sum(page):
    page.reload()
    page.locator(f"#row-{item('CQS-18').pk} [data-dx-fill][value='value=60']").first.click()
    page.locator("#entry-status", has_text="12/12").wait_for()
    settled(page)


def the_director_signs(page):
    page.goto(ENTRY)
    page.get_by_role("link", name="Gửi báo cáo tháng 11").click()
    page.get_by_role("button", name="Ký và gửi báo cáo tháng 11").click()
    page.get_by_text("Báo cáo đã được ký").first.wait_for()


def the_officer_returns_two_and_approves_the_rest(page):
    page.goto(REVIEW)
    for code in MENDED:
        row = page.locator(f"[data-dx-reviewed]:has(input[value='{entry_of(code).pk}'])")
        row.get_by_text("Lý do trả lại").click()
        row.get_by_label("Nội dung cụ thể").fill(REASON)
    page.get_by_role("button", name="Trả lại 2 chỉ tiêu").click()
    page.get_by_role("button", name="Duyệt tất cả 10 chỉ tiêu không cần xem kỹ").click()
    page.locator("[data-dx-review-foot]").wait_for(state="detached")


def entry_of(code):
    from kpis.models import Entry

    return Entry.objects.get(assignment=item(code), period__month=11)


def the_clerk_mends(page):
    page.goto(ENTRY)
    assert REASON in page.locator(f"#row-{item('CQS-14').pk}").inner_text()
    type_rows(page, MENDED)
    settled(page)


def the_officer_approves(page):
    page.goto(REVIEW)
    text = page.locator("main").inner_text()
    assert ("400" in text, "280" in text) == (True, True), "old and new stand side by side"
    for box in page.locator("[data-dx-choose]").all():
        box.check()
    page.get_by_role("button", name="Duyệt 2 chỉ tiêu").click()
    page.locator("[data-dx-review-foot]").wait_for(state="detached")


def nobody_else_waits():
    """What the demonstration has of other agencies before the officer is recorded, without a browser."""
    from agencies.models import User
    from kpis.models import Entry

    client = Client()
    client.force_login(User.objects.get(username=OFFICER), backend="agencies.people.accounts.Accounts")
    waiting = Entry.objects.filter(period__month=11, period__plan__year=2022, status="submitted")
    for code in sorted(set(waiting.values_list("assignment__agency__code", flat=True))):
        rows = dict(waiting.filter(assignment__agency__code=code).values_list("pk", "version"))
        posted = {"act": "approve", "chosen": list(rows)} | {f"version-{pk}": n for pk, n in rows.items()}
        assert client.post(f"/review/{code}/decide/{MONTH}", posted).status_code == 302


def the_administrator_closes(page):
    page.goto("/months/?year=2022")
    assert page.get_by_role("button", name="Khóa tháng 11").count() == 0, "its figures run until the 14th"
    with override_settings(DX_TODAY=date(2022, 11, 15)):
        page.goto("/months/?year=2022")
        page.locator("input[name=anyway]").check()
        page.get_by_role("button", name="Khóa tháng 11").click()
        page.locator("#month-11 .month-state.closed").wait_for()


def test_five_people_bring_a_month_from_its_first_figure_to_the_closed_board(page_as):
    clerk = page_as(CLERK)
    the_clerk_types(clerk)
    the_division_adds(page_as(DIVISION))
    the_clerk_takes_the_sum(clerk)
    director, officer = page_as(DIRECTOR), page_as(OFFICER)
    assert board_of(director) == (12, 15, "behind", "open")
    the_director_signs(director)
    assert codes("submitted") == UNTOUCHED | set(MENDED)
    the_officer_returns_two_and_approves_the_rest(officer)
    assert (codes("approved"), codes("returned")) == (UNTOUCHED, set(MENDED))
    assert board_of(officer) == (12, 15, "behind", "open")
    the_clerk_mends(clerk)
    the_director_signs(director)
    the_officer_approves(officer)
    assert board_of(director) == (13, 15, "exceeded", "open")
    nobody_else_waits()
    the_administrator_closes(page_as(ADMINISTRATOR))
    assert board_of(director) == (13, 15, "exceeded", "closed")
    every_step_is_told()


def every_step_is_told():
    """The events of the mended figure, who made them, and the audit of report and month."""
    from agencies.models import AuditEvent
    from kpis.models import Plan
    from kpis.standings import actions as standings

    told = list(entry_of("CQS-14").events.order_by("pk").values_list("move", "by__username"))
    once = [("type", CLERK), ("submit", DIRECTOR)]
    assert told == [*once, ("return", OFFICER), *once, ("approve", OFFICER)]
    assert entry_of("CQS-14").events.get(move="return").note == REASON
    mended = entry_of("CQS-14").events.filter(move="type").last()
    assert (mended.old["numerator"], mended.new["numerator"]) == ("400.000", "280")
    assert entry_of("CQS-18").events.get(move="submit").by.username == DIRECTOR
    reports = AuditEvent.objects.filter(action="report-submitted", agency__code="SKHDT").order_by("pk")
    assert [(row.by.username, row.new["entries"], row.new["first"]) for row in reports] == [
        (DIRECTOR, 12, True),
        (DIRECTOR, 2, False),
    ]
    closed = AuditEvent.objects.filter(object_type="kpis.period", by__username=ADMINISTRATOR).last()
    assert closed.action == "period-closed"
    assert list(standings.check(Plan.objects.get(year=2022))) == []
