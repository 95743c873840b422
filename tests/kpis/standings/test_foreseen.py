"""What open months would be if something else were true of their items."""

from kpis.items.actions import hand_over
from kpis.standings.foreseen import foresee, with_rules


def test_an_agency_that_has_passed_on_all_its_items_counts_in_the_months_that_it_led_them(
    item, plan, months, agency_b, officer
):
    items = item(), item(agency=agency_b)
    hand_over(items[:1], to=agency_b, since=months[9], by=officer, reason="QĐ 1")
    found = foresee(plan, [row.pk for row in items], with_rules(tolerance=0))
    assert [month.before.total for month in found] == [2] * 9
