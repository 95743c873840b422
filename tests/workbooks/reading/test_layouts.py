"""Sheets of other provinces: wording, order, position and dirt differ, what is understood does not."""

import gc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dxtracker.lib.text import same_name_key
from kpis.grammar.shapes import Cell, CellKind
from tests.workbooks.building import BODY, HEAD, ONE, THREE, TOLD, TWO, codes, read, refused, sheet, told, without_rows
from workbooks.reading.shapes import Book, CannotRead, Column, Layout, Sheet
from workbooks.reading.tables import layouts

TARGETS = [["TT", "Nội dung", "ĐVT", "Kế hoạch", None, "Tổ chức thực hiện", None, "Thời hạn"]]
THREE_ROWS = [
    *TARGETS,
    [None, None, None, "Mục tiêu", None, "Cơ quan", None, None],
    [None, None, None, "Năm 2022", "Đến năm 2025", "Chủ trì", "Phối hợp", None],
]
WIDER = [[*row[:4], 99, *row[4:]] for row in BODY]
MERGED = [
    (1, 1, 3, 1),
    (1, 2, 3, 2),
    (1, 3, 3, 3),
    (1, 4, 1, 5),
    (2, 4, 2, 5),
    (1, 6, 1, 7),
    (2, 6, 2, 7),
    (1, 8, 3, 8),
]
ENGLISH = ["No.", "Indicator", "Unit", "Target", "Lead agency", "Coordinating agencies", "Deadline"]
NUMBERS = ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"]
STATE = [["UBND TỈNH VĨNH PHÚC", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], [None, None, None, "Độc lập"]]
TITLE = [["Phụ lục I"], ["GIAO CHỈ TIÊU, NHIỆM VỤ CHUYỂN ĐỔI SỐ NĂM 2022"], ["(Kèm theo Quyết định số   /QĐ-UBND)"], []]
OTHER_HEAD = ["STT", "Nội dung nhiệm vụ", "Đơn vị chủ trì thực hiện", "Mục tiêu", "Đơn vị tính"]
OTHER_BODY = [1, THREE[1], THREE[4], THREE[3], THREE[2]]
SIGNED = [
    [],
    [None, "NGƯỜI LẬP BIỂU", None, "GIÁM ĐỐC"],
    [None, "(Ký, ghi rõ họ tên)"],
    [None, "Nguyễn Văn A", None, "Trần B"],
]


def reordered(order):
    return [[row[place] for place in order] for row in [HEAD, *BODY]]


