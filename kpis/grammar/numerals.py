"""Numbers as cells hold them: Vietnamese digits to exact decimals and back, Excel's number formats. Pure.

A dot before three digits parts thousands, a comma is the decimal mark (22.196.242 and 89,7). What a reader could
take for another number is asked about, never guessed. The database holds 12 whole digits and 3 decimals.
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from dxtracker.lib import numbers
from kpis.grammar.shapes import Problem

NUMERAL = r"[0-9]+(?: [0-9]{3}(?![0-9]))*(?:[.,][0-9]+)*"
WHOLE_DIGITS, DECIMALS = 12, 3
_DOTTED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_ENGLISH = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_SPACED = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_EMPTY_DECIMALS = re.compile(r"[.,]0{3,}$")
_DECIMAL = re.compile(r"[0-9]+[.,][0-9]+")
_ONE_GROUP = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}")
_FIFTEEN = Context(prec=15)  # what Excel itself keeps: 0.1 + 0.2 is 0.3
_CENT = Decimal("0.01")


def read(text: str, *, is_percent: bool = False) -> Decimal | Problem | None:
    """The value of a numeral; a Problem where it can be read in two ways or not be stored; None for no numeral.

    "1.234" is 1234, but in per cent it may as well be 1,234: that is asked. "100,000" is asked the other way round.

    >>> read("22.196.242"), read("89,7"), read("0.8"), read("1.2.3")
    (Decimal('22196242'), Decimal('89.7'), Decimal('0.8'), None)
    """
    if len(text) > 40:
        return None
    if text.isascii() and text.isdigit():
        return fitting(Decimal(text))
    one = _ONE_GROUP.fullmatch(text)
    if one and (one[1] == ".") == is_percent:
        decimal = written(Decimal(text.replace(",", ".")), is_percent=is_percent)
        thousands = re.sub("[.,]", "" if is_percent else ".", text)
        proposals = (f"{decimal}%", f"{thousands}%") if is_percent else (thousands, decimal)
        return Problem("thousands_or_decimals", {"number": text}, proposals)
    if _DOTTED.fullmatch(text) and not one:
        return fitting(Decimal(text.replace(".", "").replace(",", ".")))
    if one and not is_percent:
        return fitting(Decimal(text.replace(".", "")))
    if _ENGLISH.fullmatch(text) and not one:
        return fitting(Decimal(text.replace(",", "")))
    if _SPACED.fullmatch(text) or _DECIMAL.fullmatch(text):
        value = Decimal(text.replace(" ", "").replace(",", "."))
        # "100.0000" and "1000,000" are slips of the hand, not a hundred and a thousand.
        return fitting(value) if one or value % 1 or not _EMPTY_DECIMALS.search(text) else None
    return None


def fitting(value: Decimal) -> Decimal | Problem:
    """The value as the database can hold it, without trailing zeros; a Problem where it cannot.

    Noise beyond Excel's 15 digits is rounded away first; what is left over three decimals is asked about.
    """
    if not value.is_finite():
        return Problem("not_a_number")
    if not value:
        return Decimal(0)
    if value.adjusted() >= WHOLE_DIGITS:
        return Problem("number_too_large")
    value = value if value.adjusted() < -30 else value.normalize(_FIFTEEN)
    if value < 0:
        return Problem("negative_number")
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -DECIMALS:
        return Problem("too_many_decimals")
    return value.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else value


def rounded(value: Decimal) -> Decimal | None:
    """A value to two decimals, half up, to propose in place of one with too many; None where nothing is left of it.

    >>> rounded(Decimal("66.6666666")), rounded(Decimal("0.0004"))
    (Decimal('66.67'), None)
    """
    return value.quantize(_CENT, ROUND_HALF_UP) if _CENT <= value < 10**WHOLE_DIGITS else None


def written(value: Decimal, *, is_percent: bool = False, language: str = "vi") -> str:
    """The numeral that `read` reads as exactly this value.

    Three decimals get a fourth, 0, where they could be taken for thousands; per cent has no thousands marks.

    >>> written(Decimal(100000)), written(Decimal("93.5")), written(Decimal("1.234"))
    ('100.000', '93,5', '1,2340')
    """
    text = numbers.number(value, "vi")
    if is_percent or language == "en":
        text = text.replace(".", "")
    if language == "en":
        text = text.replace(",", ".")
    is_clear = is_percent and "," in text
    return f"{text}0" if value % 1 and not is_clear and _ONE_GROUP.fullmatch(text) else text


_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|([0#?])|(%)|(.)', re.DOTALL)


@lru_cache(maxsize=512)
def shown_around(number_format: str) -> tuple[str, str, int]:
    """What Excel's number format writes before and after a number, and by how many per cent signs it multiplies.

    >>> shown_around('0.0%'), shown_around('0"%"'), shown_around('"Trên "#,##0" lượt"'), shown_around("General")
    (('', '%', 1), ('', '%', 0), ('Trên ', ' lượt', 0), ('', '', 0))
    """
    around, percents, place = ["", ""], 0, 0
    for found in _TOKEN.finditer(number_format[:200]):
        quoted, escaped, digit, percent, other = found.groups()
        if other == ";":
            break
        if digit:
            place = 1
        percents += bool(percent)
        around[place] += quoted or escaped or percent or (" " if other == " " else "")
    if not place:
        return "", "", min(percents, 1)
    return around[0].lstrip(), around[1].rstrip(), min(percents, 1)


def as_shown(value: Decimal, number_format: str, *, percent_row: bool = False) -> tuple[str, Decimal] | Problem:
    """A number cell as a text in Vietnamese form, as Excel would show it (but exact), and the value so shown.

    In a row of per cent (`percent_row`) it is written so that `read` reads it there.

    >>> as_shown(Decimal("0.8"), "0%"), as_shown(Decimal(80), '0"%"'), as_shown(Decimal(245), "")
    (('80%', Decimal('80')), ('80%', Decimal('80')), ('245', Decimal('245')))
    """
    before, after, percents = shown_around(number_format) if number_format else ("", "", 0)
    if value.is_finite() and percents and abs(value.adjusted()) < 40:
        value = value * 100
    found = fitting(value)
    is_percent = "%" in after or percent_row
    if isinstance(found, Decimal):
        return f"{before}{written(found, is_percent=is_percent)}{after}", found
    near = None
    if found.code == "negative_number":
        positive = fitting(-value)
        near = positive if isinstance(positive, Decimal) else None
    elif found.code == "too_many_decimals":
        near = rounded(value)
    numeral = "" if near is None else f"{before}{written(near, is_percent=is_percent)}{after}"
    return Problem(found.code, found.details, (numeral,) if numeral else ())
