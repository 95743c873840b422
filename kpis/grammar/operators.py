"""How a target compares: "trên", "không quá", "từ … trở lên". Pure."""

import re

_FILLER = re.compile(
    r"\b(?:phan dau|dat duoc|dat|co|hoan thanh|ban hanh|xay dung|to chuc|muc|duy tri|bao dam|dam bao|phai|ty le|la|cao"
    r"|gap|tu)\b|:"
)
OPERATORS = {
    "": "", ">=": ">=", "=>": ">=", "≥": ">=", ">": ">", "<=": "<=", "=<": "<=", "≤": "<=", "<": "<", "=": "=",
    "toi thieu": ">=", "it nhat": ">=", "khong duoi": ">=", "khong thap hon": ">=", "khong it hon": ">=",
    "va vuot": ">=", "hoac vuot": ">=", "bang hoac cao hon": ">=", "bang hoac tren": ">=", "bang hoac lon hon": ">=",
    "tren hoac bang": ">=", "lon hon hoac bang": ">=", "tu tren": ">", "tren": ">", "hon": ">", "vuot": ">",
    "lon hon": ">", "nhieu hon": ">", "khong qua": "<=", "toi da": "<=", "khong vuot qua": "<=", "khong vuot": "<=",
    "nhieu nhat": "<=", "khong lon hon": "<=", "khong nhieu hon": "<=", "khong tren": "<=", "khong hon": "<=",
    "nho hon hoac bang": "<=", "duoi hoac bang": "<=", "duoi": "<", "nho hon": "<", "it hon": "<", "thap hon": "<",
    "dung": "=", "bang": "=",
}  # fmt: skip


def operator_of(before: str) -> str | None:
    """The operator in the words before a number, "" where they say none, None where they say something else."""
    for words in (before, " ".join(_FILLER.sub(" ", before).split())):
        found = OPERATORS.get(words, OPERATORS.get(words.replace(" ", "")))
        if found is not None:
            return found
    return None
