"""Nothing that somebody typed in a figures workbook is passed over unsaid, and no figure lands at two items."""

import io

import pytest
from openpyxl import load_workbook

from kpis.items.actions import set_target
from tests import factories
from tests.workbooks import figures_cast as cast
from tests.workbooks.figures_cast import filled, july_of, refusals, statuses
from workbooks.kinds.figures.template import PLACE, template
from workbooks.runs import actions as runs

opened_here, items, july, made, handed_in = cast.opened_here, cast.items, cast.july, cast.made, cast.handed_in
HEADINGS = 6
VALUE = PLACE["value"]


def edited(data, edit):
    """The workbook after `edit(its first sheet, the book)`."""
    book = load_workbook(io.BytesIO(data))
    edit(book.worksheets[0], book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refused(run):
    return [(p["sheet"], p["cell"], p["code"]) for p in run.understood["problems"]]


def warnings(run):
    return [(w["cell"], w["code"]) for line in run.understood["lines"] for w in line["warnings"]]


def test_a_copied_sheet_is_read_and_asked_about_where_it_says_otherwise(made, items, handed_in):
    def copied(sheet, book):
        sheet["G7"] = 5
        book.copy_worksheet(sheet)["G10"] = 77

    run = handed_in(edited(made(), copied))
    assert statuses(run).count("refused") == 2
    assert refusals(run) == [("O10", "duplicate_item"), ("O10", "duplicate_item")]
    assert {line["sheet"] for line in run.understood["lines"]} == {"Số liệu", "Số liệu Copy"}
    assert [(w["sheet"], w["cell"], w["code"]) for line in run.understood["lines"] for w in line["warnings"]] == [
        ("Số liệu Copy", cell, "repeated_row") for cell in ("O7", "O8", "O9")
    ]


def test_figures_on_a_copied_sheet_alone_are_not_lost(made, items, handed_in, clerk_a):
    def moved(sheet, book):
        book.copy_worksheet(sheet)["G7"] = 5
        sheet.sheet_state = "hidden"

    run = handed_in(edited(made(), moved))
    assert statuses(run) == ["new", "unchanged", "unchanged", "unchanged"]


@pytest.mark.parametrize("heading", ["Số tháng 7", None])
def test_a_column_whose_heading_is_gone_stops_the_import(made, items, handed_in, heading):
    def renamed(sheet, book):
        sheet.cell(HEADINGS, VALUE).value, sheet["G7"] = heading, 99

    assert refused(handed_in(edited(made(), renamed))) == [("Số liệu", "6", "column_gone")]


def test_a_column_that_no_item_needs_may_go(item, agency_a, july, handed_in):
    item(kind="number")

    def without(sheet, book):
        sheet.cell(HEADINGS, PLACE["document_number"]).value = None
        sheet["G7"] = 5

    run = handed_in(edited(template(agency_a, july, "vi"), without))
    assert (refused(run), statuses(run)) == ([], ["new"])


def test_a_second_column_of_the_same_heading_stops_the_import(made, items, handed_in):
    def twice(sheet, book):
        sheet.cell(HEADINGS, 17).value, sheet["Q7"] = sheet.cell(HEADINGS, VALUE).value, 99

    assert refused(handed_in(edited(made(), twice))) == [("Số liệu", "Q6", "repeated_heading")]


def test_a_figure_merged_over_rows_is_nobodys(made, items, handed_in):
    def merged(sheet, book):
        sheet["G9"] = 42
        sheet.merge_cells("G9:G10")

    found = refusals(handed_in(edited(made(), merged)))
    assert ("G10", "figure_of_several_rows") in found
    assert ("G9", "figure_of_several_rows") in found


def test_a_row_copied_as_it_is_counts_once(made, items, handed_in, clerk_a):
    def copied(sheet, book):
        sheet["G7"] = 5
        for column in range(1, 16):
            sheet.cell(11, column).value = sheet.cell(7, column).value

    run = handed_in(edited(made(), copied))
    assert (statuses(run), warnings(run)) == (["new", *["unchanged"] * 4], [("O11", "repeated_row")])
    runs.confirm(run, by=clerk_a)
    assert july_of(items["number"]).value == 5


def test_hidden_rows_are_read_and_said(made, items, handed_in):
    def hidden(sheet, book):
        sheet.row_dimensions[7].hidden, sheet["G7"] = True, 9

    run = handed_in(edited(made(), hidden))
    assert statuses(run)[0] == "new"
    assert [(n["cell"], n["code"]) for n in run.understood["notices"]] == [("7", "hidden_rows")]


def test_every_cell_that_was_emptied_is_said_also_by_a_dash(made, items, handed_in, draft, cause):
    draft(items["number"], 7, value=5, note="Giữ", cause=cause)
    draft(items["latest"], 7, is_no_activity=True)
    emptied = handed_in(filled(made(), value_7="-", note_7=None, cause_7=None, is_no_activity_10=None))
    assert statuses(emptied) == ["unchanged"] * 4
    assert warnings(emptied) == [(cell, "emptied_cell") for cell in ("G7", "M7", "N7", "L10")]


def test_no_instead_of_the_mark_takes_no_activity_back(made, items, handed_in, draft, clerk_a):
    draft(items["latest"], 7, is_no_activity=True)
    run = handed_in(filled(made(), is_no_activity_10="không", is_no_activity_7="không"))
    assert statuses(run) == ["unchanged", "unchanged", "unchanged", "changed"]
    runs.confirm(run, by=clerk_a)
    assert not july_of(items["latest"]).is_no_activity


def test_a_workbook_of_an_agency_of_another_province_is_refused(made, items, handed_in, july, agency_a):
    """Codes are the same in many provinces."""
    other = factories.ProvinceFactory(code="phu-tho", name="Tỉnh Phú Thọ")
    same = factories.AgencyFactory(parent=other, code=agency_a.code, name=agency_a.name)
    assert handed_in(template(same, july, "vi")).problem["code"] == "figures_of_another_province"


def test_a_workbook_made_before_it_named_its_province_is_still_read(made, items, handed_in):
    def older(sheet, book):
        hidden = book["dxtracker"]
        row = next(cell.row for cell in hidden["A"] if cell.value == "#province")
        hidden.delete_rows(row)
        sheet["G7"] = 5

    assert statuses(handed_in(edited(made(), older)))[0] == "new"


def test_a_figure_typed_by_another_way_of_counting_than_is_asked_for_by_now_is_refused(made, items, handed_in):
    """A running total became the figure of one month."""
    data = filled(made(), value_7=95, note_7="Xem lại", value_10=5)
    indicator = items["number"].indicator
    indicator.over_time = "sum"
    indicator.save()
    run = handed_in(data)
    assert refusals(run) == [("G7", "way_changed_meanwhile")]
    assert statuses(run) == ["refused", "unchanged", "unchanged", "new"]


def test_a_figure_typed_in_another_unit_than_is_asked_for_by_now_is_refused(made, items, handed_in, months):
    """95 became 95 thousand."""
    data = filled(made(), value_7=95)
    set_target(items["number"], in_force_from=months[7], by=None, operator=">=", low=1, unit="nghìn lượt")
    assert refusals(handed_in(data)) == [("G7", "unit_changed_meanwhile")]


def test_a_workbook_that_does_not_say_its_units_is_still_read(made, items, handed_in):
    def older(sheet, book):
        book["dxtracker"].delete_cols(11, 2)
        sheet["G7"] = 5

    assert statuses(handed_in(edited(made(), older)))[0] == "new"
