"""The words of every problem that an import finds: code → sentence. Details fill the %(…)s."""

from django.utils.translation import gettext_lazy as _

from agencies.pages.counted import Counted
from kpis.grammar import words as grammar
from kpis.grammar.shapes import Problem
from workbooks.kinds.committed_items.words import PROBLEMS
from workbooks.kinds.people.words import PROBLEMS as OF_PEOPLE
from workbooks.kinds.succession.words import PROBLEMS as SUCCESSION

WORDS = {
    **grammar.WORDS,
    **PROBLEMS,
    **SUCCESSION,
    **OF_PEOPLE,
    "empty_file": _("The file is empty."),
    "file_gone": _("The stored file is no longer there. Hand it in again."),
    "file_altered": _("The stored file is not the one that was handed in. Hand it in again."),
    "looks_like_another_kind": _(
        "This sheet looks like “%(kind)s”, not like what was chosen. Hand it in again as that."
    ),
    "not_understood": _("The file could not be understood: a fault of the system, which was recorded."),
    "new_indicator": _("A new indicator: it will be added to the catalogue."),
    "near_indicator": _("A new indicator, almost the same as one in the catalogue. Is it that one?"),
    "withdrawn_item": _("This item was withdrawn: a sheet does not give it again. Open the item and ask it again."),
    "sheet_skipped": _("This sheet holds no table of targets and was passed over."),
    "file_too_large": _("The file is larger than %(limit)s MB."),
    "not_a_workbook": _("This is not a workbook. Save the table as .xlsx and hand that in."),
    "password_protected": _("The workbook is protected by a password. Take it off, save and hand it in again."),
    "damaged_workbook": _("The workbook is damaged. Open it in Excel, save it as .xlsx and hand that in."),
    "damaged_text": _("The text file is damaged. Open it in Excel, save it as .xlsx and hand that in."),
    "entities_in_workbook": _("The workbook holds definitions that no spreadsheet program writes, so it was not read."),
    "pdf_file": _("This is a PDF, whatever its name says. Ask the sender for the workbook itself."),
    "picture_file": _("This is a picture, whatever its name says. Ask the sender for the workbook itself."),
    "word_file": _("This is a document, not a workbook. Copy the table into Excel and save it as .xlsx."),
    "html_file": _("This is a web page with the name of a workbook. Open it in Excel and save it as .xlsx."),
    "xml_2003_file": _("This is an XML spreadsheet of Excel 2003. Open it in Excel and save it as .xlsx."),
    "opendocument_file": _("This is an OpenDocument file (.ods). Save it as .xlsx and hand that in."),
    "binary_workbook": _("This is a binary workbook (.xlsb). Save it as .xlsx and hand that in."),
    "archive_file": _("This is a compressed archive. Unpack it and hand in the workbook itself."),
    "too_many_parts": _("The file consists of more than %(limit)s parts."),
    "unpacks_too_large": _("Unpacked, the workbook is larger than %(limit)s MB. Copy the filled rows into a new one."),
    "too_many_sheets": _("The workbook has more than %(limit)s sheets."),
    "too_many_styles": _("The workbook has more than %(limit)s cell styles. Copy the table into a new workbook."),
    "too_many_merges": _("Sheet “%(sheet)s” has more than %(limit)s merged areas."),
    "too_many_rows": _("Sheet “%(sheet)s” has more than %(limit)s filled rows, from cell %(cell)s on too many."),
    "too_many_cells": _(
        "The workbook has more filled cells or text than can be read (%(limit)s cells),"
        " from cell %(cell)s of sheet “%(sheet)s” on."
    ),
    "too_much_text": _("The workbook holds more text than can be read: over %(limit)s characters."),
    "cell_too_far": _(
        "Cell %(cell)s of sheet “%(sheet)s” is filled, but only %(rows)s rows and %(columns)s columns are read."
        " Clear it or move it."
    ),
    "text_too_long": _("Cell %(cell)s of sheet “%(sheet)s” holds more than %(limit)s characters."),
    "unknown_agency": _("No agency is called “%(name)s”."),
    "ambiguous_agency": _("Several agencies are called “%(name)s”. Choose one."),
    "unknown_coordinator": _("No agency is called “%(name)s”; it is kept as a note on coordination."),
    "ambiguous_coordinator": _("Several agencies are called “%(name)s”; it is kept as a note on coordination."),
    "unknown_division": _("The lead agency has no division “%(name)s”; it is kept as a note on coordination."),
    "nothing_understood": _(
        "No sheet holds a table that is understood. A row of headings is expected: the indicator or task, the unit,"
        " the target, the lead agency."
    ),
    "no_headings": _(
        "No row of headings is known on this sheet. Say in the table of columns what each holds: the indicator or task,"
        " the unit, the target, the lead agency."
    ),
    "section_of_other_year": Counted(
        "“%(title)s” names the year %(written)s: what is the %(n)s row below it?",
        "“%(title)s” names the year %(written)s: what are the %(n)s rows below it?",
    ),
    "kept_as_goal": _("What is said of %(year)s is kept as a goal of that year."),
    "goal_column": _("The column “%(heading)s” is about a later year: its cells are kept as goals of %(year)s."),
    "mark_dropped": _("The sign of a footnote, “%(marks)s”, is left out."),
    "two_columns_claim": _("Two columns may say the same: %(headings)s. Which one counts?"),
    "vague_group": _("“%(name)s” stands for several bodies. Say once which group or agencies it means."),
    "exception_of_nobody": _("“%(name)s” is to be left out, but is not among the others."),
    "named_with_parent": _("“%(name)s” is a part of “%(parent)s” and bears its name."),
    "only_on_hidden_sheet": _("The only table stands on the hidden sheet “%(sheet)s”."),
    "hidden_sheet_skipped": _("This sheet is hidden and was passed over."),
    "headings_unknown": _(
        "The headings that this table needs are not all known. Say in the table of columns what each holds."
    ),
    "no_indicator_column": _("No column of this table holds the indicator or task. Choose it."),
    "no_target_column": _("No column of this table holds the targets of the plan's year. Choose it."),
    "no_lead_column": _("No column of this table holds the lead agency. Choose it."),
    "two_agencies_named": _("The sheet is named after %(name)s, but its title names %(title)s."),
    "ignored_column": _("The column “%(heading)s” is not understood and not read."),
    "repeated_heading": _("The column “%(heading)s” says what another column says already; it is not read."),
    "guessed_column": _("The column “%(heading)s” is taken for the indicator, because of its texts."),
    "other_year": _("The column “%(heading)s” is about an earlier year than the plan's; it is not imported."),
    "column_without_heading": _("A column without a heading is not read."),
    "hidden_column": _("A hidden column is read like the others."),
    "hidden_rows": Counted("%(n)s hidden row is read like the others.", "%(n)s hidden rows are read like the others."),
    "row_passed_over": _("“%(text)s” is a title, a sum, a note or where somebody signs: the row was passed over."),
    "row_without_agency": _("The row has a target, but no agency is marked; nothing is assigned."),
    "no_indicator": _("The name of the indicator or task is missing."),
    "tasks_without_target": _("No column holds targets: every row is read as a task that is to be completed."),
    "no_lead": _("The lead agency is missing."),
    "struck_row": _("The row is struck through. Keep it or leave it out."),
    "old_font": _("The text seems to be in an old font: “%(text)s”?"),
    "repeated_row": _("The same as row %(row)s; it counts once."),
    "repeated_otherwise": _("Row %(row)s gives the same indicator to the same agency otherwise."),
    "not_a_day": _("“%(text)s” is no day. Write it as 05/03/2022."),
    "not_a_whole_number": _("“%(text)s” is no whole number."),
    "no_agency_table": _(
        "No sheet holds a list of agencies. A row of headings is expected: the code or the name of the agency, and"
        " beside it the short name, other names, the group."
    ),
    "sheet_without_agencies": _("This sheet holds no list of agencies and was passed over."),
    "bad_code": _("“%(code)s” is no code: letters, digits, dots and dashes, at most 40."),
    "agency_name_missing": _("No agency has this code, and a new one needs its name."),
    "code_made": _("A new agency without a code: it gets the code %(code)s."),
    "duplicate_agency": _("Row %(row)s is about the same agency."),
    "ambiguous_name": _("Several agencies have this name (%(codes)s). Add the code."),
    "name_of_another_agency": _("This is another name of %(agency)s. Write the official name, or add the code."),
    "name_of_several": _("%(agency)s goes by this name too."),
    "alias_of_another_agency": _("“%(alias)s” is already a name of %(agency)s."),
    "province_itself": _("This is the province itself; it is not changed by an import."),
    "unknown_group": _("No peer group is called “%(name)s”."),
    "unknown_level": _("“%(name)s” is no level of agencies."),
    "level_not_changed": _("The agency is recorded as %(level)s; an import does not change that."),
    "level_elsewhere": _("An agency is part of the province; a division or commune of an agency."),
    "unknown_parent": _("No agency is called “%(name)s”; this one cannot be part of it."),
    "agency_not_moved": _("The agency is recorded as part of %(parent)s; an import does not move it."),
    "parent_circle": _("The agency would be part of itself."),
    "parent_refused": _("The agency that this one is part of is refused: row %(row)s."),
    "ends_before_it_begins": _("The last day is before the first."),
    "name_begins_too_early": _("The present name is in force from %(day)s; a new one must begin later."),
    "renamed_from_today": _("The new name is in force from %(day)s, because the sheet names no day."),
    "figures_need_agency_and_month": _("Say whose figures these are, and of which month."),
    "no_figures_template": _(
        "This is not a figures workbook made here. Download the one of the agency and the month, fill it in and hand"
        " it in again."
    ),
    "old_figures_template": _("This figures workbook is of an older form. Download a new one."),
    "figures_of_another_agency": _("These are the figures of another agency (code %(agency)s)."),
    "figures_of_another_province": _("These are the figures of an agency of another province."),
    "figures_of_another_month": _("These are the figures of another month: %(month)s."),
    "month_not_open": _("This month is not open for figures."),
    "unknown_item": _("The agency has no item with the code “%(code)s” in this year."),
    "no_item_code": _("The row has figures, but its item code is gone. Download the workbook again."),
    "duplicate_item": _("Several rows are about the same item and differ. Keep one of them."),
    "unit_changed_meanwhile": _(
        "The workbook was made when the unit was “%(then)s”; it is “%(now)s” now. Download the workbook again."
    ),
    "way_changed_meanwhile": _(
        "Since the workbook was made the figure is asked for otherwise: %(now)s. Download the workbook again."
    ),
    "figure_of_several_rows": _("The cell is merged over several rows. Write the figure of each item in its own row."),
    "column_gone": _("No column is called “%(heading)s” any more: what it held would be lost. Give it its heading."),
    "not_for_this_item": _("This column is not for such an item (%(kind)s)."),
    "mark_not_understood": _("Put x where nothing happened this month, else leave the cell blank."),
    "unknown_cause": _("No cause in the list is called “%(name)s”."),
    "emptied_cell": _("The cell was emptied; what stands stays."),
    "figure_beside_no_activity": _("A figure stands beside “no activity”. Keep one of the two."),
    "ratio_part_missing": _("A ratio needs its numerator and its denominator."),
    "ratio_parts_out_of_order": _("The numerator is larger than the denominator."),
    "entry_not_open": _("What stands is “%(status)s” and cannot be typed over; it must be returned first."),
    "changed_meanwhile": _("Somebody changed this figure after the workbook was made; the file leaves it as it is."),
    "stale_entry": _(
        "Somebody changed this figure after the workbook was made. Then: %(base)s. Now: %(now)s. In the file: %(file)s."
        " Choose one."
    ),
    "stale_mine": _("What stands now (%(now)s) is replaced by the file's: %(file)s."),
    "stale_theirs": _("What stands now is kept: %(now)s. The file's is left out: %(file)s."),
}


def words(problem: Problem) -> str:
    """The sentence of a problem in the reader's language. It quotes no more than a piece of what stands in a cell."""
    return grammar.words(problem, WORDS)
