"""Vietnamese text: one normal form on the way in, one folded form for search, one key for sorting.

Pure: no Django. Sources: docs/scoring.md has nothing of this; the practice is that of Vietnamese official texts,
which mix composed and decomposed letters, no-break spaces and two ways of placing a tone.
"""

import re
import unicodedata
from functools import lru_cache

# Among them the marks of direction that come along where a day or a name is copied from Windows or a web page.
ZERO_WIDTH = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF, 0xAD, 0x34F, 0x61C, 0x180E]
)
WHITE = re.compile(r"[\s\x00-\x1f\x7f\ufffe\uffff]+")
# What keyboards and converters write in place of a letter of ours: Icelandic and African Đ, wide forms, Roman signs.
ALIKE = str.maketrans(
    {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"}
    | {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2160, 0x2180)}
    | dict.fromkeys(map(chr, ZERO_WIDTH), "")
)
FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
FOREIGN_ALIKE = str.maketrans(
    "АВЕКМНОРСТХІЅЈУаеорсхуіѕјΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABEKMHOPCTXISJYaeopcxyisjABEZHIKMNOPTYXo",
)
MARKS = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
LONE_Y = re.compile(r"^(h|k|l|m|qu|s|t|v)y$")
# What no person means to write: controls but tab and line ends, orders to write from the right, lone surrogates and
# characters that are none. XML refuses most of them, PostgreSQL the first.
# Letters beyond 16 bits stand in patterns of their own: one set of both is searched ten times as slowly.
_NONE = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
UNPRINTABLE = re.compile(f"[{_NONE}]")
FAR = re.compile("[\U00010000-\U0010ffff]")
_FAR_NONE = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
FAR_UNPRINTABLE = re.compile(f"[{_NONE}{_FAR_NONE}]")
# Putting n marks upon one letter in order takes n² steps; no language has six.
_MARKS = "".join(chr(code) for code in range(0x10000) if unicodedata.combining(chr(code)))
_FAR_MARKS = "".join(chr(code) for code in range(0x10000, 0x20000) if unicodedata.combining(chr(code)))
STACKED, FAR_STACKED = (re.compile(f"([{marks}]{{6}})[{marks}]+") for marks in (_MARKS, _MARKS + _FAR_MARKS))
SHORT = 2_000  # letters of which even all may be marks
TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def printable(text: str) -> str:
    """The text without what nobody can read and some writers of files refuse; tabs and line ends stay.

    Of many marks upon one letter of a long text the first six stay.

    >>> printable("Sở\\x07 Xây\\tdựng\\x00\\uffff")
    'Sở Xây\\tdựng'
    """
    return unstacked(_unprintable(text).sub("", text))


def _unprintable(text: str) -> re.Pattern[str]:
    return FAR_UNPRINTABLE if FAR.search(text) else UNPRINTABLE


def is_printable(text: str) -> bool:
    """Whether `printable` would leave the text as it is."""
    return not _unprintable(text).search(text) and unstacked(text) == text


def unstacked(text: str) -> str:
    """Of many marks upon one letter of a long text the first six: putting n of them in order takes n² steps."""
    if len(text) <= SHORT:
        return text
    return (FAR_STACKED if FAR.search(text) else STACKED).sub(r"\1", text)


def clean(text: str) -> str:
    """NFC, letters that only look like ours made ours, white space and controls folded to single spaces, trimmed.

    >>> clean("Tỷ\\u00a0 lệ\\n hồ sơ "), clean("Ðến\\x0bquý Ⅳ")
    ('Tỷ lệ hồ sơ', 'Đến quý IV')
    """
    return WHITE.sub(" ", one_form(text)).strip()


def clean_lines(text: str) -> str:
    """Each line cleaned, without the empty ones.

    >>> clean_lines("KT.  TRƯỞNG BAN\\n\\n PHÓ TRƯỞNG BAN ")
    'KT. TRƯỞNG BAN\\nPHÓ TRƯỞNG BAN'
    """
    return "\n".join(filter(None, map(clean, text.splitlines())))


def one_form(text: str) -> str:
    """NFC without zero-width characters; look-alike letters are ours where no letter of a foreign script is left.

    >>> one_form("СЅDL ８０％"), one_form("Срок") == "Срок"
    ('CSDL 80%', True)
    """
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", unstacked(text)).translate(ALIKE)
    if FOREIGN.search(text) and not FOREIGN.search(ours := text.translate(FOREIGN_ALIKE)):
        return ours
    return text


def fold(text: str) -> str:
    """The form in which search compares: no marks, đ as d, no case.

    >>> fold("Sở Xây dựng")
    'so xay dung'
    """
    bare = "".join(c for c in unicodedata.normalize("NFD", clean(text)) if not unicodedata.combining(c))
    return bare.casefold().replace("đ", "d")


@lru_cache(maxsize=20_000)  # the same few names come thousands of times in a workbook
def same_name_key(text: str) -> str:
    """The form in which two spellings of one name are equal: base letters plus tone, wherever the tone is placed.

    "hoà" equals "hòa", "kỹ" equals "kĩ"; "Xuân Hoà" still differs from "Xuân Hóa". Case is ignored.

    >>> same_name_key("Thuỷ hoà") == same_name_key("Thủy hòa")
    True
    """
    words = []
    for word in unicodedata.normalize("NFD", clean(text).casefold()).split(" "):
        tone = "".join(c for c in word if c in MARKS)
        letters = "".join(c for c in word if c not in MARKS)
        words.append(LONE_Y.sub(r"\1i", letters) + tone)
    return unicodedata.normalize("NFC", " ".join(words))


def sort_key(text: str) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Vietnamese dictionary order: syllable by syllable, letters first (a ă â … d đ), then tones.

    >>> sorted(["đa", "dũng", "ân", "ăn", "an"], key=sort_key)
    ['an', 'ăn', 'ân', 'dũng', 'đa']
    """
    return tuple(_syllable_key(word) for word in clean(text).casefold().split(" "))


def _syllable_key(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    letters, tones = [], []
    for character in word:
        parts = unicodedata.normalize("NFD", character)
        tone = next((TONES[c] for c in parts if c in TONES), 0)
        letter = unicodedata.normalize("NFC", "".join(c for c in parts if c not in TONES))
        place = LETTERS.find(letter)
        letters.append(place + 100 if place >= 0 else ord(letter[0]) if ord(letter[0]) < 100 else ord(letter[0]) + 200)
        tones.append(tone)
    return tuple(letters), tuple(tones)
