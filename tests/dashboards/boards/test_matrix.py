"""The matrix: a cell for each assigned item, sorted and filtered, in every format; nothing new of what is closed."""

import io
import json
from datetime import date
from decimal import Decimal

import openpyxl

from kpis.enums import State
from kpis.items.actions import hand_over
from kpis.models import Plan, Standing

SEPTEMBER = "year=2022&month=9"


def board(client, more="", format="json"):
    answer = client.get(f"/boards/matrix/?{SEPTEMBER}&format={format}{more}")
    assert answer.status_code == 200
    return json.loads(answer.content) if format == "json" else answer


def test_machines_get_assigned_cells_alone(reader, board_items, indicators):
    found = board(reader)
    assert [row["code"] for row in found["agencies"]] == ["so-a", "so-b"]
    assert set(found["agencies"][0]) == {"code", "name"}
    assert {row["code"] for row in found["indicators"]} == {
        indicators.number.code, indicators.ratio.code, indicators.task.code,
    }  # fmt: skip
    assert set(found["indicators"][0]) == {"code", "name", "pillar"}
    assert len(found["cells"]) == 4
    cell = next(c for c in found["cells"] if c["item"] == board_items["number"].pk)
    assert cell == {
        "agency": "so-a", "indicator": indicators.number.code, "item": board_items["number"].pk, "state": "exceeded",
        "value": "250", "attainment": "2.500000000000",
    }  # fmt: skip


def test_the_worst_stand_first_unless_asked_otherwise(reader, indicators):
    assert [row["code"] for row in board(reader)["indicators"]][-1] == indicators.number.code
    assert [row["code"] for row in board(reader, "&sort=protocol")["agencies"]] == ["so-a", "so-b"]
    names = [row["name"] for row in board(reader, "&sort=name")["indicators"]]
    assert names == sorted(names)


def test_a_state_hides_cells_and_leaves_counts_as_they_are(reader, indicators):
    answer = board(reader, "&state=behind", "html")
    (row,) = answer.context["board"].agencies
    assert (row.head.code, row.head.counts.done, row.head.counts.applicable) == ("so-a", 1, 3)
    assert [head.code for head in answer.context["board"].indicators] == [indicators.ratio.code]


def test_what_is_missed_by_many_is_by_the_plans_limits(reader, indicators, plan):
    assert board(reader, "&many=1")["cells"] == []
    Plan.objects.filter(pk=plan.pk).update(bottleneck_least=1, bottleneck_share=Decimal("0.6"))
    assert {row["code"] for row in board(reader, "&many=1")["indicators"]} == {
        indicators.ratio.code, indicators.task.code,
    }  # fmt: skip


def test_one_agency_at_a_time_is_a_list(reader, indicators):
    shown = board(reader, "&agency=so-a", "html").context["board"]
    assert (shown.one.name, len(shown.lines)) == (shown.agencies[0].head.name, 3)
    shown = board(reader, f"&indicator={indicators.number.code}", "html").context["board"]
    assert sorted(line.cell.state for line in shown.lines) == ["done", "exceeded"]


def test_an_agency_sees_its_own_row_and_a_division_its_own(client, head_a, head_division, board_items):
    client.force_login(head_a)
    assert [row["code"] for row in board(client)["agencies"]] == ["so-a"]
    client.force_login(head_division)
    assert [(row["code"]) for row in board(client)["agencies"]] == ["a-1"]
    assert client.get(f"/boards/matrix/{board_items['number'].pk}/?{SEPTEMBER}").status_code == 404
    assert client.get(f"/boards/matrix/{board_items['division'].pk}/?{SEPTEMBER}").status_code == 200


def test_the_workbook_has_the_matrix_in_its_colours_and_the_lines_beside_it(reader, indicators):
    book = openpyxl.load_workbook(io.BytesIO(board(reader, format="xlsx").content))
    sheet = book.worksheets[0]
    fills = {cell.value: cell.fill.fgColor.rgb for row in sheet.iter_rows() for cell in row if cell.value}
    assert (fills["▲ 250"], fills["▼ 10"]) == ("FF0A4F49", "FFD6922B")
    assert len(book.worksheets) == 2
    text = board(reader, format="csv").content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("agency,agency_name,indicator,")
    assert len(text.splitlines()) == 5


def test_divisions_are_no_agencies_among_many(reader, indicators, plan, board_items, division_1, item):
    item(agency=division_1, kind="ratio", low=80)
    Plan.objects.filter(pk=plan.pk).update(bottleneck_least=2, bottleneck_share=Decimal("0.6"))
    assert board(reader, "&many=1")["cells"] == []


