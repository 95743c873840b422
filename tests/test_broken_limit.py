"""A broken limit is not slow: wherever the item is shown it is "not met"; it is counted with what is behind."""

import pytest

MONTH = "?year=2022&month=9"
PAGES = (
    "/boards/agency/so-a/", "/boards/agency/so-a/year/", "/boards/agency/so-a/dossier/", "/boards/rows/",
    "/boards/item/{}/",
)  # fmt: skip


@pytest.fixture
def broken(item, approved):
    given = item(operator="<=", low=0)
    approved(given, 9, value=1)
    return given


def test_a_broken_limit_has_its_own_word_wherever_it_is_shown(client, broken, officer):
    client.force_login(officer)
    for page in PAGES:
        answer = client.get(page.format(broken.pk) + MONTH)
        assert (answer.status_code, "Không đạt" in answer.content.decode()) == (200, True), page


def test_whose_cause_is_claimed_reads_so_too(client, broken, clerk_a, close_until):
    close_until(8)
    client.force_login(clerk_a)
    assert "Không đạt" in client.get("/causes/").content.decode()


def test_it_is_counted_with_what_is_behind(client, broken, officer):
    client.force_login(officer)
    board = client.get(f"/boards/province/{MONTH}").context["board"]
    assert (board.counts.states["behind"], board.counts.total) == (1, 1)
