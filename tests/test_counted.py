"""English has a singular: whatever counts something says "1 agency" of one, and Vietnamese says the same of all."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.utils.translation import ngettext, override

from agencies.pages.counted import Counted
from tests.test_house import CODE, ROOT, house
from tools import catalogue

NAMES = "agency at code day file name now option range row run signer value what"  # placeholders where no number stands
LIMITS = "limit most"  # what the system holds at most, never one
SMALL = (
    "a an and are as at be been by fewer for from had has have if in is it its less more no not of on or per since so"
    " than that the this to unless was were without"
)
COUNTED = re.compile(
    rf"(?:%\((?!(?:{'|'.join(f'{NAMES} {LIMITS}'.split())})\))\w+\)[sd]|\{{\w+\}})(?:</\w+>)?"  # a number,
    rf"(?: (?!(?:{'|'.join(SMALL.split())})\b)[a-z-]+){{0,2}}?"  # up to two words,
    rf" (?!(?:{'|'.join(SMALL.split())})\b)(?:[a-z-]+[a-rt-z]s|people)\b"  # things
)
# The number is never one: fixed by the system, or the sentence is said of several alone.
ALWAYS_MANY = {
    "%(done)s of %(all)s steps to the first signed month",
    "A password has at least %(n)s characters.",
    "A password has at most %(n)s characters.",
    "At least %(n)s characters.",
    "Cell %(cell)s of sheet “%(sheet)s” is filled, but only %(rows)s rows and %(columns)s columns are read. Clear it or"
    " move it.",
    "Choose a password with this link. It opens once, within %(days)s days; give it to nobody.",
    "How the columns of %(n)s sheets were understood",
    "The cell holds %(count)s targets. Choose one, or split the row.",
    "The first %(n)s of %(of)s rows; all of them are in the workbook.",
    "The first %(n)s of %(total)s items; narrow the filter for the rest",
    "The newest %(n)s changes; narrow the filter for the rest",
    "This code was not looked at: wrong codes before it: %(wrong)s. Try again in %(n)s minutes.",
    "This file has %(n)s rows. It is prepared in the background and kept for a day, for you alone.",
}
# Counted in the browser, which is given both.
PLACEHOLDER = re.compile(r"%\((\w+)\)")
PLAIN = {"percentage point"}  # said without a number in it: "điểm %"
BY_SCRIPT = {
    "Approve {n} figures": "Approve {n} figure",
    "Return {n} figures": "Return {n} figure",
    "{n} pasted lines were left out: their rows ask for no figure, or there is no row left.":
        "{n} pasted line was left out: its row asks for no figure, or there is no row left.",
}  # fmt: skip


@pytest.fixture(scope="module")
def wanted() -> set[catalogue.Msgid]:
    return {msgid for _context, msgid in catalogue.extract(ROOT)}


def test_what_counts_has_a_singular(wanted):
    counting = {msgid for msgid in wanted if isinstance(msgid, str) and COUNTED.search(msgid)}
    assert counting - ALWAYS_MANY - set(BY_SCRIPT) == set()
    assert (ALWAYS_MANY | set(BY_SCRIPT)) - counting == set(), "no sentence is excused that is not there"
    assert set(BY_SCRIPT.values()) <= wanted


def test_a_singular_is_not_its_plural_and_leaves_nothing_out(wanted):
    pairs = [msgid for msgid in wanted if not isinstance(msgid, str)]
    assert len(pairs) > 100
    assert [one for one, many in pairs if one == many] == []
    assert [one for one, many in pairs if catalogue.placeholders(one) != catalogue.placeholders(many)] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_pair_takes_its_numbers(wanted, language):
    """A bare "%" in a sentence that takes numbers would break the page that says it."""
    said = {name: 1 for pair in wanted if not isinstance(pair, str) for name in PLACEHOLDER.findall(" ".join(pair))}
    with override(language):
        for one, many in (pair for pair in wanted if not isinstance(pair, str) and pair[0] not in PLAIN):
            assert "%" not in (ngettext(one, many, 1) % said) + (ngettext(one, many, 2) % said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["0 rows saved.", "1 row saved.", "1,234 rows saved."]),
        ("vi", ["Đã lưu 0 dòng.", "Đã lưu 1 dòng.", "Đã lưu 1.234 dòng."]),
    ],
)
def test_a_sentence_is_said_for_its_number(language, said):
    saved = Counted("%(n)s row saved.", "%(n)s rows saved.")
    with override(language):
        assert [saved.of(n) for n in (0, 1, 1234)] == said


def test_the_number_beside_the_noun_decides():
    done = Counted("%(n)s of %(all)s conclusion done", "%(n)s of %(all)s conclusions done")
    with override("en"):
        assert done.of(29, n="1", all="29") == "1 of 29 conclusions done"
        assert done.of(1, n="0", all="1") == "0 of 1 conclusion done"


@pytest.mark.parametrize(
    "text",
    [
        "%(n)s agencies",
        "%(n)s claimed causes wait",
        "%(n)s of %(all)s committed items",
        "<b>%(n)s</b> people",
        "in {n} days",
    ],
)
def test_a_sentence_that_counts_is_seen(text):
    assert COUNTED.search(text)


@pytest.mark.parametrize("text", ["%(name)s holds this role", "%(n)s is refused", "Items: %(n)s", "%(n)s of these"])
def test_a_sentence_that_counts_nothing_is_not(text):
    assert not COUNTED.search(text)


WRITTEN = {"number", "percent", "signed", "times"}  # of dxtracker/lib/numbers.py: Vietnamese unless a language is said
# What is written here is Vietnamese whoever reads it, or compared and not shown.
VIETNAMESE = (
    "dashboards/boards/peers/page.py", "kpis/grammar/numerals.py", "reports/briefing/",
    "reports/publication/", "reports/sentences/",
)  # fmt: skip


def without_language(text: str) -> Iterator[str]:
    """Calls that write a number for nobody's language."""
    tree = ast.parse(text)
    taken = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    bare = {name.asname or name.name for node in taken if node.module == "dxtracker.lib.numbers" for name in node.names}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        says = len(node.args) > 1 or any(word.arg in ("language", None) for word in node.keywords)
        if ast.unparse(node.func) in {*(bare & WRITTEN), *(f"numbers.{name}" for name in WRITTEN)} and not says:
            yield f"{node.lineno}: {ast.unparse(node)}"


def test_a_number_is_written_in_the_readers_language():
    files = [(path, text) for path, text in house(*CODE) if not str(path).startswith(VIETNAMESE)]
    assert [f"{path}:{call}" for path, text in files for call in without_language(text)] == []


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("from dxtracker.lib.numbers import percent\npercent(x)", 1),
        ("from dxtracker.lib import numbers\nnumbers.times(x)", 1),
        ("from dxtracker.lib.numbers import percent\npercent(x, language())", 0),
        ("from workbooks.cells import number\nnumber(x)", 0),
    ],
)
def test_a_number_written_for_nobody_is_seen(text, n):
    assert len(list(without_language(text))) == n
