"""Where a commitment left what was signed, and what amendments changed of it, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from commitments.enums import Aspect
from commitments.ledger import Item, Link
from commitments.models import Amendment
from commitments.since import Key, Since
from commitments.terms import Difference
from commitments.wording import both_sides, change_words, drift_words, since_words

ASPECTS = (Aspect.TARGET, Aspect.DEADLINE, Aspect.OWNER, Aspect.TEXT)


@dataclass(frozen=True)
class DriftLine:
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
class ChangeLine:
    """What an amendment changed of the item of that order: old → new; one side is empty where it was added or went."""

    item: int
    order: int
    aspect: str
    aspect_words: str
    assigned: str
    old: str
    new: str


@dataclass(frozen=True)
class AmendmentLine:
    key: int
    number: str
    dated_on: date
    note: str
    is_illustrative: bool
    changes: tuple[ChangeLine, ...]


@dataclass(frozen=True)
class First:
    """What was signed at first of something that was amended since."""

    aspect_words: str
    text: str


class _Row(NamedTuple):
    key: int
    number: str
    dated_on: date
    note: str
    is_illustrative: bool
    change: int | None
    item: int
    order: int
    link: int | None
    aspect: str
    old: dict
    new: dict
    assigned: str | None


FIELDS = (
    "pk", "number", "dated_on", "note", "is_illustrative", "changes__pk", "changes__item", "changes__item__order",
    "changes__link", "changes__aspect", "changes__old", "changes__new",
    "changes__link__assignment__indicator__name",
)  # fmt: skip


def drift_lines(item: Item, since: Mapping[Key, Since]) -> tuple[DriftLine, ...]:
    """The drifts of an item of which `since` tells (commitments.since.since_of), with both values and since when."""
    known = [(link, difference, since.get((link.key, difference.aspect))) for link, difference in item.drifts]
    return tuple(_drift_line(link, difference, when) for link, difference, when in known if when is not None)


def _drift_line(link: Link, difference: Difference, since: Since) -> DriftLine:
    old, new = both_sides(difference)
    return DriftLine(
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


def amendments_of(commitment: int) -> tuple[tuple[AmendmentLine, ...], dict[int, tuple[First, ...]]]:
    """The amendments of a commitment in their order, and by item what was signed at first: one query."""
    order = ("dated_on", "pk", "changes__item__order", "changes__pk")
    rows = [_Row(*row) for row in Amendment.objects.filter(commitment=commitment).order_by(*order).values_list(*FIELDS)]
    lines: dict[int, AmendmentLine] = {}
    for row in rows:
        before = lines[row.key].changes if row.key in lines else ()
        changes = (*before, _change(row)) if row.change else before
        lines[row.key] = AmendmentLine(row.key, row.number, row.dated_on, row.note, row.is_illustrative, changes)
    return tuple(lines.values()), _firsts(row for row in rows if row.change)


def _change(row: _Row) -> ChangeLine:
    words = str(Aspect(row.aspect).label)
    old, new = (change_words(row.aspect, side or {}) for side in (row.old, row.new))
    return ChangeLine(row.item, row.order, row.aspect, words, row.assigned or "", old, new)


def _firsts(rows: Iterable[_Row]) -> dict[int, tuple[First, ...]]:
    found: dict[tuple, First] = {}
    for row in rows:
        if row.aspect in ASPECTS:
            first = First(str(Aspect(row.aspect).label), change_words(row.aspect, row.old or {}))
            found.setdefault((row.item, row.link, row.aspect), first)
    items: dict[int, tuple[First, ...]] = {}
    for (item, _link, _aspect), first in found.items():
        items[item] = (*items.get(item, ()), first)
    return items
