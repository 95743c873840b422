"""What the count and the foot of a month's page need of each item: kept by what it was concluded from.

A saved row is answered with the page's counts, for which all thirty items would be made, judged and looked at anew,
though one has changed. All rows are asked for each time; of an item whose rows read as they did, in months, plan and
rules that read as they did, on the same day, the conclusion is the same, and is found. Nothing that a database said is
shown from here (docs/adr/0026).
"""

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter, itemgetter

from agencies.clock import today
from agencies.databases.compiled import Told
from kpis.entry.scope import Place
from kpis.models import Plan
from kpis.month import plausibility, readiness
from kpis.month.lines import Line, items_told, lines_of, parted
from kpis.queries import told_of
from kpis.standings import facts

MOST_VALUES = 2_500_000  # of kept rows, some 40 MB: an item has 150 in the first month of its year and 400 in the last


@dataclass(frozen=True)
class Summary:
    """An item of the month: `key` is its own, `order` where its pillar puts it, `gaps` what is missing of it."""

    key: int
    order: tuple[int, int]
    is_due: bool
    is_typed: bool
    is_sent: bool
    status: str
    state: str
    is_led_then: bool
    gaps: tuple[readiness.Gap, ...]
    is_remarked: bool
    typed_at: datetime | None

    @property
    def wants_a_look(self) -> bool:
        """Whether anything is said of what was typed, or more than a figure is missing."""
        return self.is_remarked or any(gap.code != "not_typed" for gap in self.gaps)


def summary_of(line: Line, plan: Plan) -> Summary:
    """What counts and foot need of a line; `plan` has the month's rules."""
    pillar = line.assignment.indicator.pillar
    return Summary(
        key=line.assignment.pk,
        order=(pillar.sort_order, pillar.pk),
        is_due=line.is_due,
        is_typed=line.is_typed,
        is_sent=line.is_sent,
        status=line.status,
        state=line.state,
        is_led_then=line.is_led_then,
        gaps=tuple(readiness.gaps([line], plan)),
        is_remarked=bool(plausibility.remarks(line, plan)),
        typed_at=line.entry.typed_at if line.entry else None,
    )


class _Read:
    """All rows of an agency's month as the database tells them: what `items_of` and `lines_of` ask."""

    def __init__(self, place: Place) -> None:
        self.items = items_told(place.agency, place.plan, place.period)
        self.item_of, self.whole_of = (itemgetter(self.items.at(name)) for name in ("id", "part_of_id"))
        agency_of = itemgetter(self.items.at("agency_id"))
        mine = {self.item_of(row): row for row in self.items.rows if agency_of(row) == place.agency.pk}
        self.figures = (
            facts.figures_told([self.item_of(row) for row in self.items.rows], place.period.pk) if mine else ()
        )
        self.rows = [_by_item(told) for told in self.figures]
        self.own = {item: (row, *(rows[item] for rows in self.rows)) for item, row in mine.items()}

    def rests_on_more(self) -> set[int]:
        """The items that rest on further rows too: on claims, handovers or parts."""
        is_claimed, given_to = (itemgetter(self.items.at(name)) for name in ("is_claimed", "given_to_id"))
        moved = {item for item, (row, *_figures) in self.own.items() if is_claimed(row) or given_to(row)}
        return moved | set(map(self.whole_of, self.items.rows))

    def lines(self, place: Place, wanted: Set[int]) -> list[Line]:
        """The lines of some items."""
        rows = [row for row in self.items.rows if not wanted.isdisjoint((self.item_of(row), self.whole_of(row)))]
        own, parts = parted(self.items.made(rows), place.agency, place.plan)
        keys = [row.pk for row in (*own, *parts)]
        made = [
            told.made([row for key in keys for row in rows[key]])
            for told, rows in zip(self.figures, self.rows, strict=True)
        ]
        return lines_of(own, place.period, parts, place.year_periods, facts.Read(*made))


def _by_item(told: Told) -> dict[int, tuple[tuple, ...]]:
    item_of = itemgetter(told.at("assignment_id"))
    found: dict[int, tuple[tuple, ...]] = defaultdict(tuple)
    for row in told.rows:
        found[item_of(row)] += (row,)
    return found


class _Kept:
    """Summaries by period and item, each with what it rests on; forgotten as a whole when there is much of it."""

    def __init__(self) -> None:
        self.months: dict[int, tuple] = {}
        self.items: dict[tuple[int, int], tuple[tuple, tuple, Summary]] = {}
        self.values = 0

    def month_of(self, place: Place) -> tuple:
        """What the items of a month rest on beside their own rows: one object while it reads the same."""
        now, before = (today(), *told_of(place.year_periods)), self.months.get(place.period.pk)
        if before == now:
            return before
        self.months[place.period.pk] = now
        return now

    def find(self, key: tuple[int, int], month: tuple, rows: tuple) -> Summary | None:
        found = self.items.get(key)
        return found[2] if found and found[0] is month and found[1] == rows else None

    def keep(self, key: tuple[int, int], month: tuple, rows: tuple, summary: Summary) -> None:
        if self.values > MOST_VALUES:
            self.items, self.values = {}, 0
        before = self.items.get(key)
        self.values += _size(rows) - (_size(before[1]) if before else 0)
        self.items[key] = month, rows, summary


def _size(rows: tuple) -> int:
    item, targets, entries = rows
    return len(item) + sum(map(len, (*targets, *entries)))


_kept = _Kept()


def month_at(place: Place, key: int) -> tuple[Line, list[Summary]] | None:
    """The line of the item `key`, and the summaries of all lines in their order; None where it is not the place's own.

    As many queries as the whole page takes; only what is not kept is made and judged.
    """
    read = _Read(place)
    if key not in read.own:
        return None
    month, period, more = _kept.month_of(place), place.period.pk, read.rests_on_more()
    kept = {item: _kept.find((period, item), month, read.own[item]) for item in read.own.keys() - more - {key}}
    found = {item: summary for item, summary in kept.items() if summary}
    lines = {line.assignment.pk: line for line in read.lines(place, read.own.keys() - found.keys())}
    for item, line in lines.items():
        found[item] = summary_of(line, place.plan)
        if item not in more:
            _kept.keep((period, item), month, read.own[item], found[item])
    return lines[key], sorted((found[item] for item in read.own), key=attrgetter("order"))
