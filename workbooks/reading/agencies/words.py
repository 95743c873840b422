"""A text of agency names cut into words that compare, with what stands between them. Pure."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from dxtracker.lib.text import LONE_Y, MARKS

WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
HARD = frozenset(";:()")  # always ends a name
BREAK = frozenset(";:")  # never stands inside one
SOFT = frozenset(",/-\n")
RANK = ";:()\n,/-"  # what counts most of several marks in a row
DASHES = str.maketrans("–—−+•*[]", "-------" + "-")
PHRASES = {  # said in full or in short
    "ủy ban nhân dân": "ubnd",
    "thành phố": "tp",
    "thị xã": "tx",
    "thị trấn": "ttr",
    "văn phòng": "vp",
    "ban quản lý": "bql",
    "bảo hiểm xã hội": "bhxh",
    "trung ương": "tw",
    "khu công nghiệp": "kcn",
}
DOTTED = {"h": "huyện", "p": "phường", "x": "xã", "q": "quận"}
ROLES = "chủ trì phối hợp với cùng và là gồm bao đầu mối"
OPENING = (
    "sở ban ngành công bộ cục chi hội ubnd hđnd trung viện trường bưu ngân tòa kho đài báo liên đoàn mặt thanh tp"
    " tx ttr vp bql bhxh các đơn doanh tổng quỹ phòng tỉnh huyện xã phường kcn"
)


class Word(NamedTuple):
    """A word as it compares, where it stands, and the mark that follows it ("" for a space)."""

    key: str
    start: int
    end: int
    after: str = ""
    is_aside: bool = False  # inside brackets, after something
    opens_agency: bool = False


def split(text: str) -> list[Word]:
    """The words of an NFC text: tone at the end, i for a lone y, the usual short forms for long ones.

    >>> [word.key for word in split("Ủy ban nhân dân TP. Vĩnh Yên")]
    ['ubnd', 'tp', 'vinh\u0303', 'yên']
    """
    found = list(WORD.finditer(text))
    keys = [_key(piece.group()) for piece in found]
    words: list[Word] = []
    depth = at = 0
    while at < len(found):
        taken, key = _phrase(keys, at)
        last = found[at + taken - 1]
        gap = text[last.end() : found[at + taken].start() if at + taken < len(found) else len(text)]
        if taken == 1 and key in DOTTED and gap.startswith("."):
            key = DOTTED[key]
        mark = _mark(gap)
        original = text[found[at].start() : last.end()]
        opens = key in OPENERS or (len(original) > 2 and original.isupper())
        words.append(Word(key, found[at].start(), last.end(), mark, depth > 0 and bool(words), opens))
        depth = max(0, depth + gap.count("(") - gap.count(")"))
        at += taken
    return words


def flat(words: list[Word]) -> str:
    """Words written in one go; "và" and & are the same as nothing."""
    return "".join(word.key for word in words if word.key != TOGETHER)


@lru_cache(maxsize=4096)
def syllables(piece: str) -> tuple[list[str], str]:
    """The runs of letters of a word without their tones, and its tones in order."""
    apart = unicodedata.normalize("NFD", piece)
    tones = "".join(c for c in apart if c in MARKS)
    return WORD.findall(unicodedata.normalize("NFC", "".join(c for c in apart if c not in MARKS))), tones


@lru_cache(maxsize=8192)
def _key(word: str) -> str:
    apart = unicodedata.normalize("NFD", word.casefold())
    tone = "".join(c for c in apart if c in MARKS)
    letters = "".join(c for c in apart if c not in MARKS)
    return unicodedata.normalize("NFC", LONE_Y.sub(r"\1i", letters) + tone)


def _phrase(keys: list[str], at: int) -> tuple[int, str]:
    for phrase, short in BY_FIRST.get(keys[at], ()):
        if tuple(keys[at : at + len(phrase)]) == phrase:
            return len(phrase), short
    return 1, keys[at]


def _mark(gap: str) -> str:
    marks = gap.translate(DASHES)
    return next((mark for mark in RANK if mark in marks), "")


def _keys(text: str) -> frozenset[str]:
    return frozenset(map(_key, text.split()))


BY_FIRST: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _long, _short in PHRASES.items():
    _phrase_keys = tuple(map(_key, _long.split()))
    BY_FIRST.setdefault(_phrase_keys[0], []).append((_phrase_keys, _short))
DOTTED = {short: _key(long) for short, long in DOTTED.items()}
LEVELS = _keys("huyện quận xã phường tp tx ttr")
ROLE_WORDS = _keys(ROLES)
INTRODUCING = _keys(ROLES + " các cơ quan đơn vị ubnd thủ trưởng giám đốc tịch đồng chí những")
OPENERS = _keys(OPENING)
TOGETHER = _key("và")
PROVINCE = _key("tỉnh")
EVERY = _key("các")
