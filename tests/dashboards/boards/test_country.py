"""The provinces beside each other: figures of each one's own board, months told apart, what is the same indicator."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from agencies.country.actions import give_country_role
from agencies.models import Agency, AgencyName, Membership
from kpis.entry.actions import approve, move, type_figures
from kpis.frozen import months as kept_months
from kpis.items.actions import assign, hand_over, set_target
from kpis.measuring.rates import STATES, Counts, Together
from kpis.models import FrozenMonth, Indicator, Period, Standing
from kpis.periods.actions import close_period, plan_periods, reopen_period
from kpis.provinces.keeping import of_json, to_json
from kpis.provinces.queries import counted, provinces_in
from tests import factories
from tests.agencies.versions.settling import settled
from tests.dashboards.test_board_papers import pages_of

SEPTEMBER = "year=2022&month=9"
PAGE = f"/boards/country/?{SEPTEMBER}"
SAME = ("done", "applicable", "not_measurable", "official_rate", "measurable_rate", "reported")
QUERIES = {"open": 11, "closed": 6}  # AGAIN; months, the provinces; of open ones five; who has none
AGAIN = 3  # session, person with roles, version


@pytest.fixture
def reader(client, db):
    person = factories.UserFactory(username="theodoi")
    give_country_role(person, by=None)
    client.force_login(person)
    return person


@pytest.fixture
def ask(client):
    """ask(month=9): the board as JSON."""

    def get(month=9, **more):
        asked = {"year": 2022, "month": month, "format": "json"} | more
        return json.loads(client.get("/boards/country/", asked).content)

    return get


def another(code: str, name: str, agencies: int = 1, year: int = 2022, **plan) -> SimpleNamespace:
    """A province whose agencies each report 120 of 100 for September, by an indicator named as `number` is."""
    province = factories.ProvinceFactory(code=code, name=name)
    row = factories.PlanFactory(province=province, year=year, **plan)
    plan_periods(row, by=None)
    row.periods.filter(month__lte=9).update(state="open")
    indicator = factories.IndicatorFactory(province=province, code=f"{code}-1", name="Chỉ tiêu  minh họa CT-CHUNG")
    person = factories.UserFactory()
    months = {period.month: period for period in row.periods.all()}
    items = []
    for nth in range(agencies):
        agency = factories.AgencyFactory(parent=province, code=f"{code}-{nth}")
        target = {"operator": ">=", "low": 100, "unit": indicator.unit}
        item = assign(plan=row, agency=agency, indicator=indicator, by=None, in_force_from=months[1], target=target)
        entry = type_figures(item, months[9], by=person, version=None, value=120)
        move(entry, "submit", by=person, changed={"submitted_at": row.periods.get(month=9).opened_at})
        approve([entry.pk], by=factories.UserFactory())
        items.append(item)
    return SimpleNamespace(province=province, plan=row, indicator=indicator, items=items, months=months)


@pytest.fixture
def there(board_items, indicators):
    """A second province: its one agency has the number done; the first one's number has the same name and unit."""
    Indicator.objects.filter(pk=indicators.number.pk).update(name="Chỉ tiêu minh hoạ ct-chung")
    return another("phu-tho", "Tỉnh Phú Thọ")


def close_all(plan, last=9):
    for period in plan.periods.filter(month__lte=last, state="open").order_by("month"):
        close_period(period, by=None)


def test_each_provinces_figures_are_those_of_its_own_board(client, reader, ask, province, there):
    for place in (province, there.province):
        factories.MembershipFactory(user=reader, agency=place, role="committee")
    client.force_login(reader)
    for _state in ("open", "closed"):
        rows = {row["code"]: row for row in ask()["provinces"]}
        for place in (province, there.province):
            own = json.loads(client.get(f"/boards/province/?{SEPTEMBER}&format=json&province={place.code}").content)
            assert {key: rows[place.code][key] for key in SAME} == {key: own[key] for key in SAME}
            assert rows[place.code]["period_state"] == own["period_state"]
        close_all(there.plan)
        close_all(Period.objects.filter(plan__province=province).first().plan)
    assert {row["period_state"] for row in ask()["provinces"]} == {"closed"}


