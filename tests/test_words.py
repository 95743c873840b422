"""One word for each thing: what docs/words.md has retired stands nowhere where a person may read it."""

import re

import pytest

from tests.test_house import ROOT, house
from tools import catalogue
from tools.catalogue import texts

WORDS = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in WORDS.splitlines() if line.startswith("| ")]
RETIRED = [word.strip().lower() for row in ROWS[1:] for word in row[3].split(",") if word.strip()]
# A word of its own: "cơ quan vướng" is not found in "cơ quan vướng mắc", "lần hứa" not in "lần hứa hẹn".
PATTERN = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in RETIRED), re.IGNORECASE)

SPACED = re.compile(r"(?:[0-9]|\)[sdf])[ \u00a0]%%?(?!\()")
SAID = {  # what an official would say, where once something else stood
    "More": "Mục khác",
    "Indicators": "Danh mục chỉ tiêu",
    "%(n)s tasks": "%(n)s nhiệm vụ",
    "items of divisions fulfilled": "nội dung phòng, đơn vị đã thực hiện",
    "First promised": "Hẹn lần đầu",
    "Promised": "Hẹn hiện nay",
    "Times moved": "Số lần lùi hẹn",
    "Kept": "Đúng hẹn",
    "Moved": "Đã lùi hẹn",
    "Broken": "Trễ hẹn",
    "Of the measurable": "Trên số đánh giá được",
    "of all applicable": "trên tổng số nhiệm vụ phải thực hiện",
    "Who can remove it": "Cơ quan tháo gỡ",
    "agencies blocked": "cơ quan đang vướng",
    "With a flag": "Cần xem kỹ",
    "Recorded": "Đã duyệt",
    "even pace": "tiến độ đều",
    "month %(month)s": "tháng %(month)s",
    "I confirm that the file is not classified": "Tôi xác nhận tệp không thuộc danh mục bí mật nhà nước",
}


def said_in_the_catalogue() -> list[str]:
    known = catalogue.load(catalogue.catalogue_path())
    return [text for entry in known if entry.id for text in texts(entry.string)]


def test_things_are_called_as_an_official_calls_them():
    known = {
        texts(entry.id)[-1]: texts(entry.string)[0] for entry in catalogue.load(catalogue.catalogue_path())
    }  # a sentence that counts by its plural
    assert {english: known.get(english) for english in SAID} == SAID


def test_no_sentence_parts_a_number_from_its_per_cent():
    assert [text for text in said_in_the_catalogue() if SPACED.search(text)] == []


def test_the_table_of_words_has_four_columns_and_retires_some():
    assert {len(row) for row in ROWS} == {4}
    assert len(RETIRED) > 10


def test_no_sentence_of_the_catalogue_says_a_retired_word():
    assert [text for text in said_in_the_catalogue() if PATTERN.search(text)] == []


def test_no_page_letter_or_workbook_says_a_retired_word():
    files = house(
        "templates/**/*.html",
        "templates/**/*.txt",
        "kpis/**/*.py",
        "workbooks/**/*.py",
        "dashboards/**/*.py",
        "reports/**/*.py",
        "machines/**/*.py",
    )
    assert [f"{path}: {found.group()}" for path, text in files for found in PATTERN.finditer(text)] == []


@pytest.mark.parametrize("text", ["Chưa có lời hứa nào.", "Luỹ kế", "thấp hơn nhịp độ cần có", "12 cơ quan vướng"])
def test_a_retired_word_is_seen(text):
    assert PATTERN.search(text)
