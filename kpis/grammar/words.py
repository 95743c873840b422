"""The words of what is wrong with a text that somebody wrote: code → sentence. Details fill the %(…)s."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from agencies.pages.counted import Counted, tongue
from dxtracker.lib.numbers import turned
from kpis.grammar.shapes import Problem
from kpis.grammar.text import quoted

QUOTED = 60  # characters
# Details that hold numbers as this system writes them, not as a sheet has them: kept the Vietnamese way with the
# import, and read in the language of whoever opens it.
NUMBERS = {"scaled_format": ("shown", "stored"), "shown_rounded": ("exact",)}
WORDS = {
    "too_long": _("The text is longer than %(limit)s characters."),
    "too_large_to_read": _("The workbook takes too much memory to read. Copy the filled rows into a new workbook."),
    "takes_too_long": _("The workbook takes too long to read. Copy the filled rows into a new workbook."),
    "cannot_read_now": _("The workbook cannot be read just now. Hand it in again in a few minutes."),
    "spreadsheet_error": _("The cell holds an Excel error: %(error)s."),
    "formula_without_result": _(
        "The cell holds a formula without a result. Open the file in Excel, save it and hand it in again."
    ),
    "truth_value_for_target": _("The cell says %(text)s, which is no target."),
    "date_for_target": _("A date stands where a target belongs. Excel may have made a date of it."),
    "date_for_number": _("A date stands where a figure belongs. Excel may have made a date of it."),
    "not_a_number": _("The value is no number."),
    "negative_number": _("The number is below zero."),
    "number_too_large": _("The number has more than 12 digits before the comma."),
    "too_many_decimals": _("The number has more than three decimals."),
    "thousands_or_decimals": _("%(number)s can be read in two ways: thousands or decimals."),
    "fraction_in_percent_row": _("%(number)s in a row of per cent: a share of one, or per cent?"),
    "range_upside_down": _("The range %(range)s ends below its beginning."),
    "range_of_one": _("The range %(range)s begins and ends at the same value."),
    "relative_target": _("“%(text)s” is measured against an earlier value. State the value to be reached."),
    "recurring_for_target": _("“%(text)s” says when, not how much."),
    "compound_target": _("The cell holds %(count)s targets. Choose one, or split the row."),
    "target_not_understood": _("The target is not understood: “%(text)s”."),
    "note_set_aside": _("“%(note)s” is kept with the words of the cell and not measured."),
    "unit_of_figures": _(
        "The unit changes. Figures that are reported already were counted in “%(unit)s” and are held against the new"
        " target as they stand."
    ),
    "led_elsewhere": _(
        "%(first)s was given this item before, and %(now)s leads it today: %(first)s is given one more of the same"
        " indicator."
    ),
    "unit_differs": _("The target is in %(unit)s, the row in %(row_unit)s."),
    "ratio_in_its_unit": _("A ratio is computed in its own unit: write the target in %(unit)s."),
    "letters_for_figures": _("“%(text)s” holds letters where figures belong."),
    "years_in_target": _("The cell names targets of several years (%(others)s too). Take that of %(year)s."),
    "target_names_a_year": _("The target names the year %(written)s."),
    "target_of_other_year": _("The target is for %(written)s, the plan is that of %(year)s."),
    "share_for_target": _("“%(text)s” may be a share, so many of so many, or a range."),
    "out_of": _("Out of %(whole)s."),
    "level_kept": _("“%(text)s” is a level of quality: the item is a task, with the level in its words."),
    "zero_incidents": _("“%(text)s”: none at all, or any number from zero on?"),
    "dash_before_number": _("A dash stands before the number: is it a list, or a minus?"),
    "far_from_unit": _("“%(text)s” does not fit the unit “%(unit)s”."),
    "deadline_only_begins": _("“%(text)s” says when it begins. Until when?"),
    "scaled_format": _("Excel shows %(shown)s, the cell holds %(stored)s: what is shown is read."),
    "shown_rounded": _("Excel shows it rounded; the cell holds %(exact)s, which is read."),
    "hidden_by_format": _("The cell holds a number that its format hides."),
    "negative_figure": _("A figure cannot be below zero."),
    "struck_cell": _("The cell is struck through: “%(text)s”. Write what counts."),
    "struck_part": _("“%(struck)s” is struck through; left is “%(text)s”."),
    "deadline_not_understood": _("The deadline is not understood: “%(text)s”."),
    "no_such_day": _("There is no day %(day)s."),
    "no_such_month": _("There is no such month or quarter in %(month)s."),
    "two_deadlines": _("The cell names more than one deadline."),
    "number_for_deadline": _("The number %(number)s is no deadline."),
    "deadline_far_from_plan": _("%(day)s is more than ten years from the plan of %(year)s."),
    "deadline_outside_plan": _("%(day)s is outside the year of the plan, %(year)s."),
    "number_not_understood": _("“%(text)s” is no number."),
    "percent_for_count": _("“%(text)s” is a share in per cent. What is asked for here is how many."),
    "count_not_whole": _("“%(text)s” is no whole number, and what is counted here is whole."),
    "no_target": _("The target is missing."),
}


def words(problem: Problem, known: Mapping[str, Any] = WORDS) -> str:
    """The sentence of a problem in the reader's language. It quotes no more than a piece of what stands in a cell."""
    said = {name: quoted(text, QUOTED) for name, text in problem.details.items()}
    for name in NUMBERS.get(problem.code, ()):
        said[name] = turned(said[name], tongue())
    text = known[problem.code]
    return text.of(int(said.pop("n")), **said) if isinstance(text, Counted) else str(text) % said
