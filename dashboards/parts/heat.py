"""Pillars × agencies: one picture of where the province's month is done and where it is late."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import Any, NamedTuple

from dashboards.parts.counts import rows_url
from dashboards.scope import Scope
from dashboards.tables import exact
from kpis.enums import LATE_STATES, MET
from kpis.measuring.rates import LEFT_OUT, share_of
from kpis.queries import Measured, PillarName
from kpis.standings.stands import Stand


class HeatCell(NamedTuple):
    """One agency's items of one pillar, of which the page is `of`; `late` are behind or overdue.

    A province has hundreds: what only some readers ask for is said when it is asked.
    """

    agency: str
    done: int
    applicable: int
    late: int
    of: str

    @property
    def level(self) -> str:
        """all | most | half | few of them are done."""
        return level_of(self.done, self.applicable)

    @property
    def part(self) -> str:
        """Which items the cell leads to: those that its number counts, all where none is left."""
        return "undone" if self.done < self.applicable else "applicable"

    @property
    def url(self) -> str:
        return f"{self.of}&agency={self.agency}&part={self.part}"


class HeatColumn(NamedTuple):
    key: int
    code: str
    short: str
    name: str
    url: str
    opens_group: bool


@dataclass(frozen=True)
class HeatRow:
    pillar: str
    code: str
    done: int
    applicable: int
    url: str
    cells: tuple[HeatCell | None, ...]

    @property
    def official_rate(self) -> Fraction | None:
        return share_of(self.done, self.applicable)


@dataclass(frozen=True)
class HeatMap:
    columns: tuple[HeatColumn, ...]
    rows: tuple[HeatRow, ...]
    groups: tuple[tuple[str, int], ...]


def heat_map(
    scope: Scope, groups: Sequence[Any], catalogue: Mapping[int, Measured], stands: Sequence[Stand]
) -> HeatMap | None:
    """From where the items of the province's own agencies stand; None without items. No query."""
    if not stands:
        return None
    found: dict[PillarName, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for indicator, state, agencies in stands:
        found[catalogue[indicator].pillar][state] += agencies
    columns = tuple(
        HeatColumn(row.key, row.code, row.short_name or row.name, row.name, row.url, place == 0)
        for group in groups
        for place, row in enumerate(group.rows)
    )
    rows = tuple(_row(scope, pillar, found[pillar], columns) for pillar in sorted(found))
    return HeatMap(columns, rows, tuple((group.name, len(group.rows)) for group in groups))


def _row(scope: Scope, pillar: PillarName, held: Mapping[str, list[int]], columns: Sequence[HeatColumn]) -> HeatRow:
    """`held` names, of each state, the agency of each of its items."""
    url, left_out = rows_url(scope, pillar=pillar.code), LEFT_OUT[scope.plan.counts_no_activity]
    asked = _counted(held, held.keys() - set(left_out))
    done, late = _counted(held, MET), _counted(held, LATE_STATES)
    cells = tuple(
        HeatCell(column.code, done.get(column.key, 0), asked[column.key], late.get(column.key, 0), url)
        if column.key in asked
        else None
        for column in columns
    )
    known = [cell for cell in cells if cell]
    sums = sum(cell.done for cell in known), sum(cell.applicable for cell in known)
    return HeatRow(pillar.shown, pillar.code, *sums, url, cells)


def _counted(held: Mapping[str, list[int]], states: Iterable[str]) -> Counter[int]:
    """How many items of these states each agency has."""
    return Counter(chain.from_iterable(held[state] for state in states if state in held))


def level_of(done: int, applicable: int) -> str:
    """How far the share of what is done has come, in four steps: all | most | half | few."""
    if 2 * done < applicable or not applicable:
        return "few"
    if 5 * done < 4 * applicable:
        return "half"
    return "most" if done < applicable else "all"


def heat_json(found: HeatMap | None) -> list[dict]:
    """The pillars, each with its agencies: done, applicable, late."""
    if found is None:
        return []
    return [
        {
            "pillar": row.code,
            "official_rate": exact(row.official_rate),
            "agencies": [
                {"agency": c.agency, "done": c.done, "applicable": c.applicable, "late": c.late} for c in row.cells if c
            ],
        }
        for row in found.rows
    ]
