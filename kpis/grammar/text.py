"""The text of a cell: old fonts decoded, lines kept, numbering taken off, letters made bare. Pure.

Sources: TCVN 5712:1993 (the .Vn fonts) and VNI for Windows, as their bytes look when they are read as Latin-1.
U+00AD, elsewhere the soft hyphen, is the letter ư in TCVN3: a text is decoded before anything is stripped from it.
"""

import re
import unicodedata

from dxtracker.lib.text import unstacked
from kpis.grammar.syllables import is_syllable

# The letters at U+00A1 to U+00FE; a dot where TCVN3 has none.
_FROM_A1 = "ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ.......ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ"
_TCVN3 = {0xA1 + place: letter for place, letter in enumerate(_FROM_A1) if letter != "."}
_TCVN3[ord("μ")] = "à"  # the Greek letter, where a system took the micro sign for it

_TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
_HAT, _BREVE = "\u0302", "\u0306"


def _vni() -> dict[str, str]:
    pairs = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ", "ñ": "đ"}
    for letters, marks, accent in (("aeouyôö", " ùøûõï", ""), ("aeo", "âáàåãä", _HAT), ("a", "êéèúüë", _BREVE)):
        for letter in letters:
            for mark, tone in zip(marks, _TONES, strict=True):
                whole = unicodedata.normalize("NFC", pairs.get(letter, letter) + accent + tone)
                if mark != " " and len(whole) == 1:
                    pairs[letter + mark] = whole
    return pairs