def test_all_of_them_together_are_summed_and_never_averaged(reader, ask, there):
    found = ask()
    assert (found["done"], found["applicable"]) == (3, 5)
    assert found["official_rate"] == "0.600000000000"
    assert [(row["code"], row["done"], row["applicable"], row["rank"]) for row in found["provinces"]] == [
        ("vinh-phuc", 2, 4, 2), ("phu-tho", 1, 1, 1),
    ]  # fmt: skip
    assert [(row["reported"], row["asked"]) for row in found["provinces"]] == [(2, 2), (1, 1)]


def test_what_applies_is_said_by_each_provinces_own_plan():
    states = dict.fromkeys(STATES, 0) | {"done": 1, "no_activity": 1}
    found = Together.of([Counts(states, counts_no_activity=True), Counts(states)])
    assert (found.done, found.applicable, found.official_rate) == (2, 3, Fraction(2, 3))


def test_indicators_are_the_same_by_name_and_unit_and_not_by_code(reader, ask, there, indicators):
    (found,) = ask()["indicators"]
    cells = {row["province"]: (row["done"], row["applicable"]) for row in found["provinces"]}
    assert (cells, found["done"], found["applicable"]) == ({"vinh-phuc": (2, 2), "phu-tho": (1, 1)}, 3, 3)
    assert ask()["indicators_of_one_province"] == 2
    there.indicator.unit = "hồ sơ"
    there.indicator.code = indicators.number.code
    there.indicator.save()
    assert (ask()["indicators"], ask()["indicators_of_one_province"]) == ([], 4)


def test_indicators_agree_with_each_provinces_own_list(client, reader, ask, province, there, indicators):
    factories.MembershipFactory(user=reader, agency=province, role="committee")
    client.force_login(reader)
    own = json.loads(client.get(f"/boards/indicators/?{SEPTEMBER}&format=json&province=vinh-phuc").content)
    (listed,) = [row for row in own["indicators"] if row["code"] == indicators.number.code]
    (found,) = ask()["indicators"]
    (cell,) = [row for row in found["provinces"] if row["province"] == "vinh-phuc"]
    assert {key: cell[key] for key in SAME[:-1]} == {key: listed[key] for key in SAME[:-1]}


@pytest.fixture
def merged(there, board_items, agency_a, administrator, months):
    """The number of agency B is led by agency A since September, where it is not done; A's own is."""
    passed = board_items["number_b"]
    hand_over([passed], to=agency_a, since=months[9], by=administrator, reason="QĐ 1")
    set_target(passed, in_force_from=months[9], by=administrator, operator=">=", low=200, unit=passed.indicator.unit)


@pytest.mark.parametrize("state", ["open", "closed"])
def test_an_agency_with_several_items_of_an_indicator_counts_once_at_every_door(
    client, reader, ask, plan, there, merged, state
):
    if state == "closed":
        close_all(plan)
        close_all(there.plan)
    (found,) = ask()["indicators"]
    cells = {row["province"]: (row["done"], row["applicable"]) for row in found["provinces"]}
    assert (cells, found["done"], found["applicable"]) == ({"vinh-phuc": (0, 1), "phu-tho": (1, 1)}, 1, 2)
    assert (found["official_rate"], found["measurable_rate"]) == ("0.500000000000", "0.500000000000")
    assert (ask()["done"], ask()["applicable"]) == (2, 5)  # of items: each counts
    page = client.get(PAGE).content.decode()
    assert 'title="Tỉnh Vĩnh Phúc: 0/1 cơ quan hoàn thành"' in page
    assert '<td class="r num xy">1/2</td>' in page
    sheet = load_workbook(io.BytesIO(client.get(f"{PAGE}&format=xlsx").content))["Danh mục chỉ tiêu"]
    rows = [[cell.value for cell in row] for row in sheet]
    head = next(row for row in rows if "Cơ quan hoàn thành" in row)
    told = dict(zip(head, rows[rows.index(head) + 1], strict=True))
    assert (told["Cơ quan hoàn thành"], told["Cơ quan áp dụng"], told["Tỷ lệ"]) == (1, 2, 0.5)
    assert (told["Tỉnh Vĩnh Phúc"], told["Tỉnh Phú Thọ"]) == (0, 1)
    (paper,) = [page for page in pages_of(client.get(f"{PAGE}&format=pdf").content) if "Cơ quan hoàn thành" in page]
    assert "Cơ quan áp dụng" in paper


