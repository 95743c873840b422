"""A month's figures as a workbook: downloaded, filled in, handed in; two people at one figure; taken back."""

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from agencies.models import AuditEvent
from kpis.entry.actions import type_figures
from kpis.enums import OverTime
from kpis.errors import CannotChange
from kpis.items.actions import hand_over
from kpis.models import Entry, EntryEvent
from tests.factories import CauseFactory, submit_report
from tests.workbooks import figures_cast as cast
from tests.workbooks.checksum import tables_checksum
from tests.workbooks.figures_cast import FIRST, filled, july_of, refusals, statuses
from workbooks.kinds.figures import read as figures
from workbooks.kinds.figures import template as figures_template
from workbooks.kinds.figures.template import FIELDS, PLACE
from workbooks.models import ImportRun
from workbooks.opening import reading
from workbooks.opening.book import book_of
from workbooks.reading.shapes import CannotRead
from workbooks.runs import actions as runs

opened_here, items, july, made, handed_in = cast.opened_here, cast.items, cast.july, cast.made, cast.handed_in


# --- the workbook ------------------------------------------------------------------------------------------------


def test_only_the_cells_of_an_items_own_kind_are_open_and_the_item_code_is_hidden(made, items):
    sheet = load_workbook(io.BytesIO(made())).worksheets[0]
    assert sheet.protection.sheet
    open_cells = {
        row: [role for role in PLACE if not sheet.cell(row, PLACE[role]).protection.locked] for row in range(1, 11)
    }
    assert all(open_cells[row] == [] for row in range(1, FIRST))
    assert open_cells[FIRST] == ["value", "is_no_activity", "cause", "note"]
    assert open_cells[FIRST + 1] == ["numerator", "denominator", "is_no_activity", "cause", "note"]
    assert open_cells[FIRST + 2] == ["document_number", "document_on", "is_no_activity", "cause", "note"]
    assert sheet.column_dimensions["O"].hidden
    assert sheet["O7"].value == items["number"].indicator.code


def test_a_row_shows_target_and_the_figure_of_an_earlier_month(made, items, approved):
    approved(items["number"], 5, value=Decimal("41.5"))
    sheet = load_workbook(io.BytesIO(made())).worksheets[0]
    shown = {role: sheet.cell(FIRST, PLACE[role]).value for role in ("indicator", "unit", "target", "before", "value")}
    assert shown == {
        "indicator": items["number"].indicator.name,
        "unit": "lượt",
        "target": "≥ 100\u00a0lượt",
        "before": "41,5",
        "value": None,
    }


def test_a_ratio_too_says_whether_the_month_or_the_running_total_is_typed(made, items):
    indicator = items["ratio"].indicator
    for way in OverTime:
        indicator.over_time = way
        indicator.save()
        assert load_workbook(io.BytesIO(made())).worksheets[0].cell(FIRST + 1, PLACE["typed"]).value == way.label


def test_causes_are_chosen_from_a_list(made, cause):
    book = load_workbook(io.BytesIO(made()))
    rules = {str(rule.sqref): rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation}
    assert set(rules) == {"L7:L10", "M7:M10"}
    assert cause.name in [row[0].value for row in book["Choices"].iter_rows(max_col=1)] + [
        row[1].value for row in book["Choices"].iter_rows(max_col=2)
    ]


def test_entries_that_wait_for_review_are_shut(made, items, submitted):
    submitted(items["number"], 7, value=5)
    sheet = load_workbook(io.BytesIO(made())).worksheets[0]
    assert sheet.cell(FIRST, PLACE["value"]).value == 5
    assert all(sheet.cell(FIRST, PLACE[role]).protection.locked for role in FIELDS)


# --- round trip --------------------------------------------------------------------------------------------------


def test_what_is_typed_in_the_workbook_becomes_drafts_and_comes_back_unchanged(made, items, handed_in, clerk_a, cause):
    data = filled(
        made(), value_7=0, note_7="Chưa phát sinh", numerator_8=5, denominator_8=8, document_number_9="12/QĐ-SXD",
        document_on_9=date(2022, 7, 5), is_no_activity_10="x", cause_10=cause.name,
    )  # fmt: skip
    run = handed_in(data)
    assert (run.state, run.counts) == ("previewed", {"new": 4, "changed": 0, "unchanged": 0, "refused": 0})
    runs.confirm(run, by=clerk_a)
    number, ratio, task, latest = (july_of(items[name]) for name in ("number", "ratio", "task", "latest"))
    assert (number.value, number.note, number.status, number.typed_by) == (0, "Chưa phát sinh", "draft", clerk_a)
    assert (ratio.numerator, ratio.denominator) == (5, 8)
    assert (task.document_number, task.document_on) == ("12/QĐ-SXD", date(2022, 7, 5))
    assert (latest.is_no_activity, latest.value, latest.cause) == (True, None, cause)
    again = handed_in(made())
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 4, "refused": 0}
    runs.confirm(again, by=clerk_a)
    assert EntryEvent.objects.count() == 4


