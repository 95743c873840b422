"""Numbers as cells hold them: Vietnamese digits to exact decimals and back, Excel's number formats. Pure.

A dot before three digits parts thousands, a comma is the decimal mark (22.196.242 and 89,7). What a reader could
take for another number is asked about, never guessed. The database holds 12 whole digits and 3 decimals.
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

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


_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[([^\]]*)\]|(General|[0#?.,@])|(%)|(.)', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)")
_SCALED = re.compile(r"[0#?](,+)(?=\.|$)")


class Shape(NamedTuple):
    """One section of Excel's number format: what it writes before and after the figures, and how it shows these.

    `percents`: per cent signs it multiplies by; `thousands`: how often it divides by a thousand; `decimals`: how many
    it shows, None for as many as there are; `shows_zero`: whether a zero is written as a figure at all.
    """

    before: str = ""
    after: str = ""
    percents: int = 0
    thousands: int = 0
    decimals: int | None = None
    has_figures: bool = True
    shows_zero: bool = True
    condition: str = ""


class Shown(NamedTuple):
    """A number cell as Excel shows it: its text, its value (None where the format writes only words), remarks."""

    text: str
    value: Decimal | None
    remarks: tuple[Problem, ...] = ()


@lru_cache(maxsize=512)
def shapes_of(number_format: str) -> tuple[Shape, ...]:
    """The sections of a number format.

    >>> [(s.before, s.after, s.percents, s.thousands) for s in shapes_of('"Trên "#,##0.0,,"tr";"-"')]
    [('Trên ', 'tr', 0, 2), ('-', '', 0, 0)]
    """
    found: list[Shape] = []
    around, core, percents, condition = ["", ""], "", 0, ""
    for token in [*_TOKEN.finditer(number_format[:200]), None]:
        quoted, escaped, bracket, digit, percent, other = token.groups() if token else (None,) * 5 + (";",)
        if other == ";":
            found.append(_shape(around, core, percents, condition))
            around, core, percents, condition = ["", ""], "", 0, ""
            continue
        core += "@" if digit == "General" else digit or ""
        percents += bool(percent)
        condition = bracket if bracket and _CONDITION.fullmatch(bracket) else condition
        has_begun = any(c in "0#?@" for c in core)
        around[has_begun] += quoted or escaped or percent or (" " if other == " " else "")
    return tuple(found)


def _shape(around: list[str], core: str, percents: int, condition: str) -> Shape:
    if "@" in core:
        return Shape(around[0].lstrip(), around[1].rstrip(), min(percents, 1), condition=condition)
    if not any(c in "0#?" for c in core):
        return Shape("".join(around).strip(), "", has_figures=False, shows_zero=False, condition=condition)
    scaled = _SCALED.search(core)
    _whole, _point, decimals = core.rpartition(".") if "." in core else (core, "", "")
    return Shape(
        around[0].lstrip(), around[1].rstrip(), min(percents, 1), len(scaled[1]) if scaled else 0,
        sum(c in "0#?" for c in decimals), shows_zero="0" in core, condition=condition,
    )  # fmt: skip


def _shape_for(value: Decimal, number_format: str) -> Shape:
    """The section of a format that shows a value."""
    if not number_format or number_format == "General":
        return Shape()
    shapes = shapes_of(number_format)
    if any(shape.condition for shape in shapes):
        return next((shape for shape in shapes if _holds(shape.condition, value)), shapes[-1])
    place = 2 if not value and len(shapes) > 2 else 0
    return shapes[place]


def _holds(condition: str, value: Decimal) -> bool:
    found = _CONDITION.fullmatch(condition)
    if not found:
        return True
    limit = Decimal(found[2])
    order = (value > limit) - (value < limit)
    return order in {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1), "=": (0,), "<>": (-1, 1)}[found[1]]


def as_shown(value: Decimal, number_format: str, *, percent_row: bool = False) -> Shown | Problem:
    """A number cell as a text in Vietnamese form, as Excel would show it (but exact), and the value so shown.

    In a row of per cent (`percent_row`) it is written so that `read` reads it there.

    >>> as_shown(Decimal("0.8"), "0%")[:2], as_shown(Decimal(80), '0"%"')[:2], as_shown(Decimal(245), "")[:2]
    (('80%', Decimal('80')), ('80%', Decimal('80')), ('245', Decimal('245')))
    >>> as_shown(Decimal(5_000_000), "#,##0,,").text, as_shown(Decimal(0), '#,##0;-#,##0;"-"').text
    ('5', '-')
    """
    if value.is_finite() and value < 0:
        return Problem("negative_number")
    shape = _shape_for(value, number_format) if value.is_finite() else Shape()
    if not shape.has_figures or (not value and not shape.shows_zero):
        return _in_words(value, shape)
    scaled = value
    if value.is_finite() and abs(value.adjusted()) < 40:
        scaled = (value * 100 if shape.percents else value) / 1000**shape.thousands
    found = fitting(scaled)
    is_percent = "%" in shape.after or percent_row
    if isinstance(found, Problem):
        near = rounded(scaled) if found.code == "too_many_decimals" else None
        numeral = "" if near is None else f"{shape.before}{written(near, is_percent=is_percent)}{shape.after}"
        return Problem(found.code, found.details, (numeral,) if numeral else ())
    text = f"{shape.before}{written(found, is_percent=is_percent)}{shape.after}"
    return Shown(text, found, _remarks(value, found, shape, text))


def _in_words(value: Decimal, shape: Shape) -> Shown | Problem:
    """A format that writes words in place of this number: "-" for nothing, "Hoàn thành" for 1."""
    words = f"{shape.before}{shape.after}".strip()
    if words:
        return Shown(words, None)
    found = fitting(value)
    return Problem("hidden_by_format", {}, (written(found),) if isinstance(found, Decimal) else ())


def _remarks(value: Decimal, found: Decimal, shape: Shape, text: str) -> tuple[Problem, ...]:
    if shape.thousands:
        return (Problem("scaled_format", {"shown": text, "stored": numbers.number(value)}),)
    exponent = found.as_tuple().exponent
    if shape.decimals is not None and isinstance(exponent, int) and -exponent > shape.decimals:
        return (Problem("shown_rounded", {"exact": text}),)
    return ()
