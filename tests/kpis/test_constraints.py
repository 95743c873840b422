"""What must be true is a database constraint: each is broken here once, past every action."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from kpis import models as kpis
from tests import factories
from tests.databases import refused

AT = datetime(2022, 3, 1, tzinfo=UTC)
DAY = date(2022, 3, 1)


BROKEN_ENTRIES = {
    "entry_ratio_parts_in_order": [
        {"numerator": 9, "denominator": 8},
        {"numerator": -1, "denominator": 8},
    ],
    "entry_verified_parts_in_order": [
        {"verified_numerator": 9, "verified_denominator": 8, "verified_reason": "sai"},
        {"verified_numerator": -1, "verified_denominator": 8, "verified_reason": "sai"},
    ],
    "entry_verified_with_reason": [
        {"verified_value": 1},
        {"verified_numerator": 1, "verified_denominator": 2},
    ],
    "entry_no_activity_has_no_figure": [
        {"is_no_activity": True, "value": 0},
        {"is_no_activity": True, "document_number": "12/QĐ"},
        {"is_no_activity": True, "numerator": 1, "denominator": 2},
    ],
}
HALF_RATIOS = {
    "entry_ratio_parts_in_order": [{"numerator": 5}, {"denominator": 5}],
    "entry_verified_parts_in_order": [{"verified_numerator": 5, "verified_reason": "sai"}],
}


def cases(broken):
    return [(name, fields) for name, some in broken.items() for fields in some]


@pytest.mark.parametrize(("constraint", "fields"), cases(BROKEN_ENTRIES))
def test_an_entry_that_contradicts_itself_is_refused(item, months, constraint, fields):
    with refused(constraint):
        kpis.Entry.objects.create(assignment=item(), period=months[1], typed_at=AT, **fields)


@pytest.mark.parametrize(("constraint", "fields"), cases(HALF_RATIOS))
def test_half_a_ratio_is_refused(item, months, constraint, fields):
    with refused(constraint):
        kpis.Entry.objects.create(assignment=item(), period=months[1], typed_at=AT, **fields)


def test_no_activity_may_stand_with_a_denominator_of_zero(item, months):
    kpis.Entry.objects.create(
        assignment=item(), period=months[1], typed_at=AT, is_no_activity=True, numerator=0, denominator=0
    )


@pytest.mark.parametrize("part", ["typed_by", "submitted_by"])
def test_nobody_approves_their_own_entry(item, months, officer, part):
    with refused("entry_nobody_approves_their_own"):
        kpis.Entry.objects.create(
            assignment=item(), period=months[1], typed_at=AT, status="approved", decided_by=officer, **{part: officer}
        )


def test_one_entry_report_standing_and_roll_up_a_month(item, months, agency_a, draft, head_a):
    target = item()
    draft(target, 1, value=1)
    report = {"agency": agency_a, "period": months[1], "signed_by": head_a, "submitted_at": AT}
    kpis.Report.objects.create(**report)
    with refused("entry_once_a_period"):
        kpis.Entry.objects.create(assignment=target, period=months[1], typed_at=AT)
    with refused("report_once_a_period"):
        kpis.Report.objects.create(**report)
    with refused("standing_once"):
        row = target.standings.get(period=months[1])
        row.pk = None
        row.save(force_insert=True)
    with refused("rollup_once"):
        kpis.RollUp.objects.create(agency=agency_a, period=months[1])


@pytest.mark.parametrize("fields", [{"total": 1, "applicable": 2}, {"total": 2, "applicable": 1, "done_all": 2}])
def test_counts_of_a_roll_up_are_in_order(agency_a, months, fields):
    with refused("rollup_counts_in_order"):
        kpis.RollUp.objects.create(agency=agency_a, period=months[1], **fields)


def test_an_item_weighs_something_and_is_no_part_of_itself(item):
    target = item()
    for fields, constraint in (
        ({"weight": 0}, "assignment_weight_positive"),
        ({"weight": -1}, "assignment_weight_positive"),
        ({"part_of": target.pk}, "assignment_not_part_of_itself"),
    ):
        with refused(constraint):
            kpis.Assignment.objects.filter(pk=target.pk).update(**fields)
    with refused("assignment_once"):
        kpis.Assignment.objects.create(plan=target.plan, agency=target.agency, indicator=target.indicator)


def test_an_item_is_withdrawn_for_a_reason_and_passes_on_once(item, agency_b, months):
    target = item()
    with refused("assignment_withdrawn_for_a_reason"):
        kpis.Assignment.objects.filter(pk=target.pk).update(withdrawn_from=months[3])
    passed = {"plan": target.plan, "agency": agency_b, "indicator": target.indicator, "given_to": target.agency}
    kpis.Assignment.objects.create(**passed)
    with refused("assignment_passed_on_once"):
        kpis.Assignment.objects.create(**passed)
    handover = {"assignment": target, "in_force_from": months[3], "before": target.agency, "at": AT}
    with refused("handover_between_two_agencies"):
        kpis.Handover.objects.create(**handover, after=target.agency)
    kpis.Handover.objects.create(**handover, after=agency_b)
    with refused("handover_once_a_period"):
        kpis.Handover.objects.create(**handover, after=agency_b)


def test_a_coordinating_agency_is_named_once(item, agency_b):
    target = item()
    target.coordinations.create(agency=agency_b)
    target.coordinations.create(note="Công an tỉnh")
    with refused("coordination_once"):
        target.coordinations.create(agency=agency_b)
    with refused("coordination_names_somebody"):
        target.coordinations.create()


@pytest.mark.parametrize(
    "fields",
    [
        {"operator": "done", "low": 1},
        {"operator": ">=", "low": None},
        {"operator": ">=", "low": 1, "high": 2},
        {"operator": "between", "low": 2, "high": 2},
        {"operator": "between", "low": None, "high": 2},
        {"operator": "between", "low": 2},
    ],
)
def test_a_target_has_the_values_of_its_operator(item, months, fields):
    target = item()
    with refused("target_has_the_values_of_its_operator"):
        kpis.Target.objects.create(assignment=target, in_force_from=months[2], set_at=AT, **fields)


def test_a_target_is_not_negative_and_stands_once_a_month(item, months):
    target = item()
    with refused("target_not_negative"):
        kpis.Target.objects.create(assignment=target, in_force_from=months[2], set_at=AT, operator=">=", low=-1)
    with refused("target_once_a_period"):
        kpis.Target.objects.create(assignment=target, in_force_from=months[1], set_at=AT, operator=">=", low=1)


def test_claims_end_after_they_begin_are_dated_and_decided_by_somebody_else(item, cause, officer):
    claim = {"assignment": item(), "cause": cause, "outcome": "missed", "holds_from": DAY, "claimed_at": AT}
    for fields, constraint in (
        ({"holds_until": date(2022, 2, 28)}, "claim_ends_after_it_begins"),
        ({"state": "refused"}, "claim_decided_is_dated"),
        (
            {"state": "confirmed", "decided_at": AT, "claimed_by": officer, "decided_by": officer},
            "claim_nobody_confirms_their_own",
        ),
    ):
        with refused(constraint):
            kpis.CauseClaim.objects.create(**claim | fields)


def test_causes_and_bottlenecks_are_written_once(item, plan, cause, province):
    target = item()
    bottleneck = {"plan": plan, "indicator": target.indicator, "cause": cause, "confirmed_on": DAY}
    kpis.Bottleneck.objects.create(**bottleneck)
    with refused("cause_code_once"):
        factories.CauseFactory(province=province, code=cause.code)
    with refused("bottleneck_once"):
        kpis.Bottleneck.objects.create(**bottleneck)
    with refused("bottleneck_resolved_after_confirmed"):
        kpis.Bottleneck.objects.update(resolved_on=date(2022, 2, 28))


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"month": 0}, "period_month_1_to_12"),
        ({"month": 13}, "period_month_1_to_12"),
        ({"data_to": date(2021, 1, 1)}, "period_ends_after_it_begins"),
        ({"due_on": date(2022, 1, 1)}, "period_due_after_its_end"),
        ({"state": "closed"}, "period_closed_has_checksum"),
        ({"state": "closed", "checksum": "a" * 64}, "period_closed_has_checksum"),
        ({"month": 2}, "period_once_a_month"),
    ],
)
def test_a_period_is_in_order(months, fields, constraint):
    with refused(constraint):
        kpis.Period.objects.filter(pk=months[1].pk).update(**fields)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"pace_tolerance": -0.1}, "plan_thresholds_in_range"),
        ({"pace_tolerance": 1}, "plan_thresholds_in_range"),
        ({"bottleneck_least": 0}, "plan_bottlenecks_in_range"),
        ({"bottleneck_share": 0}, "plan_bottlenecks_in_range"),
        ({"bottleneck_share": 2}, "plan_bottlenecks_in_range"),
        ({"exceed_threshold": -0.1}, "plan_thresholds_in_range"),
    ],
)
def test_a_plan_keeps_its_thresholds_in_range(plan, fields, constraint):
    with refused(constraint):
        kpis.Plan.objects.filter(pk=plan.pk).update(**fields)


def test_one_plan_a_year_and_one_milestone_a_month(plan, province):
    plan.milestones.create(month=3, share=0.2)
    with refused("plan_once_a_year"):
        factories.PlanFactory(province=province, year=2022)
    with refused("milestone_once_a_month"):
        plan.milestones.create(month=3, share=0.3)
    for fields in ({"month": 13, "share": 1}, {"month": 6, "share": 1.01}, {"month": 6, "share": -0.01}):
        with refused("milestone_in_range"):
            plan.milestones.create(**fields)


def test_later_rules_are_said_once_a_month_and_stay_in_range(plan):
    rules = {"plan": plan, "month": 6, "set_at": AT}
    for fields, constraint in (
        ({"month": 1}, "rules_month_2_to_12"),
        ({"month": 13}, "rules_month_2_to_12"),
        ({"pace_tolerance": 1}, "rules_thresholds_in_range"),
        ({"exceed_threshold": -1}, "rules_thresholds_in_range"),
        ({"bottleneck_share": 2}, "rules_bottlenecks_in_range"),
    ):
        with refused(constraint):
            kpis.PlanRules.objects.create(**rules | fields)
    kpis.PlanRules.objects.create(**rules)
    with refused("rules_once_a_month"):
        kpis.PlanRules.objects.create(**rules)


def test_a_reopening_is_reasoned_time_boxed_and_one_at_a_time(months, officer):
    until = datetime(2022, 3, 2, tzinfo=UTC)
    act = {"period": months[1], "at": AT, "by": officer, "reason": "đính chính", "until": until}
    kpis.Reopening.objects.create(**act)
    for fields, constraint in (
        ({}, "reopening_one_at_a_time"),
        ({"reason": "", "closed_at": AT}, "reopening_has_reason"),
        ({"until": AT, "closed_at": AT}, "reopening_is_time_boxed"),
    ):
        with refused(constraint):
            kpis.Reopening.objects.create(**act | fields)


def test_a_day_off_is_written_once(province):
    kpis.DayOff.objects.create(province=province, on=DAY)
    with refused("day_off_once"):
        kpis.DayOff.objects.create(province=province, on=DAY, is_worked=True)


def test_a_document_has_a_number_or_a_title(province):
    factories.DocumentFactory(province=province, number="", title="Kế hoạch")
    with refused("document_has_number_or_title"):
        factories.DocumentFactory(province=province, number="", title="")


def test_an_indicator_has_a_name_a_code_of_its_own_and_names_for_the_parts_of_a_ratio(province, indicators):
    for fields, constraint in (
        ({"name": ""}, "indicator_has_name"),
        ({"code": indicators.number.code}, "indicator_code_once"),
        ({"kind": "ratio", "numerator_label": ""}, "indicator_ratio_names_its_parts"),
        ({"kind": "ratio", "denominator_label": ""}, "indicator_ratio_names_its_parts"),
    ):
        with refused(constraint):
            factories.IndicatorFactory(province=province, **fields)


@pytest.mark.parametrize(
    "fields",
    [{"kind": "file"}, {"kind": "file", "file": "a.pdf"}, {"kind": "document"}, {"kind": "document", "file": "a.pdf"}],
)
def test_evidence_is_a_file_with_its_hash_or_a_document(item, draft, fields):
    with refused("evidence_is_a_file_or_a_document"):
        kpis.Evidence.objects.create(entry=draft(item(), 1, value=1), title="Minh chứng", added_at=AT, **fields)


def test_a_phrase_and_a_letter_are_kept_once(province, months, head_a):
    for model, constraint, fields in (
        (kpis.Phrase, "phrase_once", {"province": province, "text": "Thiếu minh chứng"}),
        (
            kpis.Notice,
            "notice_once_a_day",
            {"user": head_a, "period": months[1], "kind": "due", "on": DAY, "made_at": AT},
        ),
    ):
        model.objects.create(**fields)
        with refused(constraint):
            model.objects.create(**fields)


def test_a_month_is_kept_once_at_a_time_and_has_a_checksum(months):
    kept = {"period": months[1], "content": b"x", "size": 1, "checksum": "0" * 64, "frozen_at": AT}
    with refused("frozen_has_a_checksum"):
        kpis.FrozenMonth.objects.create(**kept | {"checksum": ""})
    kpis.FrozenMonth.objects.create(**kept)
    with refused("frozen_once_at_a_time"):
        kpis.FrozenMonth.objects.create(**kept)


def test_a_goal_is_said_once_for_a_year_in_reach(item):
    given = item()
    goal = {"indicator": given.indicator, "agency": given.agency, "year": 2030, "raw": "100%", "set_at": AT}
    for fields, constraint in (({"raw": ""}, "goal_says_something"), ({"year": 1999}, "goal_year_in_reach")):
        with refused(constraint):
            kpis.Goal.objects.create(**goal | fields)
    kpis.Goal.objects.create(**goal)
    with refused("goal_once"):
        kpis.Goal.objects.create(**goal)


def test_every_constraint_of_the_app_is_broken_above():
    written = set(Path(__file__).read_text().split('"'))
    kept = {
        constraint.name
        for model in apps.get_app_config("kpis").get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint | models.UniqueConstraint)
    }
    assert kept - written == set()