def test_blank_leaves_what_stands_and_a_figure_takes_no_activity_away(made, items, handed_in, clerk_a, draft):
    draft(items["number"], 7, value=5, note="Giữ nguyên")
    draft(items["latest"], 7, is_no_activity=True)
    run = handed_in(filled(made(), value_7=None, is_no_activity_10=None, value_10="1.250"))
    assert statuses(run) == ["unchanged", "unchanged", "unchanged", "changed"]
    assert [w["code"] for w in run.understood["lines"][0]["warnings"]] == ["emptied_cell"]
    runs.confirm(run, by=clerk_a)
    assert (july_of(items["number"]).value, july_of(items["number"]).version) == (5, 1)
    latest = july_of(items["latest"])
    assert (latest.value, latest.is_no_activity, latest.version) == (Decimal(1250), False, 2)


def test_a_workbooks_counts_are_whole_and_no_shares(made, items, handed_in, indicators):
    for text, code in (("1.250,5", "count_not_whole"), ("12,5%", "percent_for_count")):
        run = handed_in(filled(made(), value_7=text))
        assert [p["code"] for p in run.understood["lines"][0]["problems"]] == [code]


def test_an_english_workbook_is_read_too(made, items, handed_in):
    assert statuses(handed_in(filled(made("en"), value_7=3))) == ["new", "unchanged", "unchanged", "unchanged"]


def test_what_cannot_be_a_figure_is_refused_at_its_cell(made, items, handed_in, cause):
    data = filled(
        made(), value_7="1,2345", numerator_8=9, denominator_8=8, value_9=3, is_no_activity_9="hả",
        value_10=4, is_no_activity_10="x", cause_10="Trời mưa",
    )  # fmt: skip
    run = handed_in(data)
    assert refusals(run) == [
        ("G7", "too_many_decimals"),
        ("H8", "ratio_parts_out_of_order"),
        ("G9", "not_for_this_item"),
        ("L9", "mark_not_understood"),
        ("M10", "unknown_cause"),
    ]
    others = handed_in(
        filled(made(), value_7=10**15, numerator_8=1, value_10=4, is_no_activity_10="x", item_9="LẠ", note_9="?")
    )
    assert refusals(others) == [
        ("G7", "number_too_large"),
        ("I8", "ratio_part_missing"),
        ("O9", "unknown_item"),
        ("G10", "figure_beside_no_activity"),
    ]


def test_a_row_that_was_copied_is_refused(made, items, handed_in):
    code = items["number"].indicator.code
    found = [("O7", "duplicate_item"), ("O8", "duplicate_item")]
    assert refusals(handed_in(filled(made(), value_7=1, item_8=code))) == found, "nobody knows which of them counts"


def test_another_agency_another_month_or_another_file_cannot_be_read(made, agency_b, period, items, handed_in):
    assert handed_in(made(), agency=agency_b).problem["code"] == "figures_of_another_agency"
    other = handed_in(made(), period=period(8)).problem
    assert (other["code"], other["details"]) == ("figures_of_another_month", {"month": "7/2022"})
    book = load_workbook(io.BytesIO(made()))
    del book["dxtracker"]
    plain = io.BytesIO()
    book.save(plain)
    assert handed_in(plain.getvalue()).problem["code"] == "no_figures_template"


@pytest.mark.parametrize(
    ("cell", "text"), [("B8", "mười"), ("C8", "NaN"), ("C8", "1E+999999999"), ("D8", "0.00001"), ("G8", "hôm qua")]
)
def test_a_hidden_sheet_that_was_tampered_with_cannot_be_read(made, items, handed_in, cell, text):
    book = load_workbook(io.BytesIO(made()))
    book["dxtracker"][cell].value = text
    broken = io.BytesIO()
    book.save(broken)
    assert handed_in(broken.getvalue()).problem["code"] == "no_figures_template"


def test_nobody_writes_into_a_month_that_is_not_open(made, items, handed_in, close_until, clerk_a, july):
    run = handed_in(filled(made(), value_7=3))
    close_until(7)
    with pytest.raises(runs.Stale):
        runs.confirm(run, by=clerk_a)
    run.refresh_from_db()
    assert refusals(run) == [("7", "month_not_open")]
    assert run.counts["refused"] == 2
    assert not Entry.objects.exists()


def test_figures_that_wait_for_review_are_not_typed_over(made, items, handed_in, submitted):
    data = filled(made(), value_7=6)
    submitted(items["number"], 7, value=5)
    assert refusals(handed_in(data)) == [("7", "entry_not_open")]
    assert statuses(handed_in(filled(made(), value_7=5)))[0] == "unchanged"


