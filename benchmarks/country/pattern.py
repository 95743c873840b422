"""What the agencies of one province report in a year: invented, the same on every machine, with every state in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from hashlib import blake2b

PILLARS = (("chinh-quyen-so", "Chính quyền số"), ("kinh-te-so", "Kinh tế số"), ("xa-hoi-so", "Xã hội số"))
BLOCKED = frozenset({1, 4})  # indicators that most agencies miss
READY_BY = 9  # the month by which a usual agency has its target
BEYOND = Decimal(7)


@dataclass(frozen=True)
class Kind:
    """One kind of indicator and the target that goes with it; `size` is the ratio's denominator."""

    kind: str
    over_time: str
    over_agencies: str
    unit: str
    operator: str
    low: int | None
    high: int | None = None
    size: int = 0


KINDS = (
    Kind("ratio", "latest", "ratio", "%", ">=", 80, size=240),
    Kind("number", "cumulative", "sum", "lượt", ">=", 1000),
    Kind("number", "sum", "sum", "hồ sơ", ">", 600),
    Kind("deliverable", "latest", "all", "", "done", None),
    Kind("ratio", "latest", "ratio", "%", "=", 100, size=60),
    Kind("number", "latest", "sum", "sự cố", "<=", 3),
    Kind("number", "latest", "average", "hệ thống", "between", 4, high=6),
    Kind("ratio", "cumulative", "ratio", "%", ">=", 50, size=1200),
)


def kind_of(item: int) -> Kind:
    return KINDS[item % len(KINDS)]


def chance(*parts: object) -> float:
    """A number from 0 to 1 that belongs to its arguments."""
    return int.from_bytes(blake2b(repr(parts).encode(), digest_size=4).digest()) / 2**32


def deadline(place: int, item: int, year: int) -> date | None:
    """Half of the items have a day: some in June, the others at the year's end."""
    draw = chance("deadline", place, item)
    if draw < 0.15:
        return date(year, 6, 30)
    return date(year, 12, 10) if draw < 0.5 else None


def applicable_from(place: int, item: int, year: int) -> date | None:
    return date(year, 7, 1) if chance("from", place, item) < 0.03 else None


def claim_outcome(place: int, item: int) -> str | None:
    """The outcome of a confirmed claim; blocked indicators cannot be measured at every third agency."""
    draw = chance("claim", place, item)
    if item in BLOCKED and draw < 0.3:
        return "not_measurable"
    return {0: "not_measurable", 1: "missed", 2: "not_applicable"}.get(int(draw * 100))


def reports(place: int, month: int) -> bool:
    return chance("report", place, month) < 0.97


def is_draft(place: int) -> bool:
    """Whether a place's commitment is still to be signed."""
    return place % 25 == 4


def drift(place: int, order: int) -> str:
    """What was signed otherwise than it is in force, "target" or "deadline"; empty of most items."""
    return {6: "target", 10: "deadline"}.get((place + order) % 120, "")


def figures(place: int, item: int, year: int, months: int) -> Iterator[tuple[int, dict]]:
    """(month, the figures of its entry as fields) for each month in which the agency says something of the item."""
    if chance("never", place, item) < 0.02:
        return
    for month in range(1, months + 1):
        if reports(place, month) and chance("skipped", place, item, month) > 0.07:
            yield month, _figure(place, item, year, month)


def _share(place: int, item: int, month: int) -> Decimal:
    """How far towards its target the item is after so many months; 1 is all."""
    draw = Decimal(round(chance("speed", place, item) * 1000)) / 1000
    if draw < Decimal("0.01"):
        final = BEYOND
    elif item in BLOCKED and draw < Decimal("0.7"):
        final = Decimal("0.5")
    else:
        final = Decimal("0.85") + draw / 2
    return final * min(month, READY_BY) / READY_BY


def _figure(place: int, item: int, year: int, month: int) -> dict:
    kind, share = kind_of(item), _share(place, item, month)
    if kind.kind != "deliverable" and chance("nothing", place, item, month) < 0.01:
        return {"is_no_activity": True}
    if kind.kind == "deliverable":
        if share < 1:
            return {"value": Decimal(0)}
        return {"document_number": f"{place}-{item}/QĐ", "document_on": date(year, max(month - 1, 1), 20)}
    low = Decimal(kind.low or 0)
    if kind.kind == "ratio":
        part = int(min(share * low / 100, Decimal(1)) * kind.size)
        return {"numerator": Decimal(part), "denominator": Decimal(kind.size)}
    if kind.operator == "<=":
        return {"value": Decimal(int(chance("limit", place, item, month) * 5))}
    if kind.over_time == "sum":
        return {"value": (low * (share - _before(place, item, month))).quantize(Decimal(1))}
    return {"value": (low * share).quantize(Decimal(1))}


def _before(place: int, item: int, month: int) -> Decimal:
    return _share(place, item, month - 1) if month > 1 else Decimal(0)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(5), UTC)
