"""What is still missing suffices when it is done: shares differ by points, counts come whole, both are rounded up."""

from datetime import date

import pytest

from kpis.items.actions import set_target, withdraw

PAGE = "/boards/item/{}/?year=2022&month=9"


@pytest.fixture
def forecast(client, committee):
    def read(given):
        client.force_login(committee)
        return client.get(PAGE.format(given.pk)).context["board"].forecast

    return read


def test_shares_are_missing_points_and_the_months_rate_suffices(forecast, item, approved, agency_b):
    given = item(agency=agency_b, kind="ratio", low=50)
    for month, part in ((7, 300), (8, 350), (9, 400)):
        approved(given, month, numerator=part, denominator=999)
    words = forecast(given)
    assert words.missing_text == "Còn thiếu: 9,96\xa0điểm %."
    assert words.rate_needed_text == "Mỗi tháng cần: 3,32\xa0điểm %."


def test_counts_come_whole_and_are_rounded_up(forecast, item, approved, agency_b):
    given = item(agency=agency_b, kind="average", low=20)
    approved(given, 9, value=8)
    words = forecast(given)
    assert words.missing_text == "Còn thiếu: 12\xa0lượt."
    assert words.rate_needed_text == "Mỗi tháng cần: 4\xa0lượt."
    given = item(agency=agency_b, kind="latest", low=20)
    approved(given, 9, value=7)
    assert forecast(given).rate_needed_text == "Mỗi tháng cần: 5\xa0lượt."


def test_nothing_is_needed_of_what_is_asked_no_more(forecast, item, approved, agency_b, months, officer):
    given = item(agency=agency_b, kind="latest", low=20)
    approved(given, 8, value=7)
    withdraw(given, in_force_from=months[9], by=officer, reason="Thôi giao")
    assert forecast(given) is None


def test_the_key_of_the_chart_names_the_marks_that_are_there(client, committee, item, approved, agency_b):
    client.force_login(committee)

    def key(given):
        page = client.get(PAGE.format(given.pk)).content.decode()
        return [words for words in ("theo số liệu tháng trước", "tiến độ đều", "dự báo") if f">{words}<" in page]

    task = item(agency=agency_b, kind="task", operator="done", low=None)
    approved(task, 9, document_number="12", document_on=date(2022, 8, 30))
    assert key(task) == []
    begun = item(agency=agency_b, kind="peak", low=240)
    approved(begun, 9, value=20)
    assert key(begun) == ["tiến độ đều"]
    running = item(agency=agency_b, kind="latest", low=240)
    for month in (6, 7, 8):
        approved(running, month, value=20 * month)
    assert key(running) == ["theo số liệu tháng trước", "tiến độ đều", "dự báo"]


def test_before_the_due_day_nobody_is_late_and_no_letter_is_drafted(client, officer, board_items, on_day):
    on_day(date(2022, 8, 16))
    client.force_login(officer)
    page = client.get("/boards/freshness/?year=2022&month=8").content.decode()
    assert "letter.docx" not in page
    assert '<td class="r num" data-label="Số ngày chậm">–</td>' in " ".join(page.split())
    answer = client.get("/boards/freshness/letter.docx?year=2022&month=8", follow=True)
    assert "chưa cơ quan nào chậm" in answer.content.decode()


def test_the_pace_and_the_target_run_on_to_the_end_of_the_year(client, committee, item, approved, agency_b):
    given = item(agency=agency_b, kind="latest", low=120)
    approved(given, 9, value=50)
    client.force_login(committee)
    chart = client.get(PAGE.format(given.pk)).context["board"].chart
    assert chart.pace == tuple(10.0 * month for month in range(1, 13))
    assert chart.target == (120.0,) * 12


def test_the_reason_stands_at_the_chosen_month_and_others_lead_to_theirs(client, committee, item, approved, agency_b):
    given = item(agency=agency_b, kind="latest", low=120)
    approved(given, 8, value=40)
    approved(given, 9, value=50)
    client.force_login(committee)
    page = client.get(PAGE.format(given.pk)).content.decode()
    months = page.split('class="table months"')[1].split("</table>")[0]
    assert months.count("chậm so với tiến độ") == 1
    assert f'href="/boards/item/{given.pk}/?year=2022&amp;month=8"' in months


@pytest.mark.parametrize(
    ("given", "value"), [({"low": 160, "baseline": 40}, 130), ({"low": 60, "applicable_from": date(2022, 6, 15)}, 30)]
)
def test_what_keeps_its_pace_exactly_is_foreseen_to_reach_its_target(
    forecast, item, approved, agency_b, standing, given, value
):
    paced = item(agency=agency_b, kind="monthly", **given)
    approved(paced, 9, value=value)
    assert (standing(paced, 9).state, standing(paced, 9).expected) == ("on_track", value)
    assert forecast(paced).end_text == f"Theo đà hiện nay, cuối năm đạt {given['low']}\xa0lượt."


def test_nothing_is_foreseen_from_a_month_in_which_nothing_happened(forecast, item, approved, agency_b):
    quiet = item(agency=agency_b, kind="latest", low=20)
    approved(quiet, 7, value=5)
    approved(quiet, 8, value=7)
    approved(quiet, 9, is_no_activity=True)
    assert forecast(quiet) is None


def test_the_chart_runs_on_with_the_target_that_is_set_for_a_month_to_come(
    client, committee, item, approved, agency_b, months
):
    given = item(agency=agency_b, kind="latest", low=120)
    approved(given, 9, value=50)
    set_target(given, in_force_from=months[11], by=None, operator=">=", low=240, unit=given.indicator.unit)
    client.force_login(committee)
    chart = client.get(PAGE.format(given.pk)).context["board"].chart
    assert chart.target == (*(120.0,) * 10, 240.0, 240.0)
    assert chart.pace == (*(10.0 * month for month in range(1, 11)), 220.0, 240.0)
