"""Good cells, as the grammar's tables have them but with numbers of chance: a text, its row's unit, what it means."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

FLOORS = ["", "", "≥ ", "≥", ">= ", "Tối thiểu ", "Đạt ", "Đạt ít nhất ", "Không dưới ", "Phấn đấu đạt ", "Hoàn thành "]
OTHERS = {
    ">": ["> ", "Trên ", "Vượt "],
    "<=": ["≤ ", "Không quá ", "Tối đa "],
    "<": ["< ", "Dưới "],
    "=": ["= ", "Đúng "],
}
UNITS = ["lượt", "lớp", "đề án", "tin, bài", "vụ", "dịch vụ", "điểm", "triệu đồng", "km"]


@dataclass(frozen=True)
class Good:
    """A text of a row with this unit, and its meaning: operator, low, high."""

    text: str
    unit: str
    means: tuple[str, Decimal | None, Decimal | None]
    numeral: str = ""  # the digits in the text, as written
    before: str = ""
    after: str = ""


def value_of(random: Random, *, percent: bool) -> Decimal:
    """A value that is not to be taken for a share or a year."""
    if percent:
        return Decimal(random.randint(2, 100)) + random.choice([0, 0, 0, Decimal("0.5"), Decimal("0.25")])
    small, large = random.randint(2, 999), random.choice([1000, 1500, 12_000, 245_300, 1_234_567, 22_196_242])
    return Decimal(random.choice([small, small, large]))


def numeral_of(value: Decimal) -> str:
    """Vietnamese digits: 22.196.242 and 89,7."""
    whole, _, decimals = format(value.normalize(), "f").partition(".")
    return f"{int(whole):,}".replace(",", ".") + (f",{decimals}" if decimals else "")


def target(random: Random) -> Good:
    """A target: in per cent with or without the sign, or a count with or without its unit; sometimes a limit."""
    percent = random.random() < 0.6
    unit = "%" if percent else random.choice([*UNITS, ""])
    value = value_of(random, percent=percent)
    operator = random.choice([">="] * 5 + [*OTHERS])
    before = random.choice(FLOORS if operator == ">=" else OTHERS[operator])
    after = random.choice(["%", "%", " %", ""]) if percent else random.choice([f" {unit}" if unit else "", ""])
    numeral = numeral_of(value)
    return Good(before + numeral + after, unit, (operator, value, None), numeral, before, after)


def figure(random: Random) -> Good:
    """A monthly figure in a row of per cent or of numbers."""
    percent = random.random() < 0.4
    value = value_of(random, percent=percent)
    numeral = numeral_of(value)
    return Good(
        numeral, "%" if percent else "", ("=", value, None), numeral, "", random.choice(["%", ""]) if percent else ""
    )
