"""A closed month that is opened again is told by the next report, that of another year too."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from agencies.clock import now
from kpis.frozen.months import reading_month
from kpis.models import Period
from kpis.periods.actions import close_again, close_period, plan_periods, reopen_period
from reports.sentences.annexes import annexes
from reports.writing.queries import facts_of, scope_of_month
from tests import factories


@pytest.fixture
def january(plan, close_until, on_day):
    """All of 2022 is closed, January 2023 (from 15/12) is open."""
    on_day(date(2022, 12, 20))
    plan.periods.update(state="open", opened_at=now())
    close_until(12)
    after = factories.PlanFactory(province=plan.province, year=2023)
    plan_periods(after, by=None)
    after.periods.filter(month=1).update(state="open", opened_at=now())
    return after.periods.get(month=1)


@pytest.fixture
def opened_again(officer, on_day):
    """opened_again(december, date(2023, 1, 10), "why"): for a day, then closed again."""

    def reopen(period, day, why):
        on_day(day)
        act = reopen_period(period, by=officer, reason=why, until=now() + timedelta(days=1))
        on_day(day + timedelta(days=2))
        close_again(act, by=officer)

    return reopen


def told(month):
    period = Period.objects.select_related("plan__province").get(pk=month.pk)
    with translation.override("vi"), reading_month(period):
        facts = facts_of(scope_of_month(period), "month")
    return facts, [(row.month, row.on, row.reason) for row in facts.reopened]


def test_a_december_opened_again_in_january_is_told_by_januarys_report(january, period, opened_again):
    opened_again(period(12), date(2023, 1, 10), "Sở A đính chính")
    facts, reopened = told(january)
    assert reopened == [("tháng 12 năm 2022", date(2023, 1, 10), "Sở A đính chính")]
    (table,) = [table for annex in annexes(facts) for table in annex.tables if table.title.startswith("Mở lại")]
    assert table.rows[0][1] == "Tháng 12 năm 2022"
    assert told(period(12))[1] == []  # closed again it is the same


def test_what_is_opened_again_after_january_closed_changes_nothing_there(
    january, period, officer, on_day, opened_again
):
    on_day(date(2023, 1, 20))
    close_period(january, by=officer)
    opened_again(period(12), date(2023, 1, 25), "Muộn")
    assert told(january)[1] == []
