"""What of a province's month stands beside those of others, and which indicators are the same. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from dxtracker.lib.text import same_name_key
from kpis.enums import PeriodState
from kpis.measuring.rates import Counts


class Place(NamedTuple):
    """Where a province stands in the official order."""

    order: int
    path: str


@dataclass(frozen=True)
class IndicatorMonth:
    """One indicator of a province: its agencies in each state, every one once; `order` is its place in the catalogue.

    What the catalogue holds twice under one name and unit is one here, with code and name of the first.
    """

    code: str
    name: str
    unit: str
    order: int
    counts: Counts


@dataclass(frozen=True)
class ProvinceMonth:
    """A province's month: how many of how many, how many agencies have reported of those asked, each indicator.

    `key` is the province's; code and name are those of the month. `seen_on` is the day up to which it is known.
    """

    key: int
    code: str
    name: str
    place: Place
    state: str
    data_from: date
    data_to: date
    seen_on: date
    closed_at: datetime | None
    counts: Counts
    asked: int
    reported: int
    indicators: tuple[IndicatorMonth, ...]

    @property
    def is_closed(self) -> bool:
        return self.state == PeriodState.CLOSED


@dataclass(frozen=True)
class SharedIndicator:
    """An indicator that several provinces have: the agencies of each in each state, by the province's code."""

    name: str
    unit: str
    order: tuple[int, str]
    counts: Mapping[str, Counts] = field(default_factory=dict)


LEAST = 2  # provinces that have an indicator before it is compared


def is_reported(fresh: int, has_report: bool) -> bool:
    """Whether an agency has said anything of a month: an approved figure of its own, or a signed report.

    >>> is_reported(0, True), is_reported(2, False), is_reported(0, False)
    (True, True, False)
    """
    return has_report or fresh > 0


def is_same(name: str, unit: str) -> tuple[str, str]:
    """The form in which two indicators are one: the same name and unit, whatever their codes, case or tone marks.

    >>> is_same("Số hồ sơ hoà giải", "Hồ sơ") == is_same("số hồ sơ hòa giải", "hồ sơ")
    True
    >>> is_same("Số hồ sơ", "hồ sơ") == is_same("Số hồ sơ", "%")
    False
    """
    return same_name_key(name), same_name_key(unit)


def shared(months: Sequence[ProvinceMonth]) -> tuple[SharedIndicator, ...]:
    """The indicators that at least two of `months` have, in the order of the first province that has each."""
    first: dict[tuple[str, str], IndicatorMonth] = {}
    counts: dict[tuple[str, str], dict[str, Counts]] = {}
    for month in months:
        for row in month.indicators:
            key = is_same(row.name, row.unit)
            first.setdefault(key, row)
            counts.setdefault(key, {})[month.code] = row.counts
    found = [
        SharedIndicator(row.name, row.unit, (row.order, row.code), counts[key])
        for key, row in first.items()
        if len(counts[key]) >= LEAST
    ]
    return tuple(sorted(found, key=lambda row: row.order))


def own_only(months: Iterable[ProvinceMonth], found: Iterable[SharedIndicator]) -> int:
    """How many different indicators stand in one province alone."""
    known = {is_same(row.name, row.unit) for month in months for row in month.indicators}
    return len(known) - len({is_same(row.name, row.unit) for row in found})
