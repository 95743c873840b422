"""The only writers of agendas: points proposed, added, put right, moved, removed, until the meeting was held."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import translation
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now
from agencies.models import User
from dxtracker.lib.text import clean
from kpis.errors import CannotChange
from steering.agenda.queries import facts_of
from steering.agenda.rules import Proposal, propose
from steering.agenda.words import text_of
from steering.models import AgendaPoint, Meeting
from steering.scope import held_planned

LINKS = ("item_id", "indicator_id", "agency_id")


@transaction.atomic
def propose_agenda(meeting: Meeting, *, by: User | None) -> list[AgendaPoint]:
    """Add the points that the facts of the month propose and the agenda does not have; none twice.

    Raises CannotChange once the meeting was held.
    """
    held = held_planned(meeting)
    there = set(held.points.values_list("kind", "indicator", "conclusion"))
    proposals = [row for row in propose(facts_of(held)) if (row.kind, row.indicator, row.conclusion) not in there]
    return _added(held, proposals, by)


def _added(meeting: Meeting, proposals: Iterable[Proposal], by: User | None) -> list[AgendaPoint]:
    last = _last(meeting)
    with translation.override("vi"):
        found = [
            AgendaPoint(
                meeting=meeting, order=place, kind=row.kind, text=text_of(row), indicator_id=row.indicator,
                conclusion_id=row.conclusion,
            )
            for place, row in enumerate(proposals, last + 1)
        ]  # fmt: skip
    AgendaPoint.objects.bulk_create(found)
    if found:
        new = {"points": [point.text for point in found]}
        record(meeting, "agenda-proposed", by=by, at=now(), agency=meeting.province_id, new=new)
    return found


@transaction.atomic
def add_point(meeting: Meeting, *, text: str, by: User | None, **links: Any) -> AgendaPoint:
    """Add a point of the secretary's own at the end; `links` are item, indicator and agency, each of the province.

    The same point is one, however often it is sent. Raises CannotChange.
    """
    held = held_planned(meeting)
    point = AgendaPoint(meeting=held, order=_last(held) + 1, text=_said(text), **links)
    _refuse_strangers(point)
    said = {"text": point.text} | {name: getattr(point, name) for name in LINKS}
    if there := held.points.filter(**said).first():
        return there
    point.save()
    record(point, "agenda-point-added", by=by, at=now(), agency=held.province_id, new=said)
    return point


@transaction.atomic
def change_point(point: AgendaPoint, *, text: str, by: User | None, **links: Any) -> AgendaPoint:
    """Write a point otherwise, or link it to something else. Raises CannotChange."""
    row = _held_point(point)
    old = {name: getattr(row, name) for name in ("text", *LINKS)}
    row.text = _said(text)
    for name, value in links.items():
        setattr(row, name, value)
    _refuse_strangers(row)
    new = {name: getattr(row, name) for name in ("text", *LINKS)}
    if new != old:
        row.save()
        changed = [name for name in new if new[name] != old[name]]
        record(
            row, "agenda-point-changed", by=by, at=now(), agency=row.meeting.province_id,
            old={name: old[name] for name in changed}, new={name: new[name] for name in changed},
        )  # fmt: skip
    return row


@transaction.atomic
def move_point(point: AgendaPoint, *, down: bool, by: User | None) -> AgendaPoint:
    """Put a point one place down or up; at the end of the agenda nothing moves. Raises CannotChange."""
    row = _held_point(point)
    keys = list(row.meeting.points.order_by("order", "pk").values_list("pk", flat=True))
    place = keys.index(row.pk)
    other = place + (1 if down else -1)
    if not 0 <= other < len(keys):
        return row
    keys[place], keys[other] = keys[other], keys[place]
    for order, key in enumerate(keys, 1):
        AgendaPoint.objects.filter(pk=key).exclude(order=order).update(order=order)
    record(
        row, "agenda-point-moved", by=by, at=now(), agency=row.meeting.province_id,
        old={"order": place + 1}, new={"order": other + 1},
    )  # fmt: skip
    row.refresh_from_db()
    return row


@transaction.atomic
def remove_point(point: AgendaPoint, *, by: User | None) -> None:
    """Take a point off the agenda; what was concluded at it stays. Raises CannotChange."""
    row = _held_point(point)
    old = {"text": row.text, "kind": row.kind}
    record(row, "agenda-point-removed", by=by, at=now(), agency=row.meeting.province_id, old=old)
    row.meeting.points.filter(order__gt=row.order).update(order=F("order") - 1)
    row.delete()


def _held_point(point: AgendaPoint) -> AgendaPoint:
    held = held_planned(point.meeting)
    row = held.points.filter(pk=point.pk).first()
    if row is None:
        raise CannotChange(_("This point is not on the agenda any more."))
    row.meeting = held
    return row


def _last(meeting: Meeting) -> int:
    return meeting.points.aggregate(last=Max("order"))["last"] or 0


def _said(text: str) -> str:
    text = clean(text)
    if not text:
        raise CannotChange(_("Write what the point is about."))
    return text


def _refuse_strangers(point: AgendaPoint) -> None:
    """What a point names belongs to the province of its meeting."""
    province = point.meeting.province_id
    homes: list[Any] = [
        point.item and point.item.agency.root_id,
        point.indicator and point.indicator.province_id,
        point.agency and point.agency.root_id,
    ]
    if any(home not in (None, province) for home in homes):
        raise CannotChange(_("What is named belongs to another province."))
    if point.agency is not None and point.agency.has_ended_by(point.meeting.held_on):
        raise CannotChange(_("The agency had ended before this meeting."))
