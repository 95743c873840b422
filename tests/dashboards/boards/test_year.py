"""The year's grid of one agency: every value with its state, a link to its month, what was carried, what is ahead."""

import csv
import io
import json
import re
from datetime import date

import pytest
from django.test import Client
from openpyxl import load_workbook

from kpis.items.actions import assign
from kpis.periods.actions import plan_periods
from kpis.plans.actions import change_rules
from tests import factories

QUERIES = 6
PAGE = "/boards/agency/so-a/year/?year=2022&month=9"


@pytest.fixture
def page(client, committee):
    """page("&format=json"): the response, read by a member of the committee."""
    client.force_login(committee)

    def get(more="", url=PAGE):
        return client.get(url + more)

    return get


def cells_of(html, item):
    """The twelve cells of an item's row, tags and all."""
    row = re.search(rf'<tr>\s*<th scope="row"><a href="/boards/item/{item.pk}/\?.*?</tr>', html, re.DOTALL).group()
    return re.findall(r"<td.*?</td>", row, re.DOTALL)


def test_every_cell_holds_the_value_its_state_in_words_and_a_link_to_that_month(page, board_items, approved):
    item = board_items["ratio"]
    approved(item, 3, numerator=85, denominator=100)
    cells = cells_of(page().content.decode(), item)
    assert len(cells) == 12
    assert f'href="/boards/item/{item.pk}/?year=2022&amp;month=3"' in cells[2]
    assert '<span class="figure-cell">85%</span>' in cells[2]
    assert 'class="state exceeded"' in cells[2]
    assert '<span class="hidden">Hoàn thành vượt mức</span>' in cells[2]
    assert f'href="/boards/item/{item.pk}/?year=2022&amp;month=9"' in cells[8]
    assert "10%" in cells[8]


def test_a_carried_value_is_quiet_and_says_from_when(page, board_items, approved):
    approved(board_items["ratio"], 3, numerator=85, denominator=100)
    cells = cells_of(page().content.decode(), board_items["ratio"])
    assert 'class="carried"' not in cells[2]
    assert '<td class="carried">' in cells[3]
    assert "85%" in cells[3]
    assert "tháng 3" in cells[3]


def test_months_ahead_and_months_after_the_one_shown_are_empty(page, board_items):
    cells = cells_of(page().content.decode(), board_items["number"])
    assert cells[9:] == ["<td></td>"] * 3
    earlier = cells_of(page(url="/boards/agency/so-a/year/?year=2022&month=4").content.decode(), board_items["number"])
    assert earlier[4:] == ["<td></td>"] * 8
    assert "<a" in earlier[3]


def test_a_task_shows_its_document(page, board_items, approved):
    approved(board_items["task"], 7, document_number="12/KH-SXD", document_on=date(2022, 7, 1))
    cells = cells_of(page().content.decode(), board_items["task"])
    assert "12/KH-SXD" in cells[6]
    assert '<span class="figure-cell">✓ 12</span>' in cells[6]
    assert "12/KH-SXD" not in cells[5]


def test_the_totals_are_those_of_the_roll_up(page, agency_a, board_items):
    html = page().content.decode()
    totals = re.search(r'<tr class="total">.*?</tr>', html, re.DOTALL).group()
    assert "1/3" in re.sub("<[^>]*>", "", totals)
    assert totals.count("<b>") == 9
    assert f"<b>{agency_a.rollups.get(period__month=9).done_all}</b>" in totals


def test_a_divisions_items_stand_in_its_own_year_alone(page, board_items):
    inside = f"/boards/item/{board_items['division'].pk}/"
    assert inside not in page().content.decode()
    assert inside in page(url="/boards/agency/a-1/year/?year=2022&month=9").content.decode()


def test_machines_get_every_month_that_is_judged(page, board_items):
    said = page("&format=json").json()
    assert (said["code"], said["period"]) == ("so-a", "2022-09")
    assert [(m["period"], m["done"], m["applicable"]) for m in said["months"]][-2:] == [
        ("2022-08", 0, 3),
        ("2022-09", 1, 3),
    ]
    found = {row["id"]: row["months"] for row in said["items"]}
    assert set(found) == {board_items[name].pk for name in ("number", "ratio", "task")}
    last = found[board_items["number"].pk][-1]
    assert (last["period"], last["value"], last["state"], last["reporting"]) == ("2022-09", "250", "exceeded", "fresh")
    assert last["from"] == "2022-09"
    assert len(found[board_items["task"].pk]) == 9


