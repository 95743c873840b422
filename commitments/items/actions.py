"""Items of a draft: added, written anew, removed, moved; their links hold the terms that are to be signed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now
from agencies.models import User
from commitments.drift.terms import plain
from commitments.enums import Aspect, CommitmentState, Way
from commitments.models import Amendment, Commitment, CommitmentItem, ItemLink
from commitments.signing.actions import held
from commitments.signing.drafting import Agreed, assignable, columns_of, day_of, order_after, terms_of_link, terms_on
from commitments.standings import writer as standings
from kpis.errors import CannotChange


@transaction.atomic
def add_item(
    commitment: Commitment,
    *,
    text: str,
    way: str,
    by: User | None,
    deadline: date | None = None,
    links: Sequence[Agreed] = (),
) -> CommitmentItem:
    """One more thing promised in a draft, at its end. `links` where the way is ASSIGNED, else none.

    Raises CannotChange, also for assigned items that the commitment cannot stand for.
    """
    row = held(commitment, CommitmentState.DRAFT)
    item = write_item(row, text=text, way=way, deadline=deadline, links=links)
    record(item, "commitment-item-added", by=by, at=now(), agency=row.agency_id, new=_values(item, links))
    standings.refresh([row.pk])
    return item


def write_item(
    commitment: Commitment,
    *,
    text: str,
    way: str,
    deadline: date | None,
    links: Sequence[Agreed],
    added_by: Amendment | None = None,
) -> CommitmentItem:
    """The rows of a new item, checked; the caller holds the commitment and leaves the trail."""
    _check(commitment, text, way, links)
    item = CommitmentItem.objects.create(
        commitment=commitment, order=order_after(commitment), text=text.strip(), way=Way(way),
        deadline=None if links else deadline, added_by=added_by,
    )  # fmt: skip
    ItemLink.objects.bulk_create([_link(item, agreed) for agreed in links])
    return item


@transaction.atomic
def change_item(
    item: CommitmentItem,
    *,
    text: str,
    way: str,
    by: User | None,
    deadline: date | None = None,
    links: Sequence[Agreed] = (),
) -> CommitmentItem:
    """Write an item of a draft anew, with all it stands for. Raises CannotChange."""
    commitment, item = _held(item)
    _check(commitment, text, way, links)
    if item.way != way and item.fulfilments.exists():
        raise CannotChange(_("Somebody said that this item is fulfilled: its way stays."))
    before = {link.assignment_id: link for link in item.links.all()}
    old = _values(item, [_agreed(link) for link in before.values()])
    item.text, item.way, item.deadline = text.strip(), Way(way), None if links else deadline
    new = _values(item, links)
    if old == new:
        return item
    item.save(update_fields=["text", "way", "deadline"])
    item.links.exclude(assignment__in=[agreed.assignment for agreed in links]).delete()
    for agreed in links:
        _rewrite(item, before.get(agreed.assignment), agreed)
    record(item, "commitment-item-changed", by=by, at=now(), agency=commitment.agency_id, old=old, new=new)
    return item


@transaction.atomic
def remove_item(item: CommitmentItem, *, by: User | None) -> None:
    """Take an item out of a draft; those after it move up. Raises CannotChange."""
    commitment, item = _held(item)
    if item.fulfilments.exists():
        raise CannotChange(_("Somebody said that this item is fulfilled: it stays."))
    old = _values(item, [_agreed(link) for link in item.links.all()])
    record(item, "commitment-item-removed", by=by, at=now(), agency=commitment.agency_id, old=old)
    place = item.order
    item.delete()
    for later in commitment.items.filter(order__gt=place).order_by("order"):
        later.order -= 1
        later.save(update_fields=["order"])
    standings.refresh([commitment.pk])


@transaction.atomic
def move_item(item: CommitmentItem, *, up: bool, by: User | None) -> None:
    """Change places with the item before (`up`) or after; the first and the last stay. Raises CannotChange."""
    commitment, item = _held(item)
    others = commitment.items.all()
    if up:
        other = others.filter(order__lt=item.order).order_by("-order").first()
    else:
        other = others.filter(order__gt=item.order).order_by("order").first()
    if other is None:
        return
    mine, theirs = item.order, other.order
    rows = CommitmentItem.objects
    rows.filter(pk=item.pk).update(order=order_after(commitment))  # out of the way: a number stands once
    rows.filter(pk=other.pk).update(order=mine)
    rows.filter(pk=item.pk).update(order=theirs)
    record(
        item, "commitment-item-moved", by=by, at=now(), agency=commitment.agency_id, old={"order": mine},
        new={"order": theirs},
    )  # fmt: skip


@transaction.atomic
def add_all(commitment: Commitment, *, by: User | None) -> list[CommitmentItem]:
    """An item for each assigned item of the agency itself that none stands for yet, on the terms of the day."""
    row = held(commitment, CommitmentState.DRAFT)
    rows = assignable(row).filter(agency=row.agency_id)
    own = list(rows.exclude(commitment_links__item__commitment=row))
    terms = terms_on(own, day_of(row.event))
    first = order_after(row)
    items = CommitmentItem.objects.bulk_create(
        CommitmentItem(commitment=row, order=first + n, text=given.indicator.name, way=Way.ASSIGNED)
        for n, given in enumerate(own)
    )
    agreed = [Agreed(given.pk, terms[given.pk]) for given in own]
    ItemLink.objects.bulk_create(_link(item, one) for item, one in zip(items, agreed, strict=True))
    if items:
        texts = [item.text for item in items]
        record(row, "commitment-items-added", by=by, at=now(), agency=row.agency_id, new={"items": texts})
        standings.refresh([row.pk])
    return items


def _held(item: CommitmentItem) -> tuple[Commitment, CommitmentItem]:
    commitment = held(item.commitment, CommitmentState.DRAFT)
    row = commitment.items.filter(pk=item.pk).first()
    if row is None:
        raise CannotChange(_("This item was removed in the meantime."))
    return commitment, row


def _check(commitment: Commitment, text: str, way: str, links: Sequence[Agreed]) -> None:
    if not text.strip():
        raise CannotChange(_("Write what is committed to."))
    if (way == Way.ASSIGNED) != bool(links):
        raise CannotChange(
            _("What is fulfilled with assigned items stands for at least one, everything else for none.")
        )
    asked = {agreed.assignment for agreed in links}
    if asked and assignable(commitment).filter(pk__in=asked).count() < len(asked):
        raise CannotChange(_("An item stands for assigned items of its own agency and year."))


def _link(item: CommitmentItem, agreed: Agreed) -> ItemLink:
    return ItemLink(
        item=item, assignment_id=agreed.assignment, is_part=agreed.is_part, **columns_of(agreed.terms)
    )  # fmt: skip


def _rewrite(item: CommitmentItem, link: ItemLink | None, agreed: Agreed) -> None:
    if link is None:
        _link(item, agreed).save()
        return
    columns = {"is_part": agreed.is_part} | columns_of(agreed.terms)
    changed = [name for name, value in columns.items() if getattr(link, name) != value]
    for name in changed:
        setattr(link, name, columns[name])
    if changed:
        link.save(update_fields=changed)


def _agreed(link: ItemLink) -> Agreed:
    return Agreed(link.assignment_id, terms_of_link(link), link.is_part)


def _values(item: CommitmentItem, links: Sequence[Agreed]) -> dict[str, Any]:
    said = [
        {
            "assignment": one.assignment,
            "is_part": one.is_part,
            "target": plain(one.terms, Aspect.TARGET),
            "deadline": plain(one.terms, Aspect.DEADLINE)["on"],
            "owner": one.terms.owner,
            "accountable": one.terms.accountable,
        }
        for one in sorted(links, key=lambda one: one.assignment)
    ]
    return {"text": item.text, "way": str(item.way), "deadline": item.deadline, "links": said}