def test_an_agency_has_an_indicator_when_all_its_items_are_done(reader, ask, board_items, merged):
    Standing.objects.filter(assignment=board_items["number_b"]).update(state="done_late")
    assert [(row["done"], row["applicable"]) for row in ask()["indicators"][0]["provinces"]] == [(1, 1), (1, 1)]


def test_what_a_catalogue_holds_twice_under_one_name_and_unit_is_one_indicator(
    reader, ask, plan, months, agency_b, province, there, indicators
):
    number = Indicator.objects.get(pk=indicators.number.pk)
    again = factories.IndicatorFactory(province=province, code="CQ-2", name=number.name.upper(), unit=number.unit)
    target = {"operator": ">=", "low": 100, "unit": again.unit}
    assign(plan=plan, agency=agency_b, indicator=again, by=None, in_force_from=months[1], target=target)
    (found,) = ask()["indicators"]
    cells = {row["province"]: (row["done"], row["applicable"]) for row in found["provinces"]}
    assert cells == {"vinh-phuc": (1, 2), "phu-tho": (1, 1)}


def test_what_was_kept_by_items_is_never_read_and_is_summed_up_by_agencies(reader, ask, there, plan, merged):
    close_all(plan)
    close_all(there.plan)
    right = ask()["indicators"]
    for row in FrozenMonth.objects.filter(period__month=9):
        before = {key: value for key, value in row.summary.items() if key != "form"}
        before["indicators"] = [[*one[:-1], [9] * len(STATES)] for one in before["indicators"]]
        FrozenMonth.objects.filter(pk=row.pk).update(summary=before)
    assert ask()["indicators"] == right
    assert kept_months.not_summed_up().count() == 2
    assert kept_months.sum_up_kept() == 2
    assert (ask()["indicators"], kept_months.not_summed_up().count()) == (right, 0)
    call_command("rebuild_standings", check=True)


def test_open_and_closed_months_are_told_apart(client, reader, ask, there):
    close_all(there.plan)
    found = ask()
    assert [row["period_state"] for row in found["provinces"]] == ["open", "closed"]
    assert found["period_state"] == "open"
    text = client.get(PAGE).content.decode()
    assert "1</span>/2" not in text
    assert '<span class="num">1/2</span> tỉnh đã khóa tháng' in text


def test_an_open_month_is_known_up_to_today(client, reader, there, on_day):
    close_all(there.plan)
    reader.memberships.update(since=None)
    on_day(date(2022, 9, 10))
    assert [row.month.seen_on for row in client.get(PAGE).context["board"].rows] == [
        date(2022, 9, 10), date(2022, 9, 14),
    ]  # fmt: skip


def test_a_province_without_the_month_is_named(client, reader, ask, board_items):
    another("phu-tho", "Tỉnh Phú Thọ", year=2021)
    factories.ProvinceFactory(code="lao-cai", name="Tỉnh Lào Cai")  # plans nothing yet
    found = ask()
    assert [row["code"] for row in found["provinces"]] == ["vinh-phuc"]
    assert found["without_the_month"] == ["Tỉnh Phú Thọ"]
    assert "Tỉnh chưa có tháng 9/2022: Tỉnh Phú Thọ." in client.get(PAGE).content.decode()


