"""A country in bulk is what judging its items one by one gives."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Max, Min

from agencies.models import Agency, User
from commitments.models import Commitment, Fulfilment, ItemLink
from commitments.standings.queries import items_of
from kpis.models import Assignment, Entry, Period, Plan, Promise, RollUp, Standing
from kpis.standings import actions as standings

SMALL = {"provinces": 2, "agencies": 4, "items": 8, "years": 2, "verbosity": 0}
SHARED = ("country",)
BOARDS = [
    "province/",
    "agencies/",
    "agency/CQ002/",
    "indicators/",
    "indicator/CT001/",
    "rows/",
    "commitments/",
    "agency/CQ001/commitments/",
]


@pytest.fixture
def country(db):
    """What the command says of the country that it wrote."""
    said = StringIO()
    call_command("scale_demo", **SMALL, stdout=said)
    return said.getvalue()


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


def test_each_province_signs_for_all_its_items_every_year(country):
    """Four agencies of 8 items, the fourth a draft; two divisions of 3 items and a third each of the first agency's."""
    states = ["signed", "signed", "signed", "draft", "signed", "signed"]
    for plan in Plan.objects.all():
        made = Commitment.objects.filter(event__plan=plan, agency__province=plan.province).order_by("pk")
        rows = made.annotate(n=Count("items__links")).values_list("tier", "state", "n")
        numbers = [("agency", 8)] * 4 + [("division", 6)] * 2
        assert list(rows) == [(tier, state, n) for (tier, n), state in zip(numbers, states, strict=True)]
        ledger = items_of([row.pk for row in made.filter(state="signed")], Period.objects.get(plan=plan, month=10))
        items = [item for one in ledger.values() for item in one]
        drifting = {(link.code, str(change.aspect)) for item in items for link, change in item.drifts}
        target, deadline = ["CT001", "CT003", "CT005"], ["CT007", "CT008"]
        assert drifting == {*((code, "target") for code in target), *((code, "deadline") for code in deadline)}


def test_what_is_signed_stays_within_its_province_and_year(country):
    links = ItemLink.objects.annotate(year=F("item__commitment__event__plan__year"))
    plans = links.values_list("assignment__plan", "item__commitment__event__plan", "assignment__agency", "owner")
    assert {(given == signed, agency == owner) for given, signed, agency, owner in plans} == {(True, True)}
    assert set(links.values_list("item__commitment__event__signed_on__year", "year")) == {(2021, 2021), (2022, 2022)}
    assert set(links.exclude(deadline=None).values_list("deadline__year", "year")) == {(2021, 2021), (2022, 2022)}
    places = ("agency__province", "event__plan__province", "signatory__memberships__agency__province")
    signed = Commitment.objects.filter(tier="agency").values_list(*places)
    assert {len(set(row)) for row in signed} == {1}
    said = Fulfilment.objects.values_list("item__commitment__signatory", "claimed_by", "state", "fulfilled_on__year")
    assert {(mine == theirs) for mine, theirs, _state, _year in said.filter(item__commitment__tier="agency")} == {True}
    assert {(state, year) for _mine, _theirs, state, year in said} == {
        (state, year) for state in ("claimed", "confirmed") for year in (2021, 2022)
    }


def test_a_second_run_is_refused_and_writes_nothing(country):
    before = Agency.objects.count(), Standing.objects.count()
    with pytest.raises(CommandError, match="already holds T01"):
        call_command("scale_demo", **SMALL | {"provinces": 1})
    assert (Agency.objects.count(), Standing.objects.count()) == before


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
    commitment = Commitment.objects.filter(event__plan__province__code="T02").first()
    assert client.get(f"/boards/commitment/{commitment.pk}/").status_code == 200