_VNI = _vni()
_VNI_LETTER = re.compile("|".join(sorted(_VNI, key=len, reverse=True)), re.IGNORECASE)
# Letters that Latin-1 has not, so no old font either: a text that holds one is Unicode, whatever its font.
_UNICODE_LETTER = re.compile("[ĂăĐđƠơƯưĨĩŨũ\u1ea0-\u1ef9\u0300-\u036f]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
# Signs that no language writes inside a word, and that are letters in TCVN3.
_SIGNS = frozenset("¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾×÷")


def decode(text: str, font: str = "") -> tuple[str, str]:
    """The text in Unicode (NFC), and the code its font holds: "tcvn3", "vni" or "".

    Fonts named .Vn… hold TCVN3 (one whose name ends in H shows capitals), fonts named VNI-… hold VNI. A text that
    is Unicode Vietnamese already stays as it is, and so does every character outside the tables.

    >>> decode("NhiÖm vô", ".VnTime"), decode("Nhieäm vuï", "VNI-Times"), decode("së y tÕ", ".VnTimeH")
    (('Nhiệm vụ', 'tcvn3'), ('Nhiệm vụ', 'vni'), ('SỞ Y TẾ', 'tcvn3'))
    """
    whole = unicodedata.normalize("NFC", unstacked(text))
    name = font.strip().casefold()
    code = "tcvn3" if name.startswith(".vn") else "vni" if name.startswith("vni-") else ""
    if not code or _UNICODE_LETTER.search(whole):
        return whole, ""
    if code == "vni":
        return _from_vni(whole), code
    decoded = _from_tcvn3(whole)
    return (decoded.upper() if name.endswith("h") else decoded), code


def propose_decoding(text: str) -> str | None:
    """What a text in an ordinary font would say in an old one, where only that makes sense; else None.

    It must be Vietnamese syllables after decoding, and not before: a proposal to ask about, never a decision.

    >>> propose_decoding("Thêi gian hoµn thµnh"), propose_decoding("Thời gian"), propose_decoding("Café de Genève")
    ('Thời gian hoàn thành', None, None)
    """
    if text.isascii() or len(text) > 2000:
        return None
    whole = unicodedata.normalize("NFC", text)
    if _UNICODE_LETTER.search(whole):
        return None
    for decoded in (_from_tcvn3(whole), _from_vni(whole)):
        if decoded != whole and _makes_sense_decoded(whole, decoded):
            return decoded
    return None


_BULLET = re.compile(
    r"""\s*(?:
        [-–—−+*•·▪●○◦‣►➢✓☐]\s*(?=[^\W\d_])              # - Chỉ tiêu
      | \(?\d{1,2}(?:\.\d{1,2}){0,4}[.)]\s+(?=\S)         # 1. 1.1. 2) (3)
      | [1-9]\d?(?:\.[1-9]\d?){1,4}\s+(?=[^\W\d_a-zđ])    # 1.1 Chỉ tiêu, but not 2.5 triệu
      | \(?[a-zđ]\)\s*(?=\S) | \(?[A-ZĐ]\)\s+(?=\S)       # a) (b)
      | [a-zđ]\.\s+(?=\S)                                 # a. Chỉ tiêu
      | [IVX]{1,5}[.)]\s+(?=\S)                           # II. NHIỆM VỤ
    )""",
    re.VERBOSE,
)


def strip_bullet(text: str) -> str:
    """The name without the dash, letter or number that counts it; what belongs to the name stays.

    >>> strip_bullet("- Chỉ tiêu đào tạo"), strip_bullet("1.1. Tỷ lệ"), strip_bullet("5G phủ sóng"), strip_bullet("-")
    ('Chỉ tiêu đào tạo', 'Tỷ lệ', '5G phủ sóng', '-')
    """
    for _ in range(2):
        text = _BULLET.sub("", text, count=1) if (found := _BULLET.match(text)) and found.end() < len(text) else text
    return text.strip()


_MARKS = re.compile(
    r"(?<=[^\W_]|[%)\]\"”])(?<![^0-9.,]10)(?<!^10)(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:[⁾)]|[,; ]*[⁰¹²³⁴⁵⁶⁷⁸⁹])*|[*†‡]+(?=[\s,;.)%]|$))",
    re.MULTILINE,
)
_UNIT_ABOVE = re.compile(r"\b(?:[kcdm]?m|ha)\Z", re.IGNORECASE)


def without_marks(text: str) -> tuple[str, str]:
    """A text without the raised signs of footnotes, and these signs; m² and 10⁶ are none.

    >>> without_marks("Sở TT&TT¹"), without_marks("80²%"), without_marks("5 km²"), without_marks("90%*")
    (('Sở TT&TT', '¹'), ('80%', '²'), ('5 km²', ''), ('90%', '*'))
    """
    if text.isascii() and "*" not in text:
        return text, ""
    taken: list[str] = []

    def off(found: re.Match[str]) -> str:
        if found.group() in "²³" and _UNIT_ABOVE.search(text, max(0, found.start() - 3), found.start()):
            return found.group()
        taken.append(found.group())
        return ""

    bare = _MARKS.sub(off, text)
    if not taken or propose_decoding(text) is not None:
        return text, ""
    return bare, " ".join(taken)


class _Bare(dict[int, str]):
    """Character → one small letter without marks, worked out once each."""

    def __missing__(self, code: int) -> str:
        first = unicodedata.normalize("NFKD", chr(code))[0].lower()
        is_other_number = unicodedata.category(chr(code)) == "No"  # ¹ ① ½ are no figures of a number
        bare = {"đ": "d", "−": "-"}.get(first, first) if len(first) == 1 and not is_other_number else chr(code)
        self[code] = bare
        return bare


# Signs of their own meaning that a decomposition would take apart; wide forms become plain.
_BARE = _Bare({ord(c): c for c in "≠…"} | {ord("≧"): "≥", ord("≦"): "≤", ord("⩾"): "≥", ord("⩽"): "≤"})


def flat(text: str) -> str:
    """Small letters without marks, one for each character: a place in it is the same place in `text`.

    >>> flat("Đạt ≧ 80％ trở lên")
    'dat ≥ 80% tro len'
    """
    return text.translate(_BARE)


def _from_tcvn3(text: str) -> str:
    return text.translate(_TCVN3)


def _from_vni(text: str) -> str:
    def letter(found: re.Match[str]) -> str:
        new = _VNI[found.group().lower()]
        return new.upper() if found.group()[0].isupper() else new

    return unicodedata.normalize("NFC", _VNI_LETTER.sub(letter, text))


def _makes_sense_decoded(before: str, decoded: str) -> bool:
    """All that the decoding changes becomes a syllable, and enough of it was none before."""
    words = [word for word in re.split(r"[\s/;:,()\[\]\"'.+&%0-9-]+", before) if word]
    new = [word for word in re.split(r"[\s/;:,()\[\]\"'.+&%0-9-]+", decoded) if word]
    if len(words) != len(new):
        return False
    pairs = [(old, fresh) for old, fresh in zip(words, new, strict=True) if old != fresh]
    pairs = [(old, fresh) for old, fresh in pairs if _holds_a_letter(old)]
    if not pairs or not all(is_syllable(fresh) for _, fresh in pairs):
        return False
    odd = [old for old, _ in pairs if not is_syllable(old)]
    strange = [old for old in odd if not _SIGNS.isdisjoint(old)]
    marks = {c for old in odd for c in old if not c.isascii()}
    if any(len(_NOT_ASCII.findall(old)) > 1 for old in odd) or (strange and len(odd) > 1):
        return True
    return len(odd) > 1 and len(marks) > 1 and 2 * len(odd) >= len(pairs)


def _holds_a_letter(word: str) -> bool:
    """Whether signs stand in a word, not alone or beside one letter as in µm."""
    return sum(c.isalpha() and c not in _SIGNS for c in word) > 1 or any(c.isalpha() and c > "¿" for c in word)


def quoted(text: str, most: int = 40) -> str:
    """A short piece of a text, to quote.

    >>> quoted("từ 100 hồ sơ trở lên", 10)
    'từ 100 hồ…'
    """
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
