"""The month's page, opened and written as its script does it."""

from datetime import date

import pytest
from django.db import connection

from kpis.models import Entry

URL = "/entry/so-a/?year=2022&month=9"
ACCOUNTS = "agencies.people.accounts.Accounts"  # who comes in by a password
HTMX = {"HTTP_HX_REQUEST": "true"}


def entry_of(assignment):
    return Entry.objects.get(assignment=assignment, period__month=9)


@pytest.fixture
def page(client, clerk_a):
    """page(who=clerk_a, url=URL): the response of the page as that person."""

    def read(who=None, url=URL):
        client.force_login(who or clerk_a, backend=ACCOUNTS)
        return client.get(url)

    return read


@pytest.fixture
def save(client, clerk_a):
    """save(item, by=…, value="31", version=""): the row posted as the page's script does it."""

    def post(assignment, by=None, headers=HTMX, **texts):
        client.force_login(by or clerk_a, backend=ACCOUNTS)
        choice = texts.pop("choice", "")
        posted = {f"{assignment.pk}-{name}": text for name, text in ({"version": ""} | texts).items()}
        posted |= {f"choice-{assignment.pk}": choice} if choice else {}
        return client.post(f"/entry/so-a/{assignment.pk}/?year=2022&month=9", posted, **headers)

    return post


@pytest.fixture
def known_engine(db):
    """Django asks once of each connection whether it holds JSON: not by the question that is counted."""
    return connection.features.supports_json_field


@pytest.fixture
def two_open(close_until, months, on_day):
    """16/9: August, due on the 17th of it, and September are open; all before is closed."""
    close_until(7)
    on_day(date(2022, 8, 16))
