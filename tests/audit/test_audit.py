"""The trail: who changed what, for those who answer for it, filtered, page by page, as files."""

import ast
import json
import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from agencies.audit import record
from agencies.enums import Reorganising, Role
from agencies.people.actions import edit_person, grant_role
from agencies.tree.actions import rename_agency
from dashboards.audit.naming import NAMES, names_of
from dashboards.audit.words import ACTIONS, KINDS, action_words, field_words, value_words
from kpis.catalogue.actions import keep
from kpis.items.actions import edit_item, set_target
from kpis.models import DayOff, Document
from tests import factories

ROOT = Path(__file__).resolve().parents[2]
PAGE = "/audit/"


@pytest.fixture
def changed(item, months, administrator, province, agency_b):
    """An item of agency A with a target that moved, one of B, an agency renamed."""
    one = item(low=100)
    set_target(one, in_force_from=months[9], by=administrator, reason="Theo Kế hoạch 177",
               operator=">=", low=120, unit="hồ sơ")  # fmt: skip
    edit_item(one, by=administrator, deadline=date(2022, 12, 31), weight=2)
    item(agency=agency_b, kind="latest")
    rename_agency(agency_b, name="Sở Tài chính", short_name="Sở TC", valid_from=date(2022, 8, 1), by=administrator,
                  reason="Nghị quyết")  # fmt: skip
    return one


@pytest.fixture
def trail(client):
    def read(person, query=""):
        client.force_login(person)
        return client.get(PAGE + query)

    return read


def what(response):
    return [row.what for day in response.context["board"].days for row in day.rows]


def test_old_and_new_stand_there_in_words_with_the_reason(trail, changed, administrator):
    page = trail(administrator, f"?item={changed.pk}").content.decode()
    for words in ("Đặt mức giao", "Theo Kế hoạch 177", "<del>100</del> → 120", "31/12/2022", administrator.full_name):
        assert words in page, words
    assert changed.indicator.name in page


@pytest.mark.parametrize("label", NAMES)
def test_every_kind_of_row_can_be_named(db, label):
    """Its path leads to a name, beside a row of another kind."""
    assert names_of([(label, 1), ("agencies.agency" if label != "agencies.agency" else "kpis.plan", 1)]) == {}


def test_documents_and_days_off_are_named_in_the_trail(trail, province, administrator):
    keep(Document(), by=administrator, province=province, kind="Kế hoạch", number="177", symbol="KH-UBND")
    keep(DayOff(), by=administrator, province=province, on=date(2022, 12, 1))
    page = trail(administrator)
    assert page.status_code == 200
    assert "177" in page.content.decode()


def test_a_head_reads_the_own_agency_and_nothing_of_another(trail, changed, head_a):
    page = trail(head_a)
    assert page.status_code == 200
    assert "Sở Tài chính" not in page.content.decode()
    assert what(page)[:2] == ["Giao vai trò", "Sửa chỉ tiêu được giao"]


@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("committee", 403), ("clerk_a", 403), ("stranger", 404)])
def test_the_trail_is_for_those_who_answer_for_it(trail, changed, request, who, status):
    assert trail(request.getfixturevalue(who)).status_code == status


def test_nothing_of_another_province_shows(trail, changed, administrator):
    other = factories.ProvinceFactory(code="phu-tho", name="Tỉnh Phú Thọ")
    person = factories.UserFactory()
    grant_role(user=person, agency=other, role=Role.ADMINISTRATOR, by=None)
    page = trail(person, f"?item={changed.pk}")
    assert what(page) == []
    assert changed.indicator.name not in page.content.decode()
    assert trail(person, "?province=vinh-phuc").status_code == 404
    assert what(trail(person)) == ["Giao vai trò", "Thêm cơ quan"]


def test_an_account_is_of_the_agencies_where_its_person_works(trail, clerk_a, head_a, head_b, administrator):
    edit_person(clerk_a, by=administrator, email="moi@example.vn")
    assert "Sửa tài khoản" in what(trail(head_a))
    assert "Sửa tài khoản" in what(trail(administrator))
    assert "Sửa tài khoản" not in what(trail(head_b))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=items&agency=so-b", ["Đặt mức giao", "Giao chỉ tiêu"]),
        ("?kind=tree&person=quantri", ["Đổi tên cơ quan"]),
        ("?kind=commitments", []),
        ("?since=1/1/2030", []),
        ("?until=1/1/2000", []),
        ("?person=khong-co", []),
        ("?agency=so-khac", []),
    ],
)
def test_filters_leave_what_fits(trail, changed, administrator, query, found):
    assert what(trail(administrator, query)) == found


@pytest.mark.parametrize("query", ["?since=hom-qua", "?until=1/1/2022&since=2/1/2022", "?person=x", "?after=x~y~z"])
def test_a_wrong_filter_is_said_where_it_stands(trail, changed, administrator, query):
    page = trail(administrator, query)
    assert page.status_code == 200
    assert page.context["board"].form.errors
    assert what(page) == []


def test_figures_that_are_not_sent_are_no_part_of_the_trail(trail, item, draft, submitted, administrator, head_a):
    one, two = item(kind="number"), item(kind="latest")
    draft(one, 9, value=41417)
    submitted(two, 9, value=42427)
    for person in (administrator, head_a):
        page = trail(person, "?kind=figures").content.decode()
        assert "42.427" in page
        assert not re.search(r"41\.?417", page)


