"""A year begins once in a province, with its twelve months."""

import pytest
from django.core.exceptions import ValidationError

from agencies.models import AuditEvent
from kpis.plans.actions import start_plan


def test_a_year_begins_with_its_rules_its_months_and_two_events(province, administrator):
    plan = start_plan(province, year=2024, by=administrator, calendar="month", due_working_days=5)
    assert (plan.name, plan.calendar) == (f"Kế hoạch chuyển đổi số tỉnh{province.name[4:]} năm 2024", "month")
    assert list(plan.periods.values_list("month", flat=True)) == list(range(1, 13))
    events = AuditEvent.objects.filter(by=administrator, agency=province).order_by("pk")
    assert [event.action for event in events][-2:] == ["plan-added", "periods-planned"]


@pytest.mark.parametrize(
    ("given", "field"),
    [({"year": 2022}, "year"), ({"year": 1022}, "year"), ({"year": 2024, "due_working_days": 61}, "due_working_days"),
     ({"year": 2024, "calendar": "lunar"}, "calendar"), ({"year": 2024, "pace_tolerance": 2}, "__all__")],
)  # fmt: skip
def test_what_no_year_can_be_is_refused_at_its_field(plan, province, given, field):
    with pytest.raises(ValidationError) as error:
        start_plan(province, by=None, **given)
    assert list(error.value.message_dict) == [field]
    assert province.plans.count() == 1


def test_what_is_no_rule_is_a_fault_of_the_program(province):
    with pytest.raises(ValueError, match="colour"):
        start_plan(province, year=2024, by=None, colour="red")
