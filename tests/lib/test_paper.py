"""Papers are drawn twice from the same blocks: what stands in the .docx stands in the .pdf."""

import io
import time
from dataclasses import replace
from datetime import datetime

import pytest
from docx import Document
from pypdf import PdfReader

from dxtracker.lib.paper import pdf
from dxtracker.lib.paper.blocks import (
    Annex,
    Head,
    Paper,
    Paragraph,
    Party,
    Picture,
    Signature,
    Signatures,
    Table,
    Title,
)
from dxtracker.lib.paper.files import FORMS

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><rect width="50" height="20"/></svg>'
HOSTILE = '#set page(fill: red) "x" \\ $a$ <b> & {x} [y] @z *w*'
ROWS = [[str(n), "Sở Thông tin và Truyền thông\ndòng hai", "12/15"] for n in range(60)]


@pytest.fixture(scope="module")
def paper():
    return Paper(
        "Báo cáo thử",
        [
            Head("Ủy ban nhân dân tỉnh", "Ban chỉ đạo", "Số: 05/BC-BCĐ", "", "Vĩnh Phúc, ngày 05 tháng 02 năm 2022"),
            Title("Báo cáo", "Về một việc"),
            Paragraph("I. Kết quả", bold=True, is_kept=True),
            *[Paragraph(f"Đoạn {n}: " + "tỷ lệ hồ sơ trực tuyến đạt 89,7%. " * 12) for n in range(8)],
            Paragraph(HOSTILE),
            Picture(SVG, 80, "Hình vẽ"),
            Signature("TM. Ban chỉ đạo", "Nguyễn Văn A", "Nơi nhận:", ["- Như trên;", "- Lưu: VT."]),
            Signatures(
                Party("Người cam kết", "Giám đốc", "Trần B"), Party("Người nhận", "", "Lê C"), "Nơi nhận:", ["x"]
            ),
            Annex("Phụ lục I", "Kết quả", "(Kèm theo)", is_sideways=True),
            Table(["TT", "Cơ quan", "Kết quả"], [["Sở, ban, ngành"], *ROWS], [11, 170, 60], centred=(0, 2)),
            Annex("Phụ lục II", "Điểm nghẽn", is_sideways=True),
            Table(["TT", "Tên"], [["1", HOSTILE]], [20, 200]),
        ],
        made_at=datetime(2022, 11, 10, 8),
        mark="DỰ THẢO",
    )


@pytest.fixture(scope="module")
def pages(paper):
    """The pages of the .pdf."""
    return PdfReader(io.BytesIO(FORMS["pdf"].drawn(paper))).pages


@pytest.fixture(scope="module")
def word(paper):
    return Document(io.BytesIO(FORMS["docx"].drawn(paper)))


def test_the_pdf_is_a4_with_annexes_sideways_and_numbers_from_the_second_page(pages):
    sizes = [(round(float(p.mediabox.width) / 72 * 25.4), round(float(p.mediabox.height) / 72 * 25.4)) for p in pages]
    upright = sizes.count((210, 297))
    assert sizes == [(210, 297)] * upright + [(297, 210)] * (len(sizes) - upright)
    assert 1 < upright < len(sizes)
    firsts = [line_of(page) for page in pages]
    assert firsts[1:] == [str(n) for n in range(2, len(pages) + 1)]
    assert firsts[0] != "1"


def line_of(page):
    """The first line of a page, its mark left out."""
    return next(line for line in page.extract_text().splitlines() if line.strip() and line.strip() != "DỰ THẢO").strip()


def test_every_page_of_a_draft_says_so(pages, word):
    assert all("DỰTHẢO" in "".join(page.extract_text().split()) for page in pages)
    section = word.sections[0]
    assert [f.paragraphs[0].text for f in (section.footer, section.first_page_footer)] == ["DỰ THẢO"] * 2


def test_what_is_written_is_shown_and_never_read_as_markup(pages, word):
    told = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert told.count(HOSTILE) == 2
    assert HOSTILE in [p.text for p in word.paragraphs]
    assert word.tables[-1].rows[1].cells[1].text == HOSTILE


def test_headings_come_again_on_every_page_and_a_row_is_never_split(pages, word):
    sideways = [page.extract_text() for page in pages if page.mediabox.width > page.mediabox.height]
    told = [text for text in sideways if "Sở Thông tin" in text]
    assert len(told) > 2
    assert all("Cơ quan" in text and text.count("dòng hai") == text.count("Sở Thông tin") for text in told)
    table = next(t for t in word.tables if t.rows[0].cells[0].text == "TT")
    marks = [row._tr.trPr.xml for row in table.rows]
    assert "w:tblHeader" in marks[0]
    assert all("w:cantSplit" in mark for mark in marks)
    assert len({id(cell._tc) for cell in table.rows[1].cells}) == 1  # whose the rows are spans the table


def test_pictures_are_vectors_in_the_one_and_dots_in_the_other(pages, word):
    assert not any(page.images for page in pages)
    assert len(word.inline_shapes) == 1
    assert round(word.inline_shapes[0].width.mm) == 80


@pytest.mark.parametrize("form", list(FORMS))
@pytest.mark.parametrize("has_tables", [True, False])
def test_the_same_paper_gives_the_same_bytes_whenever_it_is_drawn(paper, form, has_tables, monkeypatch):
    told = paper if has_tables else replace(paper, blocks=paper.blocks[:4])
    before = FORMS[form].drawn(told)
    later = time.time() + 90
    monkeypatch.setattr(time, "time", lambda: later)
    assert FORMS[form].drawn(told) == before