def test_who_was_without_a_month_is_said_as_it_was_then(reader, ask, there):
    """The last day of month 9 is 14 September: who begins, ends or is renamed later changes nothing of it."""
    early = another("phu-tho-cu", "Tỉnh cũ", year=2021).province
    AgencyName.objects.filter(agency=early).update(valid_to=date(2025, 6, 30))
    Agency.objects.filter(pk=early.pk).update(name="Tỉnh mới", active_to=date(2025, 6, 30))
    another("lao-cai", "Tỉnh Lào Cai", year=2023)
    assert ask()["without_the_month"] == ["Tỉnh cũ"]
    assert [row["code"] for row in ask(year=2023)["provinces"]] == ["lao-cai"]
    assert ask(year=2023)["without_the_month"] == ["Tỉnh Vĩnh Phúc", "Tỉnh Phú Thọ", "Tỉnh cũ"]
    for days in ({"active_to": date(2022, 9, 13)}, {"active_from": date(2022, 9, 15)}):
        Agency.objects.filter(pk=early.pk).update(**{"active_from": None, "active_to": None} | days)
        assert ask()["without_the_month"] == []


def test_without_a_month_the_latest_that_is_closed_anywhere_is_shown(client, reader, there):
    shown = client.get("/boards/country/").context["scope"].period
    assert (shown.plan.year, shown.month, shown.state) == (2022, 9, "open")
    close_all(there.plan, last=5)
    assert client.get("/boards/country/").context["scope"].period.month == 5
    assert client.get("/boards/country/?year=2031").status_code == 404
    assert client.get("/boards/country/?month=x").status_code == 404


def test_the_months_of_all_years_may_be_chosen(client, reader, there):
    another("lao-cai", "Tỉnh Lào Cai", year=2023)
    scope = client.get(PAGE).context["scope"]
    assert [row["year"] for row in scope.years] == [2023, 2022]
    assert [(row.month, row.state) for row in scope.year_periods][8:10] == [(9, "open"), (10, "planned")]
    assert scope.previous_url == "/boards/country/?year=2022&month=8"
    assert client.get(scope.years[0]["url"]).context["board"].rows[0].month.code == "lao-cai"


@pytest.mark.parametrize(
    ("order", "expected"),
    [("", ["vinh-phuc", "phu-tho", "an-giang"]), ("worst", ["an-giang", "vinh-phuc", "phu-tho"]),
     ("name", ["an-giang", "phu-tho", "vinh-phuc"]), ("x", ["vinh-phuc", "phu-tho", "an-giang"])],
)  # fmt: skip
def test_provinces_stand_in_the_order_that_is_asked_for(reader, ask, there, order, expected):
    last = another("an-giang", "Tỉnh An Giang")
    Standing.objects.filter(assignment__in=last.items).update(state="behind")
    last.plan.periods.get(month=9).rollups.update(done_all=0, exceeded=0, behind=1)
    found = ask(sort=order)
    assert [row["code"] for row in found["provinces"]] == expected
    assert [row["province"] for row in found["indicators"][0]["provinces"]] == expected


@pytest.mark.parametrize("state", ["open", "closed"])
@pytest.mark.parametrize("provinces", [1, 4])
def test_it_asks_as_many_questions_of_four_provinces_as_of_one(client, reader, board_items, plan, state, provinces):
    plans = [plan, *(another(f"t-{n}", f"Tỉnh {n}", agencies=2).plan for n in range(1, provinces))]
    if state == "closed":
        for one in plans:
            close_all(one)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as asked:
        tag = client.get(PAGE)["ETag"]
    assert len(asked) == QUERIES[state]
    with CaptureQueriesContext(connection) as asked:
        assert client.get(PAGE, headers={"If-None-Match": tag}).status_code == 304
    assert len(asked) == AGAIN


