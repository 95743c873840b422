"""Figures of the boards, as people and as machines read them."""

import csv
import io
import json
import re
from decimal import Decimal

import pytest
from django.utils import timezone

from dxtracker.lib import large
from kpis.models import Goal

SEPTEMBER = "year=2022&month=9"


def payload(client, url):
    joint = "&" if "?" in url else "?"
    return json.loads(client.get(f"{url}{joint}{SEPTEMBER}&format=json").content)


def test_the_province_counts_agencies_own_items_and_no_divisions(reader, urls):
    board = payload(reader, urls["province"])
    assert (board["done"], board["applicable"], board["not_measurable"]) == (2, 4, 0)
    assert board["plan"] == 2022
    assert board["period"] == "2022-09"
    assert board["states"]["exceeded"] == 1
    assert board["states"]["done"] == 1
    assert board["states"]["behind"] == 1
    assert board["states"]["no_data"] == 1


def test_rates_are_decimal_strings_without_rounding_inside(reader, urls):
    board = payload(reader, urls["province"])
    assert board["official_rate"] == "0.500000000000"
    rates = {row["code"]: Decimal(row["official_rate"]) for row in board["agencies"]}
    assert rates["so-a"] == Decimal("0.333333333333")
    assert rates["so-b"] == 1
    assert Decimal(board["mean_rate"]) == Decimal("0.666666666667")


def test_the_province_is_the_sum_of_its_agencies_and_of_its_states(reader, urls):
    board = payload(reader, urls["province"])
    for figure in ("done", "applicable", "not_measurable"):
        assert board[figure] == sum(row[figure] for row in board["agencies"])
    assert sum(board["states"].values()) == 4


def test_agencies_are_ranked_within_their_peer_group(reader, urls):
    ranks = {row["code"]: row["rank"] for row in payload(reader, urls["province"])["agencies"]}
    assert ranks == {"so-b": 1, "so-a": 2}


def test_the_trend_holds_the_open_months_up_to_the_one_shown(reader, urls):
    trend = payload(reader, urls["province"])["trend"]
    assert [point["month"] for point in trend] == list(range(1, 10))
    assert trend[-1] == {"period": "2022-09", "month": 9, "done": 2, "applicable": 4}
    assert trend[0]["done"] == 0


def test_an_agencys_board_says_the_same_as_its_row_in_the_province(reader, urls):
    row = next(r for r in payload(reader, urls["province"])["agencies"] if r["code"] == "so-a")
    board = payload(reader, urls["agency"])
    for figure in ("done", "applicable", "not_measurable", "official_rate", "measurable_rate", "rank"):
        assert board[figure] == row[figure]


def test_an_item_states_its_target_value_multiple_and_reason(reader, urls, board_items):
    items = {row["id"]: row for row in payload(reader, urls["agency"])["items"]}
    number = items[board_items["number"].pk]
    assert number["target"] == {"op": ">=", "low": "100", "high": None, "raw": ""}
    assert number["value"] == "250"
    assert number["attainment"] == "2.500000000000"
    assert number["multiple"] == 2.5
    assert number["state"] == "exceeded"
    assert number["reporting"] == "fresh"
    assert "250" in number["why"]
    ratio = items[board_items["ratio"].pk]
    assert (ratio["numerator"], ratio["denominator"], ratio["value"]) == ("1", "10", "10")
    assert ratio["multiple"] is None


def test_the_divisions_own_board_counts_its_item(reader, urls):
    board = payload(reader, urls["division"])
    assert (board["done"], board["applicable"]) == (1, 1)


def test_an_indicator_stands_at_the_sum_over_its_agencies(reader, urls):
    page = reader.get(f"{urls['indicator']}?{SEPTEMBER}").content.decode()
    assert "350\xa0lượt" in page
    assert [row["agency"] for row in payload(reader, urls["indicator"])["items"]] == ["so-a", "so-b"]


def test_a_month_that_is_not_open_has_no_figures_and_says_so(reader, urls):
    for name in ("province", "agency", "item", "indicator"):
        response = reader.get(f"{urls[name]}?year=2022&month=12")
        assert response.status_code == 200, name
    board = json.loads(reader.get("/boards/province/?year=2022&month=12&format=json").content)
    assert (board["done"], board["applicable"], board["official_rate"]) == (0, 0, None)


@pytest.mark.parametrize("query", ["month=13", "year=abc", "year=2021", "month=0", "format=xml", "province=khac"])
def test_what_is_not_there_is_no_page(reader, urls, query):
    assert reader.get(f"/boards/province/?{query}").status_code == 404


def test_without_a_month_the_latest_closed_one_is_shown(reader, urls, close_until):
    close_until(7)
    assert json.loads(reader.get("/boards/province/?format=json").content)["period"] == "2022-07"


def test_a_link_to_another_month_keeps_the_filters_of_the_page(reader, urls):
    page = reader.get(f"/boards/rows/?{SEPTEMBER}&state=behind").content.decode()
    assert "/boards/rows/?year=2022&amp;month=8&amp;state=behind" in page


def test_the_rows_behind_a_figure_are_as_many_as_it_says(reader, urls):
    board = payload(reader, urls["province"])
    for state, count in board["states"].items():
        assert payload(reader, f"/boards/rows/?state={state}")["total"] == count


