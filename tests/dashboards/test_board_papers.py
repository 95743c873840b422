"""Every board on paper: its head, its month, of when it is; what is too wide goes on, what is too long says so."""

import io
from operator import itemgetter
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from dashboards import papers
from dashboards.tables import Column, Export, Table
from dxtracker.lib.paper import blocks, fitting, pdf
from tests.dashboards.test_exports import BOARDS, fetch

LETTERS = "abcdefghijklmnopqrst"


def pages_of(content):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


@pytest.mark.parametrize("name", [*BOARDS, "matrix"])
def test_a_board_prints_with_head_month_time_and_page_numbers(client, committee, urls, name):
    client.force_login(committee)
    response = fetch(client, urls.get(name, "/boards/matrix/"), "pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].endswith('.pdf"')
    pages = pages_of(response.content)
    assert pages[0].startswith("TỈNH VĨNH PHÚC")
    assert "số liệu từ 15/08/2022 đến 14/09/2022, kỳ đang mở, số liệu có thể thay đổi" in pages[0]
    assert [page.split()[-1] for page in pages] == [str(n) for n in range(1, len(pages) + 1)]


def test_the_foot_of_a_board_leads_to_its_paper(client, committee):
    client.force_login(committee)
    page = client.get("/boards/agencies/?year=2022&month=9&state=late").content.decode()
    assert 'href="/boards/agencies/?year=2022&amp;month=9&amp;state=late&amp;format=pdf" download>Tải PDF</a>' in page


@pytest.fixture
def scope():
    period = SimpleNamespace(closed_at=None, checksum="")
    return SimpleNamespace(period=period, province=SimpleNamespace(name="Tỉnh A"), language="vi")


def export_of(columns, rows):
    return Export("x", ("Tỉnh A", "Tháng 9"), (Table("x", "Bảng", tuple(columns), rows),))


def tables_of(paper):
    return [block for block in paper.blocks if isinstance(block, blocks.Table)]


def test_what_is_too_wide_lies_sideways_and_comes_in_bands_that_begin_with_whose_row_it_is(scope):
    columns = [Column(letter, f"Cột {letter}", of=lambda row: "x" * 16) for letter in LETTERS]
    paper = papers.paper_of(scope, export_of(columns, [object()] * 3))
    bands = tables_of(paper)
    assert paper.is_sideways
    assert {band.headings[0] for band in bands} == {"Cột a"}
    assert [name for band in bands for name in band.headings[1:]] == [f"Cột {letter}" for letter in LETTERS[1:]]
    assert all(sum(band.widths) <= 262.01 for band in bands)


def test_what_is_too_long_says_how_much_of_it_is_there(scope, monkeypatch):
    monkeypatch.setattr(papers, "MOST_ROWS", 2)
    columns = [Column("a", "A", of=str), Column("b", "B", of=lambda row: None)]
    paper = papers.paper_of(scope, export_of(columns, [1, 2, 3]))
    assert [(table.headings, table.rows) for table in tables_of(paper)] == [(["A"], [["1"], ["2"]])]
    assert "Chỉ in 2 dòng đầu trong tổng số 3 dòng; tệp Excel có đủ." in " ".join(pages_of(pdf.drawn(paper)))
    empty = papers.paper_of(scope, export_of([Column("a", "A", of=str)], []))
    assert "Không có dữ liệu phù hợp." in " ".join(pages_of(pdf.drawn(empty)))


def test_what_row_after_row_says_in_front_is_said_once_above_them(scope):
    columns = [Column(name, name, of=itemgetter(n)) for n, name in enumerate(("Chỉ tiêu", "Nguyên nhân", "Mã", "Sở"))]
    rows = [(f"Hài lòng {n // 4}", "Phần mềm", f"S{n}", f"Sở {n}") for n in range(8)]
    (table,) = tables_of(papers.paper_of(scope, export_of(columns, rows)))
    assert table.headings == ["Mã", "Sở"]
    assert [row[0] for row in table.rows] == [
        "Hài lòng 0 · Phần mềm", "S0", "S1", "S2", "S3", "Hài lòng 1 · Phần mềm", "S4", "S5", "S6", "S7"
    ]  # fmt: skip
    (table,) = tables_of(papers.paper_of(scope, export_of(columns, rows[1:7:2])))
    assert table.headings == ["Chỉ tiêu", "Nguyên nhân", "Mã", "Sở"]


def test_long_headings_of_narrow_columns_stand_upright_so_that_more_fit_beside_each_other(scope):
    name = "Tỷ lệ hồ sơ thủ tục hành chính giải quyết đúng hạn ({})"
    columns = [Column(str(n), name.format(n), of=lambda row: "● 98,02") for n in range(16)]
    (table,) = tables_of(paper := papers.paper_of(scope, export_of(columns, [object()])))
    assert table.turned == list(range(16))
    assert sum(table.widths) <= fitting.SIDEWAYS
    assert all(name.format(n) in " ".join(pages_of(pdf.drawn(paper))) for n in range(16))
    columns = [Column("a", name, of=lambda row: "Một sở có tên dài"), Column("b", "Tỷ lệ", of=lambda row: "98")]
    (table,) = tables_of(papers.paper_of(scope, export_of(columns, [object()])))
    assert table.turned == []
