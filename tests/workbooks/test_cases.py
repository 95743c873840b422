"""Small sheets that were read wrongly once, and what each must come to. Workbooks lie in cases/."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from dxtracker.lib.text import same_name_key
from kpis.grammar import values as cells
from kpis.grammar.shapes import Cell, CellKind, Goal, Problem
from kpis.grammar.text import without_marks
from tests.workbooks.building import HEAD, ONE, codes, read, refused, sheet, told, warned
from workbooks.kinds.mending import mended, shown
from workbooks.opening.book import open_book
from workbooks.opening.gathering import Palette
from workbooks.opening.xls import _runs
from workbooks.reading import rows
from workbooks.reading.shapes import Column
from workbooks.reading.tables import layouts

CASES = Path(__file__).with_name("cases")


def book_of(name):
    return open_book((CASES / name).read_bytes(), name)


def understood(directory, name, mends=None, decisions=None):
    """(rows, reading) of a case, with what a person said of it."""
    book = shown(mended(book_of(name), mends or {}), decisions or {})
    reading = layouts.read(book, directory, 2022)
    return rows.understand(reading, directory, 2022, decisions or {}), reading


def asked(found):
    """Refusals as (row, column, code, proposals)."""
    return [(p.row, p.column, p.problem.code, p.problem.proposals) for row in found for p in row.problems]


def one(directory, **values):
    """The rows of a sheet whose only line is ONE with some cells changed by their column's letter."""
    row = list(ONE)
    for letter, value in values.items():
        row[ord(letter) - ord("A")] = value
    return read(directory, sheet(HEAD, row))[1]


# -- what stands in a cell and is not its value ------------------------------------------------------------------------


def test_figures_above_the_line_are_footnotes_and_no_part_of_a_number(directory):
    found, _ = understood(directory, "raised.xlsx")
    assert [(row.goal.low, row.goal.raw) for row in found] == [(80, "80%"), (245, "245")]
    assert warned(found) == [(2, 4, "mark_dropped"), (3, 4, "mark_dropped")]


@pytest.mark.parametrize("text", ["80¹", "80²", "80 ¹⁾", "80*", "80 †"])
def test_the_raised_signs_of_unicode_are_footnotes_too(text):
    assert without_marks(text)[0].strip() in ("80", "80 ¹⁾", "80 †")
    assert not isinstance(cells.target(Cell(text), "%", 2022), Goal) or cells.target(Cell(text), "%", 2022).low == 80


def test_signs_of_footnotes_are_no_part_of_a_name_an_agency_or_a_target_of_any_file(directory):
    line = [1, "Tỷ lệ hồ sơ¹", "%", "80¹%", "Sở TT&TT²", "", ""]
    book = open_book("\n".join(";".join(map(str, row)) for row in (HEAD, line)).encode(), "PL.csv")
    found = rows.understand(layouts.read(book, directory, 2022), directory, 2022)
    assert told(found) == [(2, "Tỷ lệ hồ sơ", "80%", "STTTT")]
    assert warned(found) == [(2, column, "mark_dropped") for column in (2, 4, 5)]


@pytest.mark.parametrize("text", ["80%", "Tỷ lệ hồ sơ", "Sở TT&TT"])
def test_a_figure_above_the_line_is_a_footnote_behind_words_too(text):
    palette = Palette()
    palette.rich("0", [(text, None, None, False), ("1", None, None, True)])
    kind, live, *_, marks, _is_1904 = palette.cells[0]
    assert (kind, live, marks) == ("text", text, "1")


def test_a_square_kilometre_and_a_power_of_ten_keep_their_raised_figure():
    assert without_marks("5 km²") == ("5 km²", "")
    assert isinstance(cells.target(Cell("10⁶"), "", 2022), Problem)


def test_old_workbooks_tell_raised_and_struck_runs_too():
    fonts = [
        SimpleNamespace(name="Arial", struck_out=0, escapement=1),
        SimpleNamespace(name="", struck_out=1, escapement=0),
    ]
    book = SimpleNamespace(font_list=fonts)
    assert _runs(book, "80195", [(2, 0), (3, 1)]) == [
        ("80", None, None, False),
        ("1", "Arial", False, True),
        ("95", "", True, False),
    ]


def test_what_is_struck_out_is_asked_at_its_cell_and_never_proposed(directory):
    found, _ = understood(directory, "strike.xlsx")
    assert asked(found) == [
        (2, 4, "struck_part", ("95",)),
        (3, 4, "struck_part", ("95%",)),
        (4, 5, "struck_part", ("Sở TT&TT",)),
        (5, 5, "struck_cell", ()),
        (5, 7, "struck_cell", ()),
    ]


