"""Which kind of import a workbook looks like, told from its headings: for who chose another by mistake."""

from collections.abc import Callable, Collection, Mapping

from kpis.grammar.shapes import Problem
from workbooks.enums import ImportKind
from workbooks.kinds.agencies import read as agencies
from workbooks.kinds.committed_items import words as committed_items
from workbooks.kinds.figures import template as figures
from workbooks.kinds.people import words as people
from workbooks.kinds.succession import words as succession
from workbooks.reading.plain_table import SEARCHED, shown
from workbooks.reading.shapes import Book, Located
from workbooks.reading.tables.headings import guess, phrase

SURER_BY = 2  # columns that a kind must know beyond the kind that was chosen
SURE = 2  # of a heading of assigned items (workbooks.reading.tables.headings)
NO_YEAR = 0


def other_kind(book: Book, kind: str) -> Located | None:
    """A hint at the row of headings of which another kind knows clearly more columns than `kind`; None where none."""
    readers = _readers()
    best: tuple[int, str, int, str] = (SURER_BY - 1, "", 0, "")
    for sheet in book.sheets:
        for row in sorted(sheet.rows)[:SEARCHED] if not sheet.is_hidden else ():
            texts = [str(shown(cell)) for cell in sheet.rows[row].values()]
            known = {name: len(read(texts)) for name, read in readers.items()}
            name = max(known, key=lambda one: known[one])
            if name != kind and known[name] - known[kind] > best[0]:
                best = (known[name] - known[kind], sheet.name, row, name)
    _lead, sheet_name, at, name = best
    if not name:
        return None
    return Located(sheet_name, at, 0, Problem("looks_like_another_kind", {"kind": str(ImportKind(name).label)}))


def _readers() -> dict[str, Callable[[Collection[str]], set[str]]]:
    """Kind → the columns that it knows among the texts of a row."""
    plain = {
        ImportKind.AGENCIES: agencies.WORDS,
        ImportKind.SUCCESSION: succession.WORDS,
        ImportKind.PEOPLE: people.WORDS,
        ImportKind.COMMITMENTS: committed_items.WORDS,
        ImportKind.FIGURES: figures.headings(),
    }
    found: dict[str, Callable[[Collection[str]], set[str]]] = {kind: _by_words(words) for kind, words in plain.items()}
    return found | {ImportKind.ASSIGNMENTS: _of_items}


def _by_words(words: Mapping[str, Collection[str]]) -> Callable[[Collection[str]], set[str]]:
    known = {phrase(word): role for role, spellings in words.items() for word in spellings}
    return lambda texts: {known[said] for text in texts if (said := phrase(text)) in known}


def _of_items(texts: Collection[str]) -> set[str]:
    found = [guess((text,), NO_YEAR) for text in texts]
    return {str(one.columns[0]) for one in found if one.columns and one.sure >= SURE}
