"""A row held against what stands: what it would make or change, in words; what it may not change.

A blank cell leaves what stands. An item that is new is linked on the terms of the signing day, but for what the row
says otherwise.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from commitments.enums import Way
from commitments.signing.drafting import target_text, terms_of_link
from dxtracker.lib.text import same_name_key
from kpis.enums import Operator
from kpis.grammar.shapes import Problem
from workbooks.kinds.committed_items.cells import ItemRow, Wish, read_target
from workbooks.kinds.committed_items.known import Linkable, Standing
from workbooks.kinds.preview import Change

GOAL = ("operator", "low", "high", "unit")


def compare(row: ItemRow, standing: Standing, linkable: Linkable) -> None:
    """Fill in what the row would make or change; refuse what does not fit together, or changes what is signed."""
    if row.agency is None:
        return
    row.commitment = standing.commitments.get(row.agency.pk)
    row.item = standing.item(row.agency, row.text)
    held = standing.links.get(row.item.pk, []) if row.item else []
    base = _linked(row, held, linkable)
    first = base[0] if base else None
    read_target(row, first.terms.unit if first else "", standing.event.plan.year)
    _fits(row, base)
    row.wishes = [_wished(row, wish) for wish in base]
    row.gone = [link for link in held if link.assignment_id not in {wish.assignment.pk for wish in base}]
    _values(row)
    if not row.problems:
        _tell(row, held)
        _check_signed(row)


def _linked(row: ItemRow, held: list, linkable: Linkable) -> list[Wish]:
    """The links as they are or would begin, before the row's other cells are heard."""
    standing = {link.assignment_id: link for link in held}
    assignments = [link.assignment for link in held] if row.linked is None else list(row.linked)
    found = []
    for assignment in assignments:
        link = standing.get(assignment.pk)
        if link is not None:
            found.append(Wish(assignment, terms_of_link(link), link.is_part, link))
        else:
            found.append(Wish(assignment, linkable.terms[assignment.pk]))
    return found


def _fits(row: ItemRow, base: list[Wish]) -> None:
    """Refuse a target or a share of nothing, or of several; a way that links do not have is said."""
    is_measured = row.goal is not None and row.goal.operator != Operator.DONE
    if "links" in {_role(row, problem.column) for problem in row.problems}:
        return
    if not base:
        if is_measured:
            row.refuse("committed", Problem("target_without_link"))
        if row.is_part:
            row.refuse("part", Problem("part_without_link"))
        if row.way == Way.ASSIGNED:
            row.refuse("way", Problem("way_without_link"))
    else:
        if row.goal is not None and len(base) > 1:
            row.refuse("committed", Problem("target_of_several"))
        if row.way in (Way.DOCUMENT, Way.CONFIRMED):
            row.warn("way", Problem("way_of_links"))
        if row.has_no_target:
            row.warn("committed", Problem("no_target_signed"))


def _role(row: ItemRow, column: int) -> str:
    return next((role for role, place in row.columns.items() if place == column), "")


def _wished(row: ItemRow, wish: Wish) -> Wish:
    """The link with what the row says of target, share and deadline."""
    terms = wish.terms
    if row.has_no_target and terms.operator:
        terms = replace(terms, operator="", low=None, high=None, raw="")
    elif row.goal is not None:
        goal = row.goal
        typed: dict[str, Any] = {
            "operator": goal.operator,
            "low": goal.low,
            "high": goal.high,
            "unit": goal.unit or terms.unit,
        }
        if any(getattr(terms, name) != typed[name] for name in GOAL):  # another wording alone is no other target
            terms = replace(terms, raw=goal.raw, **typed)
    if row.has_deadline:
        terms = replace(terms, deadline=row.deadline)
    return replace(wish, terms=terms, is_part=wish.is_part if row.is_part is None else row.is_part)


def _values(row: ItemRow) -> None:
    """Way and deadline of the item itself; those of a linked one stand with its links."""
    stored = row.item
    way = Way.ASSIGNED if row.wishes else row.way or (stored.way if stored else Way.CONFIRMED)
    wanted: dict[str, Any] = {"way": way}
    if not row.wishes:
        wanted["deadline"] = row.deadline if row.has_deadline else stored.deadline if stored else None
    elif stored is None or stored.way != Way.ASSIGNED:
        wanted["deadline"] = None
    row.values = {name: value for name, value in wanted.items() if stored is None or getattr(stored, name) != value}


def _tell(row: ItemRow, held: list) -> None:
    """The changes in words; of a new item what its cells do not show themselves."""
    if row.item is None:
        row.changes += _taken(row)
        return
    if any(wish.link is None for wish in row.wishes) or row.gone:
        names = [link.assignment.indicator.name for link in held]
        row.changes.append(Change("links", "; ".join(names), "; ".join(_names(row))))
    for wish in row.wishes:
        if wish.link is None:
            continue
        old, whom = terms_of_link(wish.link), wish.assignment.indicator.name if len(row.wishes) > 1 else ""
        changed = wish.changed
        if set(GOAL) & set(changed):
            row.changes.append(Change("committed", target_text(old), target_text(wish.terms), whom))
        if "deadline" in changed:
            row.changes.append(Change("deadline", day(old.deadline), day(wish.terms.deadline), whom))
        if "is_part" in changed:
            row.changes.append(Change("part", _yes(wish.link.is_part), _yes(wish.is_part), whom))
    if "way" in row.values:
        row.changes.append(Change("way", str(Way(row.item.way).label), str(Way(row.values["way"]).label)))
    if "deadline" in row.values and not row.wishes:
        row.changes.append(Change("deadline", day(row.item.deadline), day(row.values["deadline"])))


def _taken(row: ItemRow) -> list[Change]:
    """What a new item takes from what it is linked to: names where codes stand, target and deadline of that day."""
    names, found = _names(row), []
    if names and same_name_key("; ".join(names)) != same_name_key(row.texts.get(row.columns.get("links", 0), "")):
        found.append(Change("links", "", "; ".join(names)))
    targets = [target_text(wish.terms) for wish in row.wishes]
    if any(targets) and row.goal is None:
        found.append(Change("committed", "", "; ".join(text or "–" for text in targets)))
    days = list(dict.fromkeys(day(wish.terms.deadline) for wish in row.wishes if wish.terms.deadline))
    if days and not row.has_deadline:
        found.append(Change("deadline", "", "; ".join(days)))
    return found


def _names(row: ItemRow) -> list[str]:
    return [wish.assignment.indicator.name for wish in row.wishes]


def _check_signed(row: ItemRow) -> None:
    """What is signed is changed by an amendment alone."""
    if row.commitment is not None and row.commitment.is_signed and row.status != "unchanged":
        row.refuse("text", Problem("already_signed"))


def facts_of(row: ItemRow) -> list[Any]:
    """What the row would make or change, as plain values: confirming must come to the same."""
    links = [[wish.assignment.pk, wish.link.pk if wish.link else None, wish.columns] for wish in row.wishes]
    return [
        row.agency.pk if row.agency else None, row.text, row.commitment.pk if row.commitment else None,
        row.item.pk if row.item else None, row.values, links, [link.pk for link in row.gone],
    ]  # fmt: skip


def day(value: date | None) -> str:
    """A day as sheets write it."""
    return f"{value:%d/%m/%Y}" if value else ""


def _yes(value: bool) -> str:
    return _("yes") if value else _("no")