def test_a_cell_struck_out_is_put_right_where_it_stands(directory):
    found, _ = understood(directory, "strike.xlsx", {"PL!D2": "95", "PL!E5": "Sở Y tế", "PL!G5": "-"})
    assert [(row.row, row.goal.low, row.leads) for row in found if not row.problems] == [
        (2, 95, ("STTTT",)),
        (5, 80, ("SYT",)),
    ]


def test_what_a_merge_covers_nobody_sees(directory):
    found, _ = understood(directory, "merge.xlsx")
    assert [row.leads for row in found] == [("STTTT",)] * 3


def test_a_formula_without_a_value_is_said_of_a_lead_and_of_a_name(directory):
    found, _ = understood(directory, "formula.xlsx")
    assert asked(found) == [(2, 5, "formula_without_result", ()), (3, 2, "formula_without_result", ())]


def test_control_characters_part_words(directory):
    found, _ = understood(directory, "controls.xlsx")
    assert told(found) == [(2, "Tỷ lệ hồ sơ", "80%", "SNV")]


# -- numbers that look like others -------------------------------------------------------------------------------------


def test_a_day_of_a_1904_workbook_is_counted_from_1904(directory):
    found, _ = understood(directory, "from_1904.xlsx")
    assert asked(found) == [(2, 7, "number_for_deadline", ("15/12/2022",))]


def test_a_number_shown_in_millions_is_read_as_shown(directory):
    found = one(directory, C="Triệu đồng", D=Cell(Decimal(5_000_000), CellKind.NUMBER, "#,##0,,"))
    assert (found[0].goal.low, warned(found)) == (5, [(2, 4, "scaled_format")])


@pytest.mark.parametrize("text", ["500 triệu", "1,2 tỷ", "2022"])
def test_money_and_years_in_a_row_of_per_cent_are_asked_about(directory, text):
    assert asked(one(directory, D=text)) == [(2, 4, "far_from_unit", ())]


@pytest.mark.parametrize(("letter", "sound"), [("Ð", "Đ"), ("ð", "đ"), ("Ɖ", "Đ"), ("Ѕ", "S"), ("Ｓ", "S")])
def test_letters_that_look_alike_are_one(directory, letter, sound):
    swap = str.maketrans({sound: letter})
    head = [text.translate(swap) for text in HEAD]
    row = [text.translate(swap) if isinstance(text, str) else text for text in (*ONE[:3], "Đạt 50%", "Sở KH&ĐT")]
    _, found = read(directory, sheet(head, row))
    assert told(found) == [(2, ONE[1], "Đạt 50%", "SKHDT")]


# -- years -------------------------------------------------------------------------------------------------------------

SECTIONS = [
    ["I", "Đến năm 2030"],
    [1, "Tỷ lệ hồ sơ trực tuyến", "%", "80%", "Sở TT&TT"],
    ["II", "Đến năm 2045"],
    [2, "Tỷ lệ văn bản ký số", "%", 90, "Sở Nội vụ"],
]


def sections(directory, **decisions):
    decisions = {f"PL I!{row[1:]}": said for row, said in decisions.items()}
    reading, found = read(directory, sheet(HEAD, *SECTIONS), decisions=decisions)
    waiting = rows.sections_of_other_years(reading, decisions)
    return [(p.row, p.column, p.problem.details["written"]) for p in waiting], found


def test_a_section_for_another_year_is_asked_about_once_and_its_rows_wait(directory):
    assert sections(directory) == ([(2, 2, "2030"), (4, 2, "2045")], ())


def test_rows_of_such_a_section_become_what_somebody_says(directory):
    waiting, found = sections(directory, r2="goal", r4="this")
    assert waiting == []
    assert [(row.row, row.is_goal, row.goals, row.goal and row.goal.low) for row in found] == [
        (3, True, ((2030, "80%"),), None),
        (5, False, (), 90),
    ]
    assert [row.row for row in sections(directory, r2="out", r4="out")[1]] == []


def test_the_years_part_of_a_target_is_proposed_and_the_later_one_kept_as_a_goal(directory):
    page = sheet(HEAD, [*ONE[:3], "- 2022: 80%\n- 2025: 100%", *ONE[4:]])
    assert asked(read(directory, page)[1]) == [(2, 4, "years_in_target", ("80%",))]
    book = mended(layouts.Book((page,)), {"PL I!D2": "80%"})
    (row,) = rows.understand(layouts.read(book, directory, 2022), directory, 2022)
    assert (row.goal.low, row.goals) == (80, ((2025, "100%"),))


