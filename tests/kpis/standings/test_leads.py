"""Who leads an item in a month: the same by its handovers, in the database, and as the months were judged."""

from datetime import date

from kpis.items.actions import hand_over, promise
from kpis.models import Assignment, Promise
from kpis.standings.facts import gather
from kpis.standings.leads import lead_in, led_by
from tests import factories


def test_every_question_names_the_same_agency_in_every_month(plan, months, item, agency_a, agency_b, officer, head_a):
    agency_c = factories.AgencyFactory(parent=plan.province)
    passed, stays = item(agency=agency_a), item(agency=agency_b)
    promises = [promise(row, due_on=date(2022, 12, 31), by=head_a) for row in (passed, stays)]
    hand_over([passed], to=agency_b, since=months[5], by=officer, reason="QĐ 1")
    hand_over([passed], to=agency_c, since=months[9], by=officer, reason="QĐ 2")
    expected = {month: (agency_a if month < 5 else agency_b if month < 9 else agency_c).pk for month in range(1, 10)}
    (fact, other) = gather(plan, [passed.pk, stays.pk])
    for month, leader in expected.items():
        rows = Assignment.objects.annotate(lead=lead_in(month), path_then=lead_in(month, of="path"))
        led = Promise.objects.annotate(led_by=led_by(months[month]), code=led_by(months[month], of="agency__code"))
        assert (fact.agency_in(month), other.agency_in(month)) == (leader, agency_b.pk)
        assert rows.get(pk=passed.pk).lead == led.get(pk=promises[0].pk).led_by == leader
        assert (rows.get(pk=stays.pk).lead, led.get(pk=promises[1].pk).code) == (agency_b.pk, agency_b.code)
