"""Annexes of central decisions come in: nine rows in ten untouched, the rest asked one by one."""

import pytest

from tests.workbooks.annexes import MINISTRIES, targets_annex, tasks_annex
from tests.workbooks.building import read, sheet
from tests.workbooks.conftest import directory_from
from workbooks.reading import rows

YEAR = 2025


@pytest.fixture(scope="module")
def ministries():
    return directory_from([(f"M{n}", name, [], "bo_nganh") for n, name in enumerate(MINISTRIES)])


@pytest.mark.parametrize(("annex", "listed"), [(targets_annex, 60), (tasks_annex, 150)])
def test_nine_rows_in_ten_come_in_untouched_and_the_rest_is_asked(ministries, annex, listed):
    reading, found = read(ministries, sheet(*annex(YEAR, MINISTRIES)), year=YEAR)
    waiting = rows.sections_of_other_years(reading, {})
    good = [row for row in found if not row.problems]
    assert len(found) + sum(int(p.problem.details["n"]) for p in waiting) == listed
    assert len(good) * 10 >= listed * 9
    assert all(p.row and p.column for row in found for p in row.problems)


def test_goals_of_two_later_years_come_with_the_targets(ministries):
    _, found = read(ministries, sheet(*targets_annex(YEAR, MINISTRIES)), year=YEAR)
    assert [goal for row in found[:3] for goal in row.goals] == [
        (2030, "100%"), (2045, "100%"), (2030, "≥ 80%"), (2045, "≥ 95%"), (2030, "80%"),
    ]  # fmt: skip
    long = next(row for row in found if len(row.indicator) > 1600)
    assert (long.problems, len(long.section) > 240) == ((), True)


def test_tasks_have_no_targets_and_words_for_days(ministries):
    _reading, found = read(ministries, sheet(*tasks_annex(YEAR, MINISTRIES)), year=YEAR)
    assert {row.goal.operator for row in found if not row.problems} == {"done"}
    asked = [p.problem.code for row in found for p in row.problems if p.problem.code != "vague_group"]
    assert asked == ["deadline_only_begins", "two_deadlines"]
