"""Exports and searches of a person, so many a minute; others are not held up."""

import pytest

from agencies.pages import pace


@pytest.fixture(autouse=True)
def minute(monkeypatch):
    """A minute of its own, of which ten seconds are gone, in which two are allowed."""
    monkeypatch.setattr(pace, "MOST", {"export": 2, "search": 2})
    monkeypatch.setattr(pace.time, "time", lambda: 1_000_000_030.0)


@pytest.mark.parametrize("address", ["/boards/agencies/?format=csv&year=2022&month=9", "/search/?q=x"])
def test_who_asks_too_often_is_told_when_to_go_on(client, committee, officer, months, address, monkeypatch):
    client.force_login(committee)
    assert [client.get(address).status_code for _again in range(3)] == [200, 200, 429]
    page = client.get(address)
    assert (page.status_code, page["Retry-After"]) == (429, "50")
    assert "Thử lại sau 50 giây" in page.content.decode()
    assert client.get("/boards/agencies/?year=2022&month=9").status_code == 200
    client.force_login(officer)
    assert client.get(address).status_code == 200
    monkeypatch.setattr(pace.time, "time", lambda: 1_000_000_090.0)
    client.force_login(committee)
    assert client.get(address).status_code == 200