def test_columns_for_later_years_are_kept_as_goals(directory):
    head = [*HEAD, "Mục tiêu đến năm 2025", "Năm 2030"]
    reading, found = read(
        directory, sheet(head, [*ONE, "80%", 100], [*ONE[:1], "Chỉ tiêu sau", "%", None, *ONE[4:], "60%", "-"])
    )
    assert codes(reading) == [(1, 8, "goal_column"), (1, 9, "goal_column")]
    assert [(row.goal and row.goal.low, row.is_goal, row.goals) for row in found] == [
        (50, False, ((2025, "80%"), (2030, "100"))),
        (None, True, ((2025, "60%"),)),
    ]


# -- rows that belong together -----------------------------------------------------------------------------------------


def test_parts_of_two_things_called_alike_bear_their_parents_name(directory):
    lines = [
        [1, "Tỷ lệ hồ sơ trực tuyến"],
        ["1.1", "Cấp tỉnh", "%", "100%", "Sở TT&TT"],
        [2, "Tỷ lệ văn bản ký số"],
        ["2.1", "Cấp tỉnh", "%", "100%", "Sở TT&TT"],
    ]
    _, found = read(directory, sheet(HEAD, *lines))
    assert [row.indicator for row in found] == ["Tỷ lệ hồ sơ trực tuyến - Cấp tỉnh", "Tỷ lệ văn bản ký số - Cấp tỉnh"]
    assert (refused(found), {code for _, _, code in warned(found)}) == ([], {"named_with_parent"})


def test_a_name_that_goes_on_in_the_row_below_is_one_name(directory):
    lines = [
        [1, "Tỷ lệ hồ sơ trực tuyến toàn trình trên tổng số", "%", "80%", "Sở TT&TT"],
        [None, "hồ sơ đủ điều kiện"],
        [2, "Chỉ tiêu khác", "%", "80%", "Sở Nội vụ"],
    ]
    _, found = read(directory, sheet(HEAD, *lines))
    assert [(row.indicator, row.section) for row in found] == [
        ("Tỷ lệ hồ sơ trực tuyến toàn trình trên tổng số hồ sơ đủ điều kiện", ""),
        ("Chỉ tiêu khác", ""),
    ]


def test_a_title_of_any_length_is_kept(directory):
    title = "Nâng cao nhận thức " * 30
    _, found = read(directory, sheet(HEAD, ["I", title], ONE))
    assert (found[0].section, found[0].problems) == (title.strip(), ())


# -- headings ----------------------------------------------------------------------------------------------------------

TWO_TARGETS = ["TT", "Chỉ tiêu", "ĐVT", "Chỉ tiêu TW giao", "Chỉ tiêu tỉnh giao", "Cơ quan chủ trì"]
LINE = [1, "Tỷ lệ hồ sơ", "%", "60%", "80%", "Sở TT&TT"]


def test_two_columns_that_claim_to_be_the_target_are_asked_about(directory):
    reading, found = read(directory, sheet(TWO_TARGETS, LINE))
    assert found == ()
    assert [(p.row, p.column, p.problem.code, p.problem.details["columns"]) for p in reading.problems] == [
        (1, 5, "two_columns_claim", "4,5")
    ]


@pytest.mark.parametrize(("column", "low"), [(4, 60), (5, 80)])
def test_the_column_that_is_chosen_counts(directory, column, low):
    reading, found = read(directory, sheet(TWO_TARGETS, LINE), mapping={"PL I": {column: Column.TARGET}})
    assert ([row.goal.low for row in found], reading.problems) == ([low], ())


def test_a_choice_of_columns_is_remembered_by_its_heading(directory):
    reading, found = read(
        directory, sheet(TWO_TARGETS, LINE), remembered={same_name_key(TWO_TARGETS[4]): Column.TARGET}
    )
    assert ([row.goal.low for row in found], reading.problems) == ([80], ())


def test_a_table_with_unknown_headings_is_offered_to_be_explained(directory):
    head = ["Thứ", "Đầu mục", "Con số", "Ai làm"]
    lines = [
        ["a", "Tỷ lệ hồ sơ trực tuyến của tỉnh", "50%", "Sở TT&TT"],
        ["b", "Số lớp tập huấn kỹ năng", "5", "Sở NV"],
    ]
    reading, _ = read(directory, sheet(head, *lines))
    assert [(p.row, p.problem.code) for p in reading.problems] == [(1, "no_headings")]
    assert reading.tables[0].headings == dict(enumerate(head, 1))
    said = {2: Column.INDICATOR, 3: Column.TARGET, 4: Column.LEAD}
    reading, found = read(directory, sheet(head, *lines), mapping={"PL I": said})
    assert (reading.problems, [row[1:] for row in told(found)]) == (
        (),
        [(lines[0][1], "50%", "STTTT"), (lines[1][1], "5", "SNV")],
    )


