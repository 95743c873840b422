"""The letter of reminder, opened again with python-docx: layout of Nghị định 30/2020, words, the list."""

import io
from datetime import date

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from dxtracker.lib.paper.blocks import official_day, place_of
from tests.factories import submit_report

AUGUST = "year=2022&month=8"
URL = f"/boards/freshness/letter.docx?{AUGUST}"


@pytest.fixture
def silent(board_items, on_day):
    """Month 8 on 22/8/2022, three working days after it was due: three items of A and one of B are missing."""
    on_day(date(2022, 8, 22))
    return board_items


@pytest.fixture
def letter(client, officer, silent):
    client.force_login(officer)
    response = client.get(URL)
    assert response["Content-Disposition"] == 'attachment; filename="don-doc-2022-08.docx"'
    return Document(io.BytesIO(response.content))


def texts(cell_or_document):
    return [paragraph.text for paragraph in cell_or_document.paragraphs if paragraph.text]


def styles(cell):
    return {p.text: (p.runs[0].font.size, p.runs[0].bold, p.runs[0].italic) for p in cell.paragraphs if p.text}


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2022, 2, 5), "ngày 05 tháng 02 năm 2022"),
        (date(2022, 3, 5), "ngày 05 tháng 3 năm 2022"),
        (date(2022, 11, 18), "ngày 18 tháng 11 năm 2022"),
    ],
)
def test_days_are_written_as_official_documents_write_them(day, words):
    assert official_day(day) == words


def test_the_place_is_the_provinces_name_alone():
    assert (place_of("Tỉnh Vĩnh Phúc"), place_of("Thành phố Hà Nội"), place_of("Huế")) == ("Vĩnh Phúc", "Hà Nội", "Huế")


def test_the_page_is_a4_with_the_margins_laid_down(letter):
    (section,) = letter.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm, 1) for margin in margins] == [20, 20, 30, 20]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert section.header.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert "PAGE" not in section.first_page_header._element.xml


def test_every_word_is_in_times_new_roman_and_black(letter):
    runs = [run for paragraph in letter.paragraphs for run in paragraph.runs]
    runs += [run for t in letter.tables for row in t.rows for c in row.cells for p in c.paragraphs for run in p.runs]
    assert {run.font.name for run in runs} == {"Times New Roman"}
    assert letter.styles["Normal"].font.name == "Times New Roman"
    assert {str(run.font.color.rgb) for run in runs} <= {"None", "000000"}


def test_the_heads_are_those_of_the_table(letter):
    left, right = letter.tables[0].rows[0].cells
    assert styles(left) == {
        "ỦY BAN NHÂN DÂN\nTỈNH VĨNH PHÚC": (Pt(12), False, False),
        "BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ": (Pt(12), True, False),
        "Số:         /BCĐ": (Pt(13), False, False),
        "V/v đôn đốc báo cáo chuyển đổi số tháng 8/2022": (Pt(12), False, False),
    }
    assert styles(right) == {
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM": (Pt(12), True, False),
        "Độc lập - Tự do - Hạnh phúc": (Pt(13), True, False),
        "Vĩnh Phúc, ngày 22 tháng 8 năm 2022": (Pt(13), False, True),
    }
    assert left._element.xml.count("<w:pBdr>") == right._element.xml.count("<w:pBdr>") == 1


def test_the_body_says_what_is_due_and_who_is_missing(letter):
    body = [p for p in letter.paragraphs if p.text]
    assert body[0].text == "Kính gửi: Các cơ quan, đơn vị có tên trong danh sách dưới đây"
    assert "số liệu từ ngày 15/07/2022 đến ngày 14/08/2022" in body[1].text
    assert "chậm nhất ngày 17/08/2022" in body[1].text
    assert "Đến ngày 22/08/2022, còn 02/2 cơ quan, đơn vị chưa gửi báo cáo" in body[2].text
    assert body[-1].text.endswith("./.")
    for paragraph in body[1:]:
        assert paragraph.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
        assert paragraph.runs[0].font.size == Pt(14)
        assert 10 <= paragraph.paragraph_format.first_line_indent.mm <= 12.8
        assert paragraph.paragraph_format.space_after >= Pt(6)
        assert 1 <= paragraph.paragraph_format.line_spacing <= 1.5


def test_the_list_names_each_silent_agency_with_its_days(letter):
    rows = [[cell.text for cell in row.cells] for row in letter.tables[1].rows]
    assert rows == [
        ["TT", "Cơ quan", "Phải báo cáo", "Số ngày làm việc chậm", "Số kỳ chậm trong năm"],
        ["1", "Sở Xây dựng", "3", "3", "8"],
        ["2", "Sở Kế hoạch và Đầu tư", "1", "3", "8"],
    ]


def test_who_gets_it_and_who_signs(letter):
    left, right = letter.tables[2].rows[0].cells
    assert texts(left) == ["Nơi nhận:", "- Như trên;", "- Trưởng Ban Chỉ đạo (để báo cáo);", "- Lưu: VT."]
    assert styles(left)["Nơi nhận:"] == (Pt(12), True, True)
    assert styles(left)["- Như trên;"] == (Pt(11), False, False)
    assert styles(right) == {"TM. BAN CHỈ ĐẠO": (Pt(14), True, False)}


def test_an_official_letter_is_vietnamese_whoever_asks(client, officer, silent):
    officer.language = "en"
    officer.save()
    client.force_login(officer)
    assert "Kính gửi:" in texts(Document(io.BytesIO(client.get(URL).content)))[0]


def test_who_has_reported_is_not_named_and_when_all_have_there_is_no_letter(
    client, officer, silent, draft, period, head_a, head_b, agency_a, agency_b
):
    client.force_login(officer)
    draft(silent["number"], 8, value=5)
    submit_report(agency_a, period(8), by=head_a)
    rows = Document(io.BytesIO(client.get(URL).content)).tables[1].rows
    assert [row.cells[1].text for row in rows[1:]] == ["Sở Kế hoạch và Đầu tư"]
    draft(silent["number_b"], 8, value=5)
    submit_report(agency_b, period(8), by=head_b)
    assert client.get(URL).url == f"/boards/freshness/?{AUGUST}"


def test_who_may_draft_it(client, silent, stranger, committee, clerk_a, head_b, officer, administrator):
    assert client.get(URL).url.startswith("/account/login/?next=")
    for person, status in (
        (stranger, 404),
        (clerk_a, 404),
        (head_b, 404),
        (committee, 403),
        (officer, 200),
        (administrator, 200),
    ):
        client.force_login(person)
        assert client.get(URL).status_code == status, person
        assert client.post(URL).status_code == 405
        page = client.get(f"/boards/freshness/?{AUGUST}")
        assert ("letter.docx" in page.content.decode()) is (status == 200)