VARIANTS = {
    "as usual": sheet(HEAD, *BODY),
    "columns in another order": sheet(*reordered([6, 3, 0, 4, 1, 5, 2])),
    "no column of numbers": sheet(*reordered([1, 2, 3, 4, 5, 6])),
    "headings in English": sheet(ENGLISH, *BODY),
    "headings in capitals": sheet([text.upper() for text in HEAD], *BODY),
    "headings without marks": sheet(
        ["TT", "Nhiem vu", "DVT", "Chi tieu giao", "Co quan chu tri", "Phoi hop", "Han"], *BODY
    ),
    "far from the corner": sheet([], *STATE, [], *TITLE, *[[None, None, *row] for row in [HEAD, *BODY]]),
    "three rows of headings, merged": sheet(*THREE_ROWS, *WIDER, merges=MERGED),
    "three rows of headings, not merged": sheet(*THREE_ROWS, *WIDER),
    "column numbers in brackets": sheet(HEAD, NUMBERS, *BODY),
    "column numbers 1 2 3": sheet(HEAD, [1, 2, 3, 4, 5, 6, 7], *BODY),
    "column numbers A B 1": sheet(HEAD, ["A", "B", "C", 1, 2, 3, "4=2+3"], *BODY),
    "headings again after a page break": sheet(HEAD, NUMBERS, ONE, TWO, HEAD, NUMBERS, THREE),
    "two tables with other headings": sheet(*TITLE, HEAD, ONE, TWO, [], ["Phụ lục II"], OTHER_HEAD, OTHER_BODY),
    "two tables without a gap": sheet(HEAD, ONE, TWO, OTHER_HEAD, OTHER_BODY),
    "a sum between two tables": sheet(HEAD, ONE, TWO, ["Tổng số: 2 chỉ tiêu"], OTHER_HEAD, OTHER_BODY),
    "hidden rows": sheet(HEAD, *BODY, hidden_rows=frozenset({3})),
    "texts only, as in a CSV file": sheet(HEAD, *[[None if v is None else str(v) for v in row] for row in BODY]),
    "section titles merged in the first column": sheet(
        HEAD, ["I. NHÓM MỘT"], ONE, ["II. NHÓM HAI"], TWO, THREE, merges=[(2, 1, 2, 7), (4, 1, 4, 7)]
    ),
    "sections in two levels": sheet(
        HEAD, ["A", "CHỈ TIÊU"], ["I", "Một"], ONE, ["II", "Hai"], TWO, ["B", "VIỆC"], THREE
    ),
    "sections without numbers": sheet(HEAD, [None, "Nhóm một"], ONE, TWO, [None, "Nhóm hai"], THREE),
    "rows numbered 1.1": sheet(
        HEAD, [1, "Dịch vụ công"], ["1.1", *ONE[1:]], ["1.2", *TWO[1:]], [2, "Đô thị"], ["2.1", *THREE[1:]]
    ),
    "notes and signatures below": sheet(HEAD, *BODY, ["Ghi chú: tính từ khi được trang bị"], *SIGNED),
    "a name nobody gives the indicator": sheet(["STT", "Việc phải làm", *HEAD[2:]], *BODY),
    "thousands of empty rows": Sheet("PL I", {**sheet(HEAD, *BODY).rows, **{row: {} for row in range(10, 40_000)}}),
    "bullets before names": sheet(HEAD, ["a)", f"- {ONE[1]}", *ONE[2:]], ["b)", f"- {TWO[1]}", *TWO[2:]], THREE),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_the_same_rows_are_understood_however_they_are_laid_out(directory, name):
    reading, found = read(directory, VARIANTS[name])
    assert without_rows(found) == TOLD
    assert (refused(found), reading.problems, reading.layout) == ([], (), Layout.LIST)


@pytest.mark.parametrize(
    ("name", "sections"),
    [
        ("section titles merged in the first column", ["NHÓM MỘT", "NHÓM HAI", "NHÓM HAI"]),
        ("sections in two levels", ["CHỈ TIÊU", "CHỈ TIÊU", "VIỆC"]),
        ("sections without numbers", ["Nhóm một", "Nhóm một", "Nhóm hai"]),
        ("rows numbered 1.1", ["Dịch vụ công", "Dịch vụ công", "Đô thị"]),
    ],
)
def test_the_section_of_a_row_is_the_title_of_the_highest_level_above_it(directory, name, sections):
    assert [row.section for row in read(directory, VARIANTS[name])[1]] == sections


def test_letters_and_roman_numbers_are_told_apart(directory):
    labels = ["A", "B", "C", "D"]
    body = [line for label in labels for line in ([label, f"Phần {label}"], [1, f"Việc số {label}", *ONE[2:]])]
    assert [row.section for row in read(directory, sheet(HEAD, *body))[1]] == ["Phần A", "Phần B", "Phần C", "Phần D"]


def test_hidden_rows_and_columns_are_read_and_spoken_of(directory):
    reading, _ = read(directory, sheet(HEAD, *BODY, hidden_rows=frozenset({3, 4}), hidden_columns=frozenset({4})))
    assert codes(reading) == [(1, 4, "hidden_column"), (3, 0, "hidden_rows")]
    assert [line.is_hidden for line in reading.tables[0].lines] == [False, True, True]


def test_a_merged_lead_counts_for_all_its_rows_and_an_empty_one_for_none(directory):
    blank = [*TWO[:4], None, *TWO[5:]]
    _, found = read(directory, sheet(HEAD, ONE, blank, THREE, merges=[(2, 5, 3, 5)]))
    assert [row.leads for row in found] == [("STTTT",), ("STTTT",), ("SXD",)]
    _, found = read(directory, sheet(HEAD, ONE, blank, THREE))
    assert refused(found) == [(3, 5, "no_lead")]


def test_a_merge_above_the_table_fills_nothing(directory):
    blank = [*ONE[:4], None, *ONE[5:]]
    _, found = read(directory, sheet(HEAD, blank, merges=[(1, 5, 2, 5)]))
    assert not told(found)


@pytest.mark.parametrize(
    ("missing", "code"),
    [(1, "no_indicator"), (3, "no_target"), (4, "no_lead")],
)
def test_a_row_without_what_it_must_have_is_refused_at_the_empty_cell(directory, missing, code):
    row = [value if place != missing else None for place, value in enumerate(TWO)]
    _, found = read(directory, sheet(HEAD, ONE, row, THREE))
    assert refused(found) == [(3, missing + 1, code)]


def test_a_numbered_row_with_nothing_under_it_and_nothing_in_it_is_no_title(directory):
    _, found = read(directory, sheet(HEAD, ONE, [2, "Chưa có mức giao"], [3, *TWO[1:]], [4, *THREE[1:]]))
    assert refused(found) == [(3, 4, "no_target"), (3, 5, "no_lead")]


@pytest.mark.parametrize(("column", "code"), [(3, "no_target_column"), (4, "no_lead_column")])
def test_a_table_without_a_column_it_must_have_says_so_once(directory, column, code):
    lines = [[value for place, value in enumerate(row) if place != column] for row in [HEAD, *BODY]]
    reading, found = read(directory, sheet(*lines))
    assert [(p.row, p.column, p.problem.code) for p in reading.problems] == [(1, 0, code)]
    assert not told(found)


TASKS = [
    ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm", "Thời gian hoàn thành"],
    ["I", "Hạ tầng số", None, None, None, None],
    [1, "Ban hành Đề án đô thị thông minh", "Sở XD", "Sở TC", "Quyết định", "Quý III/2022"],
    [2, "Nâng cấp Trung tâm dữ liệu tỉnh", "Sở TT&TT", None, "Báo cáo", None],
]


def test_an_annex_of_tasks_without_targets_lists_what_is_to_be_completed_and_says_so(directory):
    reading, found = read(directory, sheet(*TASKS))
    assert [(r.row, r.goal.operator, r.leads, r.product, r.section) for r in found if not r.problems] == [
        (3, "done", ("SXD",), "Quyết định", "Hạ tầng số"),
        (4, "done", ("STTTT",), "Báo cáo", "Hạ tầng số"),
    ]
    assert reading.problems == ()
    assert (1, 0, "tasks_without_target") in codes(reading)


def test_totals_are_compared_with_what_was_found(directory):
    reading, _ = read(directory, sheet(HEAD, *BODY, ["Tổng số: 4 chỉ tiêu, nhiệm vụ"]))
    assert [(t.row, t.column, t.stated, t.found) for t in reading.tables[0].totals] == [(5, 1, 4, 3)]


DEFAULTS = [
    ["TT", "Tên chỉ tiêu", "ĐVT", "Mức giao", "Các sở", None, None, "Tổng số"],
    [None, None, None, None, "Sở NV", "Sở TC", "Sở XD", None],
    [1, ONE[1], "%", "≥ 50", "x", "X", "-", 2],
    [2, TWO[1], "Lượt", 245, "x", "Không", 0, 3],
    [3, THREE[1], "Đề án", "Hoàn thành", None, None, None, 0],
    [None, "Cộng", None, None, 2, 3, 1, 5],
]


def test_a_mark_in_a_matrix_means_the_rows_own_target(directory):
    reading, found = read(directory, sheet(*DEFAULTS))
    assert reading.layout is Layout.MATRIX
    assert told(found) == [
        (3, ONE[1], "≥ 50", "SNV"),
        (3, ONE[1], "≥ 50", "STC"),
        (4, TWO[1], "245", "SNV"),
        (4, TWO[1], "0", "SXD"),
    ]
    assert codes(reading) == [(5, 0, "row_without_agency")]


def test_the_sums_of_a_matrix_are_compared_along_rows_and_down_columns(directory):
    totals = read(directory, sheet(*DEFAULTS))[0].tables[0].totals
    wrong = [(t.row, t.column, t.stated, t.found) for t in totals if t.stated != t.found]
    assert (len(totals), wrong) == (7, [(4, 8, 3, 2), (6, 6, 3, 1), (6, 8, 5, 4)])


def test_a_sum_of_numbers_down_a_column_is_understood_as_one(directory):
    head = ["TT", "Chỉ tiêu", "ĐVT", "Sở NV", "Sở TC", "Tổng cộng"]
    lines = [[1, "Số lượt một", "Lượt", 20, 30, 2], [2, "Số lượt hai", "Lượt", 5, 7, 2], ["Cộng", None, None, 25, 37]]
    totals = read(directory, sheet(head, *lines))[0].tables[0].totals
    assert [(t.row, t.stated, t.found) for t in totals] == [(2, 2, 2), (3, 2, 2), (4, 25, 25), (4, 37, 37)]


UNKNOWN = ["TT", "Tên chỉ tiêu", "ĐVT", "Sở NV", "Ban Vũ trụ", "Sở XD"]


def test_an_unknown_agency_over_a_column_is_one_problem_at_its_heading(directory):
    reading, found = read(directory, sheet(UNKNOWN, [1, ONE[1], "%", 50, 60, 70], [2, TWO[1], "Lượt", 5, 6, 7]))
    assert [(p.row, p.column, p.problem.code) for p in reading.problems] == [(1, 5, "unknown_agency")]
    assert [entry[3] for entry in told(found)] == ["SNV", "SXD", "SNV", "SXD"]
    assert refused(found) == []


def test_a_group_over_a_column_gives_its_target_to_all_members(directory):
    head = ["TT", "Tên chỉ tiêu", "ĐVT", "Các sở, ban, ngành", "UBND các huyện, thành phố"]
    reading, found = read(directory, sheet(head, [1, ONE[1], "%", 50, 40]))
    assert [(row.goal.raw, len(row.leads)) for row in found] == [("50", 20), ("40", 9)]
    assert reading.layout is Layout.MATRIX


def test_a_value_merged_over_several_agencies_counts_for_each(directory):
    head = ["TT", "Tên chỉ tiêu", "ĐVT", "Sở NV", "Sở TC", "Sở XD"]
    _, found = read(directory, sheet(head, [1, ONE[1], "%", 50, None, 60], merges=[(2, 4, 2, 5)]))
    assert [(row.goal.raw, *row.leads) for row in found] == [("50", "SNV"), ("50", "STC"), ("60", "SXD")]


OWN = ["TT", "Chỉ tiêu", "ĐVT", "Chỉ tiêu giao năm 2022", "Đơn vị thực hiện", "Thời hạn"]


def own_sheet(title, name, division=None):
    return sheet(["UBND TỈNH VĨNH PHÚC"], [title], [], OWN, [1, ONE[1], "%", "≥ 50", division, None], name=name)


@pytest.mark.parametrize(
    ("title", "name", "code"),
    [
        ("SỞ XÂY DỰNG", "Sheet1", "SXD"),
        ("Đơn vị: Sở Xây dựng", "Biểu 3", "SXD"),
        ("BIỂU GIAO CHỈ TIÊU", "2. Sở XD (sửa)", "SXD"),
        ("BIỂU GIAO CHỈ TIÊU", " 03-SXD ", "SXD"),
        ("BIỂU GIAO CHỈ TIÊU", "1.VPUBND", "VPUBND"),
        ("VĂN PHÒNG UBND TỈNH", "1", "VPUBND"),
    ],
)
def test_a_sheet_names_its_agency_in_its_own_name_or_above_the_table(directory, title, name, code):
    reading, found = read(directory, own_sheet(title, name, "Phòng Quy hoạch kiến trúc"))
    assert (reading.layout, told(found)) == (Layout.SHEETS, [(5, ONE[1], "≥ 50", code)])


def test_where_all_sheets_carry_the_issuers_title_their_names_decide(directory):
    sheets = [own_sheet("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", name) for name in ("1. Sở NV", "2. Sở TC", "3. STTTT")]
    reading, found = read(directory, *sheets)
    assert ([row.leads for row in found], reading.problems) == ([("SNV",), ("STC",), ("STTTT",)], ())


def test_a_sheet_whose_name_and_title_disagree_is_refused_at_its_title(directory):
    reading, _ = read(directory, own_sheet("SỞ XÂY DỰNG", "SXD"), own_sheet("SỞ TÀI CHÍNH", "Sở NV"))
    problems = [(p.sheet, p.row, p.column, p.problem.code) for p in reading.problems]
    assert problems == [("Sở NV", 2, 1, "two_agencies_named")]


def test_junk_and_hidden_sheets_are_skipped_and_listed(directory):
    junk = sheet(["Danh mục đơn vị"], ["Sở A"], name="DM")
    hidden = sheet(HEAD, *BODY, name="cũ", is_hidden=True)
    reading, found = read(directory, junk, sheet(HEAD, *BODY), hidden, Sheet("Sheet1", {}))
    assert (reading.skipped_sheets, len(found), reading.problems) == (("DM", "cũ", "Sheet1"), 3, ())


def test_a_sheet_that_looks_like_a_table_without_headings_is_refused_not_passed_over(directory):
    reading, _ = read(directory, sheet(HEAD, *BODY), sheet(*BODY, name="PL II"))
    assert [(p.sheet, p.row, p.problem.code) for p in reading.problems] == [("PL II", 0, "no_headings")]


def test_a_book_in_which_nothing_is_understood_cannot_be_read(directory):
    with pytest.raises(CannotRead) as caught:
        layouts.read(Book((sheet(["a", "b"], [1, 2]),)), directory, 2022)
    assert caught.value.problem.code == "nothing_understood"


STRANGE = [["STT", "Việc", "Mô tả", "Mức", "Ai"], *[row[:5] for row in BODY]]
EXPLAINED = {2: Column.INDICATOR, 3: Column.UNIT, 4: Column.TARGET, 5: Column.LEAD}


def test_columns_may_be_explained_where_no_heading_is_understood(directory):
    reading, found = read(directory, sheet(*STRANGE), mapping={"PL I": EXPLAINED})
    assert (without_rows(found), reading.tables[0].heading_rows) == (TOLD, (1, 1))


def test_a_correction_moves_a_role_from_the_column_that_had_it(directory):
    lines = [[*HEAD, "Chỉ tiêu của sở"], *[[*row, "≥ 1"] for row in BODY]]
    reading, found = read(directory, sheet(*lines), mapping={"PL I": {8: Column.TARGET}})
    assert [row.goal.raw for row in found] == ["≥ 1"] * 3
    assert reading.tables[0].columns[4] is Column.IGNORED


def test_headings_that_were_explained_once_are_remembered(directory):
    head = ["STT", "Việc", "Cách đo", "Mức", "Ai"]
    roles = [Column.INDICATOR, Column.UNIT, Column.TARGET, Column.LEAD]
    known = {same_name_key(text): role for text, role in zip(head[1:], roles, strict=True)}
    _, found = read(directory, sheet(head, *[row[:5] for row in BODY]), remembered=known)
    assert without_rows(found) == TOLD


@given(order=st.permutations(range(7)), gaps=st.lists(st.integers(1, 5), max_size=3), shift=st.integers(0, 3))
@settings(max_examples=50, deadline=None)
def test_order_of_columns_blank_rows_and_blank_columns_do_not_matter(directory, order, gaps, shift):
    lines = [[None] * shift + line for line in reordered(order)]
    for gap in sorted(gaps, reverse=True):
        lines.insert(min(gap, len(lines)), [])
    _, found = read(directory, sheet(*lines))
    assert without_rows(found) == TOLD


DIRT = [
    "Cộng",
    "Tổng số: 3 chỉ tiêu",
    "I",
    "x",
    "-",
    "Sở NV",
    "Sở TC",
    "2022",
    "(1)",
    "Ghi chú: a",
    "Các sở, ban, ngành",
]
BROKEN = [Cell("#REF!", CellKind.ERROR), Cell("=A1", CellKind.FORMULA), None, None]
PIECES = st.sampled_from([*HEAD, *ENGLISH, *ONE, *TWO, *THREE, *DIRT, *BROKEN])
MERGES = st.lists(st.tuples(*[st.integers(1, 8)] * 4), max_size=4)


@given(st.lists(st.lists(PIECES, max_size=7), max_size=9), MERGES)
@settings(max_examples=200, deadline=None)
def test_no_grid_breaks_the_reading(directory, lines, merges):
    ordered = [(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in merges]
    reading, found = read(directory, sheet(HEAD, *lines, merges=ordered), sheet(*lines, name="2", merges=ordered))
    assert all(row.problems or (row.indicator and row.goal and row.leads) for row in found)
    assert {p.sheet for row in found for p in row.problems} <= {table.sheet for table in reading.tables}


@given(st.lists(st.lists(PIECES, max_size=7), max_size=6), MERGES)
@settings(max_examples=60, deadline=None)
def test_a_grid_without_headings_is_read_or_said_not_to_be_understood(directory, lines, merges):
    try:
        read(directory, sheet(*lines, merges=[(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in merges]))
    except CannotRead as refusal:
        understood = refusal.problem.code
    else:
        understood = "nothing_understood"
    assert understood == "nothing_understood"


def test_memory_is_collected_again_after_reading_even_where_reading_fails(directory):
    with pytest.raises(CannotRead):
        layouts.read(Book(()), directory, 2022)
    read(directory, sheet(HEAD, *BODY))
    assert gc.isenabled()


def test_a_numbered_row_below_a_note_that_lacks_its_target_is_asked_about(directory):
    """It was left out without a word, where above the note it is refused."""
    after = [5, "Ban hành Đề án đô thị thông minh", "Đề án", None, "Sở Xây dựng"]
    _reading, found = read(
        directory, sheet(HEAD, ONE, [None, "Ghi chú: đợt 1"], after, [None, "NGƯỜI LẬP", None, None, "GIÁM ĐỐC"])
    )
    assert told(found) == [(2, "Tỷ lệ hồ sơ trực tuyến", "≥ 50", "STTTT")]
    assert refused(found) == [(4, 4, "no_target")]
