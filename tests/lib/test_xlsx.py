"""Workbooks as they are written, read again with openpyxl."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from dxtracker.lib import xlsx
from dxtracker.lib.numbers import rounded
from dxtracker.lib.xlsx import Column, SheetSpec, write

HOSTILE = ["=HYPERLINK(1)", "=", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\x00=1", "=cmd|' /C calc'!A0"]


def book_of(*sheets, **properties):
    return load_workbook(io.BytesIO(write(sheets, **properties)))


def one(value, kind="text", **more):
    return book_of(SheetSpec("A", [Column("Cột", kind)], [[value]], **more)).active["A2"]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_looks_like_a_formula_is_text_wherever_it_stands(text):
    spec = SheetSpec(text, [Column(text)], [[text]], titles=[text, text], notes={(1, 1): text}, lists={1: [text]})
    for sheet in book_of(spec):
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert cells
        assert {cell.data_type for cell in cells} == {"s"}
        assert all(cell.quotePrefix for cell in cells)


def test_characters_that_a_file_cannot_hold_are_left_out():
    assert one("Sở\x00 Y\ud800 tế\uffff").value == "Sở Y tế"
    assert (one("\x00").value, one("").value) == (None, None)


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "1/2", "007", "TRUE"])
def test_text_stays_the_text_it_is(text):
    assert (one(text).value, one(text).data_type) == (text, "s")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=8))
def test_no_text_whatever_becomes_a_formula_or_breaks_the_file(texts):
    spec = SheetSpec(texts[0], [Column(texts[0])], [[text] for text in texts])
    cells = [row[0] for row in book_of(spec).active.iter_rows()]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert {cell.value for cell in cells if cell.data_type == "n"} <= {None}


@pytest.mark.parametrize(
    ("value", "kind", "held", "shown"),
    [
        (22_196_242, "number", 22_196_242, "#,##0"),
        (Decimal("62.50"), "number", 62.5, "#,##0.0"),
        (Decimal("0.123456"), "number", 0.123456, "#,##0.00"),
        (Decimal("0.0000125"), "number", 0.0000125, "#,##0.000000"),
        (Fraction(1, 3), "number", 1 / 3, "#,##0.00"),
        (1.25, "number", 1.25, "#,##0.00"),
        (Fraction(26, 29), "percent", 26 / 29, "0.0%"),
        (Decimal("221.96242"), "percent", 221.96242, "0.0%"),
        (0, "percent", 0, "0.0%"),
        (date(2022, 10, 14), "date", datetime(2022, 10, 14), "dd/mm/yyyy"),
        (datetime(2022, 10, 14, 10, 42, tzinfo=UTC), "moment", datetime(2022, 10, 14, 10, 42), "hh:mm dd/mm/yyyy"),
        (True, "text", True, "General"),
        ("hằng tháng", "date", "hằng tháng", "General"),
    ],
)
def test_values_are_what_they_are_in_the_format_of_their_kind(value, kind, held, shown):
    cell = one(value, kind)
    assert (cell.value, cell.number_format) == (held, shown)


@settings(max_examples=100)
@given(st.integers(0, 10**15), st.integers(1, 10**15))
def test_a_share_never_shows_as_all_or_nothing_unless_it_is(top, bottom):
    value, shown = xlsx.percent_cell(Fraction(top, bottom))
    places = len(shown) - 1 - len("0.") + 2
    on_screen = Fraction(rounded(Fraction(value) * 10**places), 10**places)
    assert (on_screen == 1) == (top == bottom)
    assert (on_screen == 0) == (top == 0)
    assert abs(Fraction(value) - Fraction(top, bottom)) <= max(Fraction(1, 10**12), Fraction(top, bottom) / 10**15)


def test_a_table_is_framed_for_reading_and_printing():
    rows = [["Sở Xây dựng", 1], ["Sở Y tế", 2]]
    spec = SheetSpec("Cơ quan", [Column("Tên"), Column("Số", "number")], rows, ["Bảng", "Tháng 9"], frozen=1)
    sheet = book_of(spec).active
    assert [sheet.cell(row, 1).value for row in range(1, 7)] == ["Bảng", "Tháng 9", None, "Tên", *[r[0] for r in rows]]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("B5", "A4:B6", "$4:$4")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert {cell.font.name for row in sheet.iter_rows() for cell in row} == {"Arial"}
    assert sheet["A5"].alignment.wrap_text


def test_columns_are_as_wide_as_their_text_within_limits():
    columns = [Column("Tên"), Column("Ghi chú"), Column("Cố định", width=33), Column("Ngắn")]
    widths = book_of(
        SheetSpec("A", columns, [["Sở Kế hoạch và Đầu tư", "chữ " * 90, "x", "x"]])
    ).active.column_dimensions
    assert 21 <= widths["A"].width <= 30
    assert widths["B"].width == 48
    assert widths["C"].width == 33
    assert widths["D"].width == 7


def test_notes_fills_and_hidden_columns_stand_at_their_places():
    columns = [Column("A"), Column("B"), Column("C")]
    spec = SheetSpec(
        "A", columns, [[1, 2, 3], [4, 5, 6]], notes={(1, 2): "Sai đơn vị", (0, 1): "Tên cột"},
        fills={(1, 2): "error", (2, 0): "warning", (2, 3): "changed"}, hidden=[3],
    )  # fmt: skip
    sheet = book_of(spec).active
    assert (sheet["B2"].comment.text, sheet["A1"].comment.text) == ("Sai đơn vị", "Tên cột")
    fills = [[sheet[f"{column}{row}"].fill.fgColor.rgb for column in "ABC"] for row in (2, 3)]
    assert fills[0] == ["00000000", xlsx.FILLS["error"], "00000000"]
    assert fills[1] == [xlsx.FILLS["warning"], xlsx.FILLS["warning"], xlsx.FILLS["changed"]]
    assert [sheet.column_dimensions[c].hidden for c in "ABC"] == [False, False, True]


def test_a_protected_sheet_is_open_in_its_unlocked_columns_and_blank_rows():
    columns = [Column("Mã"), Column("Số liệu", "number")]
    sheet = book_of(SheetSpec("A", columns, [["1", None]], protect=True, unlocked=[2], blank_rows=2)).active
    assert sheet.protection.sheet
    assert [[cell.protection.locked for cell in row] for row in sheet.iter_rows(min_row=2)] == [[True, False]] * 3
    assert sheet.max_row == 4


def test_a_column_takes_only_what_its_list_holds():
    choices = ["tin, bài", 'lượt "mới"', "x" * 300]
    book = book_of(SheetSpec("Số liệu", [Column("Đơn vị")], [["lượt"]], ["T"], blank_rows=5, lists={1: choices}))
    (rule,) = book["Số liệu"].data_validations.dataValidation
    assert (rule.type, str(rule.sqref), rule.formula1) == ("list", "A4:A9", "'Choices'!$A$1:$A$3")
    assert [cell.value for cell in book["Choices"]["A"]] == choices
    assert book["Choices"].sheet_state == "veryHidden"


def test_sheets_get_names_that_excel_takes_and_hidden_ones_are_not_in_front():
    specs = [
        SheetSpec("Ẩn", [Column("A")], [], is_hidden=True),
        SheetSpec("a/b:c?", [Column("A")], []),
        SheetSpec("A b c", [Column("A")], []),
        SheetSpec("x" * 40, [Column("A")], []),
        SheetSpec("", [Column("A")], []),
    ]
    book = book_of(*specs)
    assert book.sheetnames == ["Ẩn", "a b c", "A b c 2", "x" * 31, "1"]
    assert [sheet.sheet_state for sheet in book] == ["hidden", *["visible"] * 4]
    assert book.active.title == "a b c"


def test_the_same_sheets_give_the_same_bytes_and_no_trace_of_a_machine():
    spec = SheetSpec("A", [Column("A")], [["x"]], notes={(1, 1): "y"}, lists={1: ["x"]})
    written = write([spec], title="Bảng")
    assert written == write([spec], title="Bảng")
    with ZipFile(io.BytesIO(written)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if b"openpyxl" in archive.read(name).lower()]
    book = book_of(spec, title="Bảng", made_at=datetime(2022, 11, 10, 8, 30, tzinfo=UTC))
    kept = book.properties
    assert (kept.title, kept.created) == ("Bảng", datetime(2022, 11, 10, 8, 30))


def test_a_workbook_without_sheets_is_refused():
    with pytest.raises(ValueError, match="at least one sheet"):
        write([])
