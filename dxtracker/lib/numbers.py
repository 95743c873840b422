"""Numbers as the reader's language writes them.

Everything is exact (int, Fraction, Decimal) until the one rounding, half up, at display.
`language` is "vi" (22.196.242 and 89,7%) or "en" (22,196,242 and 89.7%).
"""

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

Exact = int | Fraction | Decimal

NOTHING = "–"
MINUS = "−"
_MARKS = {"vi": (".", ","), "en": (",", ".")}  # thousands, decimal
PERCENT = "%"  # in either language: no space before the sign
GLUED = (PERCENT, "‰")
MOST_KEPT = 4096
_NUMERAL = re.compile(r"\d[\d.,]*\d")
_TURNED = str.maketrans(".,", ",.")


def plain(value: Decimal | None) -> str | None:
    """As machines read it, without trailing zeros; None stays None.

    >>> plain(Decimal("62.50")), plain(Decimal(100)), plain(None)
    ('62.5', '100', None)
    """
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(x: Exact | None, language: str = "vi") -> str:
    """A share (1 is all) as per cent with one decimal; "–" for None.

    What falls short of all never reads 100, what exceeds it never reads exactly 100,
    and what is more than nothing never reads 0.

    >>> percent(Fraction(26, 29)), percent(Fraction(50, 59), "en")
    ('89,7%', '84.7%')
    >>> percent(Fraction(599_999, 600_000)), percent(Fraction(1, 5000)), percent(1), percent(None)
    ('99,9%', '<0,1%', '100,0%', '–')
    """
    return NOTHING if x is None else _percent(*x.as_integer_ratio(), language)


@lru_cache(MOST_KEPT)
def _percent(top: int, bottom: int, language: str) -> str:
    """Kept, since boards write few shares over and over: agencies of 30 items know less than 500."""
    tenths = _rounded(1000 * top, bottom)
    sign = ""
    if top > 0 and tenths == 0:
        sign, tenths = "<", 1
    elif top < 0 and tenths == 0:
        sign, tenths = ">", -1
    elif top < bottom and tenths == 1000:
        tenths = 999
    elif top > bottom and tenths == 1000:
        sign = ">"
    return sign + _written(tenths, 1, language) + PERCENT


def number(x: Exact | None, language: str = "vi", digits: int | None = None) -> str:
    """A quantity with thousands marks; "–" for None.

    `digits` fixes the number of decimals. Without it int and Decimal are shown whole, without trailing
    zeros, and a Fraction with at most two decimals.

    >>> number(22_196_242), number(Decimal("93.50")), number(Decimal("1234.5"), "en")
    ('22.196.242', '93,5', '1,234.5')
    >>> number(Fraction(1, 3)), number(5, digits=1), number(-3), number(None)
    ('0,33', '5,0', '−3', '–')
    """
    if x is None:
        return NOTHING
    if isinstance(x, int) and digits is None:
        return f"{x:d}" if 0 <= x < 1000 else _written(x, 0, language)  # most of them need no mark
    if isinstance(x, Decimal) and digits is None:
        return _whole(x, language)
    places = 2 if digits is None else digits
    text = _written(rounded(Fraction(x) * 10**places), places, language)
    return text if digits is not None else _stripped(text, places, language)


def turned(text: str, language: str) -> str:
    """A text whose numbers are written the Vietnamese way, with the marks of `language`; nobody else's text.

    >>> turned("22.196,5 tr.đ", "en"), turned("22.196,5 tr.đ", "vi")
    ('22,196.5 tr.đ', '22.196,5 tr.đ')
    """
    if _known(language) == "vi":
        return text
    return _NUMERAL.sub(lambda numeral: numeral[0].translate(_TURNED), text)


def with_unit(text: str, unit: str = "") -> str:
    """A written number and its unit, which a line break does not part: the per cent sign is glued to it.

    >>> with_unit("89,7", "%"), with_unit("198", "tin, bài"), with_unit("12")
    ('89,7%', '198\\xa0tin, bài', '12')
    """
    return text + unit if unit in GLUED else f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text


def times(x: Exact | None, language: str = "vi") -> str:
    """How many times the target: whole from 10 on, one decimal below; "–" for None.

    >>> times(Decimal("221.96242")), times(Fraction(166, 24)), times(Fraction(166, 24), "en")
    ('gấp 222 lần', 'gấp 6,9 lần', '6.9 times')
    >>> times(Decimal("2.0")), times(Decimal("9.96"))
    ('gấp 2 lần', 'gấp 10 lần')
    """
    if x is None:
        return NOTHING
    exact = Fraction(x)
    digits = 0 if exact >= 10 else 1
    figure = _stripped(_written(rounded(exact * 10**digits), digits, language), digits, language)
    return f"gấp {figure} lần" if _known(language) == "vi" else f"{figure} times"


def signed(n: int | None, language: str = "vi") -> str:
    """A change with its sign; "–" for none or unknown.

    >>> signed(2), signed(-1), signed(0), signed(None), signed(1200)
    ('+2', '−1', '–', '–', '+1.200')
    """
    if not n:
        return NOTHING
    return ("+" if n > 0 else "") + number(n, language)


def rounded(x: Fraction) -> int:
    """The nearest integer; a half goes away from zero.

    >>> rounded(Fraction(5, 2)), rounded(Fraction(-5, 2)), rounded(Fraction(249, 100))
    (3, -3, 2)
    """
    return _rounded(x.numerator, x.denominator)


def _rounded(top: int, bottom: int) -> int:
    size = (2 * abs(top) + bottom) // (2 * bottom)
    return size if top >= 0 else -size


def _known(language: str) -> str:
    return language if language in _MARKS else "vi"


def _whole(x: Decimal, language: str) -> str:
    """Every digit of it, without zeros at the end; boards write thousands, so no fraction is made of each."""
    whole, _point, rest = f"{x:,f}".lstrip("-").partition(".")
    thousands, point = _MARKS[_known(language)]
    rest = rest.rstrip("0")
    text = whole.replace(",", thousands) + (point + rest if rest else "")
    return (MINUS if x < 0 else "") + text


def _written(scaled: int, digits: int, language: str) -> str:
    """`scaled` is the number × 10**digits."""
    thousands, point = _MARKS[_known(language)]
    whole, rest = divmod(abs(scaled), 10**digits)
    text = f"{whole:,}".replace(",", thousands)
    if digits:
        text = f"{text}{point}{rest:0{digits}d}"
    return (MINUS if scaled < 0 else "") + text


def _stripped(text: str, digits: int, language: str) -> str:
    return text.rstrip("0").rstrip(_MARKS[_known(language)][1]) if digits else text
