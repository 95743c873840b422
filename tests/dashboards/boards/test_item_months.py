"""The figures of an item by month: their unit stands once."""

from types import SimpleNamespace

import pytest

from dashboards.boards.item.page import APART, ItemBoard

VISITS, USERS = f"12{APART}lượt truy cập", f"12{APART}người dùng"


@pytest.mark.parametrize(
    ("texts", "unit"),
    [
        ([("–", VISITS), (VISITS, VISITS)], "lượt truy cập"),
        ([(VISITS, USERS)], ""),
        ([("12%", "12%"), ("–", "–")], ""),
    ],
)
def test_the_unit_of_all_months_is_said_once(texts, unit):
    months = [SimpleNamespace(reported_text=reported, value_text=result) for reported, result in texts]
    assert ItemBoard.unit.fget(SimpleNamespace(months=months)) == unit