def test_two_items_of_one_indicator_at_an_agency_both_count(
    reader, indicators, months, board_items, agency_a, administrator
):
    passed = board_items["number_b"]
    hand_over([passed], to=agency_a, since=months[9], by=administrator, reason="QĐ 1")
    shown = board(reader, format="html").context["board"]
    (head,) = [head for head in shown.indicators if head.code == indicators.number.code]
    (row,) = shown.agencies
    assert (head.counts.done, row.head.counts.applicable, shown.counts.done) == (2, 4, 2)
    for url, n in ((row.head.applicable_url, 4), (head.done_url, 2)):
        assert reader.get(url).context["board"].total == n
    assert {cell["item"] for cell in board(reader)["cells"]} >= {passed.pk, board_items["number"].pk}
    assert len(board(reader, "&agency=so-a", "html").context["board"].lines) == 4
    assert "●+</a>" in board(reader, format="html").content.decode()
    book = openpyxl.load_workbook(io.BytesIO(board(reader, format="xlsx").content))
    assert "● 100; ▲ 250" in [cell.value for line in book.worksheets[0].iter_rows() for cell in line]


def test_a_cell_says_its_figure_as_the_list_of_its_agency_does(reader, board_items):
    Standing.objects.filter(assignment=board_items["number"]).update(value=Decimal("1234.568"))
    whole = board(reader, format="html").content.decode()
    one = board(reader, "&agency=so-a", "html").context["board"].lines
    line = next(line for line in one if line.cell.item == board_items["number"].pk)
    assert line.value_text == "1.234,57\xa0lượt"
    assert f'aria-label="{State(line.cell.state).label}: 1.234,57">' in whole
    assert next(c for c in board(reader)["cells"] if c["item"] == line.cell.item)["value"] == "1234.568"


def test_the_list_of_one_agency_or_indicator_says_units_and_issued_documents(reader, board_items, indicators, approved):
    approved(board_items["task"], 9, document_number="12/QĐ-SXD", document_on=date(2022, 9, 1))
    Standing.objects.filter(assignment=board_items["ratio"], period__month=9).update(value=Decimal("80.001"))
    said = {line.cell.item: line.value_text for line in board(reader, "&agency=so-a", "html").context["board"].lines}
    assert said == {
        board_items["number"].pk: "250\xa0lượt", board_items["ratio"].pk: "80,001%",
        board_items["task"].pk: "đã ban hành",
    }  # fmt: skip
    of_one = board(reader, f"&indicator={indicators.number.code}", "html").context["board"].lines
    assert sorted(line.value_text for line in of_one) == ["100\xa0lượt", "250\xa0lượt"]


def test_a_page_reads_no_more_of_an_item_than_it_says(reader, django_assert_num_queries):
    with django_assert_num_queries(8) as asked:
        board(reader, format="html")
    assert not [query["sql"] for query in asked.captured_queries if "attainment" in query["sql"]]


def test_of_two_items_in_a_cell_a_state_shows_the_one_that_stands_so(
    reader, indicators, months, board_items, agency_a, administrator
):
    passed = board_items["number_b"]
    hand_over([passed], to=agency_a, since=months[9], by=administrator, reason="QĐ 1")
    shown = board(reader, "&state=exceeded", "html").context["board"]
    (row,) = shown.agencies
    assert [cell.item for cell in row.items(0)] == [board_items["number"].pk]
    assert [head.counts.done for head in shown.indicators] == [2]
    assert "●+</a>" not in board(reader, "&state=exceeded", "html").content.decode()


def test_every_figure_of_a_head_lists_as_many_rows(reader):
    shown = board(reader, "&pillar=chinh-quyen-so", "html").context["board"]
    for head in [*shown.indicators, *(row.head for row in shown.agencies)]:
        for url, n in ((head.done_url, head.counts.done), (head.applicable_url, head.counts.applicable)):
            assert reader.get(url).context["board"].total == n, url


def test_eight_questions_whatever_there_is(reader, django_assert_num_queries):
    board(reader, format="html")
    with django_assert_num_queries(8):
        board(reader, format="html")


def test_who_has_the_board_of_a_closed_month_is_told_that_it_holds(reader, close_until, head_a, client):
    close_until(9)
    first = board(reader, format="html")
    again = reader.get(f"/boards/matrix/?{SEPTEMBER}&format=html", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    other = reader.get(f"/boards/matrix/?{SEPTEMBER}&format=json", headers={"If-None-Match": first["ETag"]})
    assert other.status_code == 200
    client.force_login(head_a)
    assert client.get(f"/boards/matrix/?{SEPTEMBER}&format=html", headers={"If-None-Match": first["ETag"]}).content
