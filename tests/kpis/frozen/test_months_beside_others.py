"""What of a closed month stands beside other provinces' months: kept, checked, summed up where it was not."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kpis.frozen import months
from kpis.frozen.migrating import keep_closed_months
from kpis.models import FrozenMonth, Standing
from kpis.periods.actions import close_again, reopen_period
from kpis.standings import actions as standings


@pytest.fixture
def closed(item, approved, close_until, period):
    """Month 1, closed: one item exceeded."""
    approved(item(low=100), 1, value=120)
    close_until(1)
    return period(1)


def kept(closed):
    return FrozenMonth.objects.get(period=closed, thawed_at=None)


def test_it_is_what_the_kept_month_says(closed):
    summary = kept(closed).summary
    assert (summary["code"], summary["asked"], summary["reported"]) == ("vinh-phuc", 1, 1)
    assert summary == months.kept_summary(closed)


def test_a_summary_that_differs_from_what_is_kept_is_found(closed):
    assert list(standings.check(closed.plan)) == []
    FrozenMonth.objects.filter(period=closed).update(summary=kept(closed).summary | {"asked": 5})
    with pytest.raises(CommandError, match="phát hiện 1 chỗ sai khác"):
        call_command("rebuild_standings", check=True, stdout=StringIO())


def test_closed_again_without_a_change_it_holds_the_check(closed, officer, on_day):
    act = reopen_period(closed, by=officer, reason="đính chính", until=closed.closed_at.replace(year=2100))
    act.at, act.until = act.at.replace(year=2000), act.until.replace(year=2001)
    act.save()
    again = close_again(act, by=officer)
    assert (again.checksum, kept(closed).frozen_at) == (closed.checksum, again.closed_at)
    assert list(standings.check(closed.plan)) == []


def test_months_kept_without_are_summed_up_after_migrating(closed):
    summary = kept(closed).summary
    FrozenMonth.objects.update(summary={})
    Standing.objects.update(state="behind")
    closed.rollups.update(done_all=0, exceeded=0, behind=1)
    keep_closed_months()
    assert kept(closed).summary == summary
