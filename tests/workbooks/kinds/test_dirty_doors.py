"""What is struck out, raised or only looks alike is met at every door: agencies, committed items, each layout."""

import pytest

from kpis.grammar.shapes import Cell, CellKind
from tests.workbooks import committing as cast
from tests.workbooks.building import read, refused, sheet
from tests.workbooks.committing import understood
from workbooks.kinds.agencies import read as agencies
from workbooks.models import ImportRun
from workbooks.reading.shapes import Book

divisions, division_3, digitised = cast.divisions, cast.division_3, cast.digitised
STRUCK = Cell("Sở Y tế", struck="Sở Nội vụ")
GONE = Cell("Sở Nội vụ", is_struck=True)
MARKED = Cell("Sở Y tế", marks="1")
FORMULA = Cell("=A1", CellKind.FORMULA)


def told(outcome):
    """Refusals and remarks as (row, column, code)."""
    found = [p for line in outcome.lines for p in (*line.problems, *line.warnings)]
    return [(p.row, p.column, p.problem.code) for p in found]


@pytest.mark.parametrize(
    ("cell", "code"),
    [(STRUCK, "struck_part"), (GONE, "struck_cell"), (MARKED, "mark_dropped"), (FORMULA, "formula_without_result")],
)
def test_a_sheet_of_agencies(province, cell, code):
    page = sheet(["Mã", "Tên cơ quan"], ["SYT", cell], ["SNV", "Sở Nội vụ"])
    outcome = agencies.read(ImportRun(province=province, kind="agencies"), Book((page,)))
    assert (2, 2, code) in told(outcome)
    assert not any(p.problem.proposals == ("Sở Nội vụ",) for line in outcome.lines for p in line.problems)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (Cell("Số hóa hồ sơ", struck="Ký số"), "struck_part"),
        (Cell("Số hóa hồ sơ", is_struck=True), "struck_cell"),
        (Cell("Số hóa hồ sơ", marks="¹"), "mark_dropped"),
        (FORMULA, "formula_without_result"),
    ],
)
def test_a_sheet_of_committed_items(event_a, divisions, cell, code):
    outcome = understood(event_a, [1, "a-1", cell], [2, "a-1", "Việc khác"])
    assert (2, 3, code) in told(outcome)


MATRIX = ["TT", "Chỉ tiêu", "ĐVT", "Sở Nội vụ", "Sở Y tế", "Sở Xây dựng"]


def test_a_matrix_asks_at_the_cell_and_not_at_the_row(directory):
    row = [1, "Tỷ lệ hồ sơ trực tuyến", "%", Cell("95%", struck="80%"), Cell("80%", is_struck=True), "8O%"]
    _, found = read(directory, sheet(MATRIX, row, [2, "Tỷ lệ ký số", "%", "80¹", "≥ 50", "500 triệu"]))
    assert refused(found) == [
        (2, 4, "struck_part"),
        (2, 5, "struck_cell"),
        (2, 6, "letters_for_figures"),
        (3, 4, "target_not_understood"),
        (3, 6, "far_from_unit"),
    ]


def test_a_sheet_for_an_agency_asks_like_a_list(directory):
    head = ["TT", "Chỉ tiêu", "ĐVT", "Chỉ tiêu giao năm 2022"]
    pages = [
        sheet(head, [1, "Tỷ lệ hồ sơ trực tuyến", "%", Cell("95", struck="80")], name="Sở Nội vụ"),
        sheet(head, ["I", "Đến năm 2030"], [1, "Tỷ lệ hồ sơ trực tuyến", "%", "90%"], name="Sở Y tế"),
    ]
    _, found = read(directory, *pages, decisions={"Sở Y tế!2": "goal"})
    assert (refused(found), [(row.leads, row.goals) for row in found if row.is_goal]) == (
        [(2, 4, "struck_part")],
        [(("SYT",), ((2030, "90%"),))],
    )


def test_a_merged_target_for_another_year_is_answered_where_it_stands(directory):
    head = ["TT", "Chỉ tiêu", "ĐVT", "Chỉ tiêu giao năm 2022", "Cơ quan chủ trì"]
    lines = [
        [1, "Tỷ lệ hồ sơ trực tuyến", "%", "80% đến năm 2030", "Sở Nội vụ"],
        [2, "Tỷ lệ ký số", "%", None, "Sở Y tế"],
    ]
    page = sheet(head, *lines, merges=[(2, 4, 3, 4)])
    assert refused(read(directory, page)[1]) == [(2, 4, "target_of_other_year")] * 2
    _, found = read(directory, page, decisions={"PL I!2": "goal"})
    assert [row.goals for row in found] == [((2030, "80%"),)] * 2


def test_a_title_that_is_struck_through_is_no_section(directory):
    head = ["TT", "Chỉ tiêu", "ĐVT", "Chỉ tiêu giao năm 2022", "Cơ quan chủ trì"]
    line = [1, "Tỷ lệ hồ sơ trực tuyến", "%", "80%", "Sở Nội vụ"]
    _, found = read(directory, sheet(head, ["I", Cell("Đến năm 2030", is_struck=True)], line))
    assert [(row.section, row.goal.low) for row in found] == [("", 80)]
