"""What is said of a cell holds numbers as the reader's language writes them; a sheet is quoted as it stands."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from kpis.grammar.shapes import Problem
from kpis.grammar.words import NUMBERS, WORDS, words
from workbooks.kinds.assignments.read import in_words

SCALED = Problem("scaled_format", {"shown": "22.196,5 nghìn", "stored": "22.196.500"})


@pytest.mark.parametrize(
    ("language", "said"), [("vi", ["22.196,5 nghìn", "22.196.500"]), ("en", ["22,196.5 nghìn", "22,196,500"])]
)
def test_a_scaled_number_is_said_in_the_readers_language(language, said):
    with override(language):
        assert [text in words(SCALED) for text in said] == [True, True]


@pytest.mark.parametrize(("language", "said"), [("vi", "1.234,5678"), ("en", "1,234.5678")])
def test_a_rounded_number_is_said_in_the_readers_language(language, said):
    with override(language):
        assert said in words(Problem("shown_rounded", {"exact": "1.234,5678"}))


def test_what_stands_in_a_cell_is_quoted_as_it_stands():
    with override("en"):
        assert words(Problem("thousands_or_decimals", {"number": "1.234"})).startswith("1.234 ")


def test_each_number_that_is_turned_stands_in_its_sentence():
    assert {code: [f"%({name})s" in str(WORDS[code]) for name in names] for code, names in NUMBERS.items()} == {
        code: [True] * len(names) for code, names in NUMBERS.items()
    }


@pytest.mark.parametrize(("language", "said"), [("vi", "1.234,5"), ("en", "1,234.5")])
def test_a_change_of_an_import_is_written_in_the_importers_language(language, said):
    with override(language):
        assert in_words("low", Decimal("1234.50"), {}) == said
