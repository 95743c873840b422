"""One word for each thing: what docs/words.md has retired stands nowhere where a person may read it."""

import re

import pytest

from tests.test_house import ROOT, house
from tools import catalogue

WORDS = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in WORDS.splitlines() if line.startswith("| ")]
RETIRED = [word.strip().lower() for row in ROWS[1:] for word in row[3].split(",") if word.strip()]
# A word of its own: "cơ quan vướng" is not found in "cơ quan vướng mắc", "lần hứa" not in "lần hứa hẹn".
PATTERN = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in RETIRED), re.IGNORECASE)


def said_in_the_catalogue() -> list[str]:
    known = catalogue.load(catalogue.catalogue_path())
    return [str(entry.string) for entry in known if entry.id and entry.string]


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
