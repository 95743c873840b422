"""Programs: a token of whoever is asked for, and what the API says to it."""

import pytest

from machines.tokens.actions import make_token


@pytest.fixture
def token():
    """token(person, "write"): what a new token of that person reads."""

    def make(person, reach="read", days=30):
        return make_token(person, name="Kho dữ liệu", reach=reach, days=days, by=person)[0]

    return make


@pytest.fixture
def asks(client, token):
    """asks(person)("/items", year=2022, month=9): the answer to a program that holds a token of that person."""

    def by(person, reach="read"):
        headers = {"Authorization": f"Bearer {token(person, reach)}"}

        def ask(path, more=(), **query):
            return client.get(f"/api/v1{path}", query, headers=headers | dict(more))

        return ask

    return by
