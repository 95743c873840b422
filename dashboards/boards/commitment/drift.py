"""Where a commitment left what was signed, and what amendments changed of it, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commitments.drift.history import Key, Since
from commitments.drift.links import Link
from commitments.drift.terms import Difference
from commitments.enums import Aspect
from commitments.standings.queries import Item
from commitments.words import both_sides, change_words, drift_words, since_words
from dashboards.boards.commitment.record import RecordRow

ASPECTS = (Aspect.TARGET, Aspect.DEADLINE, Aspect.OWNER, Aspect.TEXT)


@dataclass(frozen=True)
class DriftRow:
    """A difference that no amendment accounts for. `words` is the whole sentence; `assigned` names the item."""

    aspect: str
    aspect_words: str
    assignment: int
    assigned: str
    old: str
    new: str
    since: Since
    since_words: str
    words: str


@dataclass(frozen=True)
class ChangeRow:
    """What an amendment changed of the item of that order: old → new; one side is empty where it was added or went."""

    item: int
    order: int
    aspect: str
    aspect_words: str
    assigned: str
    old: str
    new: str


@dataclass(frozen=True)
class AmendmentRow:
    key: int
    number: str
    dated_on: date
    note: str
    is_illustrative: bool
    changes: tuple[ChangeRow, ...]


@dataclass(frozen=True)
class First:
    """What was signed at first of something that was amended since."""

    aspect_words: str
    text: str


def drift_rows(item: Item, since: Mapping[Key, Since]) -> tuple[DriftRow, ...]:
    """The drifts of an item of which `since` tells, with both values and since when."""
    known = [(link, difference, since.get((link.key, difference.aspect))) for link, difference in item.drifts]
    return tuple(_drift_row(link, difference, when) for link, difference, when in known if when is not None)


def _drift_row(link: Link, difference: Difference, since: Since) -> DriftRow:
    old, new = both_sides(difference)
    return DriftRow(
        aspect=difference.aspect,
        aspect_words=str(difference.aspect.label),
        assignment=link.assignment,
        assigned=link.name,
        old=old,
        new=new,
        since=since,
        since_words=since_words(since),
        words=drift_words(difference, since),
    )


def amendments_of(record: Sequence[RecordRow]) -> tuple[AmendmentRow, ...]:
    """The amendments of a commitment in their order, each with what it changed, item by item."""
    lines: dict[int, AmendmentRow] = {}
    for row in _changes(record):
        before = lines[row.amendment].changes if row.amendment in lines else ()
        lines[row.amendment] = AmendmentRow(
            key=row.amendment,
            number=row.number,
            dated_on=row.dated_on,
            note=row.amendment_note,
            is_illustrative=row.amendment_is_illustrative,
            changes=(*before, _change(row)),
        )
    return tuple(lines.values())


def firsts_of(record: Sequence[RecordRow]) -> dict[int, tuple[First, ...]]:
    """Item key → what was signed at first of whatever was amended since."""
    found: dict[tuple, First] = {}
    for row in _changes(record):
        if row.aspect in ASPECTS:
            first = First(str(Aspect(row.aspect).label), change_words(row.aspect, row.old or {}))
            found.setdefault((row.key, row.link, row.aspect), first)
    items: dict[int, tuple[First, ...]] = {}
    for (item, _link, _aspect), first in found.items():
        items[item] = (*items.get(item, ()), first)
    return items


def _changes(record: Sequence[RecordRow]) -> list[RecordRow]:
    """Every change once, by amendment, item and the order of writing."""
    rows = {row.change: row for row in record if row.change}
    return sorted(rows.values(), key=lambda row: (row.dated_on, row.amendment, row.order, row.change or 0))


def _change(row: RecordRow) -> ChangeRow:
    words = str(Aspect(row.aspect).label)
    old, new = (change_words(row.aspect, side or {}) for side in (row.old, row.new))
    return ChangeRow(row.key, row.order, row.aspect, words, row.assigned or "", old, new)
