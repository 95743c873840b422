"""The rows behind a figure: by agency, in the order that is asked for, under addresses without anything empty."""

import pytest

ROWS = "/boards/rows/?year=2022&month=9"


def agencies_of(client, query=""):
    return [row["agency"] for row in client.get(f"{ROWS}&format=json{query}").json()["items"]]


def test_one_agency_is_chosen_from_a_list_of_those_one_may_read(reader, agency_a, agency_b, division_1):
    form = reader.get(ROWS).context["board"].form
    assert [code for code, _name in form.fields["agency"].widget.choices] == ["", "so-a", "a-1", "a-2", "so-b"]
    assert agencies_of(reader, "&agency=so-b") == ["Sở Kế hoạch và Đầu tư"]
    assert '<option value="so-b" selected' in reader.get(f"{ROWS}&agency=so-b").content.decode()


def test_behind_and_overdue_are_one_choice(reader, urls, board_items):
    board = reader.get("/boards/province/?year=2022&month=9&format=json").json()
    found = reader.get(f"{ROWS}&state=late&format=json").json()
    assert found["total"] == board["states"]["behind"] + board["states"]["overdue"] == 1
    assert {row["state"] for row in found["items"]} == {"behind"}
    assert "Chậm tiến độ hoặc quá hạn" in reader.get(f"{ROWS}&state=late").content.decode()


def test_words_find_an_agency_too(reader):
    assert agencies_of(reader, "&q=ke hoach") == ["Sở Kế hoạch và Đầu tư"]
    assert agencies_of(reader, "&q=khong co") == []


@pytest.mark.parametrize(
    ("sort", "first"), [("worst", "no_data"), ("best", "exceeded"), ("", "exceeded"), ("deadline", "exceeded")]
)
def test_rows_are_in_the_order_that_is_asked_for(reader, sort, first):
    rows = reader.get(f"{ROWS}&sort={sort or 'x'}&format=json").json()["items"]
    assert (len(rows), rows[0]["state"]) == (4, first)


def test_rows_stand_below_their_agency_unless_another_order_is_asked_for(reader):
    groups = reader.get(ROWS).context["board"].groups
    assert [(group.name, len(group.rows)) for group in groups] == [("Sở Xây dựng", 3), ("Sở Kế hoạch và Đầu tư", 1)]
    assert [group.name for group in reader.get(f"{ROWS}&sort=worst").context["board"].groups] == [""]


@pytest.mark.parametrize("page", ["rows", "agencies", "indicators", "freshness", "promises"])
def test_addresses_carry_nothing_empty_and_keep_the_filter_on_the_way_back(reader, page):
    answer = reader.get(f"/boards/{page}/?year=2022&month=9&q=so&state=&pillar=&group=&freshness=")
    assert (answer.status_code, answer.url) == (302, f"/boards/{page}/?year=2022&month=9&q=so")
    page = reader.get(answer.url)
    assert page.status_code == 200


def test_a_page_that_is_not_there_is_the_last_one(reader, item, approved, agency_a, monkeypatch):
    monkeypatch.setattr("dashboards.boards.rows.PAGE", 2)
    total = reader.get(f"{ROWS}&format=json").json()["total"]
    last = (total + 1) // 2
    found = {}
    for asked, number in {"x": 1, "1": 1, "2": 2, "0": last, "-1": last, str(last): last, "9" * 30: last}.items():
        page = reader.get(f"{ROWS}&page={asked}&format=json").json()
        assert (page["page"], page["total"], 0 < len(page["items"]) <= 2) == (number, total, True), asked
        assert found.setdefault(number, page["items"]) == page["items"], asked
    assert len({row["id"] for items in found.values() for row in items}) == sum(map(len, found.values()))


def test_the_list_of_tasks_counts_tasks(reader):
    board = reader.get(ROWS).context["board"]
    assert f'count">{board.total} nhiệm vụ</p>' in reader.get(ROWS).content.decode()
