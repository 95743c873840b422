"""A country is written in steps, a sample of it is looked at again, and sizes that cannot be are refused."""

import pytest
from django.core.management import CommandError, call_command

from benchmarks.country.check import differences
from benchmarks.country.load import add_years, load
from benchmarks.country.size import Size
from kpis.models import Plan, RollUp, Standing
from kpis.standings import actions as standings

pytestmark = pytest.mark.django_db


def test_a_sample_finds_what_was_changed():
    plans = load(Size(1, 4, 3), 1)
    assert list(differences(plans, items=200, periods=20)) == []
    row = Standing.objects.filter(period__month=11).first()
    RollUp.objects.filter(agency=row.agency_id, period=row.period_id).update(fresh=99)
    Standing.objects.filter(pk=row.pk).update(change=7)
    assert list(differences(plans, items=200, periods=20)) == [
        f"standing of item {row.assignment_id}, period {row.period_id}",
        f"roll-up of agency {row.agency_id}, period {row.period_id}",
    ]


def test_years_can_be_added_later():
    size = Size(2, 3, 4)
    load(size, 1)
    add_years(size, range(2020, 2022))
    assert list(Plan.objects.order_by("year", "pk").values_list("year", flat=True)) == [
        2020,
        2020,
        2021,
        2021,
        2022,
        2022,
    ]
    assert [d for plan in Plan.objects.all() for d in standings.check(plan)] == []


@pytest.mark.parametrize("wrong", [{"provinces": 0}, {"agencies": 1000}, {"years": 21}, {"month_open": 13}])
def test_sizes_that_cannot_be_are_refused(wrong):
    with pytest.raises(CommandError, match="please"):
        call_command("scale_demo", **{"provinces": 2, "agencies": 4, "items": 8, "years": 2} | wrong)