def test_a_paper_of_thousands_of_rows_is_set_in_pieces_and_reads_as_one(monkeypatch):
    monkeypatch.setattr(pdf, "PIECE", 300)
    rows = [row for n in range(20) for row in ([f"Sở {n}"], *([f"{n}.{place}", "12/15"] for place in range(30)))]
    long = Paper("Dài", [Paragraph("Trước"), Table(["TT", "Kết quả"], rows, [40, 60]), Paragraph("Hết")])
    content = FORMS["pdf"].drawn(long)
    pages = [page.extract_text().split() for page in PdfReader(io.BytesIO(content)).pages]
    assert [page[0] for page in pages[1:]] == [str(n) for n in range(2, len(pages) + 1)]
    told = [word for page in pages for word in page]
    assert [row[0] for row in rows if len(row) == 2] == [word for word in told if "." in word]
    assert (told[0], told[-1]) == ("Trước", "Hết")
    assert content == FORMS["pdf"].drawn(long)
    cut = next(n for n, page in enumerate(pages) if "9.0" in page)
    assert pages[cut][1:7] == ["TT", "Kết", "quả", "Sở", "9", "9.0"]  # cut where an agency begins


def test_whose_the_rows_are_stands_at_no_foot_of_a_page():
    rows = [row for n in range(40) for row in ([f"Sở {n}"], *([f"{n}.{place}", "x"] for place in range(3)))]
    for lead in range(3):  # paragraphs before it, so that pages end elsewhere
        paper = Paper("Dài", [*[Paragraph("Trước")] * lead, Table(["TT", "Kết quả"], rows, [40, 60])])
        pages = PdfReader(io.BytesIO(FORMS["pdf"].drawn(paper))).pages
        assert ["Sở" in page.extract_text().splitlines()[-1] for page in pages] == [False] * len(pages)


def test_bold_slanted_letters_are_whole_where_the_machine_has_no_typeface_of_ours():
    heading = Paragraph("4. Chỉ tiêu vượt xa mức giao theo khối cơ quan", bold=True, italic=True)
    content = FORMS["pdf"].drawn(Paper("Báo cáo", (heading,)))
    (page,) = PdfReader(io.BytesIO(content)).pages
    faces = {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in page["/Resources"]["/Font"].values()}
    assert not any("Libertinus" in face and "BoldItalic" in face for face in faces)
    assert heading.text in " ".join(page.extract_text().split())


def test_a_province_is_not_torn_from_its_name_in_the_head():
    heads = Head(
        "Ủy ban nhân dân tỉnh Vĩnh Phúc", "Sở Xây dựng", "Số: 05/BC-SXD", "", "Vĩnh Phúc, ngày 05 tháng 02 năm 2022"
    )
    paper = Paper("Báo cáo", [heads])
    (page,) = PdfReader(io.BytesIO(FORMS["pdf"].drawn(paper))).pages
    assert "TỈNH VĨNH PHÚC" in [line.strip() for line in page.extract_text().splitlines()]
    left = Document(io.BytesIO(FORMS["docx"].drawn(paper))).tables[0].rows[0].cells[0]
    assert left.paragraphs[0].text.splitlines() == ["ỦY BAN NHÂN DÂN", "TỈNH VĨNH PHÚC"]


def test_the_post_stands_between_whose_name_it_is_signed_in_and_who_signs():
    posts = ["Kt. Trưởng ban", "Phó trưởng ban"]
    paper = Paper("Báo cáo", [Signature("TM. Ban chỉ đạo", "Nguyễn Văn A", "Nơi nhận:", ["- Lưu: VT."], posts)])
    said = ["TM. BAN CHỈ ĐẠO", "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Nguyễn Văn A"]
    (page,) = PdfReader(io.BytesIO(FORMS["pdf"].drawn(paper))).pages
    assert [line.strip() for line in page.extract_text().splitlines() if line.strip() in said] == said
    right = Document(io.BytesIO(FORMS["docx"].drawn(paper))).tables[0].rows[0].cells[1]
    assert [line.text for line in right.paragraphs if line.text] == said


@pytest.mark.parametrize(
    ("authority", "posts"),
    [
        ("TM. Ban chỉ đạo", ["TM. BAN CHỈ ĐẠO", "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"]),
        ("TL. TRƯỞNG BAN", ["TM. BAN CHỈ ĐẠO", "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"]),
        ("", ["TM. BAN CHỈ ĐẠO", "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"]),
    ],
)
def test_in_whose_name_it_is_signed_stands_once_and_leaves_no_empty_line(authority, posts):
    paper = Paper("Báo cáo", [Signature(authority, "Nguyễn Văn A", "Nơi nhận:", ["- Lưu: VT."], posts)])
    right = Document(io.BytesIO(FORMS["docx"].drawn(paper))).tables[0].rows[0].cells[1]
    assert [line.text for line in right.paragraphs][:4] == ["TM. BAN CHỈ ĐẠO", "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", ""]
    (page,) = PdfReader(io.BytesIO(FORMS["pdf"].drawn(paper))).pages
    assert page.extract_text().count("TM. BAN CHỈ ĐẠO") == 1
