"""The one truth and its groupings: what is written, what is checked, what it costs."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from kpis.frozen.packing import checksum_of, copy_of
from kpis.measuring.rates import STATES
from kpis.models import Milestone, Plan, RollUp, Standing
from kpis.standings import actions as standings
from kpis.standings import facts
from tests import factories


def differences(plan):
    return [(d.table, d.period, d.stored, d.computed) for d in standings.check(plan)]


def test_a_standing_holds_the_judgement_and_what_it_rests_on(item, approved, standing, agency_a, months):
    target = item(kind="ratio", low=80)
    approved(target, 2, numerator=1, denominator=2)
    entry = approved(target, 3, numerator=2, denominator=3)

    row = standing(target, 3)
    assert (row.agency, row.indicator, row.target) == (agency_a, target.indicator, target.targets.get())
    assert (row.value, row.numerator, row.denominator) == (Decimal("66.666666666667"), 2, 3)
    assert (row.attainment, row.expected, row.change) == (
        Decimal("0.833333333333"), Decimal("20"), Decimal("16.666666666667"),
    )  # fmt: skip
    assert (row.entry, row.entry_period, row.reporting) == (entry, months[3], "fresh")
    assert (standing(target, 4).entry, standing(target, 4).reporting, standing(target, 4).change) == (
        entry, "carried", 0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (None, None),
        (Fraction(0), "0"),
        (Fraction(2, 3), "0.666666666667"),
        (Fraction(200000, 3), "66666.6666666667"),
        (Fraction(22196242, 100000), "221.96242"),
        (Fraction(12 * 10**15), "12000000000000000"),
        (Fraction(-1, 3), "-0.333333333333"),
    ],
)
def test_a_fraction_is_stored_with_fifteen_digits(value, wanted):
    assert standings.stored(value) == (None if wanted is None else Decimal(wanted))


def test_figures_of_fifteen_digits_read_back_as_they_were_written(item, approved, standing, plan):
    target = item(kind="monthly", low="0.001")
    approved(target, 1, value=Decimal("999999999999.999"))
    approved(target, 2, value=Decimal("0.001"))
    assert (standing(target, 1).value, standing(target, 2).value) == (Decimal("999999999999.999"), 10**12)
    assert differences(plan) == []


def test_a_roll_up_counts_its_agencys_standings(item, approved, agency_a, agency_b, plan):
    approved(item(kind="number", low=100), 3, value=120)
    approved(item(kind="latest", low=100), 3, is_no_activity=True)
    approved(item(kind="monthly", low=100), 2, value=1)
    item(kind="peak", applicable_from=date(2022, 6, 1))
    item(kind="number", agency=agency_b)

    row = RollUp.objects.get(agency=agency_a, period__month=3)
    assert {state: getattr(row, state) for state in STATES if getattr(row, state)} == {
        "exceeded": 1, "no_activity": 1, "behind": 1, "not_applicable": 1,
    }  # fmt: skip
    assert (row.total, row.done_all, row.applicable, row.due, row.fresh) == (4, 1, 2, 3, 2)
    assert RollUp.objects.get(agency=agency_b, period__month=3).no_data == 1
    assert differences(plan) == []


def test_a_plan_may_keep_no_activity_in_the_denominator(item, approved, agency_a, plan):
    plan.counts_no_activity = True
    plan.save()
    approved(item(kind="latest", low=100), 3, is_no_activity=True)
    assert RollUp.objects.get(agency=agency_a, period__month=3).applicable == 1


def test_a_policy_changed_later_does_not_move_a_closed_month(item, approved, agency_a, plan, close_until):
    approved(item(kind="latest", low=100), 1, is_no_activity=True)
    close_until(1)
    Plan.objects.update(counts_no_activity=True)
    plan.refresh_from_db()
    standings.rebuild(plan)
    applicable = RollUp.objects.filter(agency=agency_a).order_by("period__month").values_list("applicable", flat=True)
    assert list(applicable) == [0] + [1] * 8
    assert differences(plan) == []


@pytest.mark.parametrize(
    ("spoil", "table"),
    [
        (lambda: Standing.objects.filter(period__month=9).update(state="done"), {"standing", "roll-up"}),
        (lambda: Standing.objects.filter(period__month=9).delete(), {"standing", "roll-up"}),
        (lambda: Standing.objects.filter(period__month=9).update(value=1), {"standing"}),
        (lambda: RollUp.objects.filter(period__month=9).update(no_data=7), {"roll-up"}),
        (lambda: Standing.objects.filter(period__month=1).update(value=1), {"kept standing"}),
        (lambda: Standing.objects.filter(period__month=1).update(state="done"), {"kept standing", "roll-up"}),
        (lambda: RollUp.objects.filter(period__month=1).delete(), {"roll-up"}),
    ],
)
def test_the_check_finds_whatever_was_written_past_it(item, plan, close_until, spoil, table):
    item()
    close_until(1)
    assert differences(plan) == []
    spoil()
    assert {name for name, *_ in differences(plan)} == table


def test_a_rebuild_mends_open_months_and_leaves_closed_ones(item, approved, plan, close_until, standing):
    target = item(low=100)
    approved(target, 1, value=120)
    close_until(1)
    Standing.objects.filter(period__month__in=[1, 9]).update(state="behind")
    assert standings.rebuild(plan) == 1
    assert (standing(target, 1).state, standing(target, 9).state) == ("behind", "exceeded")
    assert standings.rebuild(plan) == 0
    assert [name for name, *_ in differences(plan)] == ["roll-up", "kept standing"]


def test_milestones_of_the_plan_set_the_pace(item, approved, plan, standing):
    Milestone.objects.create(plan=plan, month=3, share=Decimal("0.2"))
    target = item(low=100)
    approved(target, 2, value=10)
    assert (standing(target, 2).state, standing(target, 2).expected) == ("on_track", 0)
    assert (standing(target, 3).state, standing(target, 3).expected) == ("behind", 20)


def test_judging_costs_the_same_queries_for_one_item_and_for_thirty(item, plan, province, django_assert_num_queries):
    keys = [item(indicator=factories.IndicatorFactory(province=province)).pk for _ in range(30)]
    for some in (keys[:1], keys):
        with django_assert_num_queries(6):
            assert len(facts.gather(plan, some)) == len(some)


def test_refreshing_nothing_new_writes_no_standing_and_costs_eleven_queries(item, plan):
    target = item()
    with CaptureQueriesContext(connection) as queries:
        assert standings.refresh([target.pk]) == 0
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) == 11
    assert not [q for q in queries if "INSERT INTO" in q["sql"] and "kpis_standing" in q["sql"]]


def test_what_judging_asks_is_composed_once(item, monkeypatch):
    first, second = item(kind="number"), item(kind="monthly")
    standings.refresh([first.pk])
    composed, real = [], SQLCompiler.as_sql
    monkeypatch.setattr(
        SQLCompiler, "as_sql", lambda own, *args, **more: composed.append(own) or real(own, *args, **more)
    )
    standings.refresh([second.pk])
    assert not composed


def test_the_checksum_depends_on_figures_and_not_on_the_order_of_writing(item, approved, plan, agency_b, period):
    approved(item(kind="number", low=100), 1, value=120)
    item(kind="monthly", agency=agency_b)
    before = checksum_of(copy_of(period(1)))
    rows = list(Standing.objects.order_by("-pk"))
    Standing.objects.all().delete()
    for row in rows:
        row.pk = None
        row.save(force_insert=True)
    assert checksum_of(copy_of(period(1))) == before
    Standing.objects.filter(value=120).update(value=121)
    assert checksum_of(copy_of(period(1))) != before
