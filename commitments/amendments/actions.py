"""Numbered amendments: what both parties changed after signing. The drift that one accepts is gone with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now, today
from agencies.models import User
from commitments.amendments.changes import drifts_of, token
from commitments.drift.terms import terms_of
from commitments.enums import Aspect, CommitmentState, Way
from commitments.items.actions import write_item
from commitments.models import Amendment, AmendmentChange, Commitment, CommitmentItem, ItemLink
from commitments.signing.actions import held
from commitments.signing.drafting import Agreed
from commitments.standings import writer as standings
from kpis.errors import CannotChange

KEYS = {"owner": "owner_id", "accountable": "accountable_id"}
NAMES = ("owner_name", "accountable_name")


@dataclass(frozen=True)
class NewItem:
    """An item that an amendment adds; `links` where it stands for assigned items."""

    text: str
    way: str
    deadline: date | None = None
    links: tuple[Agreed, ...] = ()


@dataclass
class _Writing:
    """An amendment while it is written: its changes are stored together, at the end."""

    amendment: Amendment
    items: Mapping[int, CommitmentItem]
    changes: list[AmendmentChange] = field(default_factory=list)

    def note(self, item: int, aspect: Aspect, old: dict, new: dict, link: int | None = None) -> None:
        self.changes.append(
            AmendmentChange(amendment=self.amendment, item_id=item, link_id=link, aspect=aspect, old=old, new=new)
        )

    def item(self, key: int) -> CommitmentItem:
        if key not in self.items:
            raise CannotChange(_("This item is not part of the commitment any more."))
        return self.items[key]


@transaction.atomic
def amend(
    commitment: Commitment,
    number: str,
    dated_on: date,
    *,
    accept: Iterable[tuple[int, str]] | Mapping[tuple[int, str], str] = (),
    texts: Mapping[int, str] | None = None,
    deadlines: Mapping[int, date | None] | None = None,
    withdraw: Iterable[int] = (),
    add: Sequence[NewItem] = (),
    note: str = "",
    by: User | None,
) -> Amendment:
    """Change what was signed, by a numbered act.

    `accept`: (key of an ItemLink, aspect) whose live value is agreed from now on, with the value that was shown
    (commitments.amendments.changes.token) where one was · `texts` and `deadlines`: key of an
    item → its wording, the deadline of an item of its own way · `withdraw`: keys of items · `add`: new ones.
    Each change keeps the value before and after (commitments.drift.terms.plain). Raises CannotChange for what does not
    differ, for an amendment that changes nothing, a number that is taken and a day before the signing.
    """
    row = held(commitment, CommitmentState.SIGNED)
    _check(row, number.strip(), dated_on)
    amendment = Amendment.objects.create(
        commitment=row, number=number.strip(), dated_on=dated_on, note=note.strip(), made_at=now(), made_by=by
    )
    writing = _Writing(amendment, {item.pk: item for item in row.items.filter(withdrawn_by=None)})
    gone = set(withdraw)
    _accept(writing, row, accept if isinstance(accept, Mapping) else dict.fromkeys(accept, ""), gone)
    _reword(writing, texts or {}, gone)
    _postpone(writing, deadlines or {}, gone)
    _withdraw(writing, gone)
    for new in add:
        made = write_item(
            row, text=new.text, way=new.way, deadline=new.deadline, links=new.links, added_by=amendment
        )  # fmt: skip
        writing.note(made.pk, Aspect.ADDED, {}, {"text": made.text})
    if not writing.changes:
        raise CannotChange(_("This amendment changes nothing. Choose what it changes."))
    AmendmentChange.objects.bulk_create(writing.changes)
    _leave_a_trail(row, writing, by)
    standings.refresh([row.pk])
    return amendment


def number_is_taken(commitment: Commitment, number: str) -> bool:
    """Whether the commitment has an amendment of this number already."""
    return commitment.amendments.filter(number=number.strip()).exists()


def _check(commitment: Commitment, number: str, dated_on: date) -> None:
    if not number:
        raise CannotChange(_("An amendment carries a number."))
    if number_is_taken(commitment, number):
        raise CannotChange(_("This commitment has an amendment of this number already."))
    if dated_on < commitment.event.first_day:
        raise CannotChange(_("An amendment is not dated before the signing."))
    if dated_on > today():
        raise CannotChange(_("An amendment is recorded once it is signed: its date cannot lie ahead."))


def _accept(writing: _Writing, commitment: Commitment, wanted: Mapping[tuple[int, str], str], gone: set[int]) -> None:
    drifts = drifts_of(commitment) if wanted else {}
    for (key, aspect), shown in wanted.items():
        if (key, aspect) not in drifts:
            raise CannotChange(_("What was to be taken over is not different any more. Look at the differences again."))
        item, difference = drifts[key, aspect]
        if shown and shown != token(key, difference):
            raise CannotChange(_("What is in force has changed since. Look at the differences again."))
        _stays(item, gone)
        values = terms_of(difference.aspect, difference.new)
        columns = {KEYS.get(name, name): value for name, value in values.items() if name not in NAMES}
        ItemLink.objects.filter(pk=key).update(**columns)
        writing.note(item, difference.aspect, difference.old, difference.new, key)


def _reword(writing: _Writing, texts: Mapping[int, str], gone: set[int]) -> None:
    for key, text in texts.items():
        item, said = writing.item(key), text.strip()
        if not said:
            raise CannotChange(_("Write what is committed to, or withdraw the item."))
        if said == item.text:
            continue
        _stays(key, gone)
        writing.note(key, Aspect.TEXT, {"text": item.text}, {"text": said})
        item.text = said
        item.save(update_fields=["text"])


def _postpone(writing: _Writing, deadlines: Mapping[int, date | None], gone: set[int]) -> None:
    for key, day in deadlines.items():
        item = writing.item(key)
        if day == item.deadline:
            continue
        _stays(key, gone)
        if item.way == Way.ASSIGNED:
            raise CannotChange(_("An item that stands for assigned items has their deadlines."))
        writing.note(key, Aspect.DEADLINE, {"on": _iso(item.deadline)}, {"on": _iso(day)})
        item.deadline = day
        item.save(update_fields=["deadline"])


def _withdraw(writing: _Writing, gone: set[int]) -> None:
    for key in sorted(gone):
        item = writing.item(key)
        item.withdrawn_by = writing.amendment
        item.save(update_fields=["withdrawn_by"])
        writing.note(key, Aspect.WITHDRAWN, {"text": item.text}, {})


def _stays(item: int, gone: set[int]) -> None:
    if item in gone:
        raise CannotChange(_("An item that is withdrawn is not changed as well. Choose one of the two."))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _leave_a_trail(commitment: Commitment, writing: _Writing, by: User | None) -> None:
    amendment = writing.amendment
    said: dict[str, list[Any]] = {"old": [], "new": []}
    for change in writing.changes:
        about = {"item": change.item_id, "link": change.link_id, "aspect": str(change.aspect)}
        said["old"].append(about | {"value": change.old})
        said["new"].append(about | {"value": change.new})
    record(
        amendment, "commitment-amended", by=by, at=amendment.made_at, agency=commitment.agency_id,
        old={"changes": said["old"]}, reason=amendment.note,
        new={"number": amendment.number, "dated_on": amendment.dated_on, "changes": said["new"]},
    )  # fmt: skip
