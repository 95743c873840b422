"""What came late, came back, was opened again or changed from a month on leaves the standings that the rules want."""

from datetime import datetime
from decimal import Decimal

import pytest

from agencies.clock import now
from kpis.items.actions import set_target
from kpis.models import Standing
from kpis.periods.actions import close_period, plan_periods, reopen_period
from kpis.standings import actions as standings
from kpis.standings import facts
from tests import factories
from tests.kpis.review.reviewing import send_back


@pytest.fixture
def seen(standing, plan):
    """seen(item): {month: (state, value, reporting)} of months 5 to 9; nothing differs from a rebuild."""

    def look(target):
        assert list(standings.check(plan)) == []
        rows = {month: standing(target, month) for month in range(5, 10)}
        return {month: (row.state, row.value, row.reporting) for month, row in rows.items()}

    return look


def test_june_entered_after_july_stands_in_june_alone(item, approved, seen):
    target = item(low=100)
    approved(target, 5, value=40)
    approved(target, 7, value=120)
    before = seen(target)
    assert before[6] == ("behind", 40, "carried")
    approved(target, 6, value=70)
    after = seen(target)
    assert after[6] == ("on_track", 70, "fresh")
    assert {month: row for month, row in after.items() if month != 6} == {
        month: row for month, row in before.items() if month != 6
    }


def test_months_that_are_added_count_a_late_june_from_june_on(item, approved, seen):
    target = item(kind="monthly", low=100)
    for month, value in ((5, 40), (7, 30)):
        approved(target, month, value=value)
    approved(target, 6, value=35)
    assert {month: row[1] for month, row in seen(target).items()} == {5: 40, 6: 75, 7: 105, 8: 105, 9: 105}


def test_a_figure_returned_after_it_was_recorded_counts_no_longer(item, approved, seen, officer):
    target = item(low=100)
    approved(target, 6, value=120)
    assert seen(target)[8] == ("exceeded", 120, "carried")
    send_back(target.entries.get(), by=officer, reason="Thiếu minh chứng")
    assert {row[0] for row in seen(target).values()} == {"no_data"}


def test_a_closed_month_that_was_opened_again_takes_the_correction_and_freezes_anew(
    item, approved, draft, close_until, period, officer, seen, standing
):
    target = item(low=100)
    approved(target, 6, value=70)
    close_until(6)
    frozen = period(6).checksum
    until = now().replace(year=now().year + 1)
    reopen_period(period(6), by=officer, reason="Đính chính số liệu tháng 6", until=until)
    assert period(6).checksum == ""
    send_back(target.entries.get(), by=officer, reason="Đính chính")
    approved(target, 6, value=110)
    close_period(period(6), by=officer)
    assert period(6).checksum not in ("", frozen)
    assert standing(target, 6).state == "exceeded"
    assert seen(target)[9] == ("exceeded", 110, "carried")
    act = period(6).reopenings.get()
    assert (act.reason, act.checksum_before, act.closed_at is not None) == ("Đính chính số liệu tháng 6", frozen, True)
    assert isinstance(act.until, datetime)


def test_a_target_changed_from_august_on_leaves_the_months_before_as_they_were(
    item, approved, seen, months, administrator, close_until
):
    target = item(low=100)
    approved(target, 6, value=110)
    close_until(6)
    before = {m: row for m, row in seen(target).items() if m < 8}
    frozen = list(Standing.objects.filter(assignment=target, period__month__lte=7).order_by("period").values())
    set_target(target, in_force_from=months[8], by=administrator, operator=">=", low=Decimal(200), unit="lượt")
    after = seen(target)
    assert {m: row for m, row in after.items() if m < 8} == before
    assert list(Standing.objects.filter(assignment=target, period__month__lte=7).order_by("period").values()) == frozen
    assert after[8][0] == "behind"
    assert after[9][0] == "behind"


def test_years_of_several_provinces_come_each_as_a_whole(plan):
    """Years are put in order by their number, which two provinces share."""
    other = factories.PlanFactory(province=factories.ProvinceFactory(code="phu-tho", name="Tỉnh Phú Thọ"), year=2022)
    plan_periods(other, by=None)
    found = [(year.pk, [row.month for row in periods]) for year, periods in facts.years_of([plan.pk, other.pk])]
    assert found == [(key, list(range(1, 13))) for key in (plan.pk, other.pk)]