def test_pages_follow_each_other_without_gap_or_double(trail, province, plan, administrator):
    start = timezone.now()
    for number in range(120):
        record(plan, "plan-changed", by=administrator, at=start + timedelta(seconds=number // 3), agency=province,
               new={"name": f"số {number}"})  # fmt: skip
    query, seen = "?kind=year", []
    while query:
        board = trail(administrator, query).context["board"]
        seen += [row.new for day in board.days for row in day.rows]
        query = board.older_url.removeprefix(PAGE)
    numbered = [text for text in seen if "tên: số " in text.casefold()]
    assert [int(text.rpartition(" ")[2]) for text in numbered] == list(range(119, -1, -1))


def test_the_queries_of_a_page_do_not_grow_with_it(client, changed, item, administrator, django_assert_num_queries):
    client.force_login(administrator)
    client.get(PAGE)
    with django_assert_num_queries(7):
        client.get(PAGE)
    for kind in ("ratio", "task", "peak"):
        item(kind=kind)
    with django_assert_num_queries(7):
        client.get(PAGE)


def test_json_lines_hold_all_that_fits_as_it_was_recorded(trail, changed, submitted, administrator):
    submitted(changed, 9, value=130)
    response = trail(administrator, f"?item={changed.pk}&format=jsonl")
    lines = [json.loads(line) for line in b"".join(response.streaming_content).decode().splitlines()]
    assert [line["action"] for line in lines] == [
        "entry-submit", "entry-type", "item-changed", "target-set", "target-set", "item-assigned",
    ]  # fmt: skip
    assert lines[3]["new"]["low"] == 120
    assert lines[1]["period"] == "2022-09"
    assert lines[3]["by"] == "quantri"


def test_the_workbook_holds_what_the_filter_leaves(trail, changed, administrator):
    response = trail(administrator, "?kind=tree&person=quantri&format=xlsx")
    cells = [
        cell for row in load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True) for cell in row
    ]
    assert "Đổi tên cơ quan" in cells
    assert "Đặt mức giao" not in cells
    assert any("Sở Tài chính" in str(cell) for cell in cells)


def recorded() -> set[str]:
    """The names of all events that the code records, wherever it does."""
    found = set()
    apps = ("agencies", "kpis", "commitments", "workbooks", "steering", "reports", "dxtracker/setup")
    for path in [p for app in apps for p in (ROOT / app).rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record":
                found |= {part.value for part in node.args[1:2] if isinstance(part, ast.Constant)}
            if isinstance(node, ast.keyword) and node.arg == "action" and isinstance(node.value, ast.Constant):
                found.add(node.value.value)
    return {name for name in found if isinstance(name, str) and "-" in name and not name.startswith("store")}


def test_every_event_has_its_words():
    of_agencies = {f"agency-{kind}" for kind in Reorganising.values}
    of_publications = {f"publication-{done}" for done in ("proposed", "confirmed", "withdrawn")}
    assert (recorded() | of_agencies | of_publications) - set(ACTIONS) == set()


def test_every_model_that_is_told_of_is_of_a_kind(trail, administrator):
    """A filter by kind leaves nothing out that is written by hand."""
    told = {model for _words, found in KINDS.values() for model in found}
    assert {"reports.issuedreport", "reports.wording", "reports.addition", "kpis.goal", "steering.conclusion"} <= told


def test_no_model_is_of_two_kinds():
    models = [model for _words, found in KINDS.values() for model in found]
    assert len(models) == len(set(models))


@pytest.mark.parametrize(
    ("model", "name", "value", "words"),
    [
        ("kpis.target", "operator", ">=", "≥"),
        ("kpis.target", "low", "1234.500", "1.234,5"),
        ("kpis.target", "in_force_from", 9, "9"),
        ("kpis.assignment", "low", "90.000", "90"),
        ("kpis.assignment", "target_rule", "raised_percent", "Tăng theo phần trăm"),
        ("kpis.assignment", "deadline", "2022-12-31", "31/12/2022"),
        ("kpis.assignment", "indicator", 3, "Tên"),
        ("kpis.plan", "calendar", "month", "Tháng dương lịch"),
        ("agencies.user", "is_active", False, "không"),
        ("kpis.period", "checksum", "a" * 64, "aaaaaaaaaaaa…"),
        ("kpis.assignment", "accountable", None, ""),
        ("reports.gone", "name", "Tên", "Tên"),
        (
            "commitments.amendment",
            "changes",
            [
                {"item": 3, "link": None, "aspect": "withdrawn", "value": None},
                {"item": 3, "aspect": "target", "value": {"operator": ">=", "low": "24"}},
            ],
            "nội dung thay đổi: Rút nội dung; nội dung thay đổi: Mức giao; giá trị: phép so sánh: ≥; cận dưới: 24",
        ),
    ],
)
def test_values_are_said_in_words(model, name, value, words):
    assert value_words(model, name, value, {("kpis.indicator", 3): "Tên"}) == words


def test_reference_data_is_named_by_its_model():
    assert action_words("pillar-added", "kpis.pillar") == "Thêm: trụ cột"
    assert field_words("kpis.plan", "due_working_days") == "số ngày làm việc đến hạn gửi"
