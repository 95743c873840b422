"""Runs every table of docs/import-grammar.md, and times a long sheet."""

import time
from datetime import date, datetime
from decimal import Decimal

import pytest

from dxtracker.lib.text import clean
from kpis.enums import Operator
from kpis.grammar import deadlines, targets
from kpis.grammar import values as cells
from kpis.grammar.operators import OPERATORS
from kpis.grammar.shapes import Cell, CellKind, Goal, Problem, When
from tests.kpis.grammar import grammar
from tests.kpis.grammar.grammar import NOTHING, plain, stored

TARGETS = "floors and limits, ranges, looking alike, years, deliverables, not assigned, units, two meanings, refused"
TARGETS = TARGETS.split(", ")
OTHERS = "number cells, other cells, deadlines, deadline cells, figures, totals, fonts, guesses, numbering"


def example_of(*names):
    rows = [row for name in names for row in grammar.tables()[name]]
    return pytest.mark.parametrize("row", rows, ids=grammar.line)


def proposals(problem):
    return " · ".join(problem.proposals) or NOTHING


def said(goal):
    """A target as the tables write it: (understood, more)."""
    if goal is None:
        return "not assigned", NOTHING
    if isinstance(goal, Problem):
        return f"ask: {goal.code}", proposals(goal)
    bounds = [format(bound, "f") for bound in (goal.low, goal.high) if bound is not None]
    more = [*([f"in {goal.unit}"] if goal.unit else []), *(warning.code for warning in goal.warnings)]
    return " ".join([goal.operator, *bounds]), " · ".join(more) or NOTHING


def said_when(when):
    if isinstance(when, Problem):
        return f"ask: {when.code}", proposals(when)
    day = cells.format_deadline(when) if when.deadline else "all year" if when.is_recurring else "none"
    return day, " · ".join(warning.code for warning in when.warnings) or NOTHING


def said_figure(figure):
    if isinstance(figure, Problem):
        return "ask: " + " · ".join([figure.code, *figure.proposals])
    return "nothing" if figure is None else format(figure, "f")


def cell_of(kind, value, number_format=""):
    if kind == "date":
        return Cell(datetime.strptime(value, "%d/%m/%Y").date(), CellKind.DATE, number_format)
    if kind == "number":
        return Cell(Decimal(value), CellKind.NUMBER, number_format)
    return Cell(True if kind == "bool" else value, CellKind(kind), number_format)


def test_every_table_of_the_document_is_run():
    assert set(grammar.tables()) == {*TARGETS, *OTHERS.split(", ")}


@example_of(*TARGETS)
def test_a_target(row):
    goal = cells.target(Cell(stored(row["written"])), plain(row["unit"]), 2022)
    assert said(goal) == (row["understood"], row["more"])
    if isinstance(goal, Goal):
        assert goal.raw == clean(row["written"])


@example_of("number cells")
def test_a_number_as_a_target(row):
    goal = cells.target(cell_of("number", row["stored"], plain(row["format"])), plain(row["unit"]))
    assert said(goal) == (row["understood"], row["more"])
    assert (goal.raw if isinstance(goal, Goal) else NOTHING) == row["kept as"]


@example_of("other cells")
def test_another_cell_as_a_target(row):
    goal = cells.target(cell_of(row["kind"], row["stored"]), plain(row["unit"]), 2022)
    assert said(goal) == (row["understood"], row["more"])


@example_of("deadlines")
def test_a_deadline(row):
    assert said_when(cells.deadline(Cell(stored(row["written"])), 2022)) == (row["understood"], row["more"])


@example_of("deadline cells")
def test_a_date_or_a_number_as_a_deadline(row):
    cell = cell_of(row["kind"], row["stored"], plain(row["format"]))
    assert said_when(cells.deadline(cell, 2022)) == (row["understood"], row["more"])


@example_of("figures")
def test_a_figure(row):
    cell = Cell(row["written"])
    assert said_figure(cells.number(cell)) == row["in a row of numbers"]
    assert said_figure(cells.number(cell, percent_row=True)) == row["in a row of per cent"]


@example_of("totals")
def test_a_total(row):
    found = cells.total(row["written"])
    assert (NOTHING if found is None else str(found)) == row["how many"]


def test_a_blank_cell_assigns_nothing_and_sets_no_deadline():
    assert cells.target(Cell("  \u00a0")) is None
    assert cells.deadline(Cell(" "), 2022) == When()
    assert cells.number(Cell("")) is None


def test_a_figure_formatted_as_per_cent_is_what_is_shown():
    assert cells.number(cell_of("number", "0.897", "0.0%")) == Decimal("89.7")
    assert cells.number(cell_of("number", "0", "0%"), percent_row=True) == 0
    assert cells.number(cell_of("number", "0.8"), percent_row=True).code == "fraction_in_percent_row"
    assert cells.number(cell_of("date", "12/05/2022")).code == "date_for_number"


def test_another_plan_reads_the_same_words_as_its_own_year():
    assert cells.deadline(Cell("Quý IV"), 2023) == When(date(2023, 12, 31))
    assert cells.deadline(Cell("Tháng 2"), 2024) == When(date(2024, 2, 29))


def test_operators_are_those_of_the_database():
    assert {*OPERATORS.values(), "between", "done"} - {""} == set(Operator.values)


@pytest.mark.parametrize(
    ("goal", "unit", "text"),
    [
        (Goal(">=", Decimal(80)), "%", "≥ 80%"),
        (Goal("between", Decimal(50), Decimal(60)), "%", "50-60%"),
        (Goal(">", Decimal(100000)), "lượt", "> 100.000"),
        (Goal(">", Decimal(100000), unit="lượt"), "lượt", "> 100.000"),
        (Goal("=", Decimal(5)), "", "= 5"),
        (Goal("<=", Decimal("1.234")), "", "≤ 1,2340"),
        (Goal(">=", Decimal("1234.5")), "%", "≥ 1234,5%"),
        (Goal(">=", Decimal(100), unit="%"), "cơ quan", "≥ 100%"),
        (Goal("done"), "", "Hoàn thành"),
    ],
)
def test_a_goal_is_written_as_officials_write_it(goal, unit, text):
    assert cells.format_target(goal, unit) == text


def test_an_english_goal_has_no_thousands_marks():
    assert cells.format_target(Goal(">", Decimal("100000.5")), "", "en") == "> 100000.5"
    assert cells.format_target(Goal("done"), "", "en") == "Done"


@pytest.mark.parametrize("piece", ["9", "9.", "9,", "(", "1 ", "quý I, ", "thường xuyên ", "từ ", "a", "\u00a0", "-"])
@pytest.mark.parametrize("length", [390, 10_000])
def test_a_long_text_is_answered_at_once(piece, length):
    cell = Cell((piece * length)[:length] + "!")
    started = time.process_time()
    cells.target(cell, "%"), cells.deadline(cell, 2022), cells.number(cell), cells.total(cell.value)
    assert time.process_time() - started < 5


def test_two_thousand_different_rows_are_read_quickly():
    started = time.process_time()
    for row in range(2_000):
        targets.understood(f"Trên {row}.500 lượt", "lượt")
        deadlines.understood(f"Trước ngày {row % 28 + 1}/{row % 12 + 1}/2022", 2022)
    assert time.process_time() - started < 2