def test_the_csv_holds_a_row_for_each_item_with_values_and_states(page, board_items):
    text = page("&format=csv").content.decode("utf-8-sig")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(text))}
    row = rows[str(board_items["ratio"].pk)]
    assert (row["2022-09"], row["2022-09-state"]) == ("10", "behind")
    assert (row["2022-10"], row["2022-10-state"]) == ("", "")
    assert len(rows) == 3


def test_the_workbook_has_values_states_and_totals(page):
    book = load_workbook(io.BytesIO(page("&format=xlsx").content))
    assert len(book.sheetnames) == 3
    cells = {cell.value for row in book.worksheets[0].iter_rows() for cell in row}
    assert 250 in cells
    assert "Chậm tiến độ" in {cell.value for row in book.worksheets[1].iter_rows() for cell in row}


@pytest.mark.parametrize("items", [1, 3])
def test_it_asks_as_many_questions_with_one_item_as_with_three(
    committee, province, item, approved, indicators, board_items, django_assert_num_queries, items
):
    agency = factories.AgencyFactory(parent=province, code="so-moi")
    for kind in ("number", "ratio", "task")[:items]:
        held = item(agency=agency, kind=kind)
        if kind == "number":
            approved(held, 2, value=30)
    client = Client()
    client.force_login(committee)
    url = "/boards/agency/so-moi/year/?year=2022&month=9"
    client.get(url)
    with django_assert_num_queries(QUERIES):
        assert client.get(url).status_code == 200


def test_the_agencys_board_leads_to_its_year_and_its_promises(page):
    html = page(url="/boards/agency/so-a/?year=2022&month=9").content.decode()
    assert 'href="/boards/agency/so-a/year/?year=2022&amp;month=9"' in html
    assert 'href="/boards/promises/?year=2022&amp;month=9&amp;agency=so-a"' in html
    assert "/allocation/" not in html


def test_only_who_signs_for_the_agency_is_led_to_giving_its_items_to_divisions(client, board_items, head_a, clerk_a):
    for person, is_led in ((head_a, True), (clerk_a, False)):
        client.force_login(person)
        html = client.get("/boards/agency/so-a/?year=2022&month=9").content.decode()
        assert ('href="/allocation/agency/so-a/"' in html) == is_led


def test_an_agency_without_items_says_so(page, province, board_items):
    factories.AgencyFactory(parent=province, code="so-moi")
    html = page(url="/boards/agency/so-moi/year/?year=2022&month=9").content.decode()
    assert '<table class="table year">' not in html


def test_each_month_is_counted_by_its_own_rules(page, board_items, item, plan, months, approved, administrator, on_day):
    on_day(date(2022, 9, 20))
    idle = item(kind="latest")
    for month in (3, 9):
        approved(idle, month, is_no_activity=True)
    change_rules(plan, since=months[9], counts_no_activity=True, by=administrator, reason="QĐ 5")
    told = json.loads(page("&format=json").content)["months"]
    counted = {row["period"]: (row["done"], row["applicable"], row["official_rate"]) for row in told}
    for month in (3, 9):
        board = json.loads(page(url=f"/boards/agency/so-a/?year=2022&month={month}&format=json").content)
        assert counted[f"2022-0{month}"] == (board["done"], board["applicable"], board["official_rate"])
    assert (counted["2022-03"][1], counted["2022-09"][1]) == (3, 4)


def test_every_link_of_the_second_provinces_grid_stays_in_it(client, committee, board_items):
    there = factories.ProvinceFactory(code="phu-tho", name="Tỉnh Phú Thọ")
    agency = factories.AgencyFactory(parent=there, code="so-a", name="Sở Kia")
    year = factories.PlanFactory(province=there, year=2022)
    plan_periods(year, by=None)
    year.periods.filter(month__lte=9).update(state="open")
    indicator = factories.IndicatorFactory(province=there)
    assign(
        plan=year, agency=agency, indicator=indicator, by=None, in_force_from=year.periods.get(month=1),
        target={"operator": ">=", "low": 100, "unit": indicator.unit},
    )  # fmt: skip
    factories.MembershipFactory(user=committee, agency=there, role="committee")
    client.force_login(committee)
    board = client.get(f"{PAGE}&province=phu-tho").context["board"]
    assert board.name == "Sở Kia"
    urls = [month.url for month in board.months] + [cell.url for row in board.rows for cell in row.cells if cell]
    assert all("province=phu-tho" in url for url in urls)
    assert client.get(board.months[0].url).context["board"].name == "Sở Kia"


def test_a_figure_just_beyond_its_target_is_told_apart_from_it(page, board_items, approved):
    approved(board_items["ratio"], 3, numerator=80001, denominator=100000)
    assert '<span class="figure-cell">80,001%</span>' in cells_of(page().content.decode(), board_items["ratio"])[2]
