"""What a meeting should speak of, proposed from the facts of its month. Pure.

What was concluded before and is still open comes first, then what nobody has taken on, then who did not do as was said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from steering.enums import PointKind

MOST_CONCLUSIONS = 12


class Named(NamedTuple):
    """An agency, or an item at one, with how many or how much it is named for."""

    name: str
    figure: str = ""


class Open(NamedTuple):
    """A conclusion of before that is not done: `late` days after its day, 0 while that is still to come."""

    key: int
    text: str
    agency: str
    late: int


class Blocked(NamedTuple):
    """A bottleneck found in the month (key of its indicator); `is_owned` where somebody was named to remove it."""

    indicator: int
    name: str
    missed: int
    applicable: int
    is_owned: bool


@dataclass(frozen=True)
class Facts:
    """A month as the agenda reads it; agencies in their order, with how many items each."""

    conclusions: Sequence[Open] = ()
    bottlenecks: Sequence[Blocked] = ()
    overdue: Sequence[tuple[str, int]] = ()
    broken: Sequence[tuple[str, int]] = ()
    silent: Sequence[str] = ()
    reporting: int = 0
    drifting: Sequence[tuple[str, int]] = ()
    easy: Sequence[Named] = ()


@dataclass(frozen=True)
class Proposal:
    """A point to speak of: `figure` of `whole` (None where there is none), who is named, what it is linked to."""

    kind: PointKind
    figure: int
    whole: int | None = None
    names: tuple[Named, ...] = ()
    title: str = ""
    indicator: int | None = None
    conclusion: int | None = None


def propose(facts: Facts) -> tuple[Proposal, ...]:
    """The points of a meeting on these facts, in their order; nothing that has no facts.

    >>> [one.kind.value for one in propose(Facts(silent=("Sở Y tế",), reporting=31, overdue=(("Sở Xây dựng", 2),)))]
    ['overdue', 'silent']
    >>> propose(Facts(bottlenecks=(Blocked(1, "Họp trực tuyến", 20, 26, True),)))
    ()
    """
    late_first = sorted(facts.conclusions, key=lambda one: -one.late)[:MOST_CONCLUSIONS]
    found = [
        Proposal(PointKind.CONCLUSION, one.late, names=(Named(one.agency),), title=one.text, conclusion=one.key)
        for one in late_first
    ]
    found += [
        Proposal(PointKind.BOTTLENECK, row.missed, row.applicable, title=row.name, indicator=row.indicator)
        for row in facts.bottlenecks
        if not row.is_owned
    ]
    for kind, counted in (
        (PointKind.OVERDUE, facts.overdue), (PointKind.PROMISE, facts.broken),
    ):  # fmt: skip
        found += _counted(kind, counted)
    if facts.silent:
        names = tuple(map(Named, facts.silent))
        found.append(Proposal(PointKind.SILENT, len(facts.silent), facts.reporting, names))
    found += _counted(PointKind.DRIFT, facts.drifting)
    if facts.easy:
        found.append(Proposal(PointKind.EASY, len(facts.easy), names=tuple(facts.easy)))
    return tuple(found)


def _counted(kind: PointKind, rows: Sequence[tuple[str, int]]) -> list[Proposal]:
    """One point for all agencies, those with most first."""
    if not rows:
        return []
    names = tuple(Named(name, str(n)) for name, n in sorted(rows, key=lambda row: -row[1]))
    return [Proposal(kind, sum(n for _name, n in rows), names=names)]
