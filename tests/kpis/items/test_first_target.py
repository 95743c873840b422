"""An item counts from its first target on; before it, it is no debt of the months that were."""

from kpis.models import Assignment
from kpis.standings import actions as standings


def test_an_item_given_from_august_does_not_apply_in_june(item, standing):
    given = item(low=100, month=8)
    assert (standing(given, 6).state, standing(given, 6).reason) == ("not_applicable", "no_target")
    assert standing(given, 8).state == "no_data"


def test_an_item_without_any_target_stays_counted(plan, agency_a, indicators, standing):
    given = Assignment.objects.create(plan=plan, agency=agency_a, indicator=indicators.number)
    standings.refresh([given.pk])
    assert standing(given, 6).state == "no_data"


def test_a_task_reported_without_a_document_is_under_way(item, approved, standing):
    given = item(kind="task")
    approved(given, 3, note="đang lấy ý kiến dự thảo")
    assert (standing(given, 3).state, standing(given, 3).reporting) == ("on_track", "fresh")
    assert standing(given, 4).reporting == "carried"
    assert standing(given, 2).state == "no_data"
