"""What a heading says, alone, under others, and where the cells beneath must decide."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dxtracker.lib.text import same_name_key
from kpis.grammar.shapes import Cell, CellKind
from tests.workbooks.building import cell
from workbooks.reading.shapes import Column
from workbooks.reading.tables.headings import assign, guess, looks_like_target

TABLE = {
    Column.NUMBER: "TT|STT|Số TT|Số thứ tự|No.",
    Column.CODE: "Mã chỉ tiêu|Mã số|Code",
    Column.INDICATOR: "Nhiệm vụ|Nhiệm vụ, chỉ tiêu|Nội dung|Nội dung công việc|Tên chỉ tiêu|Danh mục nhiệm vụ|"
    "Indicator|Chỉ tiêu, nhiệm vụ|Nhiệm vụ năm 2022|Nhiệm vụ được giao|Chỉ số đánh giá",
    Column.UNIT: "ĐVT|Đơn vị tính|Đ.V.T|Unit|ĐƠN VỊ\nTÍNH",
    Column.TARGET: "Chỉ tiêu giao|Chỉ tiêu giao năm 2022|Mức giao|Mục tiêu năm 2022|Kế hoạch năm 2022|KH 2022|Target|"
    "Chỉ tiêu năm 2022|Chỉ tiêu phấn đấu|Chỉ tiêu được giao|Mức phấn đấu năm 2022",
    Column.OTHER_YEAR: "Đến năm 2025|Mục tiêu năm 2023|Giai đoạn 2021-2025|Chỉ tiêu giao năm 2021|Kế hoạch 2021",
    Column.LEAD: "Cơ quan chủ trì|Đơn vị chủ trì thực hiện|Chủ trì|Cơ quan thực hiện|Cơ quan, đơn vị thực hiện|Cơ quan|"
    "Lead agency|Phân công thực hiện|Đơn vị chịu trách nhiệm",
    Column.COORDINATORS: "Cơ quan phối hợp|Phối hợp|Đơn vị phối hợp thực hiện|Coordinating agencies",
    Column.DIVISION: "Phòng, đơn vị thực hiện|Phòng ban|Bộ phận thực hiện|Division",
    Column.DEADLINE: "Thời gian|Thời hạn|Thời gian hoàn thành|Thời gian thực hiện|Hạn hoàn thành|Tiến độ|Deadline",
    Column.PRODUCT: "Sản phẩm|Sản phẩm/Ghi chú|Kết quả, sản phẩm|Sản phẩm đầu ra|Product",
    Column.NOTE: "Ghi chú|Ghi chú (nếu có)|Note",
    Column.SECTION: "Nhóm chỉ tiêu|Lĩnh vực|Section",
    Column.BASELINE: "Kỳ gốc|Giá trị nền|Hiện trạng|Thực hiện năm 2021|Ước thực hiện 2021|Baseline",
    Column.WEIGHT: "Trọng số|Weight",
    Column.TOTAL: "Tổng số|Tổng cộng|Tổng số cơ quan được giao|Cộng",
}
EXAMPLES = [(heading, role) for role, headings in TABLE.items() for heading in headings.split("|")]


@pytest.mark.parametrize(("heading", "role"), EXAMPLES, ids=[heading for heading, _ in EXAMPLES])
def test_a_heading_says_what_its_column_holds(heading, role):
    assert guess((heading,), 2022).columns[0] is role


@pytest.mark.parametrize(
    ("parts", "role"),
    [
        (("Chỉ tiêu giao", "Năm 2022"), Column.TARGET),
        (("Chỉ tiêu giao", "Đến năm 2025"), Column.OTHER_YEAR),
        (("Kế hoạch", "Mục tiêu", "Năm 2022"), Column.TARGET),
        (("Lộ trình", "2022"), Column.TARGET),
        (("Cơ quan thực hiện", "Chủ trì"), Column.LEAD),
        (("Cơ quan thực hiện", "Phối hợp"), Column.COORDINATORS),
        (("Cơ quan chủ trì, phối hợp", "Phối hợp"), Column.COORDINATORS),
        (("Tổ chức thực hiện", "Cơ quan", "Chủ trì"), Column.LEAD),
        (("Chỉ tiêu", "Đơn vị tính"), Column.UNIT),
        (("Chỉ tiêu", "Năm 2022"), Column.TARGET),
    ],
)
def test_headings_in_several_rows_are_read_together(parts, role):
    assert guess(parts, 2022).columns[0] is role


@pytest.mark.parametrize(
    "text",
    [
        "Kinh phí",
        "Lãnh đạo chỉ đạo",
        "Kết quả thực hiện",
        "Kết quả thực hiện năm 2022",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Sở Nội vụ",
        "Tỷ lệ hồ sơ trực tuyến",
        "",
        "%",
        "GIAO CHỈ TIÊU CHO CÁC ĐƠN VỊ ĐỂ THỰC HIỆN CÔNG TÁC CHUYỂN ĐỔI SỐ TRÊN ĐỊA BÀN TỈNH VĨNH PHÚC TRONG NĂM",
    ],
)
def test_what_is_no_known_heading_is_not_guessed_at(text):
    assert not guess((text,), 2022).columns


def test_the_quarters_of_a_target_are_not_the_target():
    assert guess(("Chỉ tiêu giao", "Quý I"), 2022).columns == ()
    assert guess(("Chỉ tiêu giao", "Cả năm"), 2022).columns == (Column.TARGET,)


def columns_of(headings, beneath, **remembered):
    parts = {number: (text,) for number, text in enumerate(headings, 1)}
    cells = {number: [cell(value) for value in values] for number, values in enumerate(beneath, 1)}
    known = {same_name_key(text): role for text, role in remembered.items()}
    return assign(parts, cells, 2022, lambda text: text.startswith("Sở"), known)


@pytest.mark.parametrize(
    ("headings", "beneath", "roles"),
    [
        (["Chỉ tiêu", "Đơn vị"], [["Tỷ lệ hồ sơ trực tuyến"], ["%"]], "indicator unit"),
        (["Nhiệm vụ", "Đơn vị"], [["Tỷ lệ hồ sơ trực tuyến"], ["Sở Nội vụ"]], "indicator lead"),
        (["Nhiệm vụ", "Chỉ tiêu"], [["Tỷ lệ hồ sơ trực tuyến"], ["≥ 50%"]], "indicator target"),
        (["Mục tiêu", "Chỉ tiêu giao"], [["Tỷ lệ hồ sơ trực tuyến"], [50]], "indicator target"),
        (["Chỉ tiêu", "Mục tiêu"], [["Tỷ lệ hồ sơ trực tuyến"], [50]], "indicator target"),
        (["Nội dung", "Tên chỉ tiêu"], [["Nhóm"], ["Tỷ lệ hồ sơ trực tuyến"]], "ignored indicator"),
        (["Đơn vị", "Cơ quan chủ trì"], [["%"], ["Sở Nội vụ"]], "unit lead"),
        (["STT", "Việc phải làm", "ĐVT"], [[1], ["Tỷ lệ hồ sơ trực tuyến toàn trình"], ["%"]], "number indicator unit"),
    ],
)
def test_where_a_heading_says_two_things_the_cells_beneath_decide(headings, beneath, roles):
    found, _ = columns_of(headings, beneath)
    assert " ".join(found.values()) == roles


def test_each_column_that_is_not_read_is_spoken_of():
    _, said = columns_of(["Chỉ tiêu", "ĐVT", "Đơn vị tính", "Kinh phí", "Đến năm 2025"], [["Tỷ lệ hồ sơ trực tuyến"]])
    assert said == {3: "repeated_heading", 4: "ignored_column", 5: "other_year"}


def test_a_heading_explained_before_comes_first():
    found, _ = columns_of(
        ["Chỉ tiêu", "Ai làm", "Ghi chú"], [["Tỷ lệ"]], **{"AI LÀM": Column.LEAD, "Ghi chú": Column.UNIT}
    )
    assert found == {1: Column.INDICATOR, 2: Column.LEAD, 3: Column.UNIT}


@pytest.mark.parametrize(
    ("value", "is_target"), [("≥ 50%", True), (Cell("x", CellKind.ERROR), False), ("Sở Nội vụ", False)]
)
def test_a_cell_looks_like_a_target_or_not(value, is_target):
    assert looks_like_target(cell(value)) is is_target


@given(st.lists(st.text(alphabet="chỉ tiêugaonăm2025Đơvị(/)\n", max_size=30), min_size=1, max_size=3))
@settings(max_examples=100, deadline=None)
def test_no_heading_breaks_the_reading_and_case_and_marks_do_not_matter(parts):
    found = guess(tuple(parts), 2022)
    assert found == guess(tuple(part.upper() for part in parts), 2022)
