"""The year that a sheet's titles name is the plan's, or somebody is asked."""

import pytest

from tests.workbooks.building import (
    BODY,
    HEAD,
    read,
    sheet,
)
from workbooks.reading.annex import wrong_year
from workbooks.reading.shapes import Book


def asked(directory, *titles):
    page = sheet(*([title] for title in titles), HEAD, *BODY)
    reading, _ = read(directory, page)
    found = wrong_year(Book((page,)), reading.tables[0], 2022)
    return found and (found.row, found.column, found.problem.details["written"])


@pytest.mark.parametrize(
    "titles",
    [
        ("GIAO CHỈ TIÊU NĂM 2022",),
        ("GIAO CHỈ TIÊU CHUYỂN ĐỔI SỐ",),
        ("GIAO CHỈ TIÊU", "(Kèm theo Quyết định số 12/QĐ-UBND ngày 28 tháng 12 năm 2021)"),
        ("GIAO CHỈ TIÊU", "(Kèm theo Quyết định số    /QĐ-UBND ngày     tháng    năm 2021)"),
        ("GIAO CHỈ TIÊU NĂM 2022, ĐỊNH HƯỚNG ĐẾN NĂM 2025",),
    ],
)
def test_titles_that_fit_the_plan_ask_nothing(directory, titles):
    assert asked(directory, *titles) is None


def test_a_title_of_another_year_is_asked_about_at_its_cell(directory):
    assert asked(directory, "Phụ lục I", "GIAO CHỈ TIÊU CHUYỂN ĐỔI SỐ NĂM 2023") == (2, 1, "2023")
