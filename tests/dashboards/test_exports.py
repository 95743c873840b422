"""Every board as a workbook and as CSV: the same figures, the same rights, all of the filter and nothing that runs."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from agencies.models import AgencyName
from dashboards import answers, tables
from dashboards.boards import rows as rows_board
from dxtracker.lib import xlsx
from kpis.models import Indicator
from tests.dashboards.test_queries import QUERIES

SEPTEMBER = "year=2022&month=9"
BOARDS = ["province", "agencies", "agency", "item", "indicators", "indicator", "rows"]
# A page with filters asks for their choices, a file does not: pillars; pillars and peer groups.
FILE_QUERIES = QUERIES | {"indicators": 5, "rows": 5}


def fetch(client, url, answer):
    joint = "&" if "?" in url else "?"
    response = client.get(f"{url}{joint}{SEPTEMBER}&format={answer}")
    assert response.status_code == 200
    return response


def book_of(client, url):
    return load_workbook(io.BytesIO(fetch(client, url, "xlsx").content))


def lines_of(sheet):
    """The rows under the headings, each as {heading: cell}; and the row of the headings."""
    head = int(re.match(r"[A-Z]+(\d+)", sheet.auto_filter.ref).group(1))
    names = [cell.value for cell in sheet[head]]
    return [dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=head + 1)], head


def csv_rows(client, url):
    return list(csv.DictReader(io.StringIO(fetch(client, url, "csv").content.decode("utf-8-sig"))))


def test_every_board_has_a_workbook_that_is_ready_to_read_and_to_print(reader, urls):
    for name in BOARDS:
        response = fetch(reader, urls[name], "xlsx")
        assert response["Content-Type"] == xlsx.CONTENT_TYPE
        assert re.fullmatch(r'attachment; filename="[\w.-]+\.xlsx"', response["Content-Disposition"])
        for sheet in load_workbook(io.BytesIO(response.content)):
            lines, head = lines_of(sheet)
            assert lines, name
            assert sheet.freeze_panes.endswith(str(head + 1))
            assert sheet.print_title_rows == f"${head}:${head}"
            assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
            titles = [sheet.cell(row, 1).value for row in range(1, head - 1)]
            assert "Tháng 9/2022: số liệu từ 15/08/2022 đến 14/09/2022, kỳ đang mở, số liệu có thể thay đổi" in titles


def test_a_file_is_called_by_a_name_of_its_own_in_vietnamese(reader, urls):
    boards = urls.keys() - {"matrix-cell", "search"}
    names = {board: fetch(reader, urls[board], "xlsx")["Content-Disposition"].split('"')[1] for board in boards}
    assert len(set(names.values())) == len(names)
    assert all(name.endswith("2022-09.xlsx") for name in names.values())
    english = r"agenc|item|indicator|promise|excluded|freshness|bottleneck|matrix|change|commitment|peers"
    assert not [name for name in names.values() if re.search(english, name)]


def test_csv_and_workbook_hold_the_same_cells(reader, urls):
    for name in BOARDS:
        sheet = book_of(reader, urls[name]).worksheets[0]
        lines, _head = lines_of(sheet)
        rows = csv_rows(reader, urls[name])
        assert [len(line) for line in rows] == [sheet.max_column] * len(lines), name


@pytest.mark.parametrize("answer", ["csv", "xlsx"])
def test_a_file_asks_as_many_questions_as_its_page_but_for_the_filters_choices(
    reader, urls, django_assert_num_queries, answer
):
    for name in BOARDS:
        fetch(reader, urls[name], answer)
        with django_assert_num_queries(FILE_QUERIES[name]):
            fetch(reader, urls[name], answer)


def test_figures_of_the_province_are_those_of_its_json(reader, urls):
    board = json.loads(fetch(reader, urls["province"], "json").content)
    book = book_of(reader, urls["province"])
    lines, _head = lines_of(book["Cơ quan"])
    assert [line["Cơ quan"].value for line in lines] == [row["name"] for row in board["agencies"]]
    for line, row in zip(lines, board["agencies"], strict=True):
        assert line["Hoàn thành"].value == row["done"]
        assert line["Phải thực hiện"].value == row["applicable"]
        assert line["Tỷ lệ"].value == pytest.approx(float(row["official_rate"]), abs=1e-12)
        assert line["Tỷ lệ"].number_format == "0.0%"
        assert line["Hạng"].value == row["rank"]
    months, _head = lines_of(book["Theo từng tháng"])
    assert [line["Hoàn thành"].value for line in months] == [point["done"] for point in board["trend"]]
    assert book["Cơ quan"]["A4"].value == "2/4 nhiệm vụ hoàn thành (50,0%)"


def test_figures_of_an_agencys_items_are_those_of_its_json(reader, urls):
    items = json.loads(fetch(reader, urls["division"], "json").content)["items"]
    items += json.loads(fetch(reader, urls["agency"], "json").content)["items"]
    lines = [line for name in ("division", "agency") for line in lines_of(book_of(reader, urls[name]).worksheets[0])[0]]
    assert len(lines) == len(items) == 4
    for line, row in zip(lines, items, strict=True):
        value, share = line["Kết quả"].value, line["So với mức giao"].value
        assert (value is None) == (row["value"] is None)
        assert value is None or value == float(row["value"])
        assert share is None or share == pytest.approx(float(row["attainment"]), abs=1e-12)
        assert line["Lý do"].value == row["why"]
    assert [line["Trạng thái"].value for line in lines][:2] == ["Hoàn thành vượt mức"] * 2


def test_a_deadline_is_a_real_date(reader, urls):
    lines, _head = lines_of(book_of(reader, urls["division"]).worksheets[0])
    assert lines[0]["Thời hạn"].value == datetime(2022, 12, 31)
    assert lines[0]["Thời hạn"].number_format == "dd/mm/yyyy"
    assert csv_rows(reader, urls["division"])[0]["deadline"] == "2022-12-31"


def test_columns_for_machines_are_hidden_from_people(reader, urls):
    sheet = book_of(reader, urls["agency"]).worksheets[0]
    _lines, head = lines_of(sheet)
    hidden = {c.value for c in sheet[head] if sheet.column_dimensions[c.column_letter].hidden}
    assert {"Cận dưới", "Cận trên", "Nguyên văn", "Phép so sánh"} <= hidden
    assert hidden.isdisjoint({"Chỉ tiêu", "Mức giao", "Kết quả", "Trạng thái"})


def test_a_file_of_the_rows_holds_the_whole_filter_and_not_one_page(reader, urls, monkeypatch):
    monkeypatch.setattr(rows_board, "PAGE", 1)
    url = "/boards/rows/?agency=so-a&page=2"
    assert len(json.loads(fetch(reader, url, "json").content)["items"]) == 1
    assert len(csv_rows(reader, url)) == 3
    lines, _head = lines_of(book_of(reader, url).worksheets[0])
    assert [line["Cơ quan"].value for line in lines] == ["Sở Xây dựng"] * 3


def test_a_file_that_cannot_hold_all_says_so_in_its_name_and_on_its_sheet(reader, urls, monkeypatch):
    monkeypatch.setattr(rows_board, "WHOLE", 2)
    response = fetch(reader, "/boards/rows/", "csv")
    assert response["Content-Disposition"] == 'attachment; filename="nhiem-vu-2022-09-2-dau-trong-4.csv"'
    sheet = book_of(reader, "/boards/rows/").worksheets[0]
    said = "2 chỉ tiêu đầu trong số 4 chỉ tiêu; thu hẹp bộ lọc để lấy phần còn lại"
    assert said in [sheet.cell(row, 1).value for row in range(1, 8)]


FILTERS = {
    "/boards/rows/?state=behind": (1, "Trạng thái: Chậm tiến độ"),
    "/boards/agencies/?q=ke hoach": (1, "Từ khóa: ke hoach"),
    "/boards/agencies/?freshness=approved": (1, "Báo cáo kỳ này: đã báo cáo"),
    "/boards/indicators/?pillar=chinh-quyen-so": (3, "Trụ cột: Chính quyền số"),
}


def test_a_file_honours_the_filter_and_says_it(reader, urls):
    for url, (count, words) in FILTERS.items():
        sheet = book_of(reader, url).worksheets[0]
        lines, head = lines_of(sheet)
        assert len(lines) == len(csv_rows(reader, url)) == count, url
        assert words in [sheet.cell(row, 1).value for row in range(1, head)]


def test_a_hostile_name_is_text_in_every_cell(reader, urls, agency_a, indicators):
    AgencyName.objects.filter(agency=agency_a).update(name="=HYPERLINK(1)")
    Indicator.objects.filter(pk=indicators.number.pk).update(name="@SUM(1)", unit="-1+1")
    for name in BOARDS:
        cells = [c for sheet in book_of(reader, urls[name]) for row in sheet.iter_rows() for c in row]
        assert "f" not in {cell.data_type for cell in cells}
        hostile = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(("=", "@", "-"))]
        assert [cell.quotePrefix for cell in hostile] == [True] * len(hostile)
        assert {cell.value for cell in hostile} & {"=HYPERLINK(1)", "@SUM(1)"}, name


def test_a_workbook_speaks_the_language_of_its_reader(reader, urls, committee):
    committee.language = "en"
    committee.save(update_fields=["language"])
    reader.cookies["django_language"] = "en"
    lines, _head = lines_of(book_of(reader, urls["agency"]).worksheets[0])
    assert lines[0]["State"].value == "Exceeded"


def test_a_share_just_short_of_all_is_not_shown_as_all():
    rates = [{"rate": Fraction(599_999, 600_000)}, {"rate": Fraction(1)}]
    column = tables.Column("rate", "Tỷ lệ", "percent", of=itemgetter("rate"))
    made = tables.Export("a", (), (tables.Table("A", "A", (column,), rates),))
    book = load_workbook(io.BytesIO(answers.xlsx_response(made, datetime(2022, 10, 1, tzinfo=UTC)).content))
    cells = [row[0] for row in book.active.iter_rows(min_row=4)]
    assert [(cell.value, cell.number_format) for cell in cells] == [(599_999 / 600_000, "0.0000%"), (1, "0.0%")]


def test_pages_link_to_their_workbook(reader, urls):
    page = reader.get(f"/boards/rows/?{SEPTEMBER}&state=behind").content.decode()
    assert 'href="/boards/rows/?year=2022&amp;month=9&amp;state=behind&amp;format=xlsx"' in page


def test_machines_get_codes_and_exact_figures_where_people_get_words():
    row = SimpleNamespace(
        state="done", on=date(2022, 1, 2), share=Fraction(1, 3), target=SimpleNamespace(low=Decimal("62.50"))
    )
    nothing = SimpleNamespace(state=None, on=None, share=None, target=SimpleNamespace(low=None))
    columns = (
        tables.Column("state", "Trạng thái", "state", {"done": "Hoàn thành"}),
        tables.Column("on", "Ngày", "date"),
        tables.Column("share", "Tỷ lệ", "percent"),
        tables.Column("low", "Cận dưới", "number", of="target.low"),
    )
    table = tables.Table("A", "A", columns, (row, nothing))
    csv_file = answers.csv_response(tables.Export("a", (), (table,))).content.decode("utf-8-sig")
    assert csv_file == "state,on,share,low\r\ndone,2022-01-02,0.333333333333,62.5\r\n,,,\r\n"
    assert tables.sheet_of(table, ()).rows == [
        ["Hoàn thành", date(2022, 1, 2), Fraction(1, 3), Decimal("62.50")],
        [None, None, None, None],
    ]
    assert table.records("low", "state") == [{"low": "62.5", "state": "done"}, {"low": None, "state": None}]
