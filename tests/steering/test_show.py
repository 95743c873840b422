"""A meeting on the wall: one point a screen with its own figures, on either ground, for who reads the meeting."""

from datetime import date

import pytest

from kpis.items.actions import hand_over
from kpis.models import Assignment, Period
from kpis.plans.actions import change_rules
from steering.agenda.actions import add_point
from steering.meetings.actions import plan_meeting
from tests.steering.conftest import HELD_ON


def screen(client, meeting, point, **more):
    return client.get(f"/meetings/{meeting.pk}/show/", {"point": point} | more).context["screen"]


@pytest.fixture
def shown(item, agency_b, approved, months, officer, plan, on_day, client, agency_a):
    """Two silent agencies, one item overdue, and two points of the secretary's own."""
    on_day(HELD_ON)
    given = item(deadline=date(2022, 8, 1))
    approved(item(agency=agency_b), 9, value=120)
    meeting = plan_meeting(months[9], held_on=HELD_ON, chair="Ông A", by=officer)
    add_point(meeting, text="Một chỉ tiêu", by=officer, item=given, agency=agency_a, indicator=given.indicator)
    add_point(meeting, text="Một cơ quan", by=officer, agency=agency_b)
    add_point(meeting, text="Một danh mục", by=officer, indicator=given.indicator)
    add_point(meeting, text="Việc khác", by=officer)
    client.force_login(officer)
    return meeting


def test_screens_run_from_the_agenda_to_what_was_concluded(client, shown):
    first, last = screen(client, shown, 0), screen(client, shown, 99)
    assert (first.is_agenda, first.previous_url, first.last) == (True, "", 7)
    assert (last.is_end, last.next_url, last.place) == (True, "", 7)
    assert screen(client, shown, "x", theme="pink").place == 0


def test_a_point_shows_its_figure_as_it_is_now(client, shown, item, approved):
    assert [screen(client, shown, place).shown.figure for place in (1, 2)] == ["1", "2"]
    assert screen(client, shown, 2).shown.whole == "2"
    assert screen(client, shown, 3).shown.lines[0].label == "Chỉ tiêu"
    agency, indicator = screen(client, shown, 4).shown, screen(client, shown, 5).shown
    assert (agency.figure, agency.whole) == ("1", "1")
    assert (indicator.figure, indicator.whole) == ("1", "2")
    assert screen(client, shown, 6).shown.title == "Việc khác"


def test_a_merged_agency_meets_an_indicator_when_all_its_items_do(client, shown, agency_a, agency_b, months, officer):
    passed = Assignment.objects.filter(agency=agency_b)
    hand_over(passed, to=agency_a, since=months[9], by=officer, reason="QĐ 1")
    met = screen(client, shown, 5).shown
    assert (met.figure, met.whole) == ("0", "1")


def test_it_opens_on_either_ground_and_leads_to_the_conclusion(client, shown, committee):
    page = client.get(f"/meetings/{shown.pk}/show/?point=1&theme=light").content.decode()
    assert 'class="show light"' in page
    assert f"/meetings/{shown.pk}/conclusions/new/?show=1&amp;point={shown.points.first().pk}" in page
    posted = {"text": "Làm ngay", "agency": shown.points.last().meeting.province.children.first().pk}
    url = f"/meetings/{shown.pk}/conclusions/new/?show=1"
    answer = client.post(url, posted | {"due_on": "10/10/2022", "point": shown.points.first().pk})
    assert answer["Location"] == f"/meetings/{shown.pk}/show/?point=1"
    assert [row.text for row in screen(client, shown, 1).conclusions] == ["Làm ngay"]
    client.force_login(committee)
    assert screen(client, shown, 1).conclude_url == ""


@pytest.mark.parametrize(("place", "count"), [(1, 6), (2, 8), (3, 6), (4, 6), (5, 6), (6, 5)])
def test_a_screen_costs_few_queries(client, shown, place, count, django_assert_num_queries):
    with django_assert_num_queries(count):
        client.get(f"/meetings/{shown.pk}/show/?point={place}")


def test_the_wall_counts_by_the_rules_of_the_month(item, approved, agency_b, months, plan, officer, on_day, client):
    """From September on a month without activity counts, as the boards of September say."""
    on_day(HELD_ON)
    quiet = item(agency=agency_b, kind="ratio")
    approved(quiet, 9, numerator=0, denominator=0)
    approved(item(agency=agency_b), 9, value=120)
    change_rules(plan, since=months[9], counts_no_activity=True, by=officer)
    meeting = plan_meeting(Period.objects.get(pk=months[9].pk), held_on=HELD_ON, chair="Ông A", by=officer)
    add_point(meeting, text="Một cơ quan", by=officer, agency=agency_b)
    add_point(meeting, text="Một danh mục", by=officer, indicator=quiet.indicator)
    client.force_login(officer)
    last = meeting.points.count()
    of_agency, of_indicator = screen(client, meeting, last - 1).shown, screen(client, meeting, last).shown
    assert (of_agency.figure, of_agency.whole) == ("1", "2")
    assert (of_indicator.figure, of_indicator.whole) == ("0", "1")
