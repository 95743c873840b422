"""Pillars × agencies: one picture of where the province's month is done and where it is late."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from dashboards.parts.counts import rows_url
from dashboards.scope import Scope
from dashboards.tables import exact
from kpis.enums import State
from kpis.measuring.rates import STATES, Counts
from kpis.queries import Measured, PillarName
from kpis.standings.stands import Stand


class HeatCell(NamedTuple):
    """One agency's items of one pillar; `level` is all | most | half | few, `late` are behind or overdue."""

    agency: str
    counts: Counts
    late: int
    level: str
    url: str


@dataclass(frozen=True)
class HeatColumn:
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
    counts: Counts
    url: str
    cells: tuple[HeatCell | None, ...]


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
    rows = tuple(_row(scope, pillar, _by_agency(found[pillar]), columns) for pillar in sorted(found))
    return HeatMap(columns, rows, tuple((group.name, len(group.rows)) for group in groups))


def _by_agency(found: Mapping[str, Iterable[int]]) -> dict[int, dict[str, int]]:
    """Of each agency how many items stand in each state, from the agencies of each state's items."""
    held: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(STATES, 0))
    for state, agencies in found.items():
        for agency, n in Counter(agencies).items():
            held[agency][state] = n
    return held


def _row(scope: Scope, pillar: PillarName, held: dict[int, dict[str, int]], columns: Sequence[HeatColumn]) -> HeatRow:
    url, counted = rows_url(scope, pillar=pillar.code), scope.plan.counts_no_activity
    cells = tuple(
        _cell(url, column.code, Counts(held[column.key], counted)) if column.key in held else None for column in columns
    )
    sums = [sum(states) for states in zip(*(cell.counts.states.values() for cell in cells if cell), strict=True)]
    counts = Counts(dict(zip(STATES, sums or [0] * len(STATES), strict=True)), counted)
    return HeatRow(pillar.shown, pillar.code, counts, url, cells)


def _cell(url: str, agency: str, counts: Counts) -> HeatCell | None:
    if not counts.applicable:
        return None
    late = counts.states[State.BEHIND] + counts.states[State.OVERDUE]
    part = "undone" if counts.done < counts.applicable else "applicable"
    level = level_of(counts.done, counts.applicable)
    return HeatCell(agency, counts, late, level, f"{url}&agency={agency}&part={part}")


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
            "official_rate": exact(row.counts.official_rate),
            "agencies": [
                {"agency": c.agency, "done": c.counts.done, "applicable": c.counts.applicable, "late": c.late}
                for c in row.cells
                if c
            ],
        }
        for row in found.rows
    ]
