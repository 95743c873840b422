"""Deadlines and names of agencies, spoiled as cells are; each with the day, or the agencies, that it means."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from kpis.grammar.shapes import Cell, CellKind
from tests.workbooks.dirty.spoiling import YEAR, opened

ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}


@dataclass(frozen=True)
class DirtyDay:
    """A deadline cell: the day it means (None: it must be asked about), the days that may be proposed beside it."""

    cell: Cell
    right: date | None
    meant: frozenset[date] = field(default_factory=frozenset)


def end_of(month: int) -> date:
    return date(YEAR, month, monthrange(YEAR, month)[1])


def plain(random: Random) -> tuple[str, date]:
    """A deadline as people write it, and its day."""
    month, quarter, day = random.randint(1, 12), random.randint(1, 4), random.randint(1, 28)
    return random.choice(
        [
            (f"{day:02}/{month:02}/{YEAR}", date(YEAR, month, day)),
            (f"{day}/{month}", date(YEAR, month, day)),
            (f"Trước ngày {day}/{month}/{YEAR}", date(YEAR, month, day) - timedelta(days=1)),
            (f"Tháng {month}/{YEAR}", end_of(month)),
            (f"Đến hết tháng {month}/{YEAR}", end_of(month)),
            (f"Quý {ROMAN[quarter]}/{YEAR}", end_of(3 * quarter)),
            (f"Trong năm {YEAR}", date(YEAR, 12, 31)),
        ]
    )


def deadline(random: Random) -> DirtyDay:
    """A deadline with letters for figures, marks, strikes, a beginning, two ends, or counted from another epoch."""
    (text, day), (other, late) = plain(random), plain(random)
    if len({text, other}) == 1:
        return deadline(random)
    kind = random.randint(0, 7)
    if kind == 0:
        places = [n for n, c in enumerate(text) if c in "01" and n < len(text) - 1]
        swapped = list(text)
        for place in places[:1]:
            swapped[place] = {"0": "O", "1": "l"}[text[place]]
        return DirtyDay(Cell("".join(swapped)), day)
    if kind == 1:
        return DirtyDay(opened(text + random.choice(["¹", "*", "²⁾"])), day)
    if kind == 2:
        return DirtyDay(opened([(other, None, True, False), (text, None, False, False)]), day)
    if kind == 3:
        return DirtyDay(
            opened(random.choice(["Từ ", "từ ngày ", "Kể từ "]) + text.lower()),
            None,
            frozenset([day, date(YEAR, 12, 31)]),
        )
    if kind == 4:
        return DirtyDay(
            opened(text + random.choice(["; ", "\n", " và "]) + other.lower()), None, frozenset([day, late])
        )
    if kind == 5:
        serial = (day - date(1904, 1, 1)).days
        return DirtyDay(Cell(Decimal(serial), CellKind.NUMBER, is_1904=True), day)
    if kind == 6:
        return DirtyDay(opened(text.replace("Đ", "Ð").replace("đ", "ð").replace("T", "Т")), day)
    return DirtyDay(opened(f"{text} (dự kiến)"), day)


def agencies(
    random: Random, official: dict[str, str], groups: dict[str, frozenset[str]]
) -> tuple[Cell, frozenset[str]]:
    """A cell of agencies, spoiled, and the codes that it means."""
    code = random.choice(list(official))
    name, kind = official[code], random.randint(0, 4)
    if kind == 0:
        swaps = {"Đ": "Ð", "đ": "ð", "o": "о", "c": "с", "T": "Т"}
        name = "".join(swaps[c] if c in swaps and random.random() < 0.5 else c for c in name)
        return opened(name), frozenset([code])
    if kind == 1:
        return opened([(name, None, False, False), (random.choice(["1", "(2)", "*"]), None, False, True)]), frozenset(
            [code]
        )
    if kind == 2:
        return opened(name + random.choice(["¹", "*", " ²"])), frozenset([code])
    if kind == 3:
        phrase, members = random.choice(list(groups.items()))
        out = random.choice(sorted(members))
        but = random.choice([" (trừ {})", ", trừ {}", "; không bao gồm {}", " (ngoại trừ {})"]).format(official[out])
        return opened(phrase + but), members - {out}
    at = name.find(" ")
    return opened(name[:at] + random.choice(["\x0b", "\u00a0", "\n", "  "]) + name[at + 1 :]), frozenset([code])
