"""Rows that are written in Python say what they are given, and nothing of it is markup."""

from datetime import date
from decimal import Decimal

import pytest

from dashboards.parts.items import ItemRow
from dxtracker.templatetags.item_rows import across_items, listed_items, own_items

ROW = ItemRow(
    id=1, name="<b>tên", url="/1/?a=1&b=2", agency="Sở <X>", agency_url="/x/", unit="tin", target_text="> 5",
    value_text="<3", attainment=Decimal("0.6"), multiple=None, state="behind", why="3 < 5",
    deadline=date(2022, 12, 1), is_recurring=False, promise_on=date(2022, 11, 2), reporting="carried",
    carried_from="<9>", flag="<cờ>", reason="below_pace",
)  # fmt: skip


@pytest.mark.parametrize("drawn", [listed_items([ROW], ""), own_items([ROW]), across_items([ROW], True)])
def test_every_text_is_escaped(drawn):
    assert "&lt;" in drawn
    for text in ("<b>tên", "Sở <X>", "<3", "3 < 5", "> 5<", "<9>", "<cờ>", "a=1&b=2"):
        assert text not in drawn, text


def test_an_own_item_says_its_share_its_month_and_its_days():
    (row,) = [own_items([ROW])]
    for text in ("60,0%", "&lt;9&gt;", "01/12/2022", "02/11/2022", "&lt;cờ&gt;"):
        assert text in row, text
    assert "01/12/2022" not in own_items([ROW._replace(is_recurring=True)])


def test_a_share_that_the_value_says_already_is_not_said_again():
    for same in (ROW._replace(unit="%"), ROW._replace(attainment=None), ROW._replace(attainment=Decimal(1))):
        assert "%</span>" not in own_items([same])
    assert "gấp 3 lần" in own_items([ROW._replace(multiple=Decimal(3))])


def test_an_item_is_listed_with_its_agency_where_no_heading_names_it():
    assert ('href="/x/"' in listed_items([ROW], ""), 'href="/x/"' in listed_items([ROW], "Sở")) == (True, False)
