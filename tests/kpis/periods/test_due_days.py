"""A day off that is set on a due day moves it, one that is taken away gives it back; what is past or closed stays."""

from datetime import date

import pytest

from agencies.models import AuditEvent
from kpis.catalogue.actions import keep, remove
from kpis.models import DayOff
from kpis.plans.actions import move_due_day


@pytest.fixture
def holiday(province, plan, officer, on_day):
    on_day(date(2022, 9, 10))
    return keep(DayOff(), by=officer, province=province, on=date(2022, 9, 19), name="Nghỉ bù")


def test_a_month_is_not_due_on_a_holiday_that_is_set_later(period, holiday):
    assert period(9).due_on == date(2022, 9, 20)
    event = AuditEvent.objects.get(action="period-due-moved")
    assert (event.old, event.new) == ({"due_on": "2022-09-19"}, {"due_on": "2022-09-20"})


def test_the_day_comes_back_with_the_holiday_taken_away(period, holiday, officer):
    remove(holiday, by=officer)
    assert period(9).due_on == date(2022, 9, 19)


def test_due_days_that_have_passed_stay(period, province, plan, officer, on_day):
    on_day(date(2022, 9, 21))
    before = period(9).due_on
    keep(DayOff(), by=officer, province=province, on=before)
    assert period(9).due_on == before
    assert not AuditEvent.objects.filter(action="period-due-moved").exists()


def test_a_due_day_that_somebody_set_stays_whatever_day_is_off(period, months, holiday, province, officer):
    move_due_day(months[12], due_on=date(2022, 12, 30), by=officer, reason="Kỳ cuối năm")
    other = keep(DayOff(), by=officer, province=province, on=date(2022, 12, 1))
    assert period(12).due_on == date(2022, 12, 30)
    remove(other, by=officer)
    assert period(12).due_on == date(2022, 12, 30)
