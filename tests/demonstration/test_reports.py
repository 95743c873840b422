"""The reports of the demonstration's October hold the facts of record in correct sentences."""

import io
import json
import re
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import override_settings
from docx import Document
from pypdf import PdfReader

from tests.databases import entered
from tests.demonstration.test_demonstration import (
    ARTICLES,
    DONE_OF_RECORD,
    INSPECTIONS,
    ONLINE_MEETINGS,
    SATISFACTION,
    TRAINING,
    VISITS,
)

OCTOBER = {"year": 2022, "month": 10}
PROVINCE = ("463/543", "85,3%", "Bảo hiểm xã hội tỉnh (12/12), Cục Thống kê tỉnh (12/12)", "22.196.242", "gấp 24 lần",
            f"{SATISFACTION}: 26/29 cơ quan chưa đạt; nguyên nhân: Phần mềm một cửa điện tử chưa "
            f"trích "
            "xuất được báo cáo đánh giá mức độ hài lòng; cơ quan tháo gỡ: Văn phòng UBND tỉnh",
            f"{ONLINE_MEETINGS}: 24/26 cơ quan chưa đạt; nguyên nhân: Cơ quan chưa được trang bị hệ "
            "thống họp trực tuyến")  # fmt: skip
TOLD = {
    "STTTT": ("đã hoàn thành 26/29 chỉ tiêu", "89,7%", f"{VISITS}: đạt 22.196.242 lượt truy cập, sử dụng",
              f"{TRAINING}: đạt 5.900 lượt, cao gấp 24 lần so với chỉ tiêu giao",
              "Còn 03 chỉ tiêu, nhiệm vụ chưa hoàn thành",
              f"hoàn thành 03 chỉ tiêu đã hẹn: {ARTICLES}; {INSPECTIONS}; {SATISFACTION}.",
              "hẹn hoàn thành trong tháng 12/2022"),
    "SKHDT": ("đã hoàn thành 12/15 chỉ tiêu", *DONE_OF_RECORD["SKHDT"]),
    "SXD": ("đã hoàn thành 12/15 chỉ tiêu", *DONE_OF_RECORD["SXD"]),
}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _demonstration(demonstration, django_db_blocker):
    with django_db_blocker.unblock(), entered(demonstration), override_settings(DX_TODAY=date(2022, 11, 10)):
        yield


@pytest.fixture
def written(tmp_path):
    """written("json", agency="SXD"): what the command writes."""

    def write(form, **options):
        path = tmp_path / f"report.{form}"
        call_command("write_report", **OCTOBER | options, format=form, output=str(path))
        return path.read_bytes()

    return write


def text_of(told):
    sentences = [one["text"] for part in told["sections"] for one in part["sentences"]]
    said = " ".join([told["title"]["text"], told["opening"]["text"], *sentences, told["closing"]["text"]])
    return plain(said)


def plain(text):
    """A number keeps its unit by a space that does not break; facts are written with one that does."""
    return text.replace("\xa0", " ")


def test_the_provinces_report_tells_the_facts_of_record(written):
    told = json.loads(written("json"))
    assert [fact for fact in PROVINCE if fact not in text_of(told)] == []
    rows = {row[1]: row for row in told["annexes"][0]["tables"][0]["rows"] if len(row) > 1}
    shown = {name: rows[name][2:5] for name in ("Sở Thông tin và Truyền thông", "Sở Kế hoạch và Đầu tư", "Sở Xây dựng")}
    assert list(shown.values()) == [["29", "26", "89,7%"], ["15", "12", "80,0%"], ["15", "12", "80,0%"]]


@pytest.mark.parametrize("agency", TOLD)
def test_a_departments_report_tells_the_facts_of_record(written, agency):
    told = json.loads(written("json", agency=agency))
    assert [fact for fact in TOLD[agency] if fact not in text_of(told)] == []
    assert (told["is_final"], len(told["checksum"])) == (True, 64)


def test_every_figure_leads_back_to_items(written):
    told = json.loads(written("json", agency="STTTT"))
    first, second = told["sections"][0]["sentences"][:2]
    assert (first["figures"]["hoan_thanh"], first["figures"]["tong"], len(first["items"])) == ("26", "29", 29)
    assert len(second["items"]) == 28


@pytest.mark.parametrize(
    ("options", "title", "is_final"),
    [
        ({"kind": "quarter", "month": 9}, "quý III năm 2022", True),
        ({"kind": "quarter"}, "quý IV năm 2022 (đến tháng 10)", False),
        ({"kind": "half", "month": 6}, "6 tháng đầu năm 2022", True),
        ({"kind": "year"}, "năm 2022 (đến tháng 10)", False),
        ({"month": 11}, "tháng 11 năm 2022", False),
    ],
)
def test_a_report_tells_of_a_month_or_of_a_longer_stretch(written, options, title, is_final):
    told = json.loads(written("json", **options))
    assert told["title"]["text"] == f"Tình hình thực hiện nhiệm vụ chuyển đổi số {title}"
    assert told["is_final"] is is_final