def test_the_file_holds_the_provinces_and_the_indicators(client, reader, there):
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}&format=csv").content.decode("utf-8-sig"))))
    assert [(row["code"], row["done"], row["applicable"], row["period_state"]) for row in rows] == [
        ("vinh-phuc", "2", "4", "open"), ("phu-tho", "1", "1", "open"),
    ]  # fmt: skip
    assert Decimal(rows[0]["official_rate"]) == Decimal("0.5")
    for kind in ("xlsx", "pdf"):
        answer = client.get(f"{PAGE}&format={kind}")
        assert (answer.status_code, "cac-tinh-2022-09" in answer["Content-Disposition"]) == (200, True)


def test_who_has_the_board_is_told_so_until_any_province_writes(client, reader, province, there, plan):
    def again(tag, page=PAGE):
        return client.get(page, headers={"If-None-Match": tag}).status_code

    writes = (
        (province, lambda: Agency.objects.filter(pk=province.pk).update(name="Tỉnh Vĩnh Phúc mới")),
        (there.province, lambda: Standing.objects.filter(assignment__in=there.items).update(state="behind")),
        (there.province, lambda: Indicator.objects.filter(pk=there.indicator.pk).update(unit="khác")),
        (there.province, lambda: another("lao-cai", "Tỉnh Lào Cai")),
        (province, lambda: close_all(plan)),
        (there.province, lambda: close_all(there.plan)),
    )
    pages = [PAGE, f"{PAGE}&sort=name", f"{PAGE}&format=json", f"{PAGE}&format=csv", "/boards/country/"]
    for place, write in writes:
        tags = {page: client.get(page)["ETag"] for page in pages}
        assert len(set(tags.values())) == len(pages)
        assert {again(tag, page) for page, tag in tags.items()} == {304}
        settled(place)
        write()
        assert {again(tag, page) for page, tag in tags.items()} == {200}
    tag = client.get(PAGE)["ETag"]
    Membership.objects.filter(user=reader).update(until=date(2000, 1, 1), since=None)
    assert again(tag) == 404


def test_a_closed_month_stays_whatever_is_written_and_is_shown_anew_once_it_is_reopened(reader, ask, there, officer):
    close_all(there.plan)
    before = ask()["provinces"][1]
    Standing.objects.filter(assignment__in=there.items).update(state="overdue")
    Period.objects.get(plan=there.plan, month=9).rollups.update(done_all=0, exceeded=0, overdue=1, due=0)
    Agency.objects.filter(pk=there.province.pk).update(name="Tên khác", sort_order=99)
    Indicator.objects.filter(province=there.province).update(name="Tên khác", unit="khác")
    assert (ask()["provinces"][1], len(ask()["indicators"])) == (before, 1)
    period = Period.objects.select_related("plan").get(plan=there.plan, month=9)
    reopen_period(period, by=officer, reason="đính chính", until=period.closed_at.replace(year=2100))
    assert (ask()["provinces"][1]["period_state"], ask()["provinces"][1]["name"]) == ("open", "Tên khác")


def test_what_is_kept_is_read_as_it_was_written(there):
    period = Period.objects.select_related("plan__province", "rules").get(plan=there.plan, month=9)
    (month,) = counted([period])
    assert of_json(json.loads(json.dumps(to_json(month))), None) == month
    close_all(there.plan)
    kept = FrozenMonth.objects.get(period=period, thawed_at=None)
    (found,) = [one for one in provinces_in(2022, 9) if one.is_closed]
    assert (found, found.closed_at) == (
        of_json(kept.summary, kept.frozen_at),
        Period.objects.get(pk=period.pk).closed_at,
    )


def test_who_reads_a_province_too_is_led_to_its_board(client, reader, province, there):
    links = [row.url for row in client.get(PAGE).context["board"].rows]
    assert links == ["", ""]
    for place in (province, there.province):
        factories.MembershipFactory(user=reader, agency=place, role="committee")
    client.force_login(reader)
    links = [row.url for row in client.get(PAGE).context["board"].rows]
    assert links == [f"/boards/province/?{SEPTEMBER}", f"/boards/province/?{SEPTEMBER}&province=phu-tho"]
    assert client.get(links[1]).status_code == 200
