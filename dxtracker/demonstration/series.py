"""Believable months of an invented item. Pure: the same item gives the same months on every machine.

A course says how the year goes: met (in which month), behind, ahead (on pace, not there yet), stalled (began in
September), overdue, incident, idle. Running totals never fall; a ratio's parts never exceed each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from random import Random

MONTHS = 10
ENDS = {"behind": (0.5, 0.72), "ahead": (0.88, 0.96), "stalled": (0.25, 0.4), "overdue": (0.6, 0.9)}
STALLED_UNTIL = 8
CARRIED = 0.04


@dataclass(frozen=True)
class Shape:
    """What a series must look like: the item's course and month, its indicator's kind, its target."""

    key: str
    course: str
    month: int | None
    kind: str
    over_time: str
    low: Fraction | None
    start: float
    size: int
    step: int = 1


@dataclass
class Series:
    """month -> figures of an entry (value | numerator and denominator | progress | is_no_activity)."""

    figures: dict[int, dict] = field(default_factory=dict)
    issued: int | None = None


def series(shape: Shape) -> Series:
    """The months 1 to 10 of an invented item; months left out are carried."""
    random = Random(shape.key)  # noqa: S311
    if shape.course in ("blocked", "later", "silent"):
        return Series()
    if shape.course == "idle":
        return Series({month: {"is_no_activity": True} for month in range(1, MONTHS + 1)})
    if shape.low == 0:
        return Series({month: {"value": _incidents(shape, month)} for month in range(1, MONTHS + 1)})
    shares = _shares(shape, random)
    if shape.kind == "deliverable":
        return _deliverable(shape, shares)
    months = _reported(shape, random)
    figures = _ratio(shape, shares, random) if shape.kind == "ratio" else _number(shape, shares)
    return Series(_as_typed(shape, {month: figures[month] for month in months}))


def _incidents(shape: Shape, month: int) -> int:
    return int(shape.course == "incident" and shape.month is not None and month >= shape.month)


def _shares(shape: Shape, random: Random) -> dict[int, float]:
    """The share of the target reached at the end of each month: rising, below 1 until it is met."""
    if shape.course == "met":
        met = shape.month or MONTHS
        before = _rise(met - 1, shape.start, 0.97, random)
        over = 0.0 if random.random() < 0.4 else random.uniform(0.02, 0.25)
        after = [1 + over * n / MONTHS for n in range(MONTHS - met + 1)]
        return dict(enumerate([*before, *after], 1))
    low, high = ENDS[shape.course]
    return dict(enumerate(_rise(MONTHS, min(shape.start, low) * 0.6, random.uniform(low, high), random), 1))


def _rise(steps: int, start: float, end: float, random: Random) -> list[float]:
    """`steps` values that rise unevenly from about `start` to about `end`."""
    if steps <= 0:
        return []
    weights = [random.uniform(0.5, 1.5) for _ in range(steps)]
    total, reached, values = sum(weights), 0.0, []
    for weight in weights:
        reached += weight
        values.append(start + (end - start) * reached / total)
    return values


def _reported(shape: Shape, random: Random) -> list[int]:
    first = STALLED_UNTIL + 1 if shape.course == "stalled" else 1
    needed = {first, shape.month}
    return [m for m in range(first, MONTHS + 1) if m in needed or random.random() >= CARRIED]


def _ratio(shape: Shape, shares: Mapping[int, float], random: Random) -> dict[int, dict]:
    goal = (shape.low or Fraction(0)) / 100
    size = max(4, round(shape.size * random.uniform(0.6, 1.6)))
    whole, part, figures = 0, 0, {}
    for month, share in shares.items():
        if shape.over_time == "latest":
            whole = size
        else:
            whole += max(1, round(size * random.uniform(0.75, 1.25)))
        wanted = ceil(goal * whole)
        reached = floor(share * float(goal) * whole)
        part = max(part, min(reached, wanted - 1)) if share < 1 else max(part, wanted, min(reached, whole))
        figures[month] = {"numerator": part, "denominator": whole}
    return figures


def _number(shape: Shape, shares: Mapping[int, float]) -> dict[int, dict]:
    goal = (shape.low or Fraction(0)) * shape.step
    figures = {}
    for month, share in shares.items():
        reached = floor(share * float(goal))
        reached = min(reached, ceil(goal) - 1) if share < 1 else max(reached, ceil(goal))
        figures[month] = {"value": Fraction(reached, shape.step)}
    return figures


def _deliverable(shape: Shape, shares: Mapping[int, float]) -> Series:
    """Per cent of the work until the document is issued; then the document, repeated every month."""
    issued = shape.month if shape.course == "met" else None
    figures = {m: {"value": round(share * 90)} for m, share in shares.items() if issued is None or m < issued}
    return Series(figures | {m: {} for m in range(issued, MONTHS + 1)} if issued else figures, issued)


def _as_typed(shape: Shape, figures: dict[int, dict]) -> dict[int, dict]:
    """Running totals as they are; where months are typed and added, what was new since the last entry."""
    if shape.over_time != "sum" or shape.kind != "number":
        return figures
    typed, before = {}, Fraction(0)
    for month, figure in figures.items():
        typed[month] = {"value": figure["value"] - before}
        before = figure["value"]
    return typed
