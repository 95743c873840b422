"""The workbook that was handed in comes back with every refusal at its place, and nothing else changed."""

import io
import time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from django.utils.translation import override

from dxtracker.demonstration import agencies
from dxtracker.lib.xlsx import FILLS
from kpis.periods.actions import plan_periods
from tests import factories
from workbooks.annotate import marking
from workbooks.annotate.workbook import annotate, annotated_name
from workbooks.reading.tables.headings import MARKED
from workbooks.runs import actions as run

SAMPLES = Path(__file__).resolve().parents[3] / "fixtures" / "workbooks"
REFUSED = {"F12", "D13", "H14", "D16", "F19", "D20"}


@pytest.fixture
def plan(db):
    plan = factories.PlanFactory(province=agencies.load()[agencies.PROVINCE], year=2022)
    plan_periods(plan, by=None)
    return plan


@pytest.fixture
def previewed(plan):
    """previewed(data, name, mends={…}): an unsaved run with what was understood."""

    def read(data, name="giao.xlsx", **choices):
        held = run.draft(data, name, kind="assignments", province=plan.province, plan=plan)
        held.choices = choices
        held.understood = run.understand(held, data).as_json()
        return held

    return read


def sample(name="list_errors"):
    return (SAMPLES / f"{name}.xlsx").read_bytes()


def sheet_of(data, place=0):
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[place]


def column(sheet, letter):
    return {cell.row: cell.value for cell in sheet[letter] if cell.value}


def looks(sheet, columns):
    """All that a reader sees of the first `columns` columns, but comments and fills."""
    return {
        cell.coordinate: (cell.value, cell.number_format, cell.font.name, cell.font.b, cell.border.left.style)
        for row in sheet.iter_rows(max_col=columns)
        for cell in row
    }


def test_each_refused_row_says_why_and_each_refused_cell_has_a_comment(previewed):
    data = sample()
    with override("vi"):
        made = sheet_of(annotate(data, previewed(data)))
    assert set(column(made, "J")) == {5, 12, 13, 14, 16, 19, 20}
    assert made["J5"].value == MARKED
    assert made["J14"].value == "H14: Không có ngày 31/02/2022. Đề xuất: 28/02/2022"
    commented = {cell.coordinate for row in made.iter_rows() for cell in row if cell.comment}
    assert commented == REFUSED
    assert {made[place].fill.fgColor.rgb for place in REFUSED} == {FILLS["error"]}
    assert "28/02/2022" in made["H14"].comment.text


@pytest.mark.parametrize("name", ["list_errors", "list_tcvn3"])
def test_nothing_else_changes(previewed, name):
    data = sample(name)
    held = previewed(data, mends={"PL I!D10": "≥ 55"})
    before, after = sheet_of(data), sheet_of(annotate(data, held))
    changed = {place for place, look in looks(before, 9).items() if looks(after, 9)[place] != look}
    assert changed == {"D10"}
    assert set(map(str, after.merged_cells.ranges)) == set(map(str, before.merged_cells.ranges))
    widths = {letter: before.column_dimensions[letter].width for letter in "ABCDEFGHI"}
    assert {letter: after.column_dimensions[letter].width for letter in "ABCDEFGHI"} == widths


def test_the_annotated_workbook_is_read_as_before(previewed):
    data = sample()
    held = previewed(data)
    made = annotate(data, held)
    again = previewed(made)
    cells = [[p["cell"] for line in each.understood["lines"] for p in line["problems"]] for each in (held, again)]
    assert cells[0] == cells[1]
    assert {p["code"] for p in again.understood["notices"]} - {p["code"] for p in held.understood["notices"]} == {
        "ignored_column"
    }


def test_a_mended_cell_holds_its_new_text_and_is_not_asked_again(previewed):
    data = sample()
    made = annotate(data, previewed(data, mends={"PL I!D13": "245", "PL I!F12": "Sở TT&TT"}))
    sheet = sheet_of(made)
    assert (sheet["D13"].value, sheet["F12"].value) == ("245", "Sở TT&TT")
    assert sheet["D13"].fill.fgColor.rgb == FILLS["changed"]
    assert "Sở Khoa học Vũ trụ" in sheet["F12"].comment.text
    assert sheet["J12"].value.startswith("F12: ")
    left = {p["cell"] for line in previewed(made).understood["lines"] for p in line["problems"]}
    assert left == REFUSED - {"D13", "F12"}


