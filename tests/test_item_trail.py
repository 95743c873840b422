"""The trail at an item says from which value to which, one sitting in one line, and nothing of a draft."""

from datetime import date

import pytest

from kpis.entry.actions import type_figures, verify
from tests.factories import submit_report
from tests.kpis.review.reviewing import send_back

URL = "?year=2022&month=9"


@pytest.fixture
def trail(client, committee):
    """trail(item): (what, change) of its events, the newest first."""

    def read(item):
        client.force_login(committee)
        page = client.get(f"/boards/item/{item.pk}/{URL}")
        return [(row.what.split(" ")[0], row.change) for row in page.context["board"].events], page.content.decode()

    return read


@pytest.fixture
def sent(item, months, clerk_a, head_a, agency_a, on_day):
    """A ratio typed three times in one sitting and sent."""
    on_day(date(2022, 9, 14))
    held = item(kind="ratio", low=90)
    for version, (top, bottom) in enumerate([(90, 174), (95, 174), (100, 174)]):
        type_figures(held, months[9], by=clerk_a, version=version or None, numerator=top, denominator=bottom)
    submit_report(agency_a, months[9], by=head_a)
    return held


@pytest.mark.django_db
def test_one_sitting_is_one_line_with_its_last_figure(trail, sent):
    rows, html = trail(sent)
    assert [change for _what, change in rows] == ["", "100 / 174"]
    assert "100 / 174" in html


@pytest.mark.django_db
def test_what_is_typed_anew_says_both_once_it_is_sent(trail, sent, officer, clerk_a, head_a, agency_a, months):
    entry = send_back(sent.entries.get(), by=officer, reason="Rà soát")
    type_figures(sent, months[9], by=clerk_a, version=entry.version, numerator=160, denominator=175)
    rows, html = trail(sent)
    assert rows[0][1] == ""
    assert "160" not in html
    submit_report(agency_a, months[9], by=head_a)
    rows, html = trail(sent)
    assert rows[1][1] == "100 / 174 → 160 / 175"
    assert "100 / 174 → 160 / 175" in html


@pytest.mark.django_db
def test_the_reviewers_correction_stands_beside_what_was_reported(trail, sent, officer):
    verify(sent.entries.get(), by=officer, reason="Theo hồ sơ", verified_numerator=98, verified_denominator=174)
    assert trail(sent)[0][0][1] == "100 / 174 → 98 / 174"
