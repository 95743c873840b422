"""What boards ask of a closed month alone is asked once, when it is unpacked, and says what the rows say."""

import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from agencies.databases import beforehand
from agencies.databases.reading import reading
from dashboards.beforehand import ask_of_month
from kpis import queries
from kpis.bottlenecks import queries as bottlenecks
from kpis.enums import State
from kpis.frozen import months
from kpis.models import Indicator, Plan
from kpis.standings import stands

MONTH = "?year=2022&month=2&format=json"


@pytest.fixture
def name(plan, item, approved, close_until, period, agency_b):
    """The month 2, closed: an item far beyond its target, two that are missed, one of another agency."""
    Plan.objects.filter(pk=plan.pk).update(bottleneck_least=1)
    far, behind = item(low=100), item(kind="latest", low=100)
    other, _silent = item(low=100, agency=agency_b), item(kind="latest", low=100, agency=agency_b)
    for month in (1, 2):
        approved(far, month, value=300)
        approved(behind, month, value=1)
        approved(other, month, value=200)
    close_until(2)
    return months.database_of(period(2))


def test_a_board_finds_the_answers_and_asks_no_rows(client, committee, name):
    client.force_login(committee)
    with CaptureQueriesContext(connections[name]) as asked:
        assert client.get(f"/boards/province/{MONTH}").status_code == 200
    texts = [query["sql"] for query in asked]
    assert sum('FROM "answers"' in text for text in texts) >= 4
    assert not [text for text in texts if "kpis_rollup" in text or "GROUP_CONCAT" in text or "attainment" in text]


@pytest.mark.parametrize("board", ["province", "agencies", "indicators", "bottlenecks", "indicator"])
@pytest.mark.parametrize("format", ["html", "json", "csv"])
def test_without_them_the_same_is_said(client, committee, name, board, format, monkeypatch):
    client.force_login(committee)
    page = f"/boards/{board}/{Indicator.objects.first().code + '/' if board == 'indicator' else ''}"
    found = client.get(f"{page}?year=2022&month=2&format={format}")
    monkeypatch.setattr(beforehand, "is_live", lambda: True)
    again = client.get(f"{page}?year=2022&month=2&format={format}")
    assert (again.status_code, _without_token(again)) == (200, _without_token(found))


def _without_token(answer):
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", answer.content)


def test_a_question_that_was_not_asked_then_is_asked_of_the_rows(name):
    with reading(name):
        assert beforehand.answered("SELECT 1", (1,), lambda: [(7,)]) == [(7,)]


def test_what_is_noted_is_what_is_found(name, period):
    with reading(name), beforehand.asking() as noted:
        ask_of_month(period(2))
    with connections[name].cursor() as cursor:
        kept = dict(cursor.execute('SELECT "question", "rows" FROM "answers"').fetchall())
    assert kept == noted
    assert len(kept) == 5 + 2  # each indicator is one more


@pytest.mark.parametrize(
    "question",
    [bottlenecks._own_missed.__wrapped__(1, 2, [3]), queries._far_beyond.__wrapped__(1, 2)],
)
def test_states_are_asked_for_in_an_order_that_all_processes_share(question):
    """A set has another in each, and the answer would not be found."""
    values = question.query.sql_with_params()[1]
    states = [value for value in values if isinstance(value, State)]
    listed = states[-len(set(states)) :]
    assert len(listed) > 1
    assert listed == sorted(listed)


def test_stands_are_parted_as_they_were_listed(name, period, agency_a, agency_b, province):
    with reading(name):
        found = stands.stands_of(period(2))
    assert sorted(key for row in found for key in row.agencies) == sorted([agency_a.pk] * 2 + [agency_b.pk] * 2)
