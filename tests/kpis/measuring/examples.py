"""Reads the worked examples of docs/scoring.md: tables of cells, and cells as the rules take them."""

import re
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path

from kpis.measuring.calendar import data_days
from kpis.measuring.measures import Claim, Figure, Goal, Measure, Month

DOCUMENT = Path(__file__).parents[3] / "docs" / "scoring.md"
NOTHING = "–"


@cache
def _tables() -> dict[str, list[dict[str, str]]]:
    tables = {}
    for name, block in re.findall(r"<!-- examples: ([\w ]+) -->\n((?:\|.*\n)+)", DOCUMENT.read_text()):
        lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
        tables[name] = [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]
    return tables


def names() -> set[str]:
    return set(_tables())


def rows(name: str) -> list[dict[str, str]]:
    return _tables()[name]


def line(row: dict[str, str]) -> str:
    """The row as a test's name."""
    return " ".join(f"{cell}," for cell in row.values())


def number(cell: str) -> Fraction | None:
    return None if cell == NOTHING else Fraction(cell)


def day(cell: str) -> date | None:
    return None if cell == NOTHING else datetime.strptime(cell, "%d/%m/%Y").date()


def is_day(cell: str) -> bool:
    return re.fullmatch(r"\d\d/\d\d/\d{4}", cell) is not None


def goal(cell: str, baseline: str = NOTHING) -> Goal | None:
    if cell == NOTHING:
        return None
    operator, *bounds = cell.split()
    low, high = (*map(number, bounds), None, None)[:2]
    return Goal(operator, low, high, number(baseline))


def measure(row: dict[str, str]) -> Measure:
    kind = row.get("kind", "number")
    usual = "cumulative" if kind == "number" else "latest"
    return Measure(kind, row.get("over time", usual), "%" if kind == "ratio" else "")


def figure(cell: str) -> Figure:
    if cell in ("blank", NOTHING):
        return Figure()
    if cell == "no activity":
        return Figure(is_no_activity=True)
    if is_day(cell):
        return Figure(issued_on=day(cell))
    if "/" in cell:
        numerator, denominator = cell.split("/")
        return Figure(numerator=Fraction(numerator), denominator=Fraction(denominator))
    return Figure(value=Fraction(cell))


def pairs(cell: str) -> dict[str, str]:
    """ "3: 40; 6: 55" as {"3": "40", "6": "55"}."""
    if cell == NOTHING:
        return {}
    return dict(tuple(part.strip() for part in pair.split(":")) for pair in cell.split(";"))


def month(number: int, *, goal: Goal | None = None, figure: Figure | None = None) -> Month:
    first, last = data_days("fifteenth", 2022, number)
    return Month(number, first, last, goal, figure, key=number)


def year(entries: str = NOTHING, target: Goal | None = None, until: int = 12) -> list[Month]:
    """The months 1 to `until` of 2022 with the entries of a cell and one target in force from the first."""
    typed = {int(key): figure(cell) for key, cell in pairs(entries).items()}
    return [month(n, goal=target, figure=typed.get(n)) for n in range(1, until + 1)]


def claims(cell: str) -> list[Claim]:
    if cell == NOTHING:
        return []
    outcome, since, *until = cell.replace(" to ", " ").split()
    return [Claim(outcome, day(since), day(until[0]) if until else None, cause=7)]
