"""Systems in a real browser: for which agencies one acts is found in the list, ticked and named."""

from agencies.models import Agency, User
from machines.tokens.actions import add_system
from tests.browser.test_pages import NARROW, WIDE, look


def test_the_agencies_of_a_system_are_found_and_chosen_without_a_barrier(page_as, server):
    system = add_system(Agency.objects.get(code="SKHDT"), name="Một cửa", by=User.objects.get(username="admin"))
    for look_of in (WIDE, NARROW | {"dark": True}):
        page = page_as("admin", **look_of)
        look(page, "systems", "/people/systems/")
        look(page, "for whom a system acts", f"/people/systems/{system.pk}/agencies/")
    page.get_by_role("searchbox").last.fill("xay dung")
    page.get_by_label("Sở Xây dựng", exact=True).check()
    page.get_by_role("button", name="Lưu").click()
    assert "Sở KH&ĐT; Sở XD" in page.locator("main").inner_text()
