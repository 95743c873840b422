"""A month that is not open yet: boards of figures say so and count nothing; a month is compared with none such."""

import json

import pytest

from kpis.enums import PeriodState
from kpis.models import Period
from tests.commitments import conftest as signing

commit, event_a, event_top = signing.commit, signing.event_a, signing.event_top

OF_FIGURES = (
    "agencies/", "agency/so-a/dossier/", "agency/so-a/peers/", "bottlenecks/", "changes/", "excluded/", "freshness/",
    "indicators/", "matrix/", "promises/", "rows/", "rows/?state=behind",
)  # fmt: skip


@pytest.mark.parametrize("board", OF_FIGURES)
def test_a_board_of_figures_says_that_its_month_is_not_open(reader, board_items, board):
    tail = "&" if "?" in board else "?"
    page = reader.get(f"/boards/{board}{tail}year=2022&month=12").content.decode().replace("\xa0", " ")
    assert "Kỳ này chưa mở." in page
    assert "15/11/2022" in page
    assert "chưa giao chỉ tiêu nào" not in page


@pytest.mark.parametrize("board", ["agency/so-a/", "province/"])
def test_other_boards_say_so_where_figures_would_stand(reader, board_items, board):
    page = reader.get(f"/boards/{board}?year=2022&month=12").content.decode()
    assert "Kỳ này chưa mở." in page
    assert "không có chỉ tiêu nào" not in page


@pytest.mark.parametrize("board", [*OF_FIGURES, "agency/so-a/", "province/"])
def test_a_month_that_is_not_open_offers_no_files_of_nothing(reader, board_items, board):
    tail = "&" if "?" in board else "?"
    page, earlier = (
        reader.get(f"/boards/{board}{tail}year=2022&month={month}").content.decode() for month in (12, 9)
    )  # fmt: skip
    assert "Tháng 12/2022: số liệu từ" in page
    assert ("format=json" in page, "format=pdf" in page, "format=xlsx" in page) == (False, False, False)
    assert "format=json" in earlier


def test_an_indicator_asked_of_nobody_in_the_month_offers_no_files(reader, board_items):
    code = board_items["number"].indicator.code
    page, earlier = (
        reader.get(f"/boards/indicator/{code}/?year=2022&month={month}").content.decode() for month in (12, 9)
    )  # fmt: skip
    assert ("format=json" in page, "format=json" in earlier) == (False, True)


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_dossier_of_a_month_that_is_not_open_is_no_paper(reader, board_items, form):
    answer = reader.get(f"/boards/agency/so-a/dossier.{form}?year=2022&month=12")
    assert (answer.status_code, answer.get("Location")) == (302, "/boards/agency/so-a/dossier/?year=2022&month=12")


def test_a_month_that_is_not_open_is_compared_with_none(reader, board_items):
    found = json.loads(reader.get("/boards/changes/?year=2022&month=12&format=json").content)
    assert (found["from"], found["sentences"], found["changes"], found["agencies"]) == (None, [], [], [])


def test_no_month_is_compared_with_one_that_was_never_open(reader, board_items, plan):
    Period.objects.filter(plan=plan, month=8).update(state=PeriodState.PLANNED)
    found = json.loads(reader.get("/boards/changes/?year=2022&month=9&format=json").content)
    assert (found["from"], found["sentences"]) == (None, [])
    assert reader.get("/boards/changes/?year=2022&month=9&from=8").status_code == 404
    form = reader.get("/boards/changes/?year=2022&month=9&from=7").context["board"].form
    assert 'value="8"' not in str(form)


def test_what_was_committed_to_is_not_judged_in_a_month_that_is_not_open(
    reader, commit, event_top, board_items, agency_a
):
    signed = commit(agency_a, event=event_top, items=[board_items["number"]])
    said = "Kỳ này chưa mở: nội dung cam kết chưa được đánh giá."
    for board in ("commitments/", "agency/so-a/commitments/", f"commitment/{signed.pk}/", "agency/so-a/"):
        page, earlier = (reader.get(f"/boards/{board}?year=2022&month={month}") for month in (12, 9))
        assert (page.status_code, said in page.content.decode()) == (200, True), board
        assert said not in earlier.content.decode()
