"""Rules of a year that hold from a month on: months before keep theirs, open and closed; what holds from when."""

from datetime import date
from decimal import Decimal

import pytest

from agencies.models import AuditEvent
from kpis.errors import CannotChange
from kpis.frozen.months import kept_checksum
from kpis.items.actions import set_target
from kpis.models import Plan, PlanRules, RollUp, Standing
from kpis.plans.actions import change_rules
from kpis.plans.queries import rules_by_month, what_would_move
from kpis.queries import periods_of
from kpis.standings import actions as standings

TEN = Decimal("0.1")


@pytest.fixture
def year(plan, item, approved, close_until, on_day):
    """In October, month 1 closed: one item stands at 105 of 100 all along, another has nothing to measure."""
    on_day(date(2022, 10, 10))
    far, idle = item(low=100), item(kind="ratio", low=80)
    for month in (1, 8, 9):
        approved(far, month, value=105)
        approved(idle, month, numerator=0, denominator=0)
    close_until(1)
    plan.far = far
    return plan


def states(item):
    rows = Standing.objects.filter(assignment=item).order_by("period__month")
    return dict(rows.values_list("period__month", "state"))


def test_a_threshold_holds_from_its_month_on_and_leaves_months_before(year, months, administrator):
    (foreseen, *_rest) = what_would_move(year, since=9, exceed_threshold=TEN)
    assert foreseen.period.month == 9
    change_rules(year, since=months[9], exceed_threshold=TEN, counts_no_activity=True, by=administrator, reason="QĐ 5")
    found = states(year.far)
    assert (found[1], found[8], found[9]) == ("exceeded", "exceeded", "done")
    applicable = dict(RollUp.objects.filter(period__plan=year).values_list("period__month", "applicable"))
    assert (applicable[8], applicable[9]) == (1, 2)
    assert Plan.objects.get(pk=year.pk).exceed_threshold == 0
    assert list(standings.check(year)) == []
    event = AuditEvent.objects.get(action="rules-set")
    assert event.new == {"exceed_threshold": "0.1", "counts_no_activity": True, "in_force_from": 9}
    assert (event.object_type, event.reason) == ("kpis.plan", "QĐ 5")


def test_a_month_is_read_with_the_rules_that_hold_in_it(year, months, administrator):
    change_rules(year, since=months[9], evidence_multiple=Decimal(4), by=administrator)
    found = {row.month: row.plan for row in periods_of(year.province)}
    assert (found[8].evidence_multiple, found[9].evidence_multiple, found[12].evidence_multiple) == (2, 4, 4)
    assert found[9] == found[8]


def test_the_rules_hold_until_the_next_that_are_on_record(year, months, administrator):
    change_rules(year, since=months[10], exceed_threshold=TEN, by=administrator)
    change_rules(year, since=months[8], exceed_threshold=Decimal("0.2"), by=administrator)
    assert {row.month: row.fields["exceed_threshold"] for row in rules_by_month(year)} == {
        1: 0, 8: Decimal("0.2"), 10: TEN,
    }  # fmt: skip
    change_rules(year, since=months[8], exceed_threshold=Decimal(0), by=administrator)
    assert [row.month for row in rules_by_month(year)] == [1, 10], "a row that says nothing new goes"
    assert states(year.far)[8] == "exceeded"


def test_closed_months_are_refused_and_stay_the_same(year, months, administrator):
    months[1].refresh_from_db()
    kept = kept_checksum(months[1])
    with pytest.raises(CannotChange):
        change_rules(year, since=months[1], exceed_threshold=TEN, by=administrator)
    change_rules(year, exceed_threshold=TEN, by=administrator)
    assert PlanRules.objects.get().month == 2, "without a month it is the first that is not closed"
    assert kept_checksum(months[1]) == kept == months[1].checksum


def test_milestones_from_a_month_leave_the_straight_line_before(year, months, item, approved, administrator):
    half = item(low=100, kind="latest")
    for month in (6, 9):
        approved(half, month, value=60)
    change_rules(year, since=months[9], milestones={9: Decimal("0.5"), 12: Decimal(1)}, by=administrator)
    assert (states(half)[8], states(half)[9]) == ("behind", "on_track")
    expected = dict(Standing.objects.filter(assignment=half).values_list("period__month", "expected"))
    assert (round(expected[8], 2), expected[9]) == (Decimal("66.67"), 50)


def test_own_milestones_come_before_the_year_s_and_stay_with_another_target(year, months, item, approved, officer):
    change_rules(year, since=months[2], milestones={9: Decimal("0.9")}, by=officer)
    own = item(low=100, kind="latest")
    approved(own, 8, value=40)
    way = {"operator": ">=", "low": 100, "raw": "100", "milestones": {"6": "0.3", "12": "1"}}
    set_target(own, in_force_from=months[9], by=officer, **way)
    expected = dict(Standing.objects.filter(assignment=own).values_list("period__month", "expected"))
    assert (expected[8], expected[9]) == (0, 30)
    later = set_target(own, in_force_from=months[10], by=officer, operator=">=", low=200)
    assert later.milestones == way["milestones"]
    event = AuditEvent.objects.filter(action="target-set", object_id=later.pk).get()
    assert event.new["milestones"] == way["milestones"]


def test_the_page_asks_from_which_month_and_lists_what_holds_from_when(year, administrator, client):
    client.force_login(administrator)
    page = f"/plans/{year.pk}/"
    form = client.get(page + "rules/").context["form"]
    assert [month for month, _label in form.fields["since"].choices] == list(range(2, 13))
    sent = {
        "name": year.name, "calendar": "fifteenth", "due_working_days": 3, "pace_tolerance": "0",
        "evidence_multiple": "2", "bottleneck_least": "3", "bottleneck_share": "50", "reason": "Theo QĐ 7",
        "since": "9", "milestones": "25/50/75/100", "exceed_threshold": "10",
    }  # fmt: skip
    assert client.post(page + "rules/", sent | {"since": "1"}).context["form"].errors.keys() == {"since"}
    shown = client.post(page + "rules/", sent)
    seen = shown.context["stamp"]
    assert seen
    assert client.post(page + "rules/", sent | {"seen": seen}).status_code == 302
    text = client.get(page).content.decode()
    assert "Theo QĐ 7" in text
    assert "25/50/75/100" in text
    assert "0% → 10%" in text
    client.post(page + "rules/", sent | {"since": "11", "exceed_threshold": "20"})
    assert [row.month for row in rules_by_month(year)] == [1, 9, 11]


def test_boards_count_by_the_rules_of_their_month(year, months, administrator, client):
    change_rules(year, since=months[9], counts_no_activity=True, by=administrator)
    client.force_login(administrator)
    counts = {m: client.get(f"/boards/province/?year=2022&month={m}").context["board"].counts for m in (8, 9)}
    assert (counts[8].applicable, counts[9].applicable) == (1, 2)
