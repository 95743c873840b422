"""Months planned, opened in order, closed with a checksum, reopened as a dated act."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from agencies.models import AuditEvent
from kpis.errors import CannotChange
from kpis.frozen import months
from kpis.models import DayOff
from kpis.periods.actions import close_period, open_period, plan_periods, reopen_period
from kpis.standings import actions as standings
from tests import factories

LATER = datetime(2100, 1, 1, tzinfo=UTC)


def frozen(plan):
    rows = plan.periods.filter(state="closed").values_list("month", "checksum")
    return dict(rows), {months.kept_checksum(p) for p in plan.periods.filter(state="closed")}


def test_a_year_is_planned_by_its_calendar_holidays_and_own_days(province):
    DayOff.objects.create(province=province, on=date(2022, 10, 17))
    DayOff.objects.create(province=province, on=date(2022, 10, 15), is_worked=True)
    plan = factories.PlanFactory(province=province)
    periods = plan_periods(plan, by=None)

    october = plan.periods.get(month=10)
    assert (len(periods), october.state) == (12, "planned")
    assert (october.data_from, october.data_to) == (date(2022, 9, 15), date(2022, 10, 14))
    assert october.due_on == date(2022, 10, 19)  # Saturday worked, Monday off, Tuesday, Wednesday
    assert AuditEvent.objects.get(action="periods-planned").new == {"periods": 12}


def test_a_year_is_planned_once(plan):
    with pytest.raises(IntegrityError), transaction.atomic():
        plan_periods(plan, by=None)
    assert plan.periods.count() == 12


def test_opening_a_month_judges_every_item_in_it(item, approved, officer, period, standing, plan):
    target = item(low=100)
    approved(target, 9, value=120)
    opened = open_period(period(10), by=officer)
    assert opened.opened_at is not None
    assert (standing(target, 10).state, standing(target, 10).reporting) == ("exceeded", "carried")
    assert AuditEvent.objects.get(action="period-opened").by == officer
    assert list(standings.check(plan)) == []


def test_months_open_in_order_and_once(officer, period):
    for month in (9, 11):
        with pytest.raises(CannotChange):
            open_period(period(month), by=officer)
    assert (period(9).state, period(11).state) == ("open", "planned")


def test_closing_freezes_a_month_and_keeps_its_checksum(item, approved, officer, period, plan):
    approved(item(), 1, value=120)
    closed = close_period(period(1), by=officer)
    assert (closed.state, closed.closed_by, len(closed.checksum)) == ("closed", officer, 64)
    assert AuditEvent.objects.get(action="period-closed").new == {"checksum": closed.checksum}
    with pytest.raises(CannotChange):
        close_period(period(1), by=officer)
    assert period(1).checksum == closed.checksum


def test_months_close_in_order(officer, period):
    for month in (2, 10):
        with pytest.raises(CannotChange):
            close_period(period(month), by=officer)


def test_no_door_closes_a_month_before_its_end_or_opens_it_early_unasked(officer, period, on_day):
    on_day(date(2022, 1, 10))
    with pytest.raises(CannotChange, match="14/01/2022"):
        close_period(period(1), by=officer)
    with pytest.raises(CannotChange, match="15/09/2022"):
        open_period(period(10), by=officer)
    assert (period(1).state, period(10).state) == ("open", "planned")
    assert open_period(period(10), by=officer, early=True).state == "open"


def test_a_month_with_figures_under_review_is_not_closed(item, submitted, officer, period):
    submitted(item(), 1, value=1)
    with pytest.raises(CannotChange):
        close_period(period(1), by=officer)
    assert period(1).state == "open"


def test_reopening_is_dated_reasoned_and_time_boxed(officer, period, close_until):
    close_until(2)
    before = period(2).checksum
    act = reopen_period(period(2), by=officer, reason="đính chính", until=LATER)
    assert (act.by, act.reason, act.until, act.checksum_before) == (officer, "đính chính", LATER, before)
    assert (period(2).state, period(2).checksum, period(2).closed_at) == ("open", "", None)
    event = AuditEvent.objects.get(action="period-reopened")
    assert (event.reason, event.old) == ("đính chính", {"checksum": before})

    closed = close_period(period(2), by=officer)
    act.refresh_from_db()
    assert (act.closed_at, closed.checksum) == (closed.closed_at, before)


@pytest.mark.parametrize(("reason", "until"), [(" ", LATER), ("đính chính", datetime(2000, 1, 1, tzinfo=UTC))])
def test_reopening_without_a_reason_or_an_end_is_refused(officer, period, close_until, reason, until):
    close_until(1)
    with pytest.raises(CannotChange):
        reopen_period(period(1), by=officer, reason=reason, until=until)
    assert period(1).state == "closed"


def test_only_a_closed_month_is_reopened(officer, period):
    with pytest.raises(CannotChange):
        reopen_period(period(1), by=officer, reason="đính chính", until=LATER)


def test_a_correction_in_a_reopened_month_leaves_the_closed_ones_after_it(
    item, approved, officer, period, close_until, standing, plan
):
    target = item(kind="monthly", low=100)
    approved(target, 1, value=10)
    close_until(3)
    before = frozen(plan)[0]
    reopen_period(period(2), by=officer, reason="bổ sung", until=LATER)
    approved(target, 2, value=5)
    close_period(period(2), by=officer)

    assert [standing(target, month).value for month in (1, 2, 3, 4)] == [10, 15, 10, 15]
    after, computed = frozen(plan)
    assert (after[1], after[3]) == (before[1], before[3])
    assert after[2] != before[2]
    assert set(after.values()) == computed
    assert list(standings.check(plan)) == []
