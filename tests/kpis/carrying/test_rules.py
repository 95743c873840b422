"""What becomes of a target in a new year, what is remarked on it, how clear an item is: tables without a database."""

from fractions import Fraction as F

import pytest

from kpis.carrying.remarks import LastYear, Planned, clarity, in_common, remarks_on
from kpis.carrying.rules import Terms, carried, on_the_way

COUNT = Terms(">=", F(245), unit="lượt", is_counted=True)
SHARE = Terms(">=", F(95), unit="%", is_share=True)
LIMIT = Terms("<=", F(2), unit="%")
RANGE = Terms("between", F(50), F(60), "%", is_share=True)
TASK = Terms("done")


@pytest.mark.parametrize(
    ("terms", "rule", "given", "operator", "low", "high"),
    [
        (COUNT, "same", {}, ">=", 245, None),
        (COUNT, "raised_percent", {"amount": F(10)}, ">=", 270, None),  # 269,5: more is asked
        (COUNT, "raised_by", {"amount": F(5)}, ">=", 250, None),
        (COUNT, "last_result", {"result": F(5900)}, ">=", 5900, None),
        (COUNT, "path", {"on_path": F(300)}, ">=", 300, None),
        (SHARE, "raised_percent", {"amount": F(10)}, ">=", 100, None),  # no more than all
        (SHARE, "last_result", {"result": F(191, 2)}, ">=", F(191, 2), None),
        (LIMIT, "raised_percent", {"amount": F(10)}, "<=", F(9, 5), None),  # to ask more of a limit is to lower it
        (LIMIT, "raised_by", {"amount": F(5)}, "<=", 0, None),
        (RANGE, "raised_by", {"amount": F(10)}, "between", 60, 70),
        (RANGE, "raised_percent", {"amount": F(100)}, ">=", 100, None),
        (RANGE, "last_result", {"result": F(55)}, ">=", 55, None),
        (Terms(">", F(100_000), unit="lượt", is_counted=True), "raised_percent", {"amount": F(10)}, ">", 110_000, None),
        (TASK, "raised_percent", {"amount": F(10)}, "done", None, None),
        (TASK, "last_result", {}, "done", None, None),
    ],
)
def test_a_rule_makes_the_new_target_of_the_old(terms, rule, given, operator, low, high):
    made = carried(terms, rule, **given)
    assert (made.operator, made.low, made.high, made.unit) == (operator, low, high, terms.unit)


@pytest.mark.parametrize(
    ("terms", "rule", "given"),
    [
        (None, "same", {}),
        (COUNT, "empty", {}),
        (TASK, "empty", {}),
        (COUNT, "last_result", {}),
        (COUNT, "last_result", {"result": F(-1)}),
        (COUNT, "path", {}),
    ],
)
def test_without_anything_to_go_by_there_is_no_target(terms, rule, given):
    assert carried(terms, rule, **given) is None


@pytest.mark.parametrize(
    ("result", "goal", "year", "counted", "value"),
    [
        (40, 100, 2026, False, 52),
        (40, 100, 2028, False, 76),
        (40, 100, 2030, False, 100),
        (40, 100, 2031, False, 100),
        (7, 50, 2026, True, 16),  # 15,6 pieces
        (7, 50, 2026, False, F(78, 5)),
        (110, 100, 2026, False, 108),
    ],
)
def test_the_way_to_2030_is_a_straight_line_from_last_years_result(result, goal, year, counted, value):
    assert on_the_way(F(result), 2025, F(goal), 2030, year, is_counted=counted) == value


@pytest.mark.parametrize(
    ("last", "planned", "codes"),
    [
        (None, Planned(F(1)), []),
        (LastYear(), None, []),
        (LastYear(met_first_month=True), None, ["met_at_once"]),
        (LastYear(attainment=F(3)), None, []),
        (LastYear(attainment=F(301, 100)), None, ["far_beyond"]),
        (LastYear(unit="người", reported_unit="lượt"), None, ["other_unit"]),
        (LastYear(unit="người", reported_unit=""), None, []),
        (LastYear(unit="người", reported_unit="Người/năm"), None, []),
        (LastYear(result=F(50), unit="phần trăm"), Planned(F(45), "%"), ["below_result"]),
        (LastYear(result=F(50), unit="%"), Planned(F(45), "%"), ["below_result"]),
        (LastYear(result=F(50), unit="%"), Planned(F(50), "%"), []),
        (LastYear(result=F(50), unit="%"), Planned(F(45), "người"), []),
        (LastYear(result=F(50), unit="người", reported_unit="lượt"), Planned(F(45), "người"), ["other_unit"]),
        (LastYear(result=F(1), unit="vụ"), Planned(F(2), "vụ", is_limit=True), ["below_result"]),
        (LastYear(result=F(2), unit="vụ"), Planned(F(1), "vụ", is_limit=True), []),
        (LastYear(met=31, agencies=31), None, ["never_missed"]),
        (LastYear(met=0, agencies=31), None, ["missed_by_all"]),
        (LastYear(met=30, agencies=31), None, []),
        (LastYear(met=1, agencies=1), None, []),
    ],
)
def test_what_catches_the_eye_is_remarked(last, planned, codes):
    assert [remark.code for remark in remarks_on(last, planned)] == codes


def test_a_remark_carries_its_figures():
    last = LastYear(attainment=F(222), result=F(22_196_242), target=F(100_000), met=3, agencies=3)
    beyond, missed = remarks_on(last, None)
    assert beyond.figures == {"times": 222, "value": 22_196_242, "target": 100_000}
    assert missed.figures == {"met": 3, "agencies": 3}


ALL = {"person": True, "task": "Việc", "deadline": True, "lead": True, "product": "", "target": True, "unit": "%",
       "is_task": False, "document": True}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, ()),
        ({"person": False}, ("person",)),
        ({"task": " "}, ("task",)),
        ({"deadline": False}, ("deadline",)),
        ({"lead": False}, ("responsibility",)),
        ({"unit": ""}, ("product",)),
        ({"unit": "", "product": "Báo cáo"}, ()),
        ({"target": False}, ("product",)),
        ({"is_task": True}, ("product",)),
        ({"is_task": True, "product": "Quy chế", "unit": ""}, ()),
        ({"document": False, "person": False}, ("person", "authority")),
    ],
)
def test_an_item_says_who_what_until_when_by_whom_with_what_and_on_which_basis(given, missing):
    clear = clarity(**ALL | given)
    assert clear.missing == missing
    assert clear.is_complete is not bool(missing)


def test_what_no_item_says_is_said_once():
    assert in_common([("person", "authority"), ("authority",)]) == ("authority",)
    assert in_common([("authority",)]) == in_common([]) == ()
