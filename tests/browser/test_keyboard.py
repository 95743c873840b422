"""What is done by keyboard alone goes where the eye is, and nowhere else."""


def test_enter_at_a_box_of_the_review_ticks_it_and_presses_nothing(page_as):
    page = page_as("thuongtruc")
    page.goto("/review/CTK/?year=2022&month=11")
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    box = page.locator("[data-dx-choose]").first
    box.press("Enter")
    page.wait_for_timeout(300)
    assert (posts, box.is_checked()) == ([], True)


def test_a_menu_closes_once_the_hand_has_left_it(page_as):
    page = page_as("admin")
    page.goto("/account/")
    menu = page.locator("details.person")
    menu.locator("summary").press("Enter")
    menu.locator("button").last.press("Tab")
    assert (menu.evaluate("(one) => one.open"), page.evaluate("document.activeElement !== document.body")) == (
        False,
        True,
    )
    menu.locator("summary").press("Enter")
    menu.locator("button").last.press("Escape")
    assert menu.locator("summary").evaluate("(one) => one === document.activeElement && !one.parentElement.open")


def asked_on_leaving(page):
    """What the browser asks from now on; the answer is to stay."""
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    return asked


def test_a_reason_that_was_typed_and_not_sent_is_not_left_without_a_question(page_as):
    page = page_as("thuongtruc")
    page.goto("/review/CTK/?year=2022&month=11")
    asked, away = asked_on_leaving(page), page.locator("nav a:visible").first
    row = page.locator("[data-dx-reviewed]:has([data-dx-reason])").first
    row.locator("summary").first.click()
    reason = row.locator("textarea").first
    reason.click()
    page.keyboard.type("Chưa có căn cứ.")
    away.click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert (asked, reason.input_value()) == (["beforeunload"], "Chưa có căn cứ.")
    page.locator("[data-dx-review-foot] [value=return]").click()
    page.wait_for_url("**/review/**")
    page.locator("[data-dx-reviewed]").first.wait_for()
    away.click()
    page.wait_for_load_state()
    assert asked == ["beforeunload"], "what was sent is not lost, and neither is a page without words"


def test_a_name_typed_at_the_door_holds_nobody(new_page, server):
    page = new_page()
    page.goto(f"{server.url}/account/login/")
    asked = asked_on_leaving(page)
    page.locator("[name=username]").click()
    page.keyboard.type("nhaplieu.stttt")
    page.goto(f"{server.url}/account/login/")
    assert asked == []
