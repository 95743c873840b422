"""Phrases for many bodies: "all but one", and groups that no peer group is called. Pure."""

import re
from typing import NamedTuple

from dxtracker.lib.text import clean, fold

EXCEPT = re.compile(r"\b(?:ngoại trừ|trừ ra|trừ|không bao gồm|không kể|không gồm)\b\s*:?", re.IGNORECASE)
PIECES = re.compile(r"[;\n]")
MANY = re.compile(r"(?:cac|nhung|tat ca|toan bo|toan the|moi|100%)\b")
_WORDS = (
    "bo so ban nganh doan the hoi dia phuong co quan don vi huyen quan xa thi tran thanh pho to chuc doanh nghiep lien"
    " cap tinh trung uong thuoc truc va cac nhung tat ca toan moi ubnd hdnd uy nhan dan tren khac con lai chinh tri ly"
    " nha nuoc dac khu"
)
GENERIC = frozenset(_WORDS.split())


class Excepted(NamedTuple):
    """A text that names some, and those of them that it takes out."""

    those: str
    but: str


def excepted(text: str) -> Excepted | None:
    """ "Các sở, ban, ngành (trừ Sở Nội vụ)" as the group and who is not in it; None where nobody is taken out.

    >>> excepted("Các sở, ban, ngành (trừ Sở Nội vụ); UBND cấp huyện")
    Excepted(those='Các sở, ban, ngành; UBND cấp huyện', but='Sở Nội vụ')
    """
    found = EXCEPT.search(text)
    if found is None or not text[: found.start()].strip(" ,;(["):
        return None
    rest = text[found.end() :]
    ends = [place for mark in ")];\n" if (place := rest.find(mark)) >= 0]
    end = min(ends, default=len(rest))
    after = rest[end:].lstrip(")]")
    return Excepted((text[: found.start()].rstrip(" ,;([-") + after).strip(), rest[:end].strip())


def vague_pieces(text: str) -> list[str]:
    """The pieces of a text that may stand for many bodies: "Các bộ, ngành, địa phương" in "…; VTV".

    >>> vague_pieces("Các bộ, ngành, địa phương; VTV"), vague_pieces("Sở Nội vụ"), vague_pieces("Các sở: Nội vụ, Y tế")
    (['Các bộ, ngành, địa phương'], [], [])
    """
    return [piece for piece in map(clean, PIECES.split(text)) if piece and _is_vague(piece)]


def _is_vague(piece: str) -> bool:
    bare = fold(piece[:300])
    if ":" in bare:
        return False
    are_listed = "," in bare or " va " in bare
    return bool(MANY.match(bare)) or (are_listed and GENERIC.issuperset(re.findall(r"[a-z0-9]+", bare)))
