"""A country in bulk is what judging its items one by one gives."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Max, Min

from agencies.models import Agency, User
from dxtracker.scale.check import differences
from dxtracker.scale.load import add_years, load
from dxtracker.scale.size import Size
from kpis import standings
from kpis.models import Assignment, Entry, Period, Plan, Promise, RollUp, Standing

pytestmark = pytest.mark.django_db
SMALL = {"provinces": 2, "agencies": 4, "items": 8, "years": 2, "verbosity": 0}
BOARDS = [
    "province/",
    "agencies/",
    "agency/CQ002/",
    "indicators/",
    "indicator/CT001/",
    "rows/",
]


@pytest.fixture
def country(capsys):
    call_command("scale_demo", **SMALL)
    return capsys.readouterr().out


def test_a_country_is_what_a_rebuild_gives(country):
    plans = Plan.objects.order_by("pk")
    assert [(plan.province.code, plan.year) for plan in plans] == [
        ("T01", 2021),
        ("T02", 2021),
        ("T01", 2022),
        ("T02", 2022),
    ]
    for plan in plans:
        Period.objects.filter(plan=plan, month=3).update(state="open", checksum="", closed_at=None)
        assert list(standings.check(plan)) == []
    assert "no difference" in country


def test_each_year_has_its_own_days_and_months(country):
    last = Standing.objects.values_list("period__plan__year").annotate(Max("period__month")).order_by("period__plan")
    assert set(last) == {(2021, 12), (2022, 11)}
    days = Assignment.objects.filter(deadline__isnull=False).values_list("plan__year", "deadline__year")
    assert set(days) == {(2021, 2021), (2022, 2022)}
    typed = Entry.objects.values_list("period__plan__year").annotate(Min("typed_at__year"), Max("typed_at__year"))
    assert set(typed) == {(2021, 2021, 2021), (2022, 2022, 2022)}
    assert set(Promise.objects.values_list("due_on__year", "assignment__plan__year")) <= {(2021, 2021), (2022, 2022)}
    states = Period.objects.filter(plan__year=2022).order_by("plan_id", "month").values_list("state", flat=True)
    assert list(states) == (["closed"] * 10 + ["open", "planned"]) * 2


def test_every_row_stays_within_its_province(country):
    for field in ("agency__province", "indicator__province", "period__plan__province", "entry__period__plan__province"):
        rows = Standing.objects.exclude(**{f"{field}__isnull": True})
        assert {a == b for a, b in rows.values_list("assignment__plan__province", field)} == {True}
    assert set(RollUp.objects.values_list("agency__province__code", "period__plan__province__code")) == {
        ("T01", "T01"),
        ("T02", "T02"),
    }


def test_a_second_run_is_refused_and_writes_nothing(country):
    before = Agency.objects.count(), Standing.objects.count()
    with pytest.raises(CommandError, match="already holds T01"):
        call_command("scale_demo", **SMALL | {"provinces": 1})
    assert (Agency.objects.count(), Standing.objects.count()) == before


def test_a_sample_finds_what_was_changed():
    plans = load(Size(1, 4, 3), 1)
    assert list(differences(plans, items=200, periods=20)) == []
    row = Standing.objects.filter(period__month=11).first()
    RollUp.objects.filter(agency=row.agency_id, period=row.period_id).update(fresh=99)
    Standing.objects.filter(pk=row.pk).update(change=7)
    assert list(differences(plans, items=200, periods=20)) == [
        f"standing of item {row.assignment_id}, period {row.period_id}",
        f"roll-up of agency {row.agency_id}, period {row.period_id}",
    ]


def test_years_can_be_added_later():
    size = Size(2, 3, 4)
    load(size, 1)
    add_years(size, range(2020, 2022))
    assert list(Plan.objects.order_by("year", "pk").values_list("year", flat=True)) == [
        2020,
        2020,
        2021,
        2021,
        2022,
        2022,
    ]
    assert [d for plan in Plan.objects.all() for d in standings.check(plan)] == []


def test_rows_can_be_written_afterwards(country):
    """The next keys follow those that were given."""
    plan = Plan.objects.latest("pk")
    taken = Assignment.objects.latest("pk")
    added = Assignment.objects.create(plan=plan, agency=plan.province, indicator=taken.indicator)
    assert added.pk > taken.pk


def test_the_officer_of_each_province_reads_every_board(country, client):
    client.force_login(User.objects.get(username="scale-T02"))
    for board in BOARDS:
        assert client.get(f"/boards/{board}?year=2022&month=10").status_code == 200, board
        assert client.get(f"/boards/{board}?year=2021&month=10&format=json").status_code == 200, board


@pytest.mark.parametrize("wrong", [{"provinces": 0}, {"agencies": 1000}, {"years": 21}, {"month_open": 13}])
def test_sizes_that_cannot_be_are_refused(wrong):
    with pytest.raises(CommandError, match="please"):
        call_command("scale_demo", **SMALL | wrong)
