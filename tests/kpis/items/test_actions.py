"""Items given, targets changed from a month on, causes claimed and decided, promises."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from agencies.models import AuditEvent
from kpis.causes.actions import claim_cause, decide_claim
from kpis.errors import CannotChange
from kpis.items.actions import assign, promise, set_target
from kpis.models import Assignment, Target
from kpis.periods.actions import plan_periods, reopen_period
from kpis.standings import actions as standings
from tests import factories

SINCE = date(2022, 1, 1)


def test_an_assigned_item_is_judged_in_every_open_month(item, plan, agency_a):
    target = item()
    months = target.standings.order_by("period__month").values_list("period__month", "state")
    assert list(months) == [(month, "no_data") for month in range(1, 10)]
    event = AuditEvent.objects.get(action="item-assigned")
    assert (event.agency, event.new) == (agency_a, {"agency": "so-a", "indicator": target.indicator.code})
    assert list(standings.check(plan)) == []


def test_an_indicator_is_given_to_an_agency_once_a_year(item, plan, months, agency_a, indicators):
    item()
    with pytest.raises(IntegrityError), transaction.atomic():
        assign(
            plan=plan, agency=agency_a, indicator=indicators.number, by=None, in_force_from=months[1],
            target={"operator": ">=", "low": 1},
        )  # fmt: skip
    assert (Assignment.objects.count(), Target.objects.count()) == (1, 1)


def test_a_new_target_holds_from_its_month_on(item, approved, months, administrator, standing, plan):
    target = item(low=100)
    approved(target, 1, value=120)

    set_target(target, in_force_from=months[5], by=administrator, reason="điều chỉnh", operator=">=", low=200)

    assert [standing(target, month).state for month in (1, 4, 5, 9)] == ["exceeded", "exceeded", "on_track", "behind"]
    event = AuditEvent.objects.filter(action="target-set").latest("pk")
    assert (event.by, event.reason) == (administrator, "điều chỉnh")
    assert (event.old["low"], event.new["low"], event.new["in_force_from"]) == ("100.000", 200, 5)
    assert list(standings.check(plan)) == []


def test_a_second_target_for_the_same_open_month_replaces_all_of_the_first(item, months, standing):
    target = item(operator="between", low=50, high=60, baseline=10)
    row = set_target(target, in_force_from=months[1], by=None, operator=">=", low=80, unit="%")
    row.refresh_from_db()
    assert (row.operator, row.low, row.high, row.baseline, target.targets.count()) == (">=", 80, None, None, 1)


def test_where_an_item_began_stays_with_another_target(item, approved, months, standing):
    """From 80 down to 20 half the way is 50 in June: whoever changes the target later does not change its beginning."""
    target = item(kind="latest", operator="<=", low=20, baseline=80)
    approved(target, 6, value=45)
    assert (standing(target, 6).state, standing(target, 6).expected) == ("on_track", 50)
    for unit in ("", target.indicator.unit, target.indicator.unit.upper(), f"{target.indicator.unit}/năm"):
        set_target(target, in_force_from=months[6], by=None, operator="<=", low=16, unit=unit)
        assert (standing(target, 6).state, standing(target, 6).expected) == ("on_track", 48)
    set_target(target, in_force_from=months[7], by=None, operator="<=", low=16, baseline=16)
    assert (standing(target, 7).state, standing(target, 7).reason) == ("behind", "beyond_limit")


def test_a_target_under_a_closed_month_stays(item, approved, months, close_until, standing):
    target = item(low=100)
    approved(target, 1, value=120)
    close_until(3)
    for month in (1, 3):
        with pytest.raises(CannotChange):
            set_target(target, in_force_from=months[month], by=None, operator=">=", low=500)
    set_target(target, in_force_from=months[4], by=None, operator=">=", low=500)
    assert [standing(target, month).state for month in (3, 4)] == ["exceeded", "behind"]


def test_a_target_on_which_a_later_closed_month_rests_stays_in_a_reopened_month(
    item, months, close_until, officer, period
):
    target = item(low=100)
    close_until(3)
    reopen_period(period(1), by=officer, reason="đính chính", until=datetime(2100, 1, 1, tzinfo=UTC))
    with pytest.raises(CannotChange):
        set_target(target, in_force_from=months[1], by=None, operator=">=", low=500)
    assert target.targets.get().low == 100


def test_an_item_given_after_months_were_closed_stands_only_in_open_ones(item, close_until, plan):
    close_until(6)
    target = item(month=1)
    assert list(target.standings.order_by("period__month").values_list("period__month", flat=True)) == [7, 8, 9]
    assert list(standings.check(plan)) == []


def test_a_target_begins_in_a_month_of_its_own_plan(item, province):
    other = factories.PlanFactory(province=province, year=2023)
    plan_periods(other, by=None)
    target = item()
    with pytest.raises(CannotChange):
        set_target(target, in_force_from=other.periods.get(month=1), by=None, operator=">=", low=1)
    assert target.targets.count() == 1


def test_a_claim_moves_nothing_until_it_is_confirmed(item, cause, clerk_a, officer, standing):
    target = item()
    claim = claim_cause(target, cause=cause, outcome="not_measurable", holds_from=SINCE, by=clerk_a, note="chưa có")
    assert (claim.state, standing(target, 3).state) == ("claimed", "no_data")

    decide_claim(claim, by=officer, confirm=True, reason="đã kiểm tra")

    assert (standing(target, 3).state, standing(target, 3).cause) == ("not_measurable", cause)
    events = AuditEvent.objects.filter(action__startswith="cause-").order_by("pk")
    assert [(e.action, e.by, e.reason) for e in events] == [
        ("cause-claimed", clerk_a, "chưa có"),
        ("cause-decided", officer, "đã kiểm tra"),
    ]


def test_a_refused_claim_moves_nothing(item, cause, clerk_a, officer, standing):
    target = item()
    claim = claim_cause(target, cause=cause, outcome="not_applicable", holds_from=SINCE, by=clerk_a)
    assert decide_claim(claim, by=officer, confirm=False, reason="không đúng").state == "refused"
    assert standing(target, 3).state == "no_data"


def test_a_claim_is_decided_once_and_not_by_who_made_it(item, cause, clerk_a, officer):
    claim = claim_cause(item(), cause=cause, outcome="missed", holds_from=SINCE, by=clerk_a)
    with pytest.raises(CannotChange):
        decide_claim(claim, by=clerk_a, confirm=True)
    decide_claim(claim, by=officer, confirm=False)
    with pytest.raises(CannotChange):
        decide_claim(claim, by=officer, confirm=True)
    claim.refresh_from_db()
    assert claim.state == "refused"


def test_a_confirmed_cause_stands_beside_a_missed_target(item, approved, confirmed, cause, standing):
    target = item(low=100)
    approved(target, 9, value=1)
    confirmed(target, "missed", since=SINCE)
    assert (standing(target, 9).state, standing(target, 9).cause) == ("behind", cause)


def test_a_promise_that_moves_leaves_the_first_one_standing(item, head_a):
    target = item()
    promise(target, due_on=date(2022, 11, 30), by=head_a, text="trong 11/2022")
    promise(target, due_on=date(2022, 12, 31), by=head_a, text="trong 12/2022", reason="chờ phần mềm")
    assert [row.due_on.month for row in target.promises.order_by("made_at", "pk")] == [11, 12]
    event = AuditEvent.objects.filter(action="promise-made").latest("pk")
    assert (event.by, event.reason, event.new["due_on"]) == (head_a, "chờ phần mềm", "2022-12-31")
