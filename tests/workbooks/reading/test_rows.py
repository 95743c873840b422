"""What becomes of a line: values, refusals and warnings at their cells, duplicates, decisions."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kpis.grammar.shapes import Cell, CellKind
from tests.workbooks.building import BODY, HEAD, ONE, THREE, TWO, read, refused, sheet, told, warned
from workbooks.reading import rows
from workbooks.words import WORDS


def one(directory, *, head=HEAD, **values):
    """The only row of a sheet: ONE with some cells changed by their column's letter."""
    row = [*ONE, *[None] * (len(head) - len(ONE))]
    for letter, value in values.items():
        row[ord(letter) - ord("A")] = value
    (found,) = read(directory, sheet(head, row))[1]
    return found


def test_a_row_holds_all_that_its_line_says(directory):
    head = [*HEAD, "Sản phẩm", "Mã chỉ tiêu", "Trọng số", "Giá trị nền", "Nhóm chỉ tiêu"]
    row = one(directory, head=head, H="Báo cáo", I="CQS-01", J="2,5", K=Decimal("41.7"), L="Chính quyền số")
    assert (row.indicator, row.unit, row.goal.operator, row.goal.low) == (ONE[1], "%", ">=", 50)
    assert (row.leads, row.coordinators, row.deadline) == (("STTTT",), ("SNV",), date(2022, 12, 31))
    assert (row.product, row.code, row.section) == ("Báo cáo", "CQS-01", "Chính quyền số")
    assert (row.weight, row.baseline) == (Decimal("2.5"), Decimal("41.7"))
    assert row.texts[4] == "≥ 50"


def test_a_weight_that_is_no_number_is_a_warning(directory):
    row = one(directory, head=[*HEAD, "Trọng số"], H="cao")
    assert (row.weight, row.problems) == (None, ())
    assert [(w.row, w.column) for w in row.warnings] == [(2, 8)]


@pytest.mark.parametrize(
    ("cells", "refusal"),
    [
        ({"E": "Sở Vũ trụ"}, (2, 5, "unknown_agency")),
        ({"E": None}, (2, 5, "no_lead")),
        ({"E": "-"}, (2, 5, "no_lead")),
        ({"D": None}, (2, 4, "no_target")),
        ({"D": "-"}, (2, 4, "no_target")),
        ({"D": Cell("#REF!", CellKind.ERROR)}, (2, 4, "spreadsheet_error")),
        ({"B": None}, (2, 2, "no_indicator")),
        ({"B": Decimal(7)}, (2, 2, "no_indicator")),
        ({"G": "31/02/2022"}, (2, 7, "no_such_day")),
    ],
)
def test_a_row_is_refused_at_its_cell(directory, cells, refusal):
    assert refused([one(directory, **cells)]) == [refusal]


def test_several_things_wrong_are_all_said(directory):
    row = one(directory, D="90-60%", E="Sở Vũ trụ; Sở Y tế; Ban Mây", G="31/02/2022")
    assert refused([row]) == [
        (2, 4, "range_upside_down"),
        (2, 5, "unknown_agency"),
        (2, 5, "unknown_agency"),
        (2, 7, "no_such_day"),
    ]


def test_an_unknown_coordinator_is_kept_as_a_note_with_a_warning(directory):
    row = one(directory, F="Sở NV; Công an tỉnh; Bưu điện tỉnh")
    assert (row.coordinators, row.unresolved_coordinators) == (("SNV",), ("Công an tỉnh", "Bưu điện tỉnh"))
    assert warned([row]) == [(2, 6, "unknown_coordinator")] * 2
    assert row.problems == ()


def test_a_sheet_that_says_nothing_of_coordinators_leaves_them_open(directory):
    assert one(directory, F=None).coordinators == ()
    (row,) = read(directory, sheet([*HEAD[:5]], ONE[:5]))[1]
    assert row.coordinators is None


def test_a_cell_of_leads_may_name_who_helps(directory):
    row = one(directory, E="Sở TT&TT chủ trì, phối hợp với Sở Tài chính")
    assert (row.leads, row.coordinators) == (("STTTT",), ("STC", "SNV"))


def test_a_division_of_the_lead_helps_and_another_one_is_a_note(directory):
    head = [*HEAD[:5], "Phòng, đơn vị thực hiện", HEAD[6]]
    row = one(directory, head=head, E="Sở XD", F="Phòng Quy hoạch kiến trúc")
    assert (row.coordinators, row.unresolved_coordinators) == (("SXD-QHKT",), ())
    row = one(directory, head=head, E="Sở NV", F="Phòng Quy hoạch kiến trúc")
    assert (row.coordinators, row.unresolved_coordinators) == ((), ("Phòng Quy hoạch kiến trúc",))
    assert warned([row]) == [(2, 6, "unknown_division")]


