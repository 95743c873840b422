"""A sheet of successions: 121 communes become 36, sums stay, and all of it can be taken back."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from agencies.enums import Level
from agencies.models import Agency, AuditEvent, Succession
from agencies.tree.actions import add_agency
from kpis.models import Assignment, RollUp, Standing, Target
from kpis.periods.actions import plan_periods
from kpis.queries import year_of
from kpis.standings import actions as standings
from tests import factories
from tests.workbooks.checksum import tables_checksum
from workbooks.kinds.succession import read as succession
from workbooks.models import ImportRun
from workbooks.reading.shapes import CannotRead
from workbooks.runs import actions as runs

FILE = Path(settings.BASE_DIR) / "fixtures" / "succession_2025.csv"
LINES = list(csv.DictReader(FILE.open(encoding="utf-8")))
HEAD = "Mã cũ;Cơ quan cũ;Mã mới;Cơ quan mới;Căn cứ;Từ ngày"


@pytest.fixture
def stored(settings, tmp_path, on_day):
    settings.MEDIA_ROOT = tmp_path
    on_day(date(2025, 8, 20))


@pytest.fixture
def communes(province):
    """The communes of the sheet as they stood until 30/6/2025, reporting to the province themselves."""
    found = []
    for number, line in enumerate(LINES):
        name = f"UBND {line['old_name'][0].lower()}{line['old_name'][1:]}"
        said = {"unit_code": line["old_code"], "sort_order": number, "level": Level.AGENCY}
        found.append(add_agency(parent=province, name=name, code=f"X{line['old_code']}", by=None, **said))
    return found


@pytest.fixture
def year(province, communes):
    """Every commune holds the same item all year; the months to August are open."""
    plan = factories.PlanFactory(province=province, year=2025, calendar="month")
    plan_periods(plan, by=None)
    plan.periods.filter(month__lte=8).update(state="open")
    indicator = factories.IndicatorFactory(province=province, kind="number", over_time="cumulative")
    first = plan.periods.get(month=1)
    items = Assignment.objects.bulk_create(Assignment(plan=plan, agency=a, indicator=indicator) for a in communes)
    Target.objects.bulk_create(
        Target(assignment=item, in_force_from=first, operator=">=", low=10, set_at="2025-01-05T00:00Z")
        for item in items
    )
    standings.rebuild(plan)
    return plan


def handed_in(province, by, data: bytes) -> ImportRun:
    run = runs.store(data, "sap-xep.csv", kind="succession", province=province, by=by)
    runs.read(run)
    run.refresh_from_db()
    return run


def confirmed(province, by, data: bytes) -> ImportRun:
    run = handed_in(province, by, data)
    assert run.state == "previewed", run.problem
    runs.confirm(run, by=by)
    run.refresh_from_db()
    return run


def sheet(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


def refusals(run: ImportRun) -> list[tuple[int, str, str]]:
    return [(p["row"], p["column"], p["code"]) for line in run.understood["lines"] for p in line["problems"]]


def test_121_communes_become_36_with_the_same_sums_and_back(province, administrator, year, stored):
    before, sums = tables_checksum(["kpis.rollup"]), year_of(year)
    run = confirmed(province, administrator, FILE.read_bytes())
    assert run.counts == {"new": 0, "changed": 121, "unchanged": 0, "refused": 0}
    formed = Agency.objects.filter(province=province, active_from=date(2025, 7, 1))
    assert (formed.count(), Succession.objects.count()) == (36, 121)
    assert Agency.objects.filter(active_to=date(2025, 6, 30)).count() == 121
    assert year_of(year) == sums
    assert RollUp.objects.filter(period__month=8, agency__in=formed).count() == 36
    assert Standing.objects.filter(period__month=6, agency__in=formed).count() == 0
    tam_son = formed.get(unit_code="08824")
    assert (tam_son.name, tam_son.origins.count(), tam_son.code) == ("Xã Tam Sơn", 3, "08824")
    assert list(standings.check(year)) == []

    again = handed_in(province, administrator, FILE.read_bytes())
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 121, "refused": 0}

    runs.undo(run, by=administrator)
    assert tables_checksum(["kpis.rollup"]) == before
    assert (year_of(year), list(standings.check(year))) == (sums, [])
    assert AuditEvent.objects.filter(action="reorganisation-taken-back").count() == 36


def test_each_fault_is_refused_at_its_cell_and_a_group_as_a_whole(province, administrator, agency_a, agency_b, stored):
    add_agency(parent=province, name="Sở Xây dựng", code="so-a2", level=Level.AGENCY, by=None)
    run = handed_in(province, administrator, sheet(
        ";Sở Không Có;;Sở Mới;NQ 1;01/07/2025",
        ";Sở Kế hoạch và Đầu tư;;Sở Mới;NQ 1;01/07/2025",
        ";Sở Xây dựng;;Sở Khác;NQ 1;01/07/2025",
        ";Sở Kế hoạch và Đầu tư;;Sở Ba;NQ 1;01/07/2025",
        ";Sở X;;;NQ 1;31/02/2025",
        ";Sở X;;Sở Bốn;;01/07/2026",
    ))  # fmt: skip
    assert refusals(run) == [
        (2, "B", "unknown_before"),
        (3, "D", "group_refused"),
        (4, "B", "ambiguous_before"),
        (5, "B", "before_twice"),
        (6, "D", "no_agency_after"),
        (6, "F", "not_a_day"),
        (7, "E", "no_legal_basis"),
        (7, "F", "effective_ahead"),
    ]


def test_a_department_merges_into_one_that_stands(province, administrator, agency_a, agency_b, stored):
    run = confirmed(province, administrator, sheet(";Sở Xây dựng;;Sở Kế hoạch và Đầu tư;NQ 1;01/07/2025"))
    agency_a.refresh_from_db()
    assert (agency_a.active_to, agency_a.successions.get().successor) == (date(2025, 6, 30), agency_b)
    assert run.changes["ended"] == [agency_a.pk]


def test_a_code_that_somebody_has_gets_the_year(province, administrator, stored):
    for code in ("08800", "08824"):
        add_agency(parent=province, name=f"Xã {code}", code=code, level=Level.AGENCY, by=None, unit_code=code)
    lines = (f"{code};Xã {code};08824;Xã Tam Sơn;NQ 1;01/07/2025" for code in ("08800", "08824"))
    confirmed(province, administrator, sheet(*lines))
    assert Agency.objects.get(name="Xã Tam Sơn").code == "08824-2025"


def test_a_sheet_of_something_else_is_not_read(province, stored):
    from tests.workbooks.kinds.test_agencies import book

    with pytest.raises(CannotRead):
        succession.read(ImportRun(province=province, kind="succession"), book(("a", "b"), headings=("x", "y")))


def test_it_is_the_administrators_to_hand_in(client, province, administrator, officer, head_a):
    for person, offered in ((administrator, True), (officer, False), (head_a, False)):
        client.force_login(person)
        assert ('value="succession"' in client.get("/imports/").content.decode()) == offered
