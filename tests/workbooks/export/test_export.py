"""What is assigned goes out as a workbook and comes back in unchanged, row for row."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from agencies.models import Agency
from kpis.errors import CannotChange
from kpis.items.actions import hand_over, set_target, withdraw
from kpis.models import Assignment, Coordination, Plan
from tests import factories
from workbooks.export.assignments import export
from workbooks.reading.shapes import Column
from workbooks.runs import actions as run

CULTURE, LABOUR = "Sở Văn hóa, Thể thao và Du lịch", "Sở Lao động - Thương binh và Xã hội"


def imported(plan, data):
    """What an import of an exported workbook would do."""
    draft = run.draft(data, "giao.xlsx", kind="assignments", province=plan.province, plan=plan)
    return run.understand(draft, data)


def different(outcome):
    """(title, changes, problems) of every line that would not stay as it is."""
    return [
        (line.title, line.changes, [p.problem for p in line.problems])
        for line in outcome.lines
        if line.status != "unchanged"
    ]


def table(data):
    """The first sheet as rows of values, from the row of headings on."""
    rows = list(openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True))
    return rows[next(n for n, row in enumerate(rows) if row[0] in ("TT", "No.")) :]


def changed(data, old, new):
    """The workbook with the cells that say `old` saying `new`."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            cell.value = new if cell.value == old else cell.value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def named(item, province):
    """named("Tên chỉ tiêu", low=…): an item of an indicator of that name."""

    def give(name, kind="number", unit="lượt", **fields):
        code = {"code": fields.pop("code")} if "code" in fields else {}
        indicator = factories.IndicatorFactory(province=province, kind=kind, name=name, unit=unit, **code)
        return item(kind="task" if kind == "deliverable" else kind, indicator=indicator, **fields)

    return give


@pytest.fixture
def culture(province, peer_group):
    return factories.AgencyFactory(parent=province, code="VHTTDL", name=CULTURE, peer_group=peer_group, sort_order=7)


@pytest.fixture
def labour(province, peer_group):
    return factories.AgencyFactory(parent=province, code="LDTBXH", name=LABOUR, peer_group=peer_group, sort_order=8)


def helped_by(item, *agencies, notes=()):
    for agency in agencies:
        Coordination.objects.create(assignment=item, agency=agency)
    for note in notes:
        Coordination.objects.create(assignment=item, note=note)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_operator_every_deadline_and_every_figure_comes_back(named, plan, agency_b, language):
    for operator in (">", ">=", "<", "<=", "="):
        named(f"Chỉ tiêu có dấu {operator}", operator=operator, low=Decimal("1234.567"))
    named("Khoảng", operator="between", low=Decimal("50"), high=Decimal("60.5"), unit="%", kind="ratio")
    named("Tỷ lệ hồ sơ", kind="ratio", unit="%", low=Decimal("0.8"), baseline=Decimal("0.417"))
    named("Lượt truy cập", low=22_196_242, weight=Decimal("1.250"), deadline=date(2022, 12, 15), baseline=1234)
    named("Đề án", kind="deliverable", unit="Đề án", deadline=date(2023, 3, 31), product="Quyết định của UBND tỉnh")
    named("Không có gì", low=0, unit="", agency=agency_b, section="An toàn thông tin")
    named("Quanh năm", is_recurring=True)
    outcome = imported(plan, export(plan, Agency.objects.all(), {}, language))
    assert different(outcome) == []
    assert outcome.counts["unchanged"] == 11
    assert outcome.missing["count"] == 0


def test_names_with_commas_and_bodies_outside_the_tree_stay_coordinators(named, plan, culture, labour, agency_b):
    helped_by(named("Một"), culture, labour, agency_b)
    helped_by(named("Hai"), labour, notes=["Công an tỉnh", "Bộ Chỉ huy quân sự tỉnh"])
    helped_by(named("Ba"), notes=["Ngân hàng Nhà nước chi nhánh tỉnh"])
    data = export(plan, Agency.objects.all(), {})
    place = table(data)[0].index("Cơ quan phối hợp")
    assert [row[place] for row in table(data)[1:]] == [
        f"{CULTURE}; {LABOUR}; {agency_b.name}",
        f"{LABOUR}; Công an tỉnh; Bộ Chỉ huy quân sự tỉnh",
        "Ngân hàng Nhà nước chi nhánh tỉnh",
    ]
    assert different(imported(plan, data)) == []


def test_a_division_that_helps_its_agency_has_a_column_of_its_own(named, plan, division_1):
    helped_by(named("Một"), division_1, notes=["Công an tỉnh"])
    data = export(plan, Agency.objects.all(), {})
    assert division_1.name in table(data)[1]
    assert different(imported(plan, data)) == []


def test_two_agencies_of_one_name_are_written_by_their_codes(named, plan, province, peer_group):
    for code in ("TNMT-1", "TNMT-2"):
        agency = factories.AgencyFactory(parent=province, code=code, name="Chi cục Thuế khu vực", peer_group=peer_group)
        named(f"Của {code}", agency=agency)
    data = export(plan, Agency.objects.all(), {})
    place = table(data)[0].index("Cơ quan chủ trì")
    assert {row[place] for row in table(data)[1:]} == {"TNMT-1", "TNMT-2"}
    assert different(imported(plan, data)) == []


