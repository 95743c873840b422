"""How well a text fits what somebody looks for: whole words before beginnings, marks respected where they are typed."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from dxtracker.lib.text import clean, fold, same_name_key

Found = TypeVar("Found")

WORD = re.compile(r"\w+")
SHORT = 2  # letters of a word that is looked for whole, unless it is the last and perhaps still being typed
TOGETHER, WHOLE, BEGUN = range(3)


class Word(NamedTuple):
    """A word as it is written, without marks, and in the one spelling of its name; `is_marked` where it bears any."""

    written: str
    bare: str
    key: str
    is_marked: bool


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text, in order; what stands between them is passed over."""
    found = WORD.findall(clean(text).casefold())
    return tuple(Word(word, bare := fold(word), same_name_key(word), bare != word) for word in found)


def rank(text: str, sought: tuple[Word, ...]) -> int | None:
    """TOGETHER where the words stand whole and in a row, WHOLE where all stand somewhere, BEGUN else; None without.

    >>> [rank(text, words_of("so y te")) for text in ("Sở Y tế", "Tế bào, y sĩ, sở", "Sở Yên Tế", "Kinh tế số")]
    [0, 1, None, None]
    >>> rank("Tài nguyên", words_of("nguyễn")), rank("Tài nguyên", words_of("nguyen"))
    (None, 1)
    """
    words = words_of(text)
    if not sought or not all(_is_there(word, words, is_last=word is sought[-1]) for word in sought):
        return None
    if not all(any(_is_same(word, one) for one in words) for word in sought):
        return BEGUN
    run = len(sought)
    in_a_row = (words[at : at + run] for at in range(len(words) - run + 1))
    return TOGETHER if any(all(map(_is_same, sought, part)) for part in in_a_row) and run > 1 else WHOLE


def best(rows: Iterable[Found], text_of: Callable[[Found], str], sought: tuple[Word, ...]) -> list[Found]:
    """The rows that fit, the best first, equal ones in their order."""
    ranked = [(found, row) for row in rows if (found := rank(text_of(row), sought)) is not None]
    return [row for _found, row in sorted(ranked, key=lambda pair: pair[0])]


def _is_same(sought: Word, word: Word) -> bool:
    return sought.key == word.key if sought.is_marked else sought.bare == word.bare


def _is_there(sought: Word, words: tuple[Word, ...], *, is_last: bool) -> bool:
    if any(_is_same(sought, word) for word in words):
        return True
    if len(sought.bare) <= SHORT and not is_last:
        return False
    if sought.is_marked:
        return any(word.written.startswith(sought.written) for word in words)
    return any(word.bare.startswith(sought.bare) for word in words)