def test_no_deadline_is_no_deadline_and_all_year_is_recurring(directory):
    assert (one(directory, G=None).deadline, one(directory, G=None).is_recurring) == (None, False)
    assert (one(directory, G="Thường xuyên").deadline, one(directory, G="Thường xuyên").is_recurring) == (None, True)


STRUCK = [TWO[0], Cell(TWO[1], is_struck=True), *TWO[2:]]


@pytest.mark.parametrize(
    ("decision", "kept", "refusals", "warnings"),
    [
        ("", [2, 4], [(3, 2, "struck_row")], []),
        ("keep", [2, 3, 4], [], [(3, 2, "struck_row")]),
        ("skip", [2, 4], [], []),
    ],
)
def test_a_row_struck_through_waits_for_a_decision(directory, decision, kept, refusals, warnings):
    _, found = read(directory, sheet(HEAD, ONE, STRUCK, THREE[:5]), decisions={"PL I!3": decision})
    assert ([row[0] for row in told(found)], refused(found), warned(found)) == (kept, refusals, warnings)


def test_a_row_said_twice_counts_once_and_says_so(directory):
    again = [9, ONE[1].upper(), *ONE[2:]]
    _, found = read(directory, sheet(HEAD, ONE, TWO, again))
    assert [row.row for row in found] == [2, 3]
    assert [(w.row, w.column, w.problem.code, w.problem.details) for w in found[0].warnings] == [
        (4, 2, "repeated_row", {"row": "2"})
    ]


def test_a_row_said_again_with_another_target_is_refused_naming_the_first(directory):
    _, found = read(directory, sheet(HEAD, ONE, TWO, [9, ONE[1], "%", "≥ 60", *ONE[4:]]))
    assert refused(found) == [(4, 2, "repeated_otherwise")]
    assert found[2].problems[0].problem.details == {"row": "2"}


def test_a_row_in_another_sheet_is_named_with_it(directory):
    _, found = read(directory, sheet(HEAD, ONE), sheet(HEAD, [1, ONE[1], "%", "≥ 60", *ONE[4:]], name="PL II"))
    assert found[1].problems[0].problem.details == {"row": "PL I!2"}


def test_an_agency_named_before_is_left_out_of_the_later_row(directory):
    later = [2, *ONE[1:4], "Sở TT&TT; Sở Y tế", *ONE[5:]]
    _, found = read(directory, sheet(HEAD, ONE, later))
    assert ([row.leads for row in found], refused(found)) == ([("STTTT",), ("SYT",)], [])


def test_the_same_indicator_for_another_agency_is_no_repetition(directory):
    _, found = read(directory, sheet(HEAD, ONE, [2, *ONE[1:3], "≥ 60", "Sở Y tế", *ONE[5:]]))
    assert (refused(found), warned(found)) == ([], [])


def test_names_that_differ_only_in_a_mark_are_two_indicators(directory):
    lines = [[1, "Số xã đạt chuẩn", *ONE[2:]], [2, "Số xa đạt chuẩn", *ONE[2:]]]
    assert [row.indicator for row in read(directory, sheet(HEAD, *lines))[1]] == ["Số xã đạt chuẩn", "Số xa đạt chuẩn"]


def test_a_text_in_an_old_font_that_no_font_names_is_asked_about(directory):
    row = one(directory, B="Tû lÖ hå s¬ thñ tôc hµnh chÝnh tiÕp nhËn trùc tuyÕn")
    assert [(w.column, w.problem.code, w.problem.proposals) for w in row.warnings] == [
        (2, "old_font", ("Tỷ lệ hồ sơ thủ tục hành chính tiếp nhận trực tuyến",))
    ]


def test_every_code_that_a_reading_may_say_has_words():
    texts = [path.read_text(encoding="utf-8") for path in Path(rows.__file__).parent.rglob("*.py")]
    said = {code for text in texts for code in re.findall(r'(?:Problem|CannotRead)\(\s*"(\w+)"', text)}
    said |= {code for text in texts for code in re.findall(r'"((?:no|repeated|ignored|guessed|other)_\w+)"', text)}
    assert len(said) > 20
    assert said | {"unknown_coordinator", "ambiguous_coordinator"} <= set(WORDS)


def test_hundreds_of_rows_come_through_without_loss(directory):
    lines = [[n, f"Tỷ lệ hồ sơ số {n}", *ONE[2:]] for n in range(1, 501)]
    _, found = read(directory, sheet(HEAD, *lines, *BODY[1:]))
    assert len(told(found)) == 502