# --- taken back --------------------------------------------------------------------------------------------------


def test_undoing_removes_what_was_made_and_types_back_what_was_changed(
    made, items, draft, handed_in, clerk_a, head_a, july
):
    entry = draft(items["number"], 7, value=5, note="Trước")
    type_figures(items["number"], july, by=head_a, version=1, value=5)
    moved = ("kpis.entryevent", "kpis.entry.version")
    before, events = tables_checksum(exclude=moved), EntryEvent.objects.count()
    run = handed_in(filled(made(), value_7=7, value_10=1))
    runs.confirm(run, by=clerk_a)
    assert tables_checksum(exclude=moved) != before
    runs.undo(run, by=head_a)
    assert tables_checksum(exclude=moved) == before
    entry.refresh_from_db()
    assert (entry.value, entry.note, entry.typed_by, entry.version) == (5, "Trước", head_a, 4)
    last = entry.events.order_by("pk").last()
    assert (last.move, last.by, last.new["value"]) == ("type", head_a, "5.000")
    assert EntryEvent.objects.count() == events + 2  # the import's and the undoing's, both of the entry that stood
    assert AuditEvent.objects.get(action="entry-removed").old["value"] == "1.000"


def test_undoing_new_drafts_leaves_every_table_as_it_was(made, items, handed_in, clerk_a):
    before = tables_checksum()
    run = handed_in(filled(made(), value_7=7, numerator_8=1, denominator_8=2))
    runs.confirm(run, by=clerk_a)
    runs.undo(run, by=clerk_a)
    assert tables_checksum() == before


@pytest.mark.parametrize("later", ["typed", "submitted", "closed"])
def test_figures_that_have_moved_on_are_not_taken_back(
    made, items, draft, handed_in, clerk_a, head_a, agency_a, july, later
):
    run = handed_in(filled(made(), value_7=7))
    runs.confirm(run, by=clerk_a)
    if later == "typed":
        draft(items["number"], 7, value=8)
    elif later == "submitted":
        submit_report(agency_a, july, by=head_a)
    else:
        july.__class__.objects.filter(pk=july.pk).update(state="planned")
    after = tables_checksum()
    with pytest.raises(CannotChange):
        runs.undo(run, by=head_a)
    assert tables_checksum() == after


def test_without_agency_and_month_figures_cannot_be_read(made, province):
    run = ImportRun(province=province, kind="figures")
    with pytest.raises(CannotRead) as caught:
        figures.read(run, book_of(reading.answer_to(made()), "a.xlsx"))
    assert caught.value.problem.code == "figures_need_agency_and_month"


def test_the_template_costs_the_same_number_of_queries_for_any_number_of_items(
    django_assert_num_queries, agency_a, july, item, indicators
):
    item(kind="number")
    with django_assert_num_queries(5):
        figures_template.template(agency_a, july, "vi")
    for name in ("ratio", "task"):
        item(kind=name)
    CauseFactory(province=agency_a.province)
    with django_assert_num_queries(5):
        figures_template.template(agency_a, july, "vi")


def test_two_items_of_one_indicator_are_told_apart(item, agency_a, agency_b, months, july, handed_in, clerk_a):
    """One of them the agency took over: each row is its own item's, also when the workbook comes a second time."""
    own, taken = item(sort_order=1), item(agency=agency_b, sort_order=2)
    hand_over([taken], to=agency_a, since=months[5], by=clerk_a, reason="QĐ 1")
    made = figures_template.template(agency_a, july, "vi")
    name, sheet = own.indicator.name, load_workbook(io.BytesIO(made)).worksheets[0]
    named = [sheet.cell(row, PLACE["indicator"]).value for row in (FIRST, FIRST + 1)]
    assert named == [name, f"{name} ({agency_b.short_name or agency_b.name})"]
    data = filled(made, value_7=11, value_8=22)
    run = handed_in(data)
    assert (statuses(run), refusals(run)) == (["new", "new"], [])
    runs.confirm(run, by=clerk_a)
    assert (july_of(own).value, july_of(taken).value) == (11, 22)
    assert statuses(handed_in(data)) == ["unchanged", "unchanged"]


def test_figures_of_an_item_that_has_passed_on_are_not_taken_back(
    made, items, handed_in, clerk_a, agency_b, months, officer
):
    """They are another agency's by now."""
    run = handed_in(filled(made(), value_7=9))
    runs.confirm(run, by=clerk_a)
    hand_over([items["number"]], to=agency_b, since=months[5], by=officer, reason="QĐ 1")
    with pytest.raises(CannotChange):
        runs.undo(run, by=clerk_a)
    assert july_of(items["number"]).value == 9
