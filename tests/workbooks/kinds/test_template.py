"""The blank workbook, its example and the reader say the same."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from dxtracker.lib.text import same_name_key
from dxtracker.lib.xlsx import Column, SheetSpec, write
from workbooks.kinds.agencies.read import WORDS
from workbooks.kinds.template import EXAMPLE_ROWS, HEADINGS, blank, example
from workbooks.opening.book import open_book
from workbooks.reading import plain_table, rows
from workbooks.reading.agencies import names
from workbooks.reading.shapes import CannotRead
from workbooks.reading.tables import layouts

OFFICIAL = {
    "SXD": "Sở Xây dựng", "STTTT": "Sở Thông tin và Truyền thông", "SKHDT": "Sở Kế hoạch và Đầu tư",
    "STC": "Sở Tài chính", "VPUBND": "Văn phòng UBND tỉnh", "TAMDAO": "UBND huyện Tam Đảo",
}  # fmt: skip
DEPARTMENTS = ("VPUBND", "SXD", "STTTT", "SKHDT", "STC")
KINDS = ("assignments", "agencies", "people")


@pytest.fixture
def directory():
    known = {same_name_key(name): (code,) for code, name in OFFICIAL.items()}
    groups = {
        key: members
        for code, name, members in (
            ("so_ban_nganh", "Sở, ban, ngành", DEPARTMENTS), ("huyen", "UBND các huyện, thành phố", ("TAMDAO",)),
        )
        for key in names.group_keys(code, name)
    }  # fmt: skip
    return names.Directory(known | {same_name_key("Sở TT&TT"): ("STTTT",)}, groups, OFFICIAL)


def items(data, directory):
    return rows.understand(layouts.read(open_book(data, "mau.xlsx"), directory, 2022), directory, 2022)


def filled(language="vi"):
    """The example of the blank workbook, turned upright from its sheet, as somebody would copy it."""
    sheet = openpyxl.load_workbook(io.BytesIO(blank("assignments", language))).worksheets[1]
    beside = list(sheet.iter_rows(values_only=True))[3:]
    upright = list(zip(*beside, strict=True))
    return write([SheetSpec("Biểu nhập", [Column(text) for text in upright[0]], upright[1:])])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_example_is_read_as_it_is_meant(directory, language):
    found = items(filled(language), directory)
    assert [row.problems for row in found] == [()] * 5
    goals = [(row.goal.operator, row.goal.low, row.goal.high) for row in found]
    assert goals == [
        (">=", 80, None), (">", 100_000, None), ("between", 50, 60), ("<=", 2, None), ("done", None, None),
    ]  # fmt: skip
    assert [row.leads for row in found] == [(*DEPARTMENTS, "TAMDAO"), ("STTTT",), ("SXD",), ("STTTT",), ("SXD",)]
    assert [row.coordinators for row in found] == [("STTTT",), ("VPUBND",), (), DEPARTMENTS, ("SKHDT", "STC")]
    assert found[1].unresolved_coordinators == ("Công an tỉnh",)
    assert [(row.deadline, row.is_recurring) for row in found] == [
        (None, True), (date(2022, 12, 31), False), (date(2022, 12, 15), False), (None, True),
        (date(2022, 9, 30), False),
    ]  # fmt: skip
    assert [(row.weight, row.baseline) for row in found[1:3]] == [(2, 62_500), (None, Decimal("41.7"))]
    assert found[4].product == "Quyết định của UBND tỉnh"
    assert [row.section for row in found] == [row[10] for row in EXAMPLE_ROWS["assignments"]]
    assert [row.unit for row in found] == ["%", "Lượt", "%", "vụ", "văn bản"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_example_and_the_guide_may_stay_in_the_workbook(directory, language):
    book = open_book(blank("assignments", language), "mau.xlsx")
    reading = layouts.read(book, directory, 2022)
    assert [table.sheet for table in reading.tables] == [book.sheets[0].name]
    assert reading.tables[0].lines == ()
    assert reading.problems == ()
    assert len(reading.skipped_sheets) == 2


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_heading_of_the_agencies_is_known_and_only_the_first_sheet_is_a_table(language):
    book = open_book(blank("agencies", language), "mau.xlsx")
    (table,) = plain_table.find(book, WORDS, [["agency_code", "name"]])
    assert table.sheet == book.sheets[0].name
    assert list(table.columns.values()) == [
        "agency_code", "name", "short_name", "aliases", "peer_group", "parent", "unit_code", "sort_order",
    ]  # fmt: skip
    assert table.rows == ()


@pytest.mark.parametrize("kind", KINDS)
def test_an_example_row_has_a_cell_for_each_heading(kind):
    widths = {len(row) for row in EXAMPLE_ROWS[kind]} | {len(headings) for headings in HEADINGS[kind].values()}
    assert len(widths) == 1


def test_an_example_names_no_place_of_one_province():
    cells = " ".join(cell for rows in EXAMPLE_ROWS.values() for row in rows for cell in row)
    named = ("vinhphuc", "Vĩnh Phúc", "Tam Đảo", "Sông Lô", "Tân Lập", "Tam Sơn", "Đồng Quế")
    assert [name for name in named if name in cells] == []


def test_the_example_on_the_page_leaves_out_columns_that_nothing_fills():
    headings, shown = example("assignments")
    assert "Mã chỉ tiêu" not in headings
    assert "Trọng số" in headings
    assert {len(row) for row in shown} == {len(headings)}


def test_a_kind_without_a_blank_workbook_is_none():
    with pytest.raises(KeyError):
        blank("figures")


def test_the_example_alone_is_no_sheet_of_targets(directory):
    book = openpyxl.load_workbook(io.BytesIO(blank("assignments")))
    del book[book.sheetnames[0]]
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(CannotRead):
        layouts.read(open_book(out.getvalue(), "mau.xlsx"), directory, 2022)
