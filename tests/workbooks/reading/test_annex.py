"""The year that a sheet's titles name is the plan's, or somebody is asked once."""

import pytest

from tests.workbooks.building import BODY, HEAD, read, sheet, told
from workbooks.reading import rows


def asked(directory, *titles, decisions=None):
    page = sheet(*([title] for title in titles), HEAD, *BODY)
    reading, found = read(directory, page, decisions=decisions)
    waiting = rows.sections_of_other_years(reading, decisions or {})
    return [(p.row, p.column, p.problem.details["written"], p.problem.details["n"]) for p in waiting], found


@pytest.mark.parametrize(
    "titles",
    [
        ("GIAO CHỈ TIÊU NĂM 2022",),
        ("GIAO CHỈ TIÊU CHUYỂN ĐỔI SỐ",),
        ("GIAO CHỈ TIÊU", "(Kèm theo Quyết định số 12/QĐ-UBND ngày 28 tháng 12 năm 2021)"),
        ("GIAO CHỈ TIÊU", "(Kèm theo Quyết định số    /QĐ-UBND ngày     tháng    năm 2021)"),
        ("GIAO CHỈ TIÊU NĂM 2022, ĐỊNH HƯỚNG ĐẾN NĂM 2025",),
        ("MỤC TIÊU GIAI ĐOẠN 2021 - 2025",),
    ],
)
def test_titles_that_fit_the_plan_ask_nothing(directory, titles):
    waiting, found = asked(directory, *titles)
    assert (waiting, len(told(found))) == ([], 3)


def test_a_title_of_another_year_is_asked_about_at_its_cell_and_its_rows_wait(directory):
    waiting, found = asked(directory, "Phụ lục I", "GIAO CHỈ TIÊU CHUYỂN ĐỔI SỐ NĂM 2023")
    assert (waiting, found) == ([(2, 1, "2023", "3")], ())


def test_rows_under_such_a_title_are_the_plans_or_goals_or_nothing_as_somebody_says(directory):
    title = "GIAO CHỈ TIÊU CHUYỂN ĐỔI SỐ NĂM 2023"
    _, ours = asked(directory, title, decisions={"PL I!1": "this"})
    _, later = asked(directory, title, decisions={"PL I!1": "goal"})
    _, none = asked(directory, title, decisions={"PL I!1": "out"})
    assert [row.is_goal for row in ours] == [False] * 3
    assert [(row.is_goal, row.goal, row.goals[0].year, row.goals[0].raw) for row in later] == [
        (True, None, 2023, "≥ 50"),
        (True, None, 2023, "245"),
        (True, None, 2023, "Hoàn thành"),
    ]
    assert none == ()
