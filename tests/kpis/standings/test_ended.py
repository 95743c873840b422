"""An agency that has ended: months in which it lived keep it, after its last day nobody asks it for anything."""

from datetime import date

import pytest

from agencies.tree.actions import edit_agency
from dxtracker.frame.waiting import waiting_for
from kpis.enums import NoticeKind
from kpis.measuring.calendar import OwnDays
from kpis.models import Notice, RollUp
from kpis.queries import agency_months
from kpis.reminders.actions import make_notices, notify, unread
from kpis.reminders.silence import late_months, reports_of, silent_in
from kpis.standings import actions as standings
from tests.factories import submit_report

NO_DAYS = OwnDays(frozenset(), frozenset())


@pytest.fixture
def given(plan, item, approved, agency_b, period):
    """Both agencies hold an item that is met in month 8; month 9 ends on 14/9 and is due on 19/9."""
    items = item(low=5), item(agency=agency_b, low=5)
    for one in items:
        approved(one, 8, value=5)
    plan.periods.filter(month__in=(10,)).update(state="open")
    standings.rebuild(plan)
    return items


def rates(period, agency):
    row = RollUp.objects.get(agency=agency, period=period)
    return row.done_all, row.applicable, row.due


def test_months_before_its_end_keep_it_and_those_after_do_not(given, agency_a, agency_b, period, plan):
    edit_agency(agency_a, by=None, active_to=date(2022, 9, 10))
    assert [rates(period(month), agency_a) for month in (8, 9, 10)] == [(1, 1, 1), (1, 1, 1), (0, 0, 0)]
    assert [rates(period(month), agency_b) for month in (9, 10)] == [(1, 1, 1), (1, 1, 1)]
    assert list(standings.check(plan)) == []
    edit_agency(agency_a, by=None, active_to=None)
    assert rates(period(10), agency_a) == (1, 1, 1)


def test_after_its_last_day_it_is_not_silent_and_not_late(given, agency_a, agency_b, period, plan, on_day):
    edit_agency(agency_a, by=None, active_to=date(2022, 9, 10))
    on_day(date(2022, 9, 10))
    assert [row.code for row in silent_in(period(9))] == ["so-a", "so-b"]
    on_day(date(2022, 9, 11))
    assert [row.code for row in silent_in(period(9))] == ["so-b"]
    assert [(row.code, row.due, row.late_days) for row in reports_of(period(9)) if row.pk == agency_a.pk] == [
        ("so-a", 0, 0)
    ]
    late = late_months(list(plan.periods.filter(month__in=(7, 8, 9, 10))), NO_DAYS, date(2022, 11, 1))
    assert late[agency_a.pk] == [7, 8], "due on 17/8 it lived, due on 19/9 it did not"
    assert late[agency_b.pk] == [7, 8, 9, 10]


def test_what_it_had_reported_stays_reported_and_asked_for(given, agency_a, agency_b, period, head_a, draft, on_day):
    """The month's table shows it as reported: the count above says the same of the same agencies."""
    draft(given[0], 9, value=5)
    submit_report(agency_a, period(9), by=head_a)
    edit_agency(agency_a, by=None, active_to=date(2022, 9, 14))
    on_day(date(2022, 9, 30))
    rows = {row.code: row for row in reports_of(period(9))}
    assert (rows["so-a"].due, rows["so-a"].is_asked, rows["so-a"].is_silent) == (1, True, False)
    months = {row.code: (row.due, row.is_reported) for row in agency_months(period(9), None)}
    assert months == {"so-a": (1, True), "so-b": (1, False)}
    assert [row.code for row in silent_in(period(9))] == ["so-b"]


def test_nobody_is_written_to_about_it(given, agency_a, head_a, clerk_a, plan, period, on_day):
    on_day(date(2022, 9, 19))
    notify(clerk_a, period(9), NoticeKind.DUE, agency=agency_a)
    edit_agency(agency_a, by=None, active_to=date(2022, 9, 10))
    assert unread(clerk_a) == []
    Notice.objects.all().delete()
    make_notices(plan)
    assert not Notice.objects.filter(user__in=(clerk_a, head_a)).exists()


def test_neither_home_nor_entry_wait_for_it(client, given, agency_a, clerk_a, on_day):
    on_day(date(2022, 9, 16))
    assert [one.section for one in waiting_for(clerk_a)] == ["entry"]
    edit_agency(agency_a, by=None, active_to=date(2022, 9, 10))
    assert waiting_for(clerk_a) == []
    client.force_login(clerk_a)
    page = client.get("/entry/so-a/?year=2022&month=9").context
    assert page["scope"].waits == ()
    assert not any(row.line.is_due for row in page["board"].rows)


def test_it_is_no_longer_ranked(client, given, agency_a, committee, on_day):
    on_day(date(2022, 10, 16))
    edit_agency(agency_a, by=None, active_to=date(2022, 9, 10))
    client.force_login(committee)
    for month, ranked in ((9, {"so-a": 1, "so-b": 1}), (10, {"so-a": None, "so-b": 1})):
        rows = client.get(f"/boards/agencies/?year=2022&month={month}&format=json").json()["agencies"]
        assert {row["code"]: row["rank"] for row in rows} == ranked
    board = client.get("/boards/freshness/?year=2022&month=10").context["board"]
    assert [row.report.code for row in board.silent] == ["so-b"]


def test_what_it_sent_before_its_end_stands_and_is_counted_alike_everywhere(
    client, given, item, draft, submitted, agency_a, committee, clerk_a, on_day
):
    on_day(date(2022, 9, 16))
    submitted(given[0], 9, value=6)
    draft(item(kind="latest"), 9, value=1)
    edit_agency(agency_a, by=None, active_to=date(2022, 9, 10))
    client.force_login(clerk_a)
    foot = client.get("/entry/so-a/?year=2022&month=9").context["board"].foot
    client.force_login(committee)
    rows = client.get("/boards/freshness/?year=2022&month=9&format=json").json()["agencies"]
    told = next(row for row in rows if row["code"] == "so-a")
    assert (told["due"], told["entered"]) == (foot.due, foot.typed) == (1, 1)
    for name in ("due", "entered"):
        listed = client.get(f"/boards/rows/?year=2022&month=9&agency=so-a&entry={name}&format=json").json()
        assert listed["total"] == 1, name
