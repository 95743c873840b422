"""Ways in which good cells are spoiled on their way into a sheet, each with what it may still be taken for.

A `Dirty` cell knows the right meaning. The reader may give it, or ask with proposals that are among `meant`; another
meaning without a word is a fault, and a word saves it only where `said` names it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from kpis.grammar.shapes import Cell, CellKind
from tests.workbooks.dirty import good
from tests.workbooks.dirty.good import Good, numeral_of
from workbooks.opening.book import _cell
from workbooks.opening.gathering import Palette

YEAR = 2022
Meaning = tuple[str, Decimal | None, Decimal | None]


@dataclass(frozen=True)
class Dirty:
    """A cell of a row with this unit. `right` None: there is nothing to understand, it must be asked about."""

    cell: Cell
    unit: str
    right: Meaning | None
    meant: frozenset[Meaning | None] = field(default_factory=frozenset)
    said: frozenset[str] = frozenset()

    @property
    def allowed(self) -> frozenset[Meaning | None]:
        return self.meant | {self.right}


def opened(runs: list[tuple[str, str | None, bool | None, bool]] | str) -> Cell:
    """A text cell as the reading process hands it on."""
    palette = Palette()
    place = palette.rich("0", runs)
    return _cell(palette.cells[place])


def _letters(random: Random, one: Good) -> Dirty:
    """O for 0, l and I for 1, S for 5, where the numeral has such a digit."""
    alike = {"0": "Oo", "1": "lI|", "5": "S", "8": "B", "2": "Z"}
    places = [n for n, c in enumerate(one.numeral) if c in alike and not (n == 0 and c in "582")]
    if not places or len(one.numeral) == 1:
        return _letters(random, good.target(random))
    numeral = list(one.numeral)
    spared = 1 if len(places) == len(one.numeral) and len(places) > 1 else 0  # a numeral keeps a figure
    for place in random.sample(places, random.randint(1, len(places) - spared)):
        numeral[place] = random.choice(alike[numeral[place]])
    text = one.before + "".join(numeral) + one.after
    return Dirty(random.choice([opened, Cell])(text), one.unit, one.means)


def _alphabets(random: Random, one: Good) -> Dirty:
    """Icelandic, Cyrillic and wide letters and digits in place of ours."""
    swaps = {"Đ": "ÐƉ", "đ": "ðɖ", "o": "оο", "T": "ТΤ", "a": "а", "e": "е", "p": "р", "H": "Н", "i": "і"}
    swaps |= {str(n): chr(0xFF10 + n) for n in range(10)} | {"%": "％"}
    text = "".join(random.choice(swaps[c]) if c in swaps and random.random() < 0.5 else c for c in one.text)
    return Dirty(opened(text), one.unit, one.means)


def _raised_run(random: Random, one: Good) -> Dirty:
    """A footnote's figure above the line, behind the number, the sign or the words."""
    mark = random.choice(["1", "2", "3", "12", "(1)", "*", "a"])
    at = random.choice([len(one.before + one.numeral), len(one.text)])
    runs = [(one.text[:at], None, None, False), (mark, "Arial", None, True), (one.text[at:], None, None, False)]
    return Dirty(opened([run for run in runs if run[0]]), one.unit, one.means)


def _raised_sign(random: Random, one: Good) -> Dirty:
    """The signs of footnotes that Unicode has, read from a file or typed in the page."""
    mark = random.choice(["¹", "²", "³", "⁴", "¹²", "*", "**", "†"])
    at = random.choice([len(one.before + one.numeral), len(one.text)])
    return Dirty(random.choice([opened, Cell])(one.text[:at] + mark + one.text[at:]), one.unit, one.means)


def _struck(random: Random, one: Good) -> Dirty:
    """What was struck out before, behind or inside of what counts."""
    dead = good.target(random)
    gone, live = (dead.text, None, True, False), (one.text, None, False, False)
    inside = [
        (one.before, None, False, False),
        (dead.numeral, None, True, False),
        (one.numeral + one.after, None, False, False),
    ]
    runs = random.choice([[gone, live], [live, gone], inside])
    return Dirty(opened([run for run in runs if run[0]]), one.unit, one.means)