def test_csv_opens_in_excel_and_runs_no_formula(reader, urls, agency_a, officer):
    from agencies.models import AgencyName

    AgencyName.objects.filter(agency=agency_a).update(name="=HYPERLINK(1)")
    answer = reader.get(f"/boards/province/?{SEPTEMBER}&format=csv")
    text = answer.content.decode()
    assert text.startswith("\ufeffcode,name,")
    rows = list(csv.DictReader(io.StringIO(text[1:])))
    assert {row["name"] for row in rows} == {"'=HYPERLINK(1)", "Sở Kế hoạch và Đầu tư"}
    assert {row["official_rate"] for row in rows} == {"0.333333333333", "1.000000000000"}


@pytest.mark.parametrize("name", ["agency", "item", "indicator", "indicators", "agencies", "rows"])
def test_every_board_has_a_csv(reader, urls, name):
    answer = reader.get(f"{urls[name]}?{SEPTEMBER}&format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert len(answer.content.decode().splitlines()) >= 2


def test_filters_of_the_lists_narrow_them(reader, urls, indicators):
    assert payload(reader, "/boards/agencies/?q=ke hoach")["agencies"][0]["code"] == "so-b"
    assert payload(reader, "/boards/agencies/?q=khong co ai")["agencies"] == []
    assert [r["code"] for r in payload(reader, f"/boards/indicators/?q={indicators.ratio.code}")["indicators"]] == [
        indicators.ratio.code
    ]
    assert payload(reader, "/boards/rows/?pillar=chinh-quyen-so")["total"] == 4
    assert payload(reader, "/boards/rows/?group=so-ban-nganh")["total"] == 4
    assert payload(reader, "/boards/rows/?agency=a-1")["total"] == 1


def test_a_report_of_2022_names_the_agency_as_in_2022(reader, urls, agency_a, administrator):
    from datetime import date

    from agencies.tree.actions import rename_agency

    rename_agency(
        agency_a, name="Sở Xây dựng mới", short_name="SXD", valid_from=date(2025, 7, 1), by=administrator, reason="x"
    )
    for name in ("province", "agency", "item", "indicator", "agencies", "rows"):
        page = reader.get(f"{urls[name]}?{SEPTEMBER}").content.decode()
        assert "Sở Xây dựng" in page
        assert "Sở Xây dựng mới" not in page.split("<main")[1], name


def test_a_late_promise_asks_for_a_decision(reader, urls, board_items, head_a):
    from datetime import date

    from kpis.items.actions import promise

    promise(board_items["ratio"], due_on=date(2022, 8, 31), by=head_a, text="xong trong 8/2022")
    page = reader.get(f"/boards/province/?{SEPTEMBER}").content.decode()
    assert "/boards/promises/?year=2022&amp;month=9&amp;state=broken" in page
    assert payload(reader, "/boards/rows/?promise=late")["total"] == 1
    promise(board_items["ratio"], due_on=date(2022, 12, 31), by=head_a)
    assert payload(reader, "/boards/rows/?promise=late")["total"] == 0


def test_an_item_with_a_baseline_shows_both_attainments(reader, item, approved):
    given = item(kind="latest", low=80, baseline=60)
    approved(given, 9, value=70)
    page = reader.get(f"/boards/item/{given.pk}/?{SEPTEMBER}").content.decode()
    assert "87,5%" in page
    assert "50,0%" in page


def test_a_figure_keeps_the_unit_in_which_it_was_reported(reader, item, approved):
    given = item(kind="latest", low=100)
    approved(given, 9, value=250, unit="lượt truy cập")
    page = reader.get(f"/boards/item/{given.pk}/?{SEPTEMBER}").content.decode()
    assert "250\xa0lượt truy cập" in page
    assert "đơn vị báo cáo khác: lượt truy cập" in page


def test_an_item_shows_what_is_to_be_reached_by_later_years_beside_its_target(reader, item, approved, province):
    given = item(kind="latest", low=80)
    approved(given, 9, value=85)
    for agency, year, raw in ((given.agency, 2030, "100%"), (province, 2025, "trên 90%")):
        Goal.objects.create(
            indicator=given.indicator, agency=agency, year=year, raw=raw, set_at=timezone.now(), set_by=None
        )
    assert given.indicator.goals.count() == 2
    page = " ".join(reader.get(f"/boards/item/{given.pk}/?{SEPTEMBER}").content.decode().split())
    assert '<b class="strong">2025</b>: trên 90% <span class="tag">toàn tỉnh</span>' in page
    assert '<b class="strong">2030</b>: 100%</p>' in page
    assert "không dùng để đánh giá từng tháng" in page


def test_a_board_reads_the_same_where_its_parts_are_put_in_last(reader, urls, monkeypatch):
    """Pages of this size have no large parts: here every part is one, as at 200 agencies."""
    asked = {name: f"{url}{'&' if '?' in url else '?'}{SEPTEMBER}" for name, url in urls.items()}
    before = {name: without_token(reader.get(url)) for name, url in asked.items()}
    put_in, join = [], large._whole
    monkeypatch.setattr(large, "LEAST", 1)
    monkeypatch.setattr(large, "_whole", lambda page, parts: put_in.extend(parts) or join(page, parts))
    assert {name: without_token(reader.get(url)) for name, url in asked.items()} == before
    assert len(put_in) > 10


def without_token(answer):
    """The page but for the token against forged forms and the mark of its scripts, which each answer has of its own."""
    return re.sub(
        r'(csrfmiddlewaretoken" value|nonce|X-CSRFToken&quot;: &quot;)[="]+[^"&]+', "", answer.content.decode()
    )
