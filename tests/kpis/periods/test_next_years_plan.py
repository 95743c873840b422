"""A plan of next year that is being prepared changes no default: the plan that holds today is it everywhere."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from kpis.models import Plan
from kpis.periods.actions import plan_periods
from kpis.queries import plan_that_holds
from tests import factories

IN_NOVEMBER = date(2022, 11, 10)


@pytest.fixture
def next_year(plan, province):
    coming = factories.PlanFactory(province=province, year=2023, name="Kế hoạch 2023")
    plan_periods(coming, by=None)
    return coming


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2021, 6, 1), 2022),
        (date(2022, 11, 10), 2022),
        (date(2022, 12, 14), 2022),
        (date(2022, 12, 15), 2023),
        (date(2025, 1, 1), 2023),
    ],
)
def test_the_plan_that_holds_is_the_latest_whose_months_have_begun(plan, next_year, on_day, day, year):
    on_day(day)
    assert plan_that_holds(Plan.objects.all()).year == year


def test_the_months_page_shows_the_year_that_holds_today(client, officer, next_year, on_day):
    on_day(IN_NOVEMBER)
    client.force_login(officer)
    assert client.get("/months/").context["board"].plan.year == 2022
    assert client.get("/months/?year=2023").context["board"].plan.year == 2023


def test_an_import_offers_the_months_of_the_year_that_holds_first(client, administrator, plan, next_year, on_day):
    on_day(IN_NOVEMBER)
    client.force_login(administrator)
    choices = client.get("/imports/").context["form"].fields["in_force_from"].choices
    offered = [label for key, label in choices if key]
    assert offered[0].endswith("/2022")
    assert offered[-1].endswith("/2023")


def test_a_new_signing_event_belongs_to_the_year_that_holds(client, head_a, plan, next_year, on_day):
    on_day(IN_NOVEMBER)
    client.force_login(head_a)
    form = client.get("/commitments/events/new/").context["form"]
    assert form["plan"].value() == str(plan.pk)


def test_the_export_is_of_the_year_that_holds(client, officer, item, next_year, on_day):
    on_day(IN_NOVEMBER)
    item()
    client.force_login(officer)
    answer = client.get("/imports/assignments.xlsx")
    assert "giao-chi-tieu-2022.xlsx" in answer["Content-Disposition"]
    assert load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content)).worksheets


def test_what_an_agency_gives_to_divisions_is_of_the_year_that_holds(client, head_a, item, next_year, on_day):
    on_day(IN_NOVEMBER)
    item()
    client.force_login(head_a)
    page = client.get("/allocation/agency/so-a/")
    assert page.context["board"]["plan"].year == 2022


@pytest.mark.parametrize("query", ["", "?month=11"])
def test_boards_show_the_year_that_holds(client, committee, item, next_year, on_day, query):
    on_day(IN_NOVEMBER)
    item()
    client.force_login(committee)
    assert client.get(f"/boards/province/{query}").context["scope"].plan.year == 2022


def test_in_the_first_month_of_a_year_boards_show_the_last_closed_month(
    client, committee, item, next_year, close_until, on_day
):
    item()
    close_until(3)
    on_day(date(2022, 12, 20))
    client.force_login(committee)
    scope = client.get("/boards/province/").context["scope"]
    assert (scope.plan.year, scope.period.month) == (2022, 3)
