"""Small words of official Vietnamese sentences: counts, rates, lists, days. Pure."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from dxtracker.lib.numbers import number, percent, times
from reports.sentences.phrases import Figure

DIGITS = Decimal(1).scaleb(-12)
APART = re.compile(r"(?<=\d)\s+%")
WHOLE = re.compile(r"(?<![\d.,<>])(0|100),0%")


def count(n: int | None) -> Figure | None:
    """How many, as official texts write it; None for none at all, of which nothing is said.

    >>> count(3).words, count(26).words, count(1234).words, count(0)
    ('03', '26', '1.234', None)
    """
    return Figure(str(n), f"{n:02d}" if n < 10 else number(n)) if n else None


def plain(n: int | None) -> Figure | None:
    """A number as part of "26/29", not padded; None for an unknown one."""
    return None if n is None else Figure(str(n), number(n))


def rate(share: Fraction | None) -> Figure | None:
    """A rate with one decimal and no space before the sign.

    >>> rate(Fraction(26, 29)).words, rate(Fraction(1)).words, rate(Fraction(26, 29)).exact
    ('89,7%', '100%', '0.896551724138')
    """
    if share is None:
        return None
    exact = (Decimal(share.numerator) / Decimal(share.denominator)).quantize(DIGITS, ROUND_HALF_UP)
    return Figure(format(exact, "f"), close(percent(share)))


def multiple(share: Decimal | None) -> Figure | None:
    """How many times the target.

    >>> multiple(Decimal("24.0816")).words
    'gấp 24 lần'
    """
    return None if share is None else Figure(format(share.quantize(DIGITS, ROUND_HALF_UP), "f"), times(share))


def listed(names: Iterable[str]) -> str:
    """Names one after another; each may itself hold commas and "và".

    >>> listed(["Ký số", "Sở A, B và C"]), listed(["Ký số"]), listed([])
    ('Ký số; Sở A, B và C', 'Ký số', '')
    """
    return "; ".join(names)


def short_day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def promised(day: date) -> str:
    """Until when something is promised: a month where it is its last day.

    >>> promised(date(2022, 12, 31)), promised(date(2022, 12, 15))
    ('trong tháng 12/2022', 'trước ngày 16/12/2022')
    """
    if day.day == monthrange(day.year, day.month)[1]:
        return f"trong tháng {day.month}/{day.year}"
    return f"trước ngày {short_day(date.fromordinal(day.toordinal() + 1))}"


def close(text: str) -> str:
    """The text with its per cent signs at their numbers; none and all are written without a decimal.

    >>> close("27,59 %, chậm so với 41,67 %"), close("0,0 % so với 100,0%; 10,0%; >100,0%")
    ('27,59%, chậm so với 41,67%', '0% so với 100%; 10,0%; >100,0%')
    """
    return WHOLE.sub(r"\1%", APART.sub("%", text))


def opening_small(text: str) -> str:
    """The text as it goes on inside a sentence: its first letter small, unless it begins with an abbreviation.

    >>> opening_small("Tỉnh Vĩnh Phúc"), opening_small("UBND tỉnh")
    ('tỉnh Vĩnh Phúc', 'UBND tỉnh')
    """
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def opening_large(text: str) -> str:
    return text[:1].upper() + text[1:]