def test_a_name_that_looks_like_a_formula_is_a_name(named, plan):
    named('=HYPERLINK("x")', product="=1+1", section="-Nhóm", unit="@lượt")
    named("+84 số điện thoại")
    data = export(plan, Agency.objects.all(), {})
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert different(imported(plan, data)) == []


def test_a_deadline_of_an_item_that_recurs_is_told_beside_an_empty_cell(named, plan):
    named("Một", deadline=date(2022, 12, 15), is_recurring=True)
    data = export(plan, Agency.objects.all(), {})
    cells = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    notes = [cell.comment.text for row in cells.iter_rows() for cell in row if cell.comment]
    assert notes == ["15/12/2022; Thường xuyên"]
    assert different(imported(plan, data)) == []


def test_line_breaks_in_a_product_are_no_change(named, plan):
    named("Một", product="Quyết định\nKế hoạch")
    assert different(imported(plan, export(plan, Agency.objects.all(), {}))) == []


def test_the_target_in_force_is_the_one_that_an_import_would_change(named, plan, months, close_until):
    item = named("Một", low=41)
    set_target(item, in_force_from=months[7], by=None, operator=">=", low=42, unit="lượt")
    close_until(6)
    assert table(export(plan, Agency.objects.all(), {}))[1][4] == "≥ 42"


def test_an_item_without_a_target_yet_is_named_and_not_imported(named, plan, months):
    named("Từ tháng 8", month=8)
    named("Ngay bây giờ")
    data = export(plan, Agency.objects.all(), {})
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert len(table(data)) == 2
    assert [cell.value for cell in book.worksheets[1]["A"]][1:] == ["Sở Xây dựng: Từ tháng 8"]
    outcome = imported(plan, data)
    assert (different(outcome), outcome.counts["unchanged"]) == ([], 1)


def test_a_divisions_own_item_stays_out_of_the_sheet(named, plan, division_1):
    named("Của phòng", agency=division_1)
    named("Của sở")
    assert [row[2] for row in table(export(plan, Agency.objects.all(), {}))[1:]] == ["Của sở"]


def test_only_the_given_agencies_and_what_the_filter_leaves_go_out(named, plan, agency_a, agency_b):
    named("Một", code="CQS-01")
    named("Hai", code="CQS-02")
    named("Ba", agency=agency_b, code="CQS-03")
    own = Agency.objects.filter(pk=agency_a.pk)
    assert [row[1] for row in table(export(plan, own, {}))[1:]] == ["CQS-01", "CQS-02"]
    assert [row[1] for row in table(export(plan, own, {"indicator__code": "CQS-02"}))[1:]] == ["CQS-02"]


def test_a_closed_year_still_goes_out(named, plan, close_until):
    named("Một")
    plan.periods.filter(month__gt=9).update(state="open", opened_at=plan.periods.get(month=1).opened_at)
    close_until(12)
    assert len(table(export(plan, Agency.objects.all(), {}))) == 2


def test_a_year_whose_months_are_not_planned_leads_to_where_they_are(province, administrator, client):
    factories.PlanFactory(province=province, year=2031)
    client.force_login(administrator)
    answer = client.get(reverse("workbooks:assignments-export"), {"year": 2031})
    assert answer.url == f"/months/?province={province.code}&year=2031"
    assert "Lập các kỳ báo cáo của năm này trước." in client.get(answer.url).content.decode()


def test_the_whole_demonstration_comes_back_unchanged(on_the_demonstration):
    plan = Plan.objects.get()
    outcome = imported(plan, export(plan, Agency.objects.all(), {}))
    given = Assignment.objects.exclude(agency__level="division").count()
    assert different(outcome) == []
    assert (outcome.counts["unchanged"], outcome.items["unchanged"]) == (given, given)


def test_the_headings_are_understood_in_both_languages(named, plan):
    named("Một")
    for language in ("vi", "en"):
        outcome = imported(plan, export(plan, Agency.objects.all(), {}, language))
        roles = [column["role"] for column in outcome.tables[0]["columns"]]
        assert roles == [
            Column.NUMBER, Column.CODE, Column.INDICATOR, Column.UNIT, Column.TARGET, Column.LEAD, Column.DIVISION,
            Column.COORDINATORS, Column.DEADLINE, Column.PRODUCT, Column.SECTION, Column.WEIGHT, Column.BASELINE,
        ]  # fmt: skip