def test_a_second_annotation_takes_away_what_the_first_one_said(previewed):
    data = sample()
    once = annotate(data, previewed(data))
    book = openpyxl.load_workbook(io.BytesIO(once))
    book.worksheets[0]["H14"] = "28/02/2022"
    out = io.BytesIO()
    book.save(out)
    twice = sheet_of(annotate(out.getvalue(), previewed(out.getvalue())))
    assert set(column(twice, "J")) == {5, 12, 13, 16, 19, 20}
    assert twice["H14"].comment is None
    assert twice["H14"].fill.fgColor.rgb != FILLS["error"]
    assert twice.max_column == 10


def test_a_mended_cell_in_an_old_font_gets_one_that_shows_it(previewed):
    data = sample("list_tcvn3")
    sheet = sheet_of(annotate(data, previewed(data, mends={"PL I!F14": "Sở Tài chính"})))
    assert sheet["F14"].value == "Sở Tài chính"
    assert not sheet["F14"].font.name.startswith(".Vn")
    assert "STTTT" in sheet["F14"].comment.text


def test_beside_a_matrix_the_column_is_not_taken_for_an_agency(previewed):
    book = openpyxl.load_workbook(io.BytesIO(sample("matrix")))
    book.worksheets[0].delete_cols(15)
    book.worksheets[0]["D9"] = "90-60"
    out = io.BytesIO()
    book.save(out)
    held = previewed(out.getvalue())
    again = previewed(annotate(out.getvalue(), held))
    assert again.understood["problems"] == []
    assert [line["status"] for line in again.understood["lines"]] == [
        line["status"] for line in held.understood["lines"]
    ]


def test_a_problem_of_a_whole_table_is_said_at_its_headings(previewed):
    book = openpyxl.Workbook()
    for row in (["TT", "Chỉ tiêu", "ĐVT", "Mức giao"], [1, "Tỷ lệ hồ sơ số hóa", "%", "≥ 50"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    held = previewed(out.getvalue())
    assert [p["code"] for p in held.understood["problems"]] == ["no_lead_column"]
    assert set(column(sheet_of(annotate(out.getvalue(), held)), "E")) == {1, 2}


def test_csv_comes_back_as_a_workbook(previewed):
    text = "TT;Nhiệm vụ;ĐVT;Mức giao;Cơ quan chủ trì\n1;=1+1 hồ sơ;%;90-60;Sở Xây dựng\n"
    held = previewed(text.encode("utf-8-sig"), "giao: [1].csv")
    made = annotate(text.encode("utf-8-sig"), held)
    sheet = sheet_of(made)
    assert sheet["F2"].value.startswith("D2: ")
    assert sheet["D2"].comment is not None
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1 hồ sơ", "s")
    assert annotated_name(held, made) == "giao: [1]-loi.xlsx"


def test_macros_stay_and_so_does_the_ending(previewed):
    out = io.BytesIO(sample())
    with ZipFile(out, "a", ZIP_DEFLATED) as archive:
        archive.writestr(marking.VBA, b"macro")
    held = previewed(out.getvalue(), "giao.xlsm")
    made = annotate(out.getvalue(), held)
    assert ZipFile(io.BytesIO(made)).read(marking.VBA) == b"macro"
    assert annotated_name(held, made) == "giao-loi.xlsm"


def test_a_merged_area_over_the_whole_sheet_costs_nothing(previewed):
    """The library would make an object of each of its cells."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(sample())) as before, ZipFile(made, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            after.writestr(name, part.replace(b'"A22:I22"', b'"A22:NR60000"'))
    held = previewed(made.getvalue())
    started = time.monotonic()
    sheet = sheet_of(annotate(made.getvalue(), held))
    assert time.monotonic() - started < 10
    assert set(column(sheet, "J")) == {5, 12, 13, 14, 16, 19, 20}


def test_a_file_that_does_not_survive_the_marking_comes_back_as_its_cells(previewed, monkeypatch):
    monkeypatch.setattr(marking, "MEMORY", 32 * 2**20)
    made = sheet_of(annotate(sample(), previewed(sample())))
    assert set(column(made, "J")) == {5, 12, 13, 14, 16, 19, 20}
    assert made["A2"].font.b is not True
