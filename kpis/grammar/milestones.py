"""How a year's way is written: shares of the target by quarters, half-years or months. Pure.

"25/50/75/100" are four quarters, two parts are half-years, twelve are months; "3: 20, 9: 70" names its months.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

BY_PARTS = {2: (6, 12), 4: (3, 6, 9, 12), 12: tuple(range(1, 13))}
PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?\s*%?")
NAMED = re.compile(r"(?:tháng\s*|t|month\s*)?(\d{1,2})\s*[:=]\s*(.+)", re.IGNORECASE)
ALL = Decimal(100)


class NotMilestones(ValueError):
    """`code`: unreadable, month, share, twice, falls; `part`: the words it is about."""

    def __init__(self, code: str, part: str) -> None:
        super().__init__(code)
        self.code, self.part = code, part


def read(text: str) -> dict[int, Decimal]:
    """Month → share of the target (0…1), in the order of months; empty for nothing. Raises NotMilestones.

    >>> read("25/50/75/100")
    {3: Decimal('0.25'), 6: Decimal('0.5'), 9: Decimal('0.75'), 12: Decimal('1')}
    >>> read("3: 20; 9: 70,5%")
    {3: Decimal('0.2'), 9: Decimal('0.705')}
    >>> read(" ")
    {}
    """
    if not text.strip():
        return {}
    if ":" in text or "=" in text:
        parts = re.split(r"[;/\n]|,(?!\d)|,(?=\s*\d{1,2}\s*[:=])", text)
        found = _named([part.strip() for part in parts if part.strip()])
    else:
        parts = [part.strip() for part in re.split(r"[/;]|\s-\s|–", text)]
        if len(parts) not in BY_PARTS:
            raise NotMilestones("unreadable", text.strip())
        found = dict(zip(BY_PARTS[len(parts)], map(_share, parts), strict=True))
    return checked(found)


def _named(parts: list[str]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for part in parts:
        named = NAMED.fullmatch(part)
        if named is None:
            raise NotMilestones("unreadable", part)
        month = int(named[1])
        if not 1 <= month <= 12:
            raise NotMilestones("month", named[1])
        if month in found:
            raise NotMilestones("twice", named[1])
        found[month] = _share(named[2].strip())
    return dict(sorted(found.items()))


def _share(text: str) -> Decimal:
    found = PERCENT.fullmatch(text)
    if found is None:
        raise NotMilestones("unreadable", text)
    points = Decimal(f"{found[1]}.{found[2] or 0}")
    if points > ALL:
        raise NotMilestones("share", text)
    return (points / 100).normalize() if points else Decimal(0)


def written(shares: Mapping[int, Decimal | Fraction]) -> str:
    """The shortest way of writing milestones that `read` reads again.

    >>> written({3: Decimal("0.25"), 6: Decimal("0.5"), 9: Decimal("0.75"), 12: Decimal(1)})
    '25/50/75/100'
    >>> written({3: Decimal("0.2"), 9: Decimal("0.705")})
    '3: 20; 9: 70,5'
    """
    months = tuple(sorted(shares))
    if months in BY_PARTS.values():
        return "/".join(as_percent(shares[month]) for month in months)
    return "; ".join(f"{month}: {as_percent(shares[month])}" for month in months)


def as_percent(share: Decimal | Fraction) -> str:
    """A share as per cent with a comma: 70,5."""
    exact = Decimal(share.numerator) / Decimal(share.denominator) if isinstance(share, Fraction) else Decimal(share)
    return format((exact * 100).normalize(), "f").replace(".", ",")


def stored(shares: Mapping[int, Decimal]) -> dict[str, str]:
    """Milestones as the tables hold them: month → share, both as text, in order.

    >>> stored({9: Decimal("0.50"), 3: Decimal("0.2")})
    {'3': '0.2', '9': '0.5'}
    """
    return {str(month): format(Decimal(share).normalize(), "f") for month, share in sorted(shares.items())}


def shares_of(kept: Mapping[str, str] | None) -> dict[int, Fraction]:
    """Stored milestones as the rules read them.

    >>> shares_of({"3": "0.2"})
    {3: Fraction(1, 5)}
    """
    return {int(month): Fraction(share) for month, share in (kept or {}).items()}


def checked(shares: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Milestones as they may stand: months 1…12, shares 0…1, none below an earlier one. Raises NotMilestones.

    >>> checked({9: Decimal("0.7"), 3: Decimal("0.2")})
    {3: Decimal('0.2'), 9: Decimal('0.7')}
    """
    highest = Decimal(0)
    found = dict(sorted(shares.items()))
    for month, share in found.items():
        if not 1 <= month <= 12:
            raise NotMilestones("month", str(month))
        if not 0 <= share <= 1:
            raise NotMilestones("share", as_percent(share))
        if share < highest:
            raise NotMilestones("falls", as_percent(share))
        highest = share
    return found
