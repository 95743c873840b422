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
