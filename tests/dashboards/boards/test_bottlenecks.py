"""A bottleneck counts the items whose own cause it is, lists exactly these, and claims no other."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from pypdf import PdfReader

from kpis.bottlenecks.queries import by_month, spread_of
from kpis.items.actions import hand_over
from kpis.models import Bottleneck, Cause, Plan
from tests import factories

SEPTEMBER = "year=2022&month=9"
SINCE = date(2022, 1, 1)


@pytest.fixture
def four(province, peer_group, item, approved, indicators, plan, cause):
    """Four agencies and that of the board miss the ratio; a bottleneck is confirmed there."""
    agencies = [
        factories.AgencyFactory(parent=province, peer_group=peer_group, code=f"so-{n}", name=f"Sở số {n}")
        for n in range(4)
    ]
    items = [item(agency=agency, kind="ratio", low=80) for agency in agencies]
    Bottleneck.objects.create(plan=plan, indicator=indicators.ratio, cause=cause, confirmed_on=SINCE)
    return items


def line_of(reader, indicators):
    board = json.loads(reader.get(f"/boards/province/?{SEPTEMBER}&format=json").content)
    return next(row for row in board["bottlenecks"] if row["indicator_code"] == indicators.ratio.code)


def figure_of(reader, indicators):
    return reader.get(f"/boards/indicator/{indicators.ratio.code}/?{SEPTEMBER}").context["board"].bottleneck


def listed(reader, url):
    return {row["agency"] for row in json.loads(reader.get(f"{url}&format=json").content)["items"]}


def test_it_counts_only_items_whose_own_cause_it_is_and_lists_them(reader, four, confirmed, approved, indicators):
    for given in four[:2]:
        confirmed(given, "missed", since=SINCE)
    approved(four[2], 9, numerator=1, denominator=10)
    line = line_of(reader, indicators)
    assert (line["missed"], line["stopped"], line["applicable"], line["lift"]) == (5, 2, 5, 2)
    board = figure_of(reader, indicators)
    assert board.figure == "2/5"
    assert listed(reader, board.rows_url) == {"Sở số 0", "Sở số 1"}


def test_what_keeps_items_from_being_measured_does_not_stop_those_that_are(
    reader, four, confirmed, approved, indicators
):
    for given in four[:3]:
        confirmed(given, "not_measurable", since=SINCE)
    confirmed(four[3], "missed", since=SINCE)
    approved(four[3], 9, numerator=1, denominator=10)
    assert (line_of(reader, indicators)["stopped"], line_of(reader, indicators)["lift"]) == (3, 3)
    board = figure_of(reader, indicators)
    assert board.figure == "3/5"
    assert listed(reader, board.rows_url) == {"Sở số 0", "Sở số 1", "Sở số 2"}
    page = reader.get(f"/boards/province/?{SEPTEMBER}").content.decode()
    assert f'<a href="{board.rows_url}">3/5</a>'.replace("&", "&amp;") in page


def test_the_cause_that_an_entry_names_is_its_own_too(reader, four, approved, indicators, cause):
    approved(four[0], 9, numerator=1, denominator=10, cause_id=cause.pk)
    assert line_of(reader, indicators)["stopped"] == 1
    assert listed(reader, figure_of(reader, indicators).rows_url) == {"Sở số 0"}


def test_a_confirmed_cause_that_nobody_names_any_more_promises_nothing(reader, four, indicators):
    line = line_of(reader, indicators)
    assert (line["stopped"], line["lift"], line["cause"]) == (0, 0, None)
    board = figure_of(reader, indicators)
    assert (board.figure, board.is_confirmed) == ("5/5", False)
    assert "Chưa nêu nguyên nhân" in reader.get(f"/boards/province/?{SEPTEMBER}").content.decode()
    assert len(listed(reader, board.rows_url)) == 5


def test_what_is_not_confirmed_is_called_the_cause_named_most(reader, four, approved, indicators, province):
    other = Cause.objects.create(province=province, code="khac", name="Thiếu nhân lực", kind="subjective")
    for given in four[1:3]:
        approved(given, 9, numerator=1, denominator=10, cause_id=other.pk)
    page = reader.get(f"/boards/province/?{SEPTEMBER}").content.decode()
    assert "Nêu nhiều nhất (2): Thiếu nhân lực" in page
    assert figure_of(reader, indicators).figure == "5/5"


def test_the_province_with_a_bottleneck_asks_eleven_questions(four, confirmed, committee, django_assert_num_queries):
    confirmed(four[0], "missed", since=SINCE)
    client = Client()
    client.force_login(committee)
    url = f"/boards/province/?{SEPTEMBER}"
    client.get(url)
    with django_assert_num_queries(11):
        client.get(url)


def test_a_merged_agency_with_two_items_is_one_agency_that_is_stopped(
    reader, four, approved, indicators, cause, months, administrator
):
    for given in four:
        approved(given, 8, numerator=1, denominator=10, cause_id=cause.pk)
    hand_over([four[1]], to=four[0].agency, since=months[9], by=administrator, reason="QĐ 1")
    line = line_of(reader, indicators)
    assert [line[name] for name in ("missed", "stopped", "applicable", "lift")] == [4, 3, 4, 4]
    assert figure_of(reader, indicators).figure == "3/4"
    board = reader.get(f"/boards/bottlenecks/?{SEPTEMBER}").context["board"]
    (found,), (named,) = board.rows, board.rows[0].causes
    assert (found.missed, found.applicable, named.lift) == (4, 4, 4)
    assert named.agencies == ("so-0", "so-2", "so-3")
    assert [(lift.agency, lift.done_then - lift.done) for lift in named.lifts] == [
        ("so-0", 2),
        ("so-2", 1),
        ("so-3", 1),
    ]
    assert [row.agencies for row in board.removers] == [3]
    listed = reader.get(board.removers[0].url).context["board"]
    assert {row.agency_id for row in listed.standings} == {four[n].agency_id for n in (0, 2, 3)}
    told = json.loads(reader.get(f"/boards/bottlenecks/?{SEPTEMBER}&format=json").content)["bottlenecks"][0]
    assert (told["missed"], told["applicable"], told["causes"][0]["agencies"]) == (4, 4, ["so-0", "so-2", "so-3"])
    lines = reader.get(f"/boards/bottlenecks/?{SEPTEMBER}&format=csv").content.decode("utf-8-sig").splitlines()
    (row,) = csv.DictReader(lines)
    assert (row["missed"], row["applicable"], row["agencies"]) == ("4", "4", "3")
    report = json.loads(reader.get(f"/reports/?{SEPTEMBER}&format=json").content)
    (annex,) = [annex for annex in report["annexes"] if annex["code"] == "diem_nghen"]
    assert annex["tables"][0]["rows"][0][3] == "4/4"
    assert [row.figure for row in reader.get(f"/boards/province/?{SEPTEMBER}").context["board"].bottlenecks] == ["3/4"]
    briefing = PdfReader(io.BytesIO(reader.get(f"/reports/briefing.pdf?{SEPTEMBER}").content))
    (page,) = [text for page in briefing.pages if "Điểm nghẽn" in (text := page.extract_text())]
    assert "3/4" in page.split()


def test_who_misses_one_of_two_items_misses_the_indicator_in_every_month(four, approved, plan, months, administrator):
    approved(four[1], 8, numerator=9, denominator=10)
    hand_over([four[1]], to=four[0].agency, since=months[8], by=administrator, reason="QĐ 1")
    key = four[0].indicator_id
    assert spread_of(months[9]).pairs[key] == (4, 4)
    assert {month: pair for month, pair in by_month(months[9], [key])[key].items() if month > 6} == {
        7: (5, 5), 8: (4, 4), 9: (4, 4),
    }  # fmt: skip


def test_the_agencies_whom_a_remover_could_free_lead_to_their_items(reader, four, item, approved, cause, province):
    remover = factories.AgencyFactory(parent=province)
    other = factories.CauseFactory(province=province, remover=remover)
    for given, named in zip(four, (cause, other, other, other), strict=True):
        approved(given, 8, numerator=1, denominator=10, cause_id=named.pk)
    lone = item(agency=four[1].agency, kind="task", deadline=date(2022, 8, 1))
    approved(lone, 8, cause_id=other.pk)
    answer = reader.get(f"/boards/bottlenecks/?{SEPTEMBER}")
    named, nobody = answer.context["board"].removers
    assert (named.name, named.agencies, nobody.name, nobody.agencies) == (remover.name, 3, "", 1)
    for row, expected in ((named, four[1:]), (nobody, four[:1])):
        assert row.url.replace("&", "&amp;") in answer.content.decode()
        listed = reader.get(row.url).context["board"].standings
        assert {standing.assignment_id for standing in listed} == {one.pk for one in expected}
    assert remover.name in reader.get(named.url).content.decode()


@pytest.fixture
def resolved(four, approved, cause, plan, indicators, agency_a):
    """Agency 0 misses in months 2 to 5 by one cause, resolved in 3; then by another, resolved in 6; done from 7 on."""
    other = factories.CauseFactory(province=cause.province, name="Thiếu nhân lực")
    for month in range(1, 6):
        named = cause if month < 4 else other
        approved(four[0], month, numerator=1, denominator=10, cause_id=named.pk)
    approved(four[0], 7, numerator=9, denominator=10)
    Bottleneck.objects.all().delete()
    for named, month in ((cause, 3), (other, 6)):
        Bottleneck.objects.create(
            plan=plan, indicator=indicators.ratio, cause=named, confirmed_on=SINCE, resolved_on=date(2022, month, 1)
        )
    return cause, other


def said_of(reader):
    board = reader.get(f"/boards/bottlenecks/?{SEPTEMBER}").context["board"]
    return [(row.cause, row.said.resolved_on.month, row.done and (row.done.items, row.done.done)) for row in board.said]


def test_what_a_cause_lifted_is_not_what_another_one_lifted_later(reader, resolved):
    first, second = (cause.name for cause in resolved)
    assert said_of(reader) == [(second, 6, (1, 1)), (first, 3, (1, 0))]


def test_a_cause_resolved_twice_lifted_each_time_what_it_did(reader, resolved, plan, indicators):
    first, second = resolved
    Bottleneck.objects.create(
        plan=plan, indicator=indicators.ratio, cause=first, confirmed_on=SINCE, resolved_on=date(2022, 8, 20)
    )
    Bottleneck.objects.create(
        plan=plan, indicator=indicators.ratio, cause=first, confirmed_on=SINCE, resolved_on=date(2022, 6, 2)
    )
    assert said_of(reader) == [
        (first.name, 8, None), (first.name, 6, (0, 0)), (second.name, 6, (1, 1)), (first.name, 3, (1, 0)),
    ]  # fmt: skip


def test_the_limits_are_written_as_the_plans_own_page_has_them(reader, board_items, plan):
    Plan.objects.filter(pk=plan.pk).update(bottleneck_share=Decimal("0.5"))
    page = reader.get("/boards/bottlenecks/?year=2022&month=9").content.decode().replace("\xa0", " ")
    assert "chiếm từ 50% số cơ quan" in page


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        ((SINCE, date(2022, 10, 20)), (date(2022, 11, 1), None), 0),
        ((SINCE, date(2022, 9, 2)), (date(2022, 11, 1), None), 1),
        ((date(2022, 9, 5), date(2022, 9, 8)), (date(2022, 9, 1), None), 1),
        ((date(2022, 10, 5), date(2022, 10, 8)), (date(2022, 11, 1), None), 1),
    ],
)
def test_a_cause_confirmed_again_shows_in_each_month_what_stood_then(
    reader, four, approved, cause, plan, indicators, first, second, stands
):
    Bottleneck.objects.all().delete()
    owners = [given.agency for given in four[:2]]
    for owner, (since, until) in zip(owners, (first, second), strict=True):
        Bottleneck.objects.create(
            plan=plan, indicator=indicators.ratio, cause=cause, confirmed_on=since, resolved_on=until, owner=owner
        )
    for given in four:
        approved(given, 8, numerator=1, denominator=10, cause_id=cause.pk)
    board = json.loads(reader.get(f"/boards/bottlenecks/?{SEPTEMBER}&format=json").content)
    (row,) = (row for row in board["bottlenecks"] if row["causes"])
    assert (row["state"], row["owner"]) == ("confirmed", owners[stands].name)
    assert line_of(reader, indicators)["remover"] == owners[stands].name
