"""What keeps somebody out of a page: it is wider than the window, or axe finds fault with it."""

from axe_playwright_python.sync_playwright import Axe


def no_barrier(page, name):
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{name} is {over} px wider than the window"
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