def test_an_open_month_tells_until_which_day(written):
    assert "Đến ngày 10/11/2022, tỉnh Vĩnh Phúc" in text_of(json.loads(written("json", month=11)))


@pytest.mark.parametrize(
    ("kind", "month", "told", "issued"),
    [
        ("quarter", 9, "Đến hết quý III năm 2022, Sở Kế hoạch và Đầu tư đã hoàn thành 10/15", False),
        ("half", 6, "Đến hết 6 tháng đầu năm 2022, Sở Kế hoạch và Đầu tư đã hoàn thành 7/15", True),
    ],
)
def test_a_stretch_tells_its_last_months_figures_and_what_was_issued_within_it(written, kind, month, told, issued):
    text = written("json", agency="SKHDT", kind=kind, month=month).decode()
    assert told in text
    assert ("345/MH-SKHDT ngày 02/03/2022 (ban hành kế hoạch" in text) is issued


@pytest.mark.parametrize("kind", ["quarter", "half", "year"])
@pytest.mark.parametrize("agency", [None, *TOLD])
def test_a_stretch_up_to_october_tells_the_facts_of_record_in_every_form(written, kind, agency):
    facts = TOLD[agency] if agency else PROVINCE
    asked = {"kind": kind} | ({"agency": agency} if agency else {})
    told = json.loads(written("json", **asked))
    assert (told["kind"], told["is_final"]) == (kind, False)
    word = Document(io.BytesIO(written("docx", **asked)))
    pages = PdfReader(io.BytesIO(written("pdf", **asked))).pages
    forms = text_of(told), " ".join(one.text for one in word.paragraphs), " ".join(p.extract_text() for p in pages)
    missing = [[fact for fact in facts if bare(plain(fact)) not in bare(plain(text))] for text in forms]
    assert missing[:2] == [[], []]
    across = re.compile(r"DỰTHẢO|(?<=\D)\d{1,2}(?=\D)")  # the mark and number of a page, where a sentence goes on
    assert [
        fact for fact in missing[2] if across.sub("", bare(plain(fact))) not in across.sub("", bare(forms[2]))
    ] == []


@pytest.mark.parametrize(
    "options", [{"agency": "KHONG"}, {"month": 12}, {"year": 2021}, {"province": "khong"}, {"agency": "SXD-VP"}]
)
def test_what_is_not_there_is_refused_in_words(written, options):
    with pytest.raises(CommandError):
        written("json", **options)


def test_the_paper_tells_the_same_in_word_and_in_pdf(written):
    """Both hold every sentence of the json, the codes of items and, on the last page, the month's checksum."""
    told = json.loads(written("json", agency="STTTT"))
    word = Document(io.BytesIO(written("docx", agency="STTTT")))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(written("pdf", agency="STTTT"))).pages]
    in_word = " ".join(paragraph.text for paragraph in word.paragraphs)
    in_pdf = "".join("".join(pages).split())
    sentences = [one["text"] for part in told["sections"] for one in part["sentences"]]
    assert [text for text in sentences if text not in in_word] == []
    numbers = re.compile(r"(?<=\D)\d{1,2}(?=\D)")  # of pages, where a sentence crosses to the next
    assert [text for text in sentences if bare(text) not in in_pdf and numbers.sub("", bare(text))
            not in numbers.sub("", in_pdf)] == []  # fmt: skip
    assert told["checksum"] in pages[-1]
    assert told["checksum"] == word.paragraphs[-1].text or told["checksum"] in in_word
    assert all(f"STTTT-{n:02d}" in in_pdf for n in range(1, 30))
    assert [facts for facts in TOLD["STTTT"] if facts not in plain(in_word)] == []


def bare(text):
    return "".join(text.split())


def test_every_letter_of_a_report_is_of_one_typeface_that_has_ours(written):
    reader = PdfReader(io.BytesIO(written("pdf", agency="SXD")))
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].get_object().values()]
    families = {re.sub(r"PS(MT)?$", "", font["/BaseFont"].split("+")[-1].split("-")[0]) for font in fonts}
    assert len(families) == 1, families


def test_a_report_of_an_open_month_says_on_every_page_that_it_is_a_draft(written):
    open_, closed = (PdfReader(io.BytesIO(written("pdf", agency="SXD", month=month))).pages for month in (11, 10))
    marked = [["DỰTHẢO" in re.sub(r"\s", "", page.extract_text()) for page in pages] for pages in (open_, closed)]
    assert (all(marked[0]), any(marked[1])) == (True, False)