def _struck_whole(random: Random, one: Good) -> Dirty:
    return Dirty(opened([(one.text, None, True, False)]), one.unit, None)


def _notes(random: Random, one: Good) -> Dirty:
    """Marks and remarks that stick to the number."""
    tail = random.choice(["*", "(1)", " (*)", "[2]", " (dự kiến)", " và tăng dần", ".", ";", " (trừ hồ sơ mật)"])
    return Dirty(opened(one.text + tail), one.unit, one.means)


def _spaces(random: Random, one: Good) -> Dirty:
    """Spaces of every kind, around and inside of the number."""
    space = random.choice([" ", "\u00a0", "\u2009", "\u202f", "\x0b", "\t"])
    text = one.before + one.numeral.replace(".", random.choice([".", space])) + one.after
    if random.random() < 0.5 and len(one.numeral) > 1:
        at = random.randint(1, len(one.numeral) - 1)
        text = one.before + one.numeral[:at] + space + one.numeral[at:] + one.after
        return Dirty(opened(text), one.unit, one.means)
    around = random.choice([space, "\n", "\r\n"])
    return Dirty(opened(around + text + around), one.unit, one.means)


def _formats(random: Random, one: Good) -> Dirty:
    """A number whose format scales it, multiplies it, puts words around it or hides it."""
    value = one.means[1]
    unit = one.unit
    if unit == "%":
        shown, number_format = random.choice(
            [
                (value / 100, "0%"),
                (value / 100, "0.00%"),
                (value, '0.00"%"'),
                (value, '"≥ "0.00"%"'),
                (value, "0.00%;;"),
            ]
        )
        means = value * 100 if number_format.endswith(";;") else value
        return Dirty(Cell(shown, CellKind.NUMBER, number_format), unit, (">=", means, None))
    scale, number_format = random.choice(
        [
            (1, "#,##0"), (1, "General"), (1, "@"), (1, '"≥ "#,##0'), (1, '#,##0;-#,##0;"-"'), (1, '[>0]#,##0;"-"'),
            (1000, "#,##0,"), (1_000_000, "#,##0,,"), (1_000_000, '0.0,,"tr"'), (1, '_(* #,##0_);_(* "-"_);_(@_)'),
        ]
    )  # fmt: skip
    unit = "" if "tr" in number_format else unit
    return Dirty(Cell(value * scale, CellKind.NUMBER, number_format), unit, (">=", value, None))


def _years(random: Random, one: Good) -> Dirty:
    """Years beside the target: the plan's, a later one, both."""
    later, other = random.choice([2025, 2030, 2045]), good.target(random)
    ours = [f"Năm {YEAR}: {one.text}", f"{one.text} (năm {YEAR})", f"Đến năm {YEAR} {one.text}", f"{YEAR}: {one.text}"]
    both = [f"{YEAR}: {one.text}; {later}: {other.text}", f"- {YEAR}: {one.text}\n- {later}: {other.text}"]
    theirs = [
        f"{one.text} đến năm {later}",
        f"Năm {later}: {one.text}",
        f"Giai đoạn {YEAR + 4}-{later + 5}: {one.text}",
    ]
    text, right = random.choice([(random.choice(ours + both), one.means), (random.choice(theirs), None)])
    return Dirty(opened(text), one.unit, right, frozenset([one.means]))


def _negations(random: Random, one: Good) -> Dirty:
    """What says that it is not so, or not for all."""
    bare = one.numeral + one.after
    text = random.choice(
        [f"Không đạt {bare}", f"Chưa đạt {bare}", f"{bare}, trừ Sở Nội vụ", f"{bare} hoặc cao hơn", f"Giảm {bare}"]
    )
    return Dirty(opened(text), one.unit, None, frozenset([(">=", one.means[1], None)]))


def _minus(random: Random, one: Good) -> Dirty:
    """A minus is never a plus; a dash of a list may be none."""
    dash, space = random.choice("-−–"), random.choice(["", " "])
    meant = frozenset([(">=", one.means[1], None)]) if space else frozenset()
    return Dirty(opened(dash + space + one.numeral + one.after), one.unit, None, meant)


