"""A real browser for the journeys: one chromium per worker, one clean context per page."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.databases import copied, entered

# Playwright keeps an event loop in this thread, and Django refuses the database to such threads otherwise.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

HERE = Path(__file__).parent
BINARIES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # as ./check looks for them
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """All tests of this folder are the browser's, and run in processes of their own: its event loop stays for good."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    """Headless chromium: the machine's own, else the one that playwright has installed."""
    own = next(filter(None, map(shutil.which, BINARIES)), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=own, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def server(demonstration, django_db_blocker):
    """A copy of the demonstration on its own day, served for a module's tests: what one leaves no other meets.

    Not pytest-django's live_server: that empties the database after each test, and loading takes seconds.
    """
    with (
        django_db_blocker.unblock(),
        entered(demonstration),
        copied("journey") as name,
        entered(name),
        override_settings(DX_DEMONSTRATION=True, DX_TODAY=date(2022, 11, 10)),
    ):
        live = LiveServer("localhost")
        yield live
        live.stop()


def is_fault(line) -> bool:
    """Whether a line of the console is one: all errors are, but what was refused or cut off on purpose."""
    begins = ("Failed to load resource: the server responded with a status of 4", "Response Status Error Code 4")
    meant = line.text.startswith((*begins, "Failed to load resource: net::"))
    return line.type == "error" and not meant


@pytest.fixture
def new_page(browser, server):
    """new_page(width=…, dark=…, javascript=…) -> a page of its own; errors in its console fail the test."""
    contexts, errors = [], []

    def build(*, width=1440, height=900, dark=False, javascript=True):
        context = browser.new_context(
            base_url=server.url,
            locale="en-US",
            timezone_id="Asia/Ho_Chi_Minh",
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(line.text) if is_fault(line) else None)
        return page

    yield build
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page_as(new_page, server, client):
    """page_as(username, **options) -> a page on which that person is logged in; the others stay so on theirs."""
    from django.contrib.auth import get_user_model

    def build(username, **options):
        client.cookies.clear()
        client.force_login(
            get_user_model().objects.get(username=username),
            backend="agencies.people.accounts.Accounts",
        )
        page = new_page(**options)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": server.url}])
        return page

    return build