def test_a_list_on_a_hidden_sheet_alone_is_read_when_somebody_says_so(directory):
    found, reading = understood(directory, "only_hidden.xlsx")
    assert [(p.sheet, p.row, p.problem.code) for p in reading.problems] == [("PL", 0, "only_on_hidden_sheet")]
    found, reading = understood(directory, "only_hidden.xlsx", decisions={"PL!0": "show"})
    assert (reading.problems, [row.goal.low for row in found]) == ((), [80])


# -- bodies ------------------------------------------------------------------------------------------------------------


def test_all_but_one_is_the_group_without_it(directory):
    (row,) = one(directory, E="Các sở, ban, ngành (trừ Sở Nội vụ)")
    (whole,) = one(directory, E="Các sở, ban, ngành")
    assert (row.problems, set(whole.leads) - set(row.leads)) == ((), {"SNV"})


def test_who_is_taken_out_must_be_among_the_others(directory):
    (row,) = one(directory, E="Các huyện, thành phố (trừ Sở Nội vụ)")
    assert [p.problem.code for p in row.problems] == ["exception_of_nobody"]


def test_a_vague_group_is_asked_about_as_one_phrase(directory):
    (row,) = one(directory, E="Các bộ, ngành, địa phương; VTV")
    assert [(p.problem.code, p.problem.details["name"]) for p in row.problems] == [
        ("vague_group", "Các bộ, ngành, địa phương"),
        ("unknown_agency", "VTV"),
    ]


# -- targets and deadlines as cells ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "low", "own"),
    [("01 kế hoạch", "", 1, "kế hoạch"), ("Ban hành 01 Kế hoạch", "", 1, "Kế hoạch"), ("100% kế hoạch", "", 100, "%")],
)
def test_a_plan_is_no_alternative(text, unit, low, own):
    goal = cells.target(Cell(text), unit, 2022)
    assert (goal.operator, goal.low, goal.unit) == (">=", low, own)


def test_a_beginning_is_no_deadline_and_a_stretch_ends_with_its_end():
    assert cells.deadline(Cell("Từ quý I/2022"), 2022).code == "deadline_only_begins"
    assert cells.deadline(Cell("từ 15/12/2022"), 2022).code == "deadline_only_begins"
    assert cells.deadline(Cell("Từ 01/3 đến 30/6"), 2022).deadline == date(2022, 6, 30)
    assert cells.deadline(Cell("Quý II và Quý IV"), 2022).proposals == ("Quý II", "Quý IV")


AGAIN = [
    ["I", "Năm 2022"],
    [1, "Tỷ lệ hồ sơ trực tuyến", "%", "50%", "Sở TT&TT"],
    ["II", "Đến năm 2030"],
    [1, "Tỷ lệ hồ sơ trực tuyến", "%", "100%", "Sở TT&TT"],
]


def test_the_same_indicator_has_its_target_in_one_section_and_its_goal_in_another(directory):
    _, found = read(directory, sheet(HEAD, *AGAIN), decisions={"PL I!4": "goal"})
    assert [(row.row, row.is_goal, row.goals, row.problems) for row in found] == [
        (3, False, (), ()),
        (5, True, ((2030, "100%"),), ()),
    ]


def test_a_column_for_a_stretch_of_years_is_a_goal_of_its_last(directory):
    head = [*HEAD[:3], "Giai đoạn 2021-2025", *HEAD[3:]]
    reading, (row,) = read(directory, sheet(head, [*ONE[:3], "90%", *ONE[3:]]))
    assert (row.goal.low, row.goals, codes(reading)) == (50, ((2025, "90%"),), [(1, 4, "goal_column")])


@pytest.mark.parametrize(
    ("raw", "kept"), [("100%", [(3, []), (5, [])]), ("90%", [(3, []), (5, []), (6, ["repeated_otherwise"])])]
)
def test_a_goal_said_twice_counts_once_and_one_said_otherwise_is_refused(directory, raw, kept):
    _, found = read(directory, sheet(HEAD, *AGAIN, [2, *AGAIN[3][1:3], raw, "Sở TT&TT"]), decisions={"PL I!4": "goal"})
    assert [(row.row, [p.problem.code for p in row.problems]) for row in found] == kept