def test_a_reader_downloads_what_he_may_see(named, plan, client, head_a, agency_b):
    named("Của mình", code="CQS-01")
    named("Của người khác", agency=agency_b, code="CQS-02")
    client.force_login(head_a)
    response = client.get(reverse("workbooks:assignments-export"), {"year": 2022})
    assert response["Content-Disposition"] == 'attachment; filename="giao-chi-tieu-2022.xlsx"'
    assert [row[1] for row in table(response.content)[1:]] == ["CQS-01"]


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({}, ["CQS-01", "CQS-02"]),
        ({"agency": "so-b"}, ["CQS-02"]),
        ({"q": "chi tiêu CỦA SỞ kia"}, ["CQS-02"]),
        ({"indicator": "CQS-01", "group": "so-ban-nganh", "pillar": "chinh-quyen-so"}, ["CQS-01"]),
    ],
)
def test_the_download_honours_its_filter(named, plan, client, committee, agency_b, asked, left):
    named("Chỉ tiêu của sở này", code="CQS-01")
    named("Chỉ tiêu của sở kia", agency=agency_b, code="CQS-02")
    client.force_login(committee)
    response = client.get(reverse("workbooks:assignments-export"), asked)
    assert [row[1] for row in table(response.content)[1:]] == left


@pytest.mark.parametrize("asked", [{"year": 2021}, {"year": "x"}, {"province": "khong-co"}])
def test_what_is_not_there_is_not_found(plan, client, committee, asked):
    client.force_login(committee)
    assert client.get(reverse("workbooks:assignments-export"), asked).status_code == 404


def test_only_who_is_known_downloads_and_only_by_get(plan, client, stranger, committee):
    url = reverse("workbooks:assignments-export")
    assert client.get(url).status_code == 302
    client.force_login(stranger)
    assert client.get(url).status_code == 404
    client.force_login(committee)
    assert client.post(url).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_the_download_asks_the_database_as_often_for_one_row_as_for_three(
    named, plan, client, committee, django_assert_num_queries, rows
):
    for number in range(rows):
        named(f"Chỉ tiêu {number}")
    client.force_login(committee)
    with django_assert_num_queries(15):
        client.get(reverse("workbooks:assignments-export"))


def test_an_item_that_is_asked_no_more_stays_out_and_a_sheet_that_gives_it_is_told(
    named, plan, months, officer, agency_a, agency_b
):
    gone, stays = named("Một", low=10), named("Hai", low=20)
    data = export(plan, Agency.objects.all(), {})
    withdraw(gone, in_force_from=months[1], by=officer, reason="Không còn phù hợp")
    now = export(plan, Agency.objects.all(), {})
    assert [row[2] for row in table(now)[1:]] == ["Hai"]
    assert imported(plan, now).missing["count"] == 0
    told = {line.title: [w.problem.code for w in line.warnings] for line in imported(plan, data).lines}
    assert told == {"Một": ["withdrawn_item"], "Hai": []}
    taken = named("Một nữa", agency=agency_b, low=30)
    Assignment.objects.filter(pk=taken.pk).update(indicator=gone.indicator)
    hand_over([taken], to=agency_a, since=months[2], by=officer, reason="QĐ 1")
    assert sorted(row[4] for row in table(export(plan, Agency.objects.all(), {}))[1:]) == ["≥ 20", "≥ 30"]
    assert stays.withdrawn_from is None


def test_a_sheet_that_names_who_passed_an_item_on_says_who_leads_it(named, plan, months, officer, agency_b):
    passed, stays = named("Một", low=10), named("Hai", low=20)
    data = export(plan, Agency.objects.all(), {})
    hand_over([passed], to=agency_b, since=months[2], by=officer, reason="QĐ 1")
    told = {line.title: (line.status, [w.problem.code for w in line.warnings]) for line in imported(plan, data).lines}
    assert told == {"Một": ("new", ["led_elsewhere"]), "Hai": ("unchanged", [])}
    hand_over([passed], to=stays.agency, since=months[3], by=officer, reason="QĐ 2")
    assert {line.status for line in imported(plan, data).lines} == {"unchanged"}


@pytest.mark.parametrize(("may_be", "told"), [(True, []), (False, ["negative_figure"])])
def test_a_baseline_below_zero_is_one_where_the_indicator_may_be(named, plan, may_be, told):
    growth = named("Tăng trưởng", low=5, baseline=Decimal("-2"))
    growth.indicator.may_be_negative = may_be
    growth.indicator.save()
    data = export(plan, Agency.objects.all(), {})
    (line,) = imported(plan, data).lines
    assert (line.status, [w.problem.code for w in line.warnings]) == ("unchanged", told)
    (line,) = imported(plan, changed(data, -2, Decimal("-1.5"))).lines
    assert line.status == ("changed" if may_be else "unchanged")


def test_a_target_that_an_import_rewrote_is_not_put_back_under_a_closed_month(named, plan, administrator, close_until):
    item = named("Một", low=10)
    data = changed(export(plan, Agency.objects.all(), {}), "≥ 10", "≥ 77")
    done = run.store(data, "giao.xlsx", kind="assignments", province=plan.province, plan=plan, by=administrator)
    run.read(done)
    run.confirm(done, by=administrator)
    close_until(1)
    with pytest.raises(CannotChange):
        run.undo(done, by=administrator, reason="Nhập nhầm")
    assert [target.low for target in item.targets.all()] == [77]