def _ranges(random: Random, one: Good) -> Dirty:
    """From one to the other, upside down, of the same."""
    low, high = sorted([good.value_of(random, percent=True), good.value_of(random, percent=True)])
    a, b = numeral_of(low), numeral_of(high)
    between: Meaning = ("between", low, high)
    if low == high:
        return Dirty(opened(f"{a}-{b}%"), "%", None, frozenset([(">=", low, None), ("=", low, None)]))
    text = random.choice([f"{a}-{b}%", f"{a}% - {b}%", f"từ {a} đến {b}%", f"{a}÷{b} %", f"Đạt {a} – {b}%"])
    if random.random() < 0.2:
        return Dirty(opened(f"{b}-{a}%"), "%", None, frozenset([between]))
    return Dirty(opened(text), "%", between)


def _shares(random: Random, one: Good) -> Dirty:
    """So many of so many, which Excel takes for days."""
    whole = random.choice([5, 8, 9, 10, 20, 100])
    some = random.randint(1, whole)
    percent = (Decimal(100 * some) / whole).normalize() + 0
    percent = percent.quantize(Decimal("0.01")) if percent.as_tuple().exponent < -2 else percent
    meant = {(">=", percent, None), (">=", Decimal(some), None), ("between", Decimal(some), Decimal(whole))}
    text = random.choice([f"{some}/{whole}", f"{some}/{whole} huyện", f"{some} / {whole}"])
    return Dirty(opened(text), random.choice(["%", "huyện", ""]), None, frozenset(meant))


def _units(random: Random, one: Good) -> Dirty:
    """Money, years and crowds in a row of per cent, per cent in a row of money: asked, or said."""
    number = random.randint(2, 900)
    text = random.choice(
        [
            f"{number} triệu",
            f"{number} tỷ đồng",
            f"{number}.000.000 đồng",
            str(random.randint(2000, 2060)),
            f"{number}00000",
        ]
    )
    return Dirty(opened(text), "%", None, said=frozenset(["unit_differs"]))


KINDS: dict[str, Callable[[Random, Good], Dirty]] = {
    "letters for figures": _letters,
    "other alphabets": _alphabets,
    "raised runs": _raised_run,
    "raised signs": _raised_sign,
    "struck runs": _struck,
    "struck cells": _struck_whole,
    "marks and remarks": _notes,
    "spaces": _spaces,
    "formats": _formats,
    "years": _years,
    "negations": _negations,
    "minus": _minus,
    "ranges": _ranges,
    "shares": _shares,
    "units far off": _units,
}


def figure(random: Random, one: Good) -> Dirty:
    """A monthly figure as it is typed, pasted or filled in by mistake."""
    value, numeral = one.means[1], one.numeral
    mark = random.choice(["¹", "²", "*", " (1)", "o", "a", " lượt", "%%", ".", ",", "=", "+"])
    lettered = _letters(random, one)
    spoiled = [
        lettered.cell.value if lettered.right == one.means else numeral,
        "".join(chr(0xFF10 + int(c)) if c.isdigit() else c for c in one.text),
        numeral + mark,
        f" {numeral} ",
        f"≥ {numeral}",
        f"{numeral}/{random.randint(2, 100)}",
        f"{numeral} triệu",
        f"{numeral}-{random.randint(2, 100)}",
    ]
    text = str(random.choice(spoiled))
    times = value * 1_000_000 if value is not None else None
    meant = frozenset([("=", value, None), ("=", times, None)])
    if value is not None and text[-1] in "Ool" and numeral.startswith(text[:-1].rstrip("Ool")):
        meant |= {("=", value * 10, None), ("=", value // 10, None), ("=", value * 10 + 1, None)}
    return Dirty(random.choice([Cell, opened])(text), one.unit, ("=", value, None), meant)


def negative(random: Random, one: Good) -> Dirty:
    """A figure below zero."""
    dash = random.choice("-−–—") + random.choice(["", " "])
    if random.random() < 0.3:
        return Dirty(
            Cell(-(one.means[1] or Decimal(1)), CellKind.NUMBER, random.choice(["", "0", "0;0", "#,##0;(#,##0)"])),
            one.unit,
            None,
        )
    return Dirty(Cell(dash + one.numeral), one.unit, None)
